"""What an agreement has to contain."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.agreement import (
    Action,
    Premises,
    Terms,
    proposal_refusals,
    signature_refusals,
)

TODAY = date(2026, 11, 22)
PREMISES = Premises(has_valid_did=True, has_pathway=True, today=TODAY)
ACTION = Action(code="other", description="Curriculum", due_on=TODAY + timedelta(10))
TERMS = Terms(
    responsible_id=1, profile="Testo", contact_frequency="monthly", search_proofs=["diary"],
    actions=[ACTION], ends_on=TODAY + timedelta(365),
)  # fmt: skip


def codes(**changes: object) -> set[str]:
    changed = replace(TERMS, **changes)  # type: ignore[arg-type]
    return {found.code for found in proposal_refusals(changed, PREMISES)}


def test_a_complete_agreement_can_be_proposed() -> None:
    assert codes() == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"responsible_id": None}, "content:responsible"),
        ({"profile": "  "}, "content:profile"),
        ({"actions": []}, "content:actions"),
        ({"contact_frequency": ""}, "content:frequency"),
        ({"search_proofs": []}, "content:proofs"),
        ({"ends_on": None}, "timing:end"),
        ({"ends_on": TODAY}, "timing:end_out_of_range"),
    ],
)
def test_each_content_of_the_law_is_needed(changes: dict[str, object], code: str) -> None:
    assert code in codes(**changes)


def test_every_missing_content_is_told_at_once() -> None:
    empty = Terms(responsible_id=None, profile="", contact_frequency="", search_proofs=[], actions=[],
                  ends_on=None)  # fmt: skip
    premises = replace(PREMISES, has_valid_did=False, has_pathway=False)
    assert len(proposal_refusals(empty, premises)) == 8


@given(days=st.integers(-1000, 1000))
def test_an_action_falls_due_within_the_agreement(days: int) -> None:
    found = codes(actions=[replace(ACTION, due_on=TODAY + timedelta(days))])
    assert ("timing:action" in found) is not (0 <= days <= 365)


@given(ticked=st.sets(st.sampled_from(["a", "b", "c", "consent"])))
def test_a_signature_counts_only_with_every_declaration(ticked: set[str]) -> None:
    assert bool(signature_refusals(["a", "b", "c"], ticked)) is not ({"a", "b", "c"} <= ticked)


def test_what_was_agreed_before_may_be_past_in_a_new_version() -> None:
    past = replace(ACTION, due_on=TODAY - timedelta(3))
    terms = replace(TERMS, actions=[past, ACTION])
    assert [reason.code for reason in proposal_refusals(terms, PREMISES)] == ["timing:action"]
    assert proposal_refusals(terms, replace(PREMISES, agreed_before=[past])) == []
