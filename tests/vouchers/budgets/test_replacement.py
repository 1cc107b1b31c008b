"""Targets and replacement budget in the database: one transaction, never above the call's total."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from psycopg import errors
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.core.database import db, transaction
from app.core.errors import IllegalTransition, RuleBroken
from app.core.money import Money
from app.notices.models import Notice
from catalogue.services.models import Call
from tests.factories import accounts, catalogue
from tests.factories.vouchers import issued, supply
from vouchers.budgets.models import Budget, BudgetEntry, ReplacementRequest
from vouchers.budgets.operations import (
    commit_amount,
    decide_replacement,
    grant,
    request_replacement,
    set_target,
    withdraw_replacement,
)
from vouchers.budgets.queries import differences, lines_of, past_targets
from vouchers.budgets.rules import EntryKind
from vouchers.budgets.states import ReplacementState


@pytest.fixture
def officer(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def call(session):
    return catalogue.call(total=Money.euro(1_500))


@pytest.fixture
def budget(officer, call):
    return used(officer, call)


@pytest.fixture
def manager(budget):
    return accounts.user(Role.PROVIDER_MANAGER, budget.provider)


def used(officer, call):
    """A budget of 1,000 euros of which 900 are committed."""
    place = (call.id, catalogue.provider().id, 2)
    budget = grant(officer, to=place, kind=EntryKind.GRANT, amount=Money.euro(1_000), act="DGR 1")
    commit_amount(officer, budget, Money.euro(900), f"VG-{budget.id}")
    return budget


def asked_by(manager, budget, euros=400):
    return request_replacement(manager, budget, Money.euro(euros), "Dieci persone attendono.")


def decide(officer, asked, euros, decision="Risorse residue."):
    given = None if euros is None else Money.euro(euros)
    decide_replacement(officer, asked, given=given, act="DGR 2/2026", decision=decision)


def codes(broken):
    return {reason.code for reason in broken.value.reasons}


def test_a_grant_moves_the_money_and_tells_both_sides(session, officer, manager, budget, call):
    asked = asked_by(manager, budget)
    assert asked.used_percent == 90
    decide(officer, asked, 400)
    assert asked.state is ReplacementState.GRANTED
    assert (budget.granted, budget.balance) == (Money.euro(1_400), Money.euro(500))
    session.refresh(call)
    assert call.granted == Money.euro(1_400)
    entry = session.get(BudgetEntry, asked.entry_id)
    assert (entry.kind, entry.reference, entry.note) == (
        EntryKind.REPLACEMENT,
        "DGR 2/2026",
        asked.number,
    )
    told = session.scalars(select(Notice).where(Notice.key.startswith(asked.number))).all()
    assert {notice.recipient_id for notice in told} >= {officer.id, manager.id}
    events = session.scalars(
        select(AuditEvent.event).where(AuditEvent.event.startswith("replacement:"))
    ).all()
    assert events == ["replacement:request", "replacement:grant"]


def test_a_part_is_granted_and_a_refusal_moves_nothing(officer, manager, budget):
    reduced = asked_by(manager, budget)
    decide(officer, reduced, 100)
    assert (reduced.state, budget.granted) == (ReplacementState.REDUCED, Money.euro(1_100))
    commit_amount(officer, budget, Money.euro(200), "VG-more")
    refused = asked_by(manager, budget)
    decide(officer, refused, None)
    assert (refused.state, budget.granted) == (ReplacementState.REFUSED, Money.euro(1_100))
    assert differences() == []


def test_never_more_than_the_call_has_left(officer, manager, budget):
    asked = asked_by(manager, budget, 600)
    with pytest.raises(RuleBroken) as broken:
        decide(officer, asked, 501)
    assert codes(broken) == {"call_total_exceeded"}
    with pytest.raises(RuleBroken) as broken:
        decide(officer, asked, None, decision=" ")
    assert codes(broken) == {"decision_missing"}
    decide(officer, asked, 500)
    assert budget.granted == Money.euro(1_500)


def test_a_request_is_decided_once_and_a_withdrawn_one_never(officer, manager, budget):
    asked = asked_by(manager, budget)
    decide(officer, asked, 50)
    with pytest.raises(IllegalTransition):
        decide(officer, asked, 50)
    commit_amount(officer, budget, Money.euro(100), "VG-more")
    again = asked_by(manager, budget)
    withdraw_replacement(manager, again)
    with pytest.raises(IllegalTransition):
        decide(officer, again, 50)
    assert budget.granted == Money.euro(1_050)


def test_one_request_waits_at_a_time_and_money_must_be_used(officer, manager, budget, call):
    asked_by(manager, budget)
    with pytest.raises(RuleBroken) as broken:
        asked_by(manager, budget)
    assert codes(broken) == {"request_open"}
    place = (call.id, catalogue.provider().id, 2)
    fresh = grant(officer, to=place, kind=EntryKind.GRANT, amount=Money.euro(1), act="DGR 1")
    with pytest.raises(RuleBroken) as broken:
        asked_by(manager, fresh)
    assert codes(broken) == {"not_used_enough"}


def test_an_ordinary_grant_stays_within_the_total_too(officer, budget, call):
    place = (call.id, budget.provider_id, 3)
    with pytest.raises(RuleBroken) as broken:
        grant(officer, to=place, kind=EntryKind.GRANT, amount=Money.euro(501), act="DGR 3")
    assert codes(broken) == {"call_total_exceeded"}


def test_the_database_itself_keeps_grants_within_the_total(session, budget):
    entry = {"budget_id": budget.id, "kind": EntryKind.GRANT, "amount": Money.euro(501)}
    session.add(BudgetEntry(**entry, reference="DGR 3"))
    with pytest.raises(IntegrityError, match="granted_within_total"):
        session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE replacement_request SET amount = 1",
        "UPDATE replacement_request SET state = 'granted'",
        "DELETE FROM replacement_request",
    ],
)
def test_a_request_stands_as_it_was_asked(session, manager, budget, statement):
    asked_by(manager, budget)
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_a_decision_stands(session, officer, manager, budget):
    decide(officer, asked_by(manager, budget), 50)
    with pytest.raises(IntegrityError) as refused:
        session.execute(text("UPDATE replacement_request SET decision = 'x'"))
    assert isinstance(refused.value.orig, errors.RestrictViolation)


def test_the_newest_target_counts_and_older_ones_stay(officer, budget):
    set_target(officer, budget, people=20, starts=15, act="DGR 1")
    set_target(officer, budget, people=25, starts=20, act="DGR 2")
    (line,) = lines_of([budget])
    assert (line.target.people, line.target_percent) == (25, 0)
    assert [target.people for target in past_targets(budget)] == [25, 20]
    with pytest.raises(RuleBroken) as broken:
        set_target(officer, budget, people=5, starts=6, act=" ")
    assert codes(broken) == {"starts_too_many", "act_missing"}


def test_progress_counts_each_person_once_and_only_who_was_taken_up(session, as_role):
    supplied = supply()
    counsellor = as_role(Role.COUNSELLOR)
    vouchers = [issued(counsellor, supplied) for _ in range(3)]
    states = ("taken_up", "in_delivery")
    for voucher, state in zip(vouchers, states, strict=False):
        session.execute(
            text(
                "UPDATE voucher SET state = :state, taken_up_at = now(), first_appointment_at = now() "
                "WHERE id = :id"
            ),
            {"state": state, "id": voucher.id},
        )
    (line,) = lines_of([supplied.budget])
    assert (line.progress.taken_up, line.progress.started) == (2, 1)


def test_a_budget_that_crosses_the_line_is_told_once(session, officer, call):
    budget = used(officer, call)
    commit_amount(officer, budget, Money.euro(50), "VG-last")
    keys = session.scalars(select(Notice.key).where(Notice.recipient_id == officer.id)).all()
    assert [key for key in keys if key.startswith("budget_low")] == [
        f"budget_low:{budget.id}:100000"
    ]


def test_two_officers_cannot_grant_the_last_euro_of_a_call_twice(own_app):
    """Six providers ask for 100 euros each of a call that has 250 left: two get it all, one the rest."""
    with own_app.app_context(), transaction():
        officer = accounts.user(Role.PROGRAMME_OFFICER)
        call = catalogue.call(total=Money.euro(6_250))
        keys = []
        for _ in range(6):
            budget = used(officer, call)
            manager = accounts.user(Role.PROVIDER_MANAGER, budget.provider)
            keys.append(asked_by(manager, budget, 100).id)
        call_id, officer_id = call.id, officer.id
    barrier = Barrier(len(keys))

    def decided(key):
        with own_app.app_context():
            try:
                with transaction():
                    barrier.wait(timeout=20)
                    actor = db.session.get(type(officer), officer_id)
                    decide(actor, db.session.get(ReplacementRequest, key), 100)
                return "granted"
            except RuleBroken as broken:
                return broken.reasons[0].code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(keys)) as pool:
        results = sorted(pool.map(decided, keys))
    assert results == ["call_total_exceeded"] * 4 + ["granted"] * 2
    with own_app.app_context():
        assert db.session.get(Call, call_id).granted == Money.euro(6_200)
        total = db.session.scalar(select(func.sum(Budget.granted)))
        assert total == Money.euro(6_200)
        assert differences() == []


def test_two_who_ask_at_once_leave_one_request(own_app):
    with own_app.app_context(), transaction():
        budget = used(accounts.user(Role.PROGRAMME_OFFICER), catalogue.call())
        manager = accounts.user(Role.PROVIDER_MANAGER, budget.provider)
        budget_id, manager_id = budget.id, manager.id
    barrier = Barrier(3)

    def ask(_number):
        with own_app.app_context():
            try:
                with transaction():
                    actor = db.session.get(type(manager), manager_id)
                    barrier.wait(timeout=20)
                    asked_by(actor, db.session.get(Budget, budget_id))
                return "asked"
            except RuleBroken as broken:
                return broken.reasons[0].code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(ask, range(3))) == ["asked", "request_open", "request_open"]
