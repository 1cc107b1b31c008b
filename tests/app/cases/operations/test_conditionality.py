"""Procedures of conditionality: every rung of the ladder, the hearing, two persons, the appeal."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.conditionality import ConditionalityEvent
from app.cases.models.jobseeker import Benefit, Jobseeker
from app.cases.models.steps import Did
from app.cases.operations.conditionality import (
    FailureTold,
    answer_appeal,
    appeal,
    approve,
    communicate,
    confirm,
    explain,
    justify,
    open_sanction,
    return_proposal,
    tell_person,
)
from app.cases.operations.did import Declaration, act_on_did, declare_did
from app.cases.queries.conditionality import sanctions_due
from app.cases.queries.status import status_differences
from app.cases.states import DidAction, DidState, SanctionState
from app.core import clock
from app.core.errors import RuleBroken
from tests.factories.cases import jobseeker

START = date(2026, 3, 2)


def bound(counsellor: User, benefit: Benefit = Benefit.NASPI) -> tuple[Jobseeker, Did]:
    case = jobseeker(counsellor, benefit=benefit)
    with clock.frozen(START):
        did = declare_did(counsellor, case, Declaration(declared_on=START, unemployed_since=START))
        act_on_did(counsellor, case, did, DidAction.VALIDATE)
    return case, did


def told_of(counsellor: User, case: Jobseeker, failure: str, on: date) -> ConditionalityEvent:
    with clock.frozen(on):
        told = FailureTold(failure=failure, failed_on=on, facts="Assente")
        event = open_sanction(counsellor, case, told)
        tell_person(counsellor, event)
    return event


def confirmed(counsellor: User, case: Jobseeker, failure: str, on: date) -> ConditionalityEvent:
    event = told_of(counsellor, case, failure, on)
    with clock.frozen(on):
        explain(counsellor, event, words="Ho dimenticato")
        confirm(counsellor, case, event, note="Nessun motivo")
    return event


def codes(broken: Any) -> list[str]:
    return [reason.code for reason in broken.value.reasons]


LADDER = [
    ("no_show", ["quarter_month", "one_month", "forfeiture"]),
    ("orientation", ["quarter_month", "one_month", "forfeiture"]),
    ("activation", ["one_month", "forfeiture"]),
    ("offer_refused", ["forfeiture"]),
]


@pytest.mark.parametrize(("failure", "consequences"), LADDER)
def test_every_rung_brings_what_the_law_says(
    counsellor: User, session: Any, failure: str, consequences: list[str]
) -> None:
    case, _did = bound(counsellor)
    for number, consequence in enumerate(consequences):
        day = START + timedelta(7 * number + 7)
        event = confirmed(counsellor, case, failure, day)
        assert (event.occurrence, event.consequence) == (number + 1, consequence)
        is_forfeiture = consequence == "forfeiture"
        expected = SanctionState.PROPOSED if is_forfeiture else SanctionState.CONFIRMED
        assert event.state is expected


def test_another_failure_or_a_justified_one_moves_nobody_up(counsellor: User, session: Any) -> None:
    case, _did = bound(counsellor)
    confirmed(counsellor, case, "activation", START + timedelta(7))
    event = told_of(counsellor, case, "no_show", START + timedelta(8))
    justify(counsellor, event, reason="illness")
    assert event.state is SanctionState.JUSTIFIED
    second = confirmed(counsellor, case, "no_show", START + timedelta(9))
    assert (second.occurrence, second.consequence) == (1, "quarter_month")


def test_nobody_is_sanctioned_unheard(counsellor: User, session: Any) -> None:
    case, _did = bound(counsellor)
    event = told_of(counsellor, case, "no_show", START)
    assert event.explain_by == date(2026, 3, 12)
    with clock.frozen(event.explain_by), pytest.raises(RuleBroken) as broken:
        confirm(counsellor, case, event, note="Non ha risposto")
    assert codes(broken) == ["sanction:unheard"]
    with clock.frozen(event.explain_by + timedelta(1)):
        with pytest.raises(RuleBroken) as late:
            explain(counsellor, event, words="Ero malato")
        assert codes(late) == ["sanction:too_late"]
        confirm(counsellor, case, event, note="Non ha risposto")
    assert event.state is SanctionState.CONFIRMED


def test_the_database_too_refuses_a_sanction_unheard_and_a_forfeiture_by_one_person(
    counsellor: User, session: Any
) -> None:
    case, _did = bound(counsellor)
    event = told_of(counsellor, case, "offer_refused", START)
    for change in (
        "confirmed_on = explain_by",
        "state = 'confirmed', occurrence = 1, consequence = 'forfeiture', ends_status = true, "
        "confirmed_on = explain_by + 1, confirmed_by_id = opened_by_id, second_by_id = opened_by_id",
        "facts = 'Altro'",
    ):
        statement = f"UPDATE conditionality_event SET {change} WHERE id = {event.id}"
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))


@pytest.mark.parametrize("benefit", [Benefit.NONE, Benefit.ADI, Benefit.SFL])
def test_only_recipients_the_law_binds_are_on_the_ladder(
    counsellor: User, session: Any, benefit: Benefit
) -> None:
    case, _did = bound(counsellor, benefit)
    with pytest.raises(RuleBroken) as broken:
        told_of(counsellor, case, "no_show", START)
    assert codes(broken) == ["sanction:not_bound"]


def test_forfeiture_needs_another_person_ends_the_status_and_bars_for_two_months(
    counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    manager = as_role(Role.CENTRE_MANAGER)
    case, did = bound(counsellor)
    event = confirmed(manager, case, "offer_refused", START + timedelta(7))
    with clock.frozen(START + timedelta(8)):
        with pytest.raises(RuleBroken) as broken:
            approve(manager, case, event)
        assert codes(broken) == ["sanction:same_person"]
        approve(as_role(Role.CENTRE_MANAGER), case, event)
    assert (did.state, did.ended_on) == (DidState.ENDED, START + timedelta(8))
    day = START + timedelta(30)
    with clock.frozen(day), pytest.raises(RuleBroken) as barred:
        declare_did(counsellor, case, Declaration(declared_on=day, unemployed_since=day))
    assert codes(barred) == ["did:barred"]


def test_an_appeal_granted_restores_the_declaration_and_lifts_the_bar(
    counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    manager = as_role(Role.CENTRE_MANAGER)
    case, did = bound(counsellor)
    event = confirmed(counsellor, case, "offer_refused", START + timedelta(7))
    with clock.frozen(START + timedelta(8)):
        approve(manager, case, event)
        communicate(counsellor, event, reference="INPS-2026-1")
        appeal(counsellor, event, words="L'offerta non era congrua", on=START + timedelta(8))
        answer_appeal(manager, case, event, granted=True, note="Distanza superiore")
    assert (event.state, did.state, did.ended_on) == (
        SanctionState.ANNULLED,
        DidState.VALIDATED,
        None,
    )
    assert status_differences(0, 10, on=START + timedelta(8))[0] == []
    with clock.frozen(START + timedelta(20)):
        act_on_did(counsellor, case, did, DidAction.END, reason="renounced")
        day = START + timedelta(20)
        declare_did(counsellor, case, Declaration(declared_on=day, unemployed_since=day))


def test_an_appeal_comes_in_time_and_a_rejected_one_still_counts(
    counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    manager = as_role(Role.CENTRE_MANAGER)
    case, _did = bound(counsellor)
    event = confirmed(counsellor, case, "no_show", START + timedelta(7))
    assert event.appeal_by is not None
    with clock.frozen(event.appeal_by + timedelta(1)):
        with pytest.raises(RuleBroken) as broken:
            appeal(counsellor, event, words="No", on=event.appeal_by + timedelta(1))
        assert codes(broken) == ["sanction:appeal_late"]
        session.refresh(event)
        appeal(counsellor, event, words="Non ero stata avvisata", on=event.appeal_by)
        answer_appeal(manager, case, event, granted=False, note="Avviso ricevuto")
    assert event.state is SanctionState.UPHELD
    second = confirmed(counsellor, case, "no_show", START + timedelta(60))
    assert second.occurrence == 2


def test_a_proposal_returned_is_decided_anew(
    counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    case, _did = bound(counsellor)
    event = confirmed(counsellor, case, "offer_refused", START + timedelta(7))
    return_proposal(as_role(Role.CENTRE_MANAGER), event, note="Manca la prova dell'offerta")
    assert (event.state, event.consequence) == (SanctionState.EXPLAINING, "")
    justify(counsellor, event, reason="other")


def test_the_same_failure_is_held_against_a_person_once(counsellor: User, session: Any) -> None:
    case, _did = bound(counsellor)
    told_of(counsellor, case, "no_show", START)
    with pytest.raises(RuleBroken) as broken:
        told_of(counsellor, case, "no_show", START)
    assert codes(broken) == ["sanction:already"]


def test_the_desk_is_told_when_the_time_to_explain_is_over_or_an_answer_is_there(
    counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    case, _did = bound(counsellor)
    event = told_of(counsellor, case, "no_show", START)
    assert event.explain_by is not None
    day = event.explain_by
    assert list(session.scalars(sanctions_due(counsellor, on=day))) == []
    assert list(session.scalars(sanctions_due(counsellor, on=day + timedelta(1)))) == [event]
    assert list(session.scalars(sanctions_due(as_role(Role.PROVIDER_MANAGER), on=day))) == []
    with clock.frozen(START):
        explain(counsellor, event, words="Ero in ospedale")
    assert list(session.scalars(sanctions_due(counsellor, on=START))) == [event]
