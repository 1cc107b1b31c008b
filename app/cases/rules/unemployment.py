"""The status of unemployment day by day: what work does to it, and how its months are reckoned."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.language import N_, Labelled

DAY = timedelta(1)
FOR_EVER = date.max


class Standing(Labelled):
    """What the status of unemployment is on a day."""

    WITHOUT_WORK = "without_work", N_("Without work, before the declaration")
    NOTICE = "notice", N_("Declared during notice")
    UNEMPLOYED = "unemployed", N_("Unemployed")
    SUSPENDED = "suspended", N_("Suspended for work")
    ENDED = "ended", N_("Ended")


COUNTED = frozenset({Standing.WITHOUT_WORK, Standing.UNEMPLOYED})
"""Days that make months of unemployment; a suspension stops the count, the end closes it."""


class ContractKind(Labelled):
    """What kind of work a period is, as far as the status depends on it."""

    PERMANENT = "permanent", N_("Permanent employment")
    FIXED_TERM = "fixed_term", N_("Fixed-term employment")
    AGENCY = "agency", N_("Temporary agency work")
    ON_CALL = "on_call", N_("On-call work")
    APPRENTICESHIP = "apprenticeship", N_("Apprenticeship")
    SELF_EMPLOYED = "self_employed", N_("Self-employment")
    INTERNSHIP = "internship", N_("Internship")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The numbers of the rule set on which the status depends."""

    suspension_months: int
    employee_income: int
    """Euros a year up to which paid work leaves the status as it is."""
    self_employed_income: int
    month_days: int
    """How many days make a month of unemployment."""
    long_term_months: int


EXAMPLE_TERMS = Terms(
    suspension_months=6,
    employee_income=8500,
    self_employed_income=5500,
    month_days=30,
    long_term_months=12,
)
"""For versions of the rule set older than these parameters: recalled or illustrative, as in those."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """A period of work, from its first to its last day; the last is None while it goes on."""

    first: date
    last: date | None
    kind: ContractKind = ContractKind.FIXED_TERM
    annual_income: int | None = None
    """What it is expected to pay in a year, in euros; None when nobody has said."""


@dataclass(frozen=True, order=True)
class Stretch:
    """Days in a row of one standing; the last is None where no end is known."""

    first: date
    last: date | None
    standing: Standing

    @property
    def ends(self) -> date:
        """The last day, or the end of time."""
        return self.last or FOR_EVER

    def days_until(self, on: date) -> int:
        """How many of its days lie on `on` or before."""
        return max(0, (min(self.ends, on) - self.first).days + 1)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a declaration says, and the day from which it was ended by somebody's word, if it was."""

    declared_on: date
    unemployed_since: date
    ended_from: date | None = None


@dataclass(frozen=True)
class Reckoning:
    """What the days of unemployment come to."""

    days: int
    months: int
    rest_days: int
    suspended_days: int
    is_long_term: bool
    since: date
    """Since when the person would be without work had there been no pause (anzianità)."""


def last_day_of_months(first: date, months: int) -> date:
    """The last day of `months` calendar months that begin on `first`.

    It is the day before the one with the same number; where the month of expiry has no such day,
    its last day (Civil Code art. 2963, fifth paragraph). Examples: six months from 1 March end on
    31 August; from 31 August 2023 on 29 February 2024; from 31 August 2022 on 28 February 2023.
    """
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    longest = monthrange(year, month)[1]
    if first.day > longest:
        return date(year, month, longest)
    return date(year, month, first.day) - DAY


def status_line(declared: Declared, periods: Iterable[Work], terms: Terms) -> tuple[Stretch, ...]:
    """What the status is on every day from the declaration on, without gap or overlap.

    Work that suspends counts from the declaration on. While it lasts, up to `suspension_months`, the
    status rests; on the day after its end it is there again by itself; on the day after the last of
    the months it is lost (D.Lgs. 150/2015, art. 19, c. 3; recalled, not compared with the act). Days
    of two jobs that overlap or follow each other without a day between them are one period: an
    extension is the same work, and so is a chain of contracts without a day's gap. A day's gap
    begins the count anew. Afterwards only a new declaration opens a status again.
    """
    stretches: list[Stretch] = []
    start = min(declared.declared_on, declared.unemployed_since)
    end = declared.ended_from or FOR_EVER
    begun = max(declared.declared_on, declared.unemployed_since)
    if declared.unemployed_since < declared.declared_on:
        stretches.append(Stretch(start, declared.declared_on - DAY, Standing.WITHOUT_WORK))
    elif declared.declared_on < declared.unemployed_since:
        stretches.append(Stretch(start, begun - DAY, Standing.NOTICE))
    free_from = begun
    for first, last in suspending_runs(periods, terms, since=begun):
        limit = last_day_of_months(first, terms.suspension_months)
        if first > free_from:
            stretches.append(Stretch(free_from, first - DAY, Standing.UNEMPLOYED))
        stretches.append(Stretch(first, min(last, limit), Standing.SUSPENDED))
        free_from = min(last, limit)
        if free_from < FOR_EVER:
            free_from += DAY
        if last > limit:
            end = min(end, free_from)
            break
    else:
        if free_from < FOR_EVER:
            stretches.append(Stretch(free_from, None, Standing.UNEMPLOYED))
    return tuple(_cut(stretches, end))


