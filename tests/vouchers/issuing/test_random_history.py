"""Whatever happens in whatever order: ledger, seats and states tell the same story."""

from datetime import timedelta
from itertools import count
from random import Random

import pytest
from sqlalchemy import func, select

from app.accounts.permissions import Role
from app.cases.models.jobseeker import Step
from app.core.clock import now
from app.core.errors import IllegalTransition, RuleBroken
from app.core.money import Money
from catalogue.offers.states import EditionState
from tests.factories.catalogue import manager_of
from tests.factories.vouchers import PATHWAY, chosen, person, supply
from vouchers.budgets.models import BudgetEntry
from vouchers.budgets.operations import grant
from vouchers.budgets.queries import differences
from vouchers.budgets.rules import EntryKind
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.answer import decline, take_up
from vouchers.issuing.operations.close import cancel, renounce
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.issuing.queries.reconciliation import commitment_differences, seat_differences
from vouchers.issuing.rules.answer import Answer
from vouchers.issuing.states import HOLDS_SEAT, OPEN

STEPS = 40


@pytest.mark.parametrize("seed", [1, 2026])
def test_ledger_seats_and_states_agree_after_any_history(session, counsellor, as_role, seed):
    chance, tokens = Random(seed), count()
    supplied = supply(seats=3, granted=Money.euro(700))
    manager, jobseeker = manager_of(supplied.provider), as_role(Role.JOBSEEKER)
    people = [person(counsellor) for _ in range(5)]

    def any_voucher():
        return chance.choice(session.scalars(select(Voucher)).all())

    def issue():
        case = chance.choice(people)
        if case.step in (Step.CHOOSE, Step.ISSUE):
            chosen(case, supplied.edition, counsellor)
        issue_voucher(case=case, counsellor=counsellor, token=f"{seed}-{next(tokens)}")

    def accept():
        answer = Answer(now() + timedelta(days=2), "Via Roma 1")
        take_up(voucher=any_voucher(), answer=answer, actor=manager)

    def money():
        kind = chance.choice([EntryKind.GRANT, EntryKind.REPLACEMENT, EntryKind.REDUCTION])
        place = (supplied.call.id, supplied.provider.id, PATHWAY)
        amount = Money(chance.randrange(1, 40_000))
        grant(supplied.officer, to=place, kind=kind, amount=amount, act="prova")

    acts = [
        issue,
        issue,
        accept,
        lambda: decline(voucher=any_voucher(), reason="no_places", note="x", actor=manager),
        lambda: renounce(voucher=any_voucher(), reason="health", is_sure=True, actor=jobseeker),
        lambda: cancel(voucher=any_voucher(), reason="issued_in_error", note="x", actor=counsellor),
        money,
    ]
    done = refused = 0
    for _ in range(STEPS):
        try:
            with session.begin_nested():
                chance.choice(acts)()
            done += 1
        except (RuleBroken, IllegalTransition, IndexError):
            session.expire_all()
            refused += 1
        assert_all_agree(session, supplied)
    assert done > STEPS // 5
    assert refused


def assert_all_agree(session, supplied):
    edition, budget = supplied.edition, supplied.budget
    session.refresh(edition)
    session.refresh(budget)
    vouchers = session.scalars(select(Voucher)).all()
    holding = [voucher for voucher in vouchers if voucher.state in HOLDS_SEAT]
    bound = sum(voucher.value.cents for voucher in vouchers if voucher.state in OPEN)
    summed = session.scalar(select(func.sum(BudgetEntry.amount).cast(BudgetEntry.id.type)))
    assert edition.taken == len(holding) <= edition.seats
    assert (edition.state is EditionState.FULL) == (edition.taken == edition.seats)
    assert budget.balance.cents == summed >= 0
    assert budget.position.outstanding.cents == bound
    assert [differences(), seat_differences(), commitment_differences()] == [[], [], []]
