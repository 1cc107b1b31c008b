"""Which fields wait for an officer, what differs, whose turn it is to look."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from catalogue.drafting.rules import OfferContent
from catalogue.offers.models import Mode
from catalogue.review.rules import (
    APPLIES_AT_ONCE,
    EDITIONS,
    FIELD_LABELS,
    NEEDS_APPROVAL,
    claim_refusals,
    difference,
    open_remark_refusals,
    remarks_refusals,
    split,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_every_field_of_an_offer_either_applies_at_once_or_waits():
    assert set(OfferContent.__dataclass_fields__) == APPLIES_AT_ONCE | NEEDS_APPROVAL
    assert not APPLIES_AT_ONCE & NEEDS_APPROVAL
    assert set(FIELD_LABELS) == APPLIES_AT_ONCE | NEEDS_APPROVAL | {EDITIONS}


def test_price_and_promise_wait_and_the_telephone_does_not():
    assert split({"hours": [], "description": [], "contact_phone": []}) == (
        {"contact_phone"},
        {"hours", "description"},
    )


def test_a_field_nobody_thought_of_waits():
    assert split({"colour": []}) == (set(), {"colour"})


def test_a_difference_says_before_and_after_in_plain_values():
    before = {"hours": 20, "mode": Mode.ONLINE, "pathways": [1, 2], "day": date(2026, 1, 2)}
    after = {"hours": 24, "mode": "online", "pathways": (1, 2), "day": date(2026, 1, 3)}
    assert difference(before, after) == {"hours": [20, 24], "day": ["2026-01-02", "2026-01-03"]}


@given(st.dictionaries(st.sampled_from(sorted(FIELD_LABELS)), st.integers() | st.text()))
def test_nothing_differs_from_itself(values):
    assert difference(values, values) == {}


def test_a_colleagues_claim_keeps_others_away_for_two_hours():
    almost = NOON - timedelta(hours=2) + timedelta(seconds=1)
    assert [r.code for r in claim_refusals(7, almost, 8, NOON)] == ["claimed_by_other"]
    assert claim_refusals(7, NOON - timedelta(hours=2), 8, NOON) == []
    assert claim_refusals(7, NOON, 7, NOON) == []
    assert claim_refusals(None, None, 8, NOON) == []


def test_a_return_needs_a_remark_on_a_field_there_is():
    assert [r.code for r in remarks_refusals({"title": "  "})] == ["no_remark"]
    assert [r.code for r in remarks_refusals({"colour": "x"})] == ["field_unknown"]
    assert [r.code for r in remarks_refusals({"title": "x" * 1001})] == ["remark_long"]
    assert remarks_refusals({"title": "Troppo vago"}) == []


def test_open_remarks_are_told_in_the_order_of_the_form():
    assert [r.field for r in open_remark_refusals({"hours", "title"})] == ["title", "hours"]