def suspending_runs(
    periods: Iterable[Work], terms: Terms, *, since: date
) -> Iterator[tuple[date, date]]:
    """The days on which work suspends the status, as runs in order; one that goes on ends never.

    On each day all jobs of that day are looked at together: they leave the status as it is while the
    yearly income expected of each is known and their sum stays within the threshold, that of
    employees when one of them is employment, else that of the self-employed (DL 4/2019, art. 4,
    c. 15-quater; recalled). An internship is no employment.
    """
    jobs = [work for work in periods if work.kind is not ContractKind.INTERNSHIP]
    marks = {since}
    for work in jobs:
        marks.add(max(work.first, since))
        if work.last is not None and work.last >= since:
            marks.add(work.last + DAY)
    run: tuple[date, date] | None = None
    for first, last in _between(sorted(marks)):
        if not _suspends([work for work in jobs if _covers(work, first)], terms):
            continue
        if run and run[1] + DAY == first:
            run = run[0], last
        else:
            if run:
                yield run
            run = first, last
    if run:
        yield run


def standing_on(line: Sequence[Stretch], day: date) -> Standing | None:
    """What the status is on a day; None before the line begins."""
    return next((part.standing for part in line if part.first <= day <= part.ends), None)


def reckon(line: Sequence[Stretch], terms: Terms, *, on: date) -> Reckoning:
    """Days and months of unemployment up to and with `on`.

    Days that count are added up over the pauses; `month_days` of them are a month, the rest stays as
    days. Example: 75 days with months of 30 days are two months and 15 days. `since` is the day from
    which an unbroken count of as many days would run.
    """
    days = sum(part.days_until(on) for part in line if part.standing in COUNTED)
    rested = sum(part.days_until(on) for part in line if part.standing is Standing.SUSPENDED)
    until = min(on, last_day(line))
    months, rest = divmod(days, terms.month_days)
    return Reckoning(
        days=days,
        months=months,
        rest_days=rest,
        suspended_days=rested,
        is_long_term=months >= terms.long_term_months,
        since=until - timedelta(days) + DAY,
    )


def last_day(line: Sequence[Stretch]) -> date:
    """The last day on which there is a status at all; the end of time where there is no end."""
    open_parts = [part for part in line if part.standing is not Standing.ENDED]
    return open_parts[-1].ends if open_parts else line[0].first - DAY


def first_difference(one: Sequence[Stretch], other: Sequence[Stretch]) -> date | None:
    """The first day on which two lines differ; None where they are the same."""
    for left, right in zip(one, other, strict=False):
        if left != right:
            if left.first != right.first or left.standing is not right.standing:
                return min(left.first, right.first)
            return min(left.ends, right.ends) + DAY
    longer = max(one, other, key=len)
    shared = min(len(one), len(other))
    return longer[shared].first if len(longer) > shared else None


def _cut(stretches: Iterable[Stretch], end: date) -> Iterator[Stretch]:
    if end == FOR_EVER:
        yield from stretches
        return
    for part in stretches:
        if part.first < end:
            yield Stretch(part.first, min(part.ends, end - DAY), part.standing)
    yield Stretch(end, None, Standing.ENDED)


def _between(marks: Sequence[date]) -> Iterator[tuple[date, date]]:
    for place, first in enumerate(marks):
        yield first, marks[place + 1] - DAY if place + 1 < len(marks) else FOR_EVER


def _covers(work: Work, day: date) -> bool:
    return work.first <= day <= (work.last or FOR_EVER)


def _suspends(jobs: Sequence[Work], terms: Terms) -> bool:
    if not jobs:
        return False
    incomes = [work.annual_income for work in jobs]
    known = [income for income in incomes if income is not None]
    if len(known) < len(incomes):
        return True
    only_self = all(work.kind is ContractKind.SELF_EMPLOYED for work in jobs)
    return sum(known) > (terms.self_employed_income if only_self else terms.employee_income)
