"""What the case record already tells of a person: the inputs of the index nobody has to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.programme.rules.employability import IndexModel

VENETO = "05"
"""ISTAT code of the region."""
OTHER = "other"
RECORD, COUNSELLOR, PERSON = "record", "counsellor", "person"
TOLD = (COUNSELLOR, PERSON)
"""Sources of what somebody said, against the record or where it is silent."""
SECOND_YEAR = 2
LONG_STAY_YEARS, MEDIUM_STAY_YEARS = 10, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of the record; one still held has no end."""

    employer: str
    sector: str
    level: str
    started_on: date
    ended_on: date | None

    def held_on(self, day: date) -> bool:
        """Whether the job was held on that day."""
        return self.started_on <= day and (self.ended_on is None or self.ended_on >= day)

    def held_between(self, first: date, last: date) -> bool:
        """Whether the job was held on some day of the period."""
        return self.started_on <= last and (self.ended_on is None or self.ended_on >= first)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """What the record holds of one person, as plain values."""

    born_on: date
    sex: str
    is_born_in_italy: bool
    in_italy_since: date | None
    province: str
    region_code: str
    education: str
    household_size: int
    dependent_children: int
    minor_children: int
    has_driving_licence: bool
    unemployed_since: date | None
    jobs: Sequence[Job]


def prefilled(facts: RecordFacts, *, on: date) -> dict[str, str | int | None]:
    """The inputs the record gives on a day; None where it is silent and the person must be asked."""
    return {
        "age": whole_years(facts.born_on, on),
        "sex": facts.sex,
        "region": "veneto" if facts.region_code == VENETO else "elsewhere",
        "province": facts.province,
        "presence_in_italy": _presence(facts, on),
        "education": facts.education or None,
        "household_size": facts.household_size,
        "dependent_children": _children(facts),
        "driving_licence": "held" if facts.has_driving_licence else "not_held",
        "internship_done": None,
        **_work(facts, on),
    }


def fitted(
    inputs: Mapping[str, str | int | None], model: IndexModel
) -> dict[str, str | int | None]:
    """The inputs as this model's factors take them: a category it does not know counts as `other`,
    or as not told where the factor has no such category.
    """
    fitting: dict[str, str | int | None] = {}
    for factor in model.factors:
        value = inputs.get(factor.code)
        known = {item.code for item in factor.categories}
        if factor.categories and value is not None and value not in known:
            value = OTHER if OTHER in known else None
        fitting[factor.code] = value
    return fitting


def starting_inputs(
    known: Mapping[str, str | int | None], last: Mapping[str, Mapping[str, Any]], model: IndexModel
) -> dict[str, str | int | None]:
    """What a new calculation starts from: the record, and what was asked or corrected last time.

    A number corrected last time is not taken over where the record has one: time has gone on. A
    correction no longer holds either when the record now says otherwise than it did then (`was`).
    """
    start = dict(known)
    for factor in model.factors:
        before = last.get(factor.code)
        if before is None or before["source"] not in TOLD:
            continue
        if "was" in before and before["was"] != known.get(factor.code):
            continue
        if not factor.is_number or start.get(factor.code) is None:
            start[factor.code] = before["value"]
    return fitted(start, model)


def whole_years(since: date, on: date) -> int:
    """Full years between two days; somebody born on 29 February is a year older on 1 March."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def whole_months(since: date, on: date) -> int:
    """Full months between two days."""
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def _presence(facts: RecordFacts, on: date) -> str | None:
    if facts.is_born_in_italy:
        return "since_birth"
    if facts.in_italy_since is None:
        return None
    years = whole_years(facts.in_italy_since, on)
    if years >= LONG_STAY_YEARS:
        return "over_10_years"
    return "from_5_to_10_years" if years >= MEDIUM_STAY_YEARS else "under_5_years"


def _children(facts: RecordFacts) -> str:
    if facts.minor_children:
        return "minors"
    return "of_age" if facts.dependent_children else "nobody"


def _work(facts: RecordFacts, on: date) -> dict[str, str | int | None]:
    year_ago, two_years_ago = _years_before(on, 1), _years_before(on, SECOND_YEAR)
    last = max(facts.jobs, key=lambda job: (job.ended_on or date.max, job.started_on), default=None)
    recent = {job.employer for job in facts.jobs if job.held_between(two_years_ago, on)}
    worked = any(job.held_between(year_ago, on) for job in facts.jobs)
    return {
        "condition_a_year_ago": _condition(facts, year_ago),
        "worked_last_year": "worked" if worked else "not_worked",
        "months_without_work": _months_without_work(facts, last, on),
        "employed_now": "working" if any(job.held_on(on) for job in facts.jobs) else "not_working",
        "last_job_level": "never_worked" if last is None else last.level or None,
        "last_job_sector": "other" if last is None else last.sector or None,
        "employers_in_two_years": len(recent),
    }


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)


def _condition(facts: RecordFacts, day: date) -> str | None:
    """The record tells work and declared unemployment; study and inactivity have to be asked."""
    if any(job.held_on(day) for job in facts.jobs):
        return "employed"
    if facts.unemployed_since and facts.unemployed_since <= day:
        return "unemployed"
    return None


def _months_without_work(facts: RecordFacts, last: Job | None, on: date) -> int | None:
    if last is not None and last.held_on(on):
        return 0
    since = last.ended_on if last else facts.unemployed_since
    return None if since is None else max(0, whole_months(since, on))
