"""Profiles and assessments for tests, made by the operations themselves."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Step, reach_columns
from app.cases.models.steps import Did
from app.cases.states import DidState
from app.core.database import db
from profiling.assessment.models import Assessment, QuantitativeProfile
from profiling.assessment.operations.assess import (
    begin_assessment,
    complete_assessment,
)
from profiling.assessment.operations.fill import save_section, version_of
from profiling.assessment.operations.profile import Asked, calculate_profile
from profiling.assessment.rules.section import SectionEntry, Sheet
from tests.factories import cases
from tests.factories.programme import shipped_rules

NEAR = {
    "age": 40, "sex": "M", "region": "veneto", "province": "PD",
    "presence_in_italy": "since_birth", "education": "upper_secondary", "household_size": 3,
    "dependent_children": "nobody", "condition_a_year_ago": "employed",
    "worked_last_year": "worked", "months_without_work": 2, "employed_now": "not_working",
    "internship_done": "not_done", "driving_licence": "held", "last_job_level": "clerks",
    "last_job_sector": "tourism", "employers_in_two_years": 1,
}  # fmt: skip
"""Somebody who just left work: class 1."""


def case_to_profile(counsellor: User, **values: object) -> Jobseeker:
    """A jobseeker with a validated DID, waiting for the profile."""
    case = cases.jobseeker(counsellor, step=Step.PROFILE, **values)
    db.session.add(
        Did(
            **reach_columns(case),
            state=DidState.VALIDATED,
            declared_on=date(2026, 10, 1),
            unemployed_since=date(2026, 9, 1),
            validated_on=date(2026, 10, 2),
        )
    )
    db.session.flush()
    return case


def profile(
    counsellor: User, case: Jobseeker, *, on: date, **inputs: object
) -> QuantitativeProfile:
    """The case's profile, calculated from `NEAR` and what differs."""
    return calculate_profile(counsellor, case, asked(**inputs), on=on)


def asked(**inputs: object) -> Asked:
    """`NEAR` and what differs, with a reason wherever the record says otherwise."""
    return Asked(inputs=NEAR | inputs, reasons=dict.fromkeys(NEAR, "documents_shown"))


def easiest_answers(area: str) -> dict[str, list[str]]:
    """To every question of the area the answer with the lowest score and no flag.

    Sub-questions are left out, for none of these answers opens one; so is what the record answers.
    """
    return {
        question.code: [min(question.answers, key=lambda one: (one.score, one.raises)).code]
        for question in shipped_rules().questionnaire.area(area).questions
        if not (question.hidden or question.read_only or question.asked_when)
    } | ({"search_channels": ["direct"]} if area == "A" else {})


def save_area(
    counsellor: User,
    draft: Assessment,
    area: str,
    answers: Mapping[str, Sequence[str]],
    remarks: Mapping[str, str],
) -> None:
    """Save every section of an area with its part of the answers."""
    case = db.session.get_one(Jobseeker, draft.jobseeker_id)
    for section in shipped_rules().questionnaire.area(area).sections:
        own = {question.code for question in section.questions}
        entry = SectionEntry(
            answers={code: chosen for code, chosen in answers.items() if code in own},
            remarks={code: text for code, text in remarks.items() if code in own},
        )
        sheet = Sheet(section.code, version_of(draft, section.code), "test")
        save_section(counsellor, case, draft, sheet, entry, on=draft.started_on)


def drafted(counsellor: User, case: Jobseeker, *, on: date, **answers: list[str]) -> Assessment:
    """The case's assessment, filled in: every answer the easiest but for those given."""
    draft = begin_assessment(counsellor, case, on=on)
    for area in "ABC":
        codes = {question.code for question in shipped_rules().questionnaire.area(area).questions}
        given = {code: chosen for code, chosen in answers.items() if code in codes}
        save_area(counsellor, draft, area, easiest_answers(area) | given, {})
    return draft


def assessed(counsellor: User, case: Jobseeker, *, on: date, **answers: list[str]) -> Assessment:
    """The same, completed."""
    draft = drafted(counsellor, case, on=on, **answers)
    return complete_assessment(counsellor, case, draft, evaluation="Pronta a ripartire.", on=on)
