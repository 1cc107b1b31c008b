"""What a call can say, where it stands, what it limits: examples by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Money
from app.programme.queries import rules_in_force
from catalogue.services.rules import (
    AutomaticTerms,
    CallContent,
    Window,
    amendment_refusals,
    automatic_refusals,
    content_refusals,
    limits_of,
    offer_refusals,
    publication_refusals,
    standing,
)
from catalogue.services.states import CallState, Standing

MARCH, JUNE = date(2026, 3, 15), date(2026, 6, 30)
LIFE, OFFERS = Window(MARCH, JUNE), Window(MARCH, date(2026, 5, 31))
CONTENT = CallContent(
    code="AVVISO-1",
    title_it="Avviso uno",
    title_en="Call one",
    act="DGR 1/2026",
    text_it="Testo.",
    text_en="Text.",
    programme="gol",
    pathways=(1, 2),
    service_types=("digital_skills",),
    opens_on=MARCH,
    closes_on=JUNE,
)


@pytest.fixture(scope="module")
def rules(app):
    with app.app_context():
        return rules_in_force(date(2026, 11, 25))


def codes(reasons):
    return {(reason.code, reason.field) for reason in reasons}


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        (CallState.DRAFT, date(2026, 4, 1), Standing.DRAFT),
        (CallState.PUBLISHED, date(2026, 3, 14), Standing.COMING),
        (CallState.PUBLISHED, date(2026, 3, 15), Standing.OPEN),
        (CallState.PUBLISHED, date(2026, 5, 31), Standing.OPEN),
        (CallState.PUBLISHED, date(2026, 6, 1), Standing.NO_NEW_OFFERS),
        (CallState.PUBLISHED, date(2026, 6, 30), Standing.NO_NEW_OFFERS),
        (CallState.PUBLISHED, date(2026, 7, 1), Standing.CLOSED),
        (CallState.CLOSED, date(2026, 4, 1), Standing.CLOSED),
        (CallState.DISCARDED, date(2026, 4, 1), Standing.DISCARDED),
    ],
)
def test_a_published_call_opens_and_closes_by_its_dates(state, day, expected):
    assert standing(state, LIFE, OFFERS, day) is expected


@given(st.integers(-400, 400))
def test_a_day_inside_the_offers_window_is_a_day_on_which_the_call_is_open(days):
    day = MARCH + timedelta(days=days)
    assert (standing(CallState.PUBLISHED, LIFE, OFFERS, day) is Standing.OPEN) == (day in OFFERS)


def test_a_call_that_says_everything_rightly_is_not_refused(rules):
    assert content_refusals(CONTENT, rules) == []
    assert publication_refusals(CONTENT, rules, date(2026, 3, 1)) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"closes_on": date(2026, 3, 1)}, ("period_reversed", "closes_on")),
        ({"offers_until": date(2026, 7, 1)}, ("window_outside", "offers_until")),
        ({"vouchers_from": date(2026, 3, 1)}, ("window_outside", "vouchers_until")),
        (
            {"offers_from": date(2026, 5, 2), "offers_until": date(2026, 5, 1)},
            ("window_reversed", "offers_until"),
        ),
        ({"pathways": (9,)}, ("pathways_unknown", "pathways")),
        ({"service_types": ("magic",)}, ("service_types_unknown", "service_types")),
        ({"automatic_types": ("job_coaching",)}, ("automatic_outside", "automatic_types")),
        ({"total": Money(0)}, ("not_above_zero", "total")),
        ({"max_hours": -1}, ("not_above_zero", "max_hours")),
    ],
)
def test_each_wrong_part_is_told_at_its_field(rules, changes, reason):
    assert reason in codes(content_refusals(replace(CONTENT, **changes), rules))


def test_every_wrong_part_is_told_at_once(rules):
    wrong = replace(CONTENT, pathways=(), total=Money(-1), offers_until=date(2027, 1, 1))
    assert len(content_refusals(wrong, rules)) == 3


def test_a_call_without_words_or_past_its_end_is_not_published(rules):
    silent = replace(CONTENT, text_en=" ")
    assert codes(publication_refusals(silent, rules, date(2026, 7, 1))) == {
        ("text_missing", "text_en"),
        ("call_over", "closes_on"),
    }


def test_an_amendment_says_why_changes_something_and_takes_nothing_granted_away():
    granted = Money.euro(500)
    nothing = amendment_refusals(CONTENT, CONTENT, act=" ", reason="", granted=granted)
    assert codes(nothing) == {
        ("act_missing", "amending_act"),
        ("reason_missing", "reason"),
        ("nothing_changed", None),
    }
    lower = replace(CONTENT, code="OTHER", total=Money.euro("499.99"))
    assert codes(
        amendment_refusals(CONTENT, lower, act="DGR 2", reason="Meno", granted=granted)
    ) == {("code_fixed", "code"), ("total_below_granted", "total")}
    equal = replace(CONTENT, total=granted)
    assert amendment_refusals(CONTENT, equal, act="DGR 2", reason="Meno", granted=granted) == []


def test_a_limit_is_the_calls_own_or_that_of_the_rules_or_none(rules):
    found = limits_of({"max_hours": 40, "max_euro": None, "max_offers": None}, rules)
    assert (found["max_hours"].value, found["max_hours"].given) == (40, None)
    assert found["max_euro"].value == int(rules.parameters["call_euro_per_person"].value) * 100
    assert found["max_euro"].given.source == "example"
    assert "max_offers" not in found


@pytest.mark.parametrize(
    ("terms", "offer", "expected"),
    [
        (AutomaticTerms(allowed=False), {}, {"not_automatic"}),
        (AutomaticTerms(allowed=True), {}, set()),
        (AutomaticTerms(allowed=True), {"published_before": 0}, {"provider_new"}),
        (AutomaticTerms(allowed=True, known_only=False), {"published_before": 0}, set()),
        (AutomaticTerms(allowed=True, hours_max=20), {"hours": 20}, set()),
        (AutomaticTerms(allowed=True, hours_max=20), {"hours": 21}, {"hours_looked_at"}),
        (
            AutomaticTerms(allowed=True, service_types=frozenset({"job_coaching"}), hours_max=5),
            {},
            {"type_looked_at", "hours_looked_at"},
        ),
    ],
)
def test_what_a_call_lets_pass_by_itself(terms, offer, expected):
    facts = {"service_type": "digital_skills", "hours": 10, "published_before": 3, **offer}
    assert {reason.code for reason in automatic_refusals(terms, **facts)} == expected


@pytest.mark.parametrize(
    ("kind", "hours", "expected"),
    [
        ("digital_skills", 30, set()),
        ("digital_skills", 31, {"hours_over_call"}),
        ("job_coaching", 31, {"type_outside_call", "hours_over_call"}),
    ],
)
def test_an_offer_outside_what_the_call_funds_is_refused(kind, hours, expected):
    found = offer_refusals(
        service_type=kind, hours=hours, service_types={"digital_skills"}, max_hours=30
    )
    assert {reason.code for reason in found} == expected
