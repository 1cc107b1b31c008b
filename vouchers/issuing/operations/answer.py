"""The provider's answer: take up or decline, and the announced default of silence."""

from app.accounts.models import User
from app.audit.operations import lock, perform
from app.cases.models.jobseeker import Ball, Step
from app.cases.operations import advance
from app.core.clock import day_of, now, today
from app.core.errors import RuleBroken
from catalogue.agreements.queries import taking_on_reasons
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.close import close_unused
from vouchers.issuing.rules.answer import Answer, decline_refusals, take_up_refusals
from vouchers.issuing.states import NO_ANSWER, VoucherAction, VoucherState


def take_up(*, voucher: Voucher, answer: Answer, actor: User) -> None:
    """Accept the person and set the first appointment.

    Raises RuleBroken when the deadline has passed, the appointment makes no sense, or the provider has
    let the deadline for signing the platform agreement pass; IllegalTransition when the voucher no
    longer waits for an answer.
    """
    lock(voucher.jobseeker)
    lock(voucher)
    voucher.machine.transition(voucher.state, VoucherAction.TAKE_UP)
    terms = {"take_up_by": voucher.take_up_by, "valid_until": voucher.valid_until}
    reasons = taking_on_reasons(voucher.issued_to_id, today())
    if reasons := [*reasons, *take_up_refusals(answer, present=now(), **terms)]:
        raise RuleBroken(reasons)
    voucher.taken_up_at, voucher.taken_up_by_id = now(), actor.id
    voucher.first_appointment_at = answer.appointment_at
    voucher.first_appointment_place = answer.place.strip()
    perform(actor, voucher, VoucherAction.TAKE_UP)
    due = day_of(answer.appointment_at)
    advance(voucher.jobseeker, Step.DELIVER, Ball.PROVIDER, due)


def decline(*, voucher: Voucher, reason: str | None, note: str, actor: User) -> None:
    """Refuse the person with a coded reason and a note; seat and money return, the person chooses again.

    Raises RuleBroken when reason or note is missing.
    """
    if reasons := decline_refusals(reason):
        raise RuleBroken(reasons)
    close_unused(actor, voucher, VoucherAction.DECLINE, reason=reason, note=note)


def decline_by_silence(voucher: Voucher) -> bool:
    """Apply the announced default to a voucher nobody has answered by its deadline.

    Returns whether it did: an answer that came while the job was running stands.
    """
    lock(voucher.jobseeker)
    lock(voucher)
    if voucher.state is not VoucherState.ISSUED or voucher.take_up_by >= today():
        return False
    note = f"take_up_by={voucher.take_up_by.isoformat()}"
    close_unused(None, voucher, VoucherAction.DECLINE, reason=NO_ANSWER, note=note)
    return True
