"""The status of unemployment day by day: cases counted by hand, and what holds for any history."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.unemployment import (
    COUNTED,
    EXAMPLE_TERMS,
    ContractKind,
    Declared,
    Standing,
    Stretch,
    Work,
    last_day_of_months,
    reckon,
    standing_on,
    status_line,
    suspending_runs,
)

DAY = timedelta(1)
D = date.fromisoformat
DECLARED = Declared(declared_on=D("2023-01-10"), unemployed_since=D("2023-01-10"))
U, S, E = Standing.UNEMPLOYED, Standing.SUSPENDED, Standing.ENDED


def line(*periods: Work, declared: Declared = DECLARED) -> tuple[Stretch, ...]:
    return status_line(declared, periods, EXAMPLE_TERMS)


def work(first: str, last: str | None, **more: object) -> Work:
    return Work(first=D(first), last=D(last) if last else None, **more)  # type: ignore[arg-type]


def stretch(first: str, last: str | None, standing: Standing) -> Stretch:
    return Stretch(D(first), D(last) if last else None, standing)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2023-03-01", "2023-08-31"),
        ("2023-03-15", "2023-09-14"),
        ("2023-08-31", "2024-02-29"),  # February 2024 has 29 days
        ("2022-08-31", "2023-02-28"),
        ("2023-08-30", "2024-02-29"),
        ("2023-08-29", "2024-02-28"),
        ("2022-08-29", "2023-02-28"),
        ("2022-08-28", "2023-02-27"),
        ("2024-02-29", "2024-08-28"),
        ("2023-12-31", "2024-06-30"),
        ("2023-07-01", "2023-12-31"),
    ],
)
def test_six_months_end_on_the_day_counted_by_hand(first: str, last: str) -> None:
    assert last_day_of_months(D(first), 6) == D(last)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 24))
def test_who_begins_later_never_reaches_the_end_of_the_months_earlier(
    first: date, months: int
) -> None:
    assert last_day_of_months(first, months) <= last_day_of_months(first + DAY, months)


def test_without_work_the_status_lasts() -> None:
    assert line() == (stretch("2023-01-10", None, U),)


def test_work_suspends_and_the_day_after_its_end_resumes() -> None:
    assert line(work("2023-03-01", "2023-05-31")) == (
        stretch("2023-01-10", "2023-02-28", U),
        stretch("2023-03-01", "2023-05-31", S),
        stretch("2023-06-01", None, U),
    )


def test_exactly_six_months_keep_the_status_and_one_day_more_loses_it() -> None:
    kept = line(work("2023-08-31", "2024-02-29"))
    assert kept[-1] == stretch("2024-03-01", None, U)
    lost = line(work("2023-08-31", "2024-03-01"))
    assert lost[1:] == (
        stretch("2023-08-31", "2024-02-29", S),
        stretch("2024-03-01", None, E),
    )


def test_work_that_goes_on_loses_the_status_after_six_months() -> None:
    assert line(work("2023-03-01", None))[-1] == stretch("2023-09-01", None, E)


def test_two_jobs_that_overlap_are_one_period() -> None:
    overlapping = line(work("2023-03-01", "2023-05-31"), work("2023-05-01", "2023-07-15"))
    assert overlapping[1] == stretch("2023-03-01", "2023-07-15", S)
    assert line(work("2023-03-01", "2023-07-31"), work("2023-06-01", "2023-09-30"))[-1] == (
        stretch("2023-09-01", None, E)
    )


def test_jobs_without_a_day_between_them_are_one_and_a_day_begins_the_count_anew() -> None:
    chained = line(work("2023-03-01", "2023-05-31"), work("2023-06-01", "2023-10-31"))
    assert chained[-1] == stretch("2023-09-01", None, E)
    apart = line(work("2023-03-01", "2023-05-31"), work("2023-06-02", "2023-10-31"))
    assert apart[2:] == (
        stretch("2023-06-01", "2023-06-01", U),
        stretch("2023-06-02", "2023-10-31", S),
        stretch("2023-11-01", None, U),
    )


@pytest.mark.parametrize(
    ("kind", "income", "suspends"),
    [
        (ContractKind.FIXED_TERM, 8500, False),
        (ContractKind.FIXED_TERM, 8501, True),
        (ContractKind.FIXED_TERM, None, True),
        (ContractKind.SELF_EMPLOYED, 5500, False),
        (ContractKind.SELF_EMPLOYED, 5501, True),
        (ContractKind.INTERNSHIP, None, False),
    ],
)
def test_work_within_the_threshold_leaves_the_status(
    kind: ContractKind, income: int | None, suspends: bool
) -> None:
    told = line(work("2023-03-01", "2023-05-31", kind=kind, annual_income=income))
    assert (len(told) == 3) is suspends


def test_two_small_jobs_suspend_only_on_the_days_on_which_their_sum_passes_the_threshold() -> None:
    told = line(
        work("2023-03-01", "2023-05-31", annual_income=5000),
        work("2023-05-01", "2023-07-31", annual_income=5000),
    )
    assert told[1] == stretch("2023-05-01", "2023-05-31", S)


def test_a_declaration_during_notice_and_one_long_after_the_job_count_differently() -> None:
    notice = Declared(declared_on=D("2023-01-10"), unemployed_since=D("2023-02-01"))
    assert line(declared=notice)[0] == stretch("2023-01-10", "2023-01-31", Standing.NOTICE)
    assert reckon(line(declared=notice), EXAMPLE_TERMS, on=D("2023-03-02")).days == 30
    late = Declared(declared_on=D("2023-01-10"), unemployed_since=D("2022-12-11"))
    assert line(declared=late)[0] == stretch("2022-12-11", "2023-01-09", Standing.WITHOUT_WORK)
    assert reckon(line(declared=late), EXAMPLE_TERMS, on=D("2023-01-09")).months == 1


def test_months_are_counted_over_the_pauses_by_hand() -> None:
    # 10 January to 28 February: 50 days; June: 30 days; three months of work between them.
    told = line(work("2023-03-01", "2023-05-31"))
    counted = reckon(told, EXAMPLE_TERMS, on=D("2023-06-30"))
    assert (counted.days, counted.months, counted.rest_days) == (80, 2, 20)
    assert counted.suspended_days == 31 + 30 + 31
    assert counted.since == D("2023-04-12")


@pytest.mark.parametrize(("on", "long"), [("2024-01-03", False), ("2024-01-04", True)])
def test_twelve_months_of_thirty_days_are_long_term(on: str, long: bool) -> None:
    assert reckon(line(), EXAMPLE_TERMS, on=D(on)).is_long_term is long


@st.composite
def histories(draw: st.DrawFn) -> tuple[Declared, list[Work]]:
    declared_on = draw(st.dates(date(2023, 1, 1), date(2024, 12, 31)))
    since = declared_on + timedelta(draw(st.integers(-60, 60)))
    ended = draw(st.none() | st.integers(0, 1500).map(lambda days: declared_on + timedelta(days)))
    periods = draw(st.lists(periods_after(declared_on), max_size=6))
    return Declared(declared_on=declared_on, unemployed_since=since, ended_from=ended), periods


def periods_after(day: date) -> st.SearchStrategy[Work]:
    return st.builds(
        lambda start, length, kind, income: Work(
            first=day + timedelta(start),
            last=None if length is None else day + timedelta(start + length),
            kind=kind,
            annual_income=income,
        ),
        st.integers(0, 900),
        st.none() | st.integers(0, 260),
        st.sampled_from(ContractKind),
        st.none() | st.integers(0, 12_000),
    )


@given(histories())
def test_every_day_has_exactly_one_standing(history: tuple[Declared, list[Work]]) -> None:
    told = status_line(*history, EXAMPLE_TERMS)
    start = min(history[0].declared_on, history[0].unemployed_since)
    assert told[0].first == min(start, history[0].ended_from or start)
    assert told[-1].last is None
    for before, after in pairwise(told):
        assert before.first <= before.ends
        assert before.ends + DAY == after.first
        assert before.standing is not after.standing or before.standing is S


@given(histories(), st.randoms())
def test_the_order_in_which_work_is_told_changes_nothing(
    history: tuple[Declared, list[Work]], chance: object
) -> None:
    declared, periods = history
    shuffled = [*periods]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert status_line(declared, shuffled, EXAMPLE_TERMS) == status_line(
        declared, periods, EXAMPLE_TERMS
    )


@given(histories(), st.integers(0, 1200))
def test_later_work_never_changes_an_earlier_day(
    history: tuple[Declared, list[Work]], start: int
) -> None:
    declared, periods = history
    first = declared.declared_on + timedelta(start)
    later = Work(first=first, last=first + timedelta(50))
    one = status_line(declared, periods, EXAMPLE_TERMS)
    other = status_line(declared, [*periods, later], EXAMPLE_TERMS)
    for back in (1, 2, 30, 200):
        assert standing_on(one, first - back * DAY) is standing_on(other, first - back * DAY)


@given(histories(), st.integers(0, 1500))
def test_all_days_add_up_and_months_never_shrink(
    history: tuple[Declared, list[Work]], days: int
) -> None:
    told = status_line(*history, EXAMPLE_TERMS)
    on = told[0].first + timedelta(days)
    counted = reckon(told, EXAMPLE_TERMS, on=on)
    elsewhere = sum(
        part.days_until(on)
        for part in told
        if part.standing not in COUNTED and part.standing is not S
    )
    assert counted.days + counted.suspended_days + elsewhere == days + 1
    assert reckon(told, EXAMPLE_TERMS, on=on + DAY).days - counted.days in (0, 1)
    assert counted.months * EXAMPLE_TERMS.month_days + counted.rest_days == counted.days


@given(histories())
def test_no_suspension_lasts_longer_than_the_law_allows(
    history: tuple[Declared, list[Work]],
) -> None:
    told = status_line(*history, EXAMPLE_TERMS)
    for part in told:
        if part.standing is S:
            assert part.ends <= last_day_of_months(part.first, 6)
    runs = list(suspending_runs(history[1], EXAMPLE_TERMS, since=history[0].declared_on))
    for one, two in pairwise(runs):
        assert one[1] + DAY < two[0]
