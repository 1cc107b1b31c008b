"""Close a voucher that will not be used: seat and money return, the case moves on."""

from app.accounts.models import User
from app.audit.operations import lock, perform
from app.cases.models.jobseeker import Ball, Step
from app.cases.operations import advance
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_in_force
from catalogue.offers.operations import release_seat
from profiling.matching.rules import choice_due
from vouchers.budgets.models import Budget
from vouchers.budgets.operations import release_amount
from vouchers.issuing.models import Voucher
from vouchers.issuing.queries.vouchers import other_open_voucher
from vouchers.issuing.states import BACK_TO_CHOICE, VoucherAction, VoucherState


def renounce(*, voucher: Voucher, reason: str | None, is_sure: bool, actor: User) -> None:
    """Give the voucher back, by the person. The centre is asked to speak with them about what next.

    Raises RuleBroken without a coded reason or without the person's confirmation.
    """
    if not is_sure:
        message = N_("Confirm that you give the voucher back.")
        raise RuleBroken([Refusal("not_confirmed", message, field="is_sure")])
    close_unused(actor, voucher, VoucherAction.RENOUNCE, reason=reason)


def cancel(*, voucher: Voucher, reason: str | None, note: str, actor: User) -> None:
    """Cancel the voucher, by the centre, with a coded reason and a note; the person chooses again."""
    close_unused(actor, voucher, VoucherAction.CANCEL, reason=reason, note=note)


def lapse(voucher: Voucher) -> bool:
    """Let a voucher lapse whose validity has passed before the measure began; returns whether it did."""
    lock(voucher.jobseeker)
    lock(voucher)
    if voucher.state is not VoucherState.TAKEN_UP or voucher.valid_until >= today():
        return False
    close_unused(None, voucher, VoucherAction.LAPSE)
    return True


def close_unused(
    actor: User | None,
    voucher: Voucher,
    action: VoucherAction,
    *,
    reason: str | None = None,
    note: str = "",
) -> None:
    """Move the voucher to a state in which it binds nothing any more.

    The seat and the money return in the same transaction, and the provider's sight of the person
    ends, after the provider's own timeline has been told.
    """
    case = voucher.jobseeker
    lock(case)
    perform(actor, voucher, action, reason=reason, note=note)
    release_seat(voucher.edition)
    release_amount(actor, _budget_of(voucher), voucher.value, voucher.number)
    voucher.closed_at = now()
    voucher.provider_id = None
    _move_on(voucher)


def _budget_of(voucher: Voucher) -> Budget:
    budget = db.session.get(Budget, voucher.budget_id)
    if budget is None:
        raise AssertionError("a foreign key holds the budget")
    return budget


def _move_on(voucher: Voucher) -> None:
    """What comes next in the case: another open voucher, a new choice, or a talk with the centre."""
    case, other = voucher.jobseeker, other_open_voucher(voucher)
    case.provider_id = other.issued_to_id if other else None
    if other is not None:
        return
    ball = Ball.JOBSEEKER if voucher.state in BACK_TO_CHOICE else Ball.CENTRE
    day = today()
    # A term of its own: whoever has to choose again is not made to pay for somebody else's delay.
    advance(case, Step.CHOOSE, ball, choice_due(rules_in_force(day), day))
