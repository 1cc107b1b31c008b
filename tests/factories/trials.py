"""A caseload for trials: profiles and completed assessments, written as rows."""

import random
from datetime import date
from typing import Any

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker, Sex, Step, reach_columns
from app.cases.models.steps import Did
from app.cases.states import DidState
from app.core.clock import now
from app.core.database import db
from app.programme.models import RuleSetVersion
from app.programme.queries import latest_version
from profiling.assessment.models import Assessment, QuantitativeProfile
from profiling.assessment.states import AssessmentState, ProfileState
from profiling.trials.rules.single import Computed, under
from tests.factories import cases
from tests.factories.accounts import user
from tests.factories.programme import shipped_rules


def person(chance: random.Random) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Inputs and answers of somebody; heavier burdens score higher."""
    rules, burden = shipped_rules(), chance.random()
    values = {
        factor.code: chance.randint(factor.minimum, min(factor.maximum, 70))
        if factor.is_number
        else chance.choice(factor.categories).code
        for factor in rules.index.factors
    }
    answers = {}
    for question in rules.questionnaire.questions:
        highest = max(answer.score for answer in question.answers) or 1
        near = [1 / (0.05 + abs(one.score / highest - burden) ** 2) for one in question.answers]
        answers[question.code] = [chance.choices(question.answers, near)[0].code]
    return values, answers


def assessed_case(counsellor: User, chance: random.Random, **changes: Any) -> Jobseeker:
    """A case with a declaration, a current profile and a completed assessment, as the rules give it."""
    values, answers = person(chance)
    case = cases.jobseeker(
        counsellor,
        step=Step.DECIDE,
        sex=chance.choice((Sex.FEMALE, Sex.MALE)),
        born_on=date(chance.randint(1960, 2006), chance.randint(1, 12), 3),
        citizenship=chance.choice(("Z000", "Z000", "Z129", "Z330")),
        **changes,
    )
    declared = date(2026, 11, 1)
    since = date(chance.randint(2023, 2026), chance.randint(1, 10), 3)
    db.session.add(
        Did(**reach_columns(case), state=DidState.VALIDATED, declared_on=declared,
            unemployed_since=since, validated_on=declared)
    )  # fmt: skip
    _decided(case, values, answers)
    return case


def _decided(case: Jobseeker, values: dict[str, Any], answers: dict[str, list[str]]) -> None:
    version, result = version_in_force(), under(shipped_rules(), values, answers, {})
    assert isinstance(result, Computed)
    profile = QuantitativeProfile(
        **reach_columns(case), state=ProfileState.CURRENT, index=result.index,
        profile_class=result.profile_class, contributions=[], rule_set_id=version.id,
        calculated_on=date(2026, 11, 2),
        inputs={code: {"value": value, "source": "record", "on": "2026-11-02"}
                for code, value in values.items()},
    )  # fmt: skip
    db.session.add(profile)
    db.session.flush()
    db.session.add(
        Assessment(
            **reach_columns(case), state=AssessmentState.COMPLETED, profile_id=profile.id,
            rule_set_id=version.id, answers=answers, scores=dict(result.scores),
            flags=sorted(result.flags), openings=list(result.openings), trace=[],
            proposed=result.pathway, rule=result.rule, started_on=date(2026, 11, 3),
            completed_at=now(), valid_until=date(2027, 11, 3), evaluation="Prova.",
        )
    )  # fmt: skip
    db.session.flush()


def version_in_force() -> RuleSetVersion:
    """The shipped rules as they are published."""
    version = latest_version("gol")
    assert version is not None
    return version


def officer() -> User:
    """A programme officer."""
    return user(Role.PROGRAMME_OFFICER)
