"""What the reports reckon, by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dashboards.rules.reports import (
    GROUPS,
    MEASURES,
    Alike,
    Decided,
    Period,
    Trait,
    compared,
    group_sizes,
    has,
    months_before,
    overall,
    override_rates,
    period_asked,
    totals,
)

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, Period(date(2025, 12, 1), date(2026, 11, 1))),
        ("2026-03", "2026-05", Period(date(2026, 3, 1), date(2026, 5, 1))),
        ("2026-05", "2026-03", Period(date(2026, 3, 1), date(2026, 5, 1))),
        ("nonsense", "2026-13", Period(date(2025, 12, 1), date(2026, 11, 1))),
    ],
)
def test_a_period_is_whole_months_the_last_twelve_unless_asked(first, last, expected):
    assert period_asked(first, last, TODAY) == expected


def test_the_day_after_a_period_is_the_first_of_the_next_month():
    assert Period(date(2026, 12, 1), date(2026, 12, 1)).following == date(2027, 1, 1)
    assert Period(date(2026, 1, 1), date(2026, 2, 1)).last_day == date(2026, 2, 28)
    assert months_before(date(2026, 1, 31), 1) == date(2025, 12, 1)


def decided(centre, overrides, others, confirmed=0):
    made = [
        Decided(count=others, proposed=1, decided=1, centre_id=centre),
        Decided(count=overrides - confirmed, proposed=1, decided=2, reason="x", centre_id=centre),
        Decided(
            count=confirmed, proposed=1, decided=2, reason="x", centre_id=centre, is_confirmed=True
        ),
    ]
    return [row for row in made if row.count]


def by_centre(row):
    return row.centre_id


def test_rates_of_each_group_and_of_all():
    rows = [*decided(1, 5, 95, confirmed=2), *decided(2, 10, 40)]
    first, second = override_rates(rows, by_centre)
    assert (first.key, first.whole, first.part, first.confirmed) == (1, 100, 5, 2)
    assert (second.whole, second.part, second.share.value) == (50, 10, 0.2)
    total = totals(rows)
    assert (total.whole, total.part, total.confirmed) == (150, 15, 2)


def test_a_small_number_of_departures_hides_the_line_and_one_more():
    rows = [*decided(1, 50, 500), *decided(2, 20, 100), *decided(3, 2, 60)]
    shown = {rate.key: rate.whole for rate in override_rates(rows, by_centre, 5)}
    assert shown == {1: 550, 2: None, 3: None}


def test_a_small_number_of_others_hides_the_line_too():
    rows = [*decided(1, 50, 500), *decided(2, 20, 100), *decided(3, 60, 2)]
    shown = {rate.key: rate.part for rate in override_rates(rows, by_centre, 5)}
    assert shown == {1: 50, 2: None, 3: None}


def test_a_total_too_small_is_kept_back():
    assert totals(decided(1, 2, 60), 5).part is None
    assert totals(decided(1, 0, 60), 5).part == 0


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), min_size=1, max_size=6))
def test_what_is_left_of_the_totals_is_never_a_small_number(pairs):
    rows = [row for centre, (part, rest) in enumerate(pairs) for row in decided(centre, part, rest)]
    rates = override_rates(rows, by_centre, 5)
    total = totals(rows, 5)
    if total.whole is None or all(rate.whole is not None for rate in rates):
        return
    part = total.part - sum(rate.part for rate in rates if rate.part is not None)
    whole = total.whole - sum(rate.whole for rate in rates if rate.whole is not None)
    assert sum(rate.whole is None for rate in rates) > 1
    assert part == 0 or part >= 5
    assert whole - part == 0 or whole - part >= 5


def alike(count, sex="F", proposed=1, decided=1, profile_class=1, age="25", citizenship="it"):
    groups = {Trait.SEX: sex, Trait.AGE: age, Trait.CITIZENSHIP: citizenship}
    return Alike(count, groups, profile_class, proposed, decided)


# Women: 30 of 100 departed; men: 20 of 100. By hand in test_proportions: ratio 1.5.
ROWS = [
    alike(70),
    alike(30, decided=2, profile_class=3),
    alike(81, sex="M"),
    alike(20, sex="M", decided=2, profile_class=None),
]


def test_each_group_is_compared_with_the_largest():
    women, men = compared(ROWS, Trait.SEX, "override", frozenset())
    assert (women.count, men.count) == (100, 101)
    assert men.is_reference
    assert men.ratio is None
    assert women.share.value == 0.3
    assert women.ratio.value == pytest.approx(0.3 / (20 / 101))
    assert women.ratio.low < women.ratio.value < women.ratio.high


def test_a_hidden_group_tells_nothing_and_is_no_reference():
    women, men = compared(ROWS, Trait.SEX, "override", {"M"})
    assert (men.count, men.share, men.ratio, men.is_reference) == (None, None, None, False)
    assert men.is_hidden
    assert women.is_reference


def test_a_group_nobody_belongs_to_stands_there_empty():
    groups = {row.group: row for row in compared(ROWS, Trait.CITIZENSHIP, "override", ())}
    assert groups["eu"].count == 0
    assert groups["eu"].share is None
    assert set(groups) == set(GROUPS[Trait.CITIZENSHIP])


def test_decisions_without_a_class_say_nothing_about_classes():
    assert has(alike(1, profile_class=None), "class_1") is None
    assert overall(ROWS, "class_3").whole == 181
    assert overall(ROWS, "class_3").part == 30
    assert overall(ROWS, "pathway_2").part == 50


@pytest.mark.parametrize("kind", ["class", "pathway"])
def test_classes_and_pathways_share_out_everybody(kind):
    rows = [alike(7, profile_class=2, decided=3), alike(5, profile_class=1, decided=5)]
    parts = [overall(rows, measure).part for measure in MEASURES if measure.startswith(kind)]
    assert sum(parts) == 12


def test_sizes_leave_no_group_out():
    assert group_sizes(ROWS, Trait.SEX) == {"F": 100, "M": 101}
    assert group_sizes(ROWS, Trait.AGE) == {"0": 0, "25": 201, "35": 0, "45": 0, "55": 0}
