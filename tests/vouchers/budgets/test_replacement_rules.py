"""Targets, and when replacement budget may be asked for and granted: examples by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Money
from vouchers.budgets.rules import (
    EntryKind,
    Position,
    RequestFacts,
    decision_refusals,
    grant_refusals,
    percent_of,
    request_conditions,
    request_number,
    request_refusals,
    target_refusals,
)

READY = RequestFacts(
    used_percent=80,
    used_needed=80,
    people_target=20,
    people_started=20,
    target_needed=100,
    is_call_paying=True,
    open_request=None,
)
EURO = Money.euro(1)


def codes(reasons):
    return {reason.code for reason in reasons}


def test_what_is_used_is_committed_or_spent_and_not_what_was_released():
    place = Position(Money(1000), committed=Money(700), released=Money(100), spent=Money(200))
    assert place.used_percent == 80


def test_a_request_with_everything_in_order_is_taken():
    assert request_refusals(READY, EURO, "Venti persone attendono.") == []
    assert [condition.code for condition in request_conditions(READY)] == [
        "used",
        "reached",
        "call",
        "single",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"used_percent": 79}, "not_used_enough"),
        ({"people_started": 19}, "target_not_reached"),
        ({"is_call_paying": False}, "call_closed"),
        ({"open_request": "BS-2026-00001"}, "request_open"),
    ],
)
def test_one_condition_missing_gives_its_own_reason(changes, code):
    assert codes(request_refusals(replace(READY, **changes), EURO, "Serve.")) == {code}


def test_every_reason_is_told_at_once():
    facts = replace(READY, used_percent=0, people_started=0)
    assert codes(request_refusals(facts, Money(0), " ")) == {
        "not_used_enough",
        "target_not_reached",
        "amount_not_positive",
        "reason_missing",
    }


def test_a_part_of_the_target_is_rounded_up_to_whole_people():
    facts = replace(READY, people_target=15, target_needed=50)
    assert request_refusals(replace(facts, people_started=8), EURO, "Serve.") == []
    assert codes(request_refusals(replace(facts, people_started=7), EURO, "Serve.")) == {
        "target_not_reached"
    }


def test_without_a_target_only_the_money_counts():
    facts = replace(READY, people_target=None, people_started=0)
    assert request_refusals(facts, EURO, "Serve.") == []


DECIDED = {"asked": Money(100), "given": Money(100), "available": None, "act": "A", "decision": ""}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"available": Money(100)}, set()),
        ({"available": Money(99)}, {"call_total_exceeded"}),
        ({"given": Money(101)}, {"more_than_asked"}),
        ({"given": Money(0)}, {"amount_not_positive", "decision_missing"}),
        ({"given": Money(60)}, {"decision_missing"}),
        ({"given": Money(60), "decision": "Fondi residui."}, set()),
        ({"given": None}, {"decision_missing"}),
        ({"given": None, "decision": "No.", "act": ""}, set()),
        ({"act": " "}, {"act_missing"}),
    ],
)
def test_a_decision_gives_no_more_than_asked_and_says_why_it_gives_less(changes, expected):
    assert codes(decision_refusals(**{**DECIDED, **changes})) == expected


@given(st.integers(1, 10**9), st.integers(-(10**9), 10**9))
def test_no_grant_passes_what_the_call_has_left(amount, left):
    reasons = grant_refusals(EntryKind.GRANT, Money(amount), Money(0), Money(left))
    assert bool(reasons) == (amount > left)


def test_a_reduction_does_not_ask_what_the_call_has_left():
    assert grant_refusals(EntryKind.REDUCTION, Money(5), Money(5), Money(0)) == []


@pytest.mark.parametrize(
    ("people", "starts", "expected"),
    [
        (10, 10, set()),
        (10, 0, set()),
        (10, 11, {"starts_too_many"}),
        (0, 0, {"people_missing"}),
        (10, -1, {"starts_too_many"}),
    ],
)
def test_a_target_expects_no_more_starts_than_people(people, starts, expected):
    assert codes(target_refusals(people, starts)) == expected


def test_shares_and_numbers_are_written_plainly():
    assert (percent_of(1, 3), percent_of(30, 20), percent_of(1, 0)) == (33, 150, 0)
    assert request_number(2026, 12) == "BS-2026-00012"
