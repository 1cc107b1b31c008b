"""What the case record answers by itself: the functions a questionnaire names for prefilling."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.programme.rules.questionnaire import Question, Questionnaire
from profiling.assessment.rules.prefill import Job, whole_months

HALF_YEAR, YEAR, TWO_YEARS = 6, 12, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFacts:
    """What the record holds of one person on a day, as far as questionnaires ask for it."""

    on: date
    has_benefit: bool
    has_driving_licence: bool
    unemployed_since: date | None
    jobs: tuple[Job, ...]


Prefill = Callable[[KnownFacts], str | None]
"""From the facts to the code of an answer; None where the record is silent."""


def benefit_received(facts: KnownFacts) -> str:
    """Whether the person receives income support tied to duties."""
    return "received" if facts.has_benefit else "not_received"


def has_driving_licence(facts: KnownFacts) -> str:
    """Whether the record shows a driving licence."""
    return "held" if facts.has_driving_licence else "not_held"


def months_without_work_band(facts: KnownFacts) -> str | None:
    """How long the person has been out of work, from the last job or else from the declaration."""
    if any(job.held_on(facts.on) for job in facts.jobs):
        return "in_work"
    ends = [job.ended_on for job in facts.jobs if job.ended_on is not None]
    since = max(ends, default=facts.unemployed_since)
    if since is None:
        return None
    months = whole_months(since, facts.on)
    if months < HALF_YEAR:
        return "under_6_months"
    if months < YEAR:
        return "from_6_to_12_months"
    return "from_1_to_2_years" if months < TWO_YEARS else "over_2_years"


PREFILL_FUNCTIONS: Mapping[str, Prefill] = {
    "benefit_received": benefit_received,
    "has_driving_licence": has_driving_licence,
    "months_without_work_band": months_without_work_band,
}
"""The functions behind the names of `app.programme.rules.functions.PREFILLS`."""


def told_by_record(questionnaire: Questionnaire, facts: KnownFacts) -> dict[str, str]:
    """For every question with a prefill function the answer the record gives, where it gives one."""
    told = {
        question.code: PREFILL_FUNCTIONS[question.prefill](facts)
        for question in questionnaire.questions
        if question.prefill is not None
    }
    return {code: answer for code, answer in told.items() if answer is not None}


def is_fixed(question: Question, told: Mapping[str, str]) -> bool:
    """Whether the record alone answers: hidden always, read-only where the record says something."""
    return question.hidden or (question.read_only and question.code in told)


def fixed_answers(questionnaire: Questionnaire, told: Mapping[str, str]) -> dict[str, list[str]]:
    """The answers nobody may give or change: those of hidden and read-only questions."""
    return {
        question.code: [told[question.code]] if question.code in told else []
        for question in questionnaire.questions
        if is_fixed(question, told)
    }
