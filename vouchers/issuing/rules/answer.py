"""What a provider's answer must say, and when it comes too late."""

from dataclasses import dataclass
from datetime import date, datetime

from app.core.clock import day_of
from app.core.errors import Refusal
from app.core.language import N_
from vouchers.issuing.states import NO_ANSWER


@dataclass(frozen=True)
class Answer:
    """A take-up as the provider enters it."""

    appointment_at: datetime
    place: str


def take_up_refusals(
    answer: Answer, *, present: datetime, take_up_by: date, valid_until: date
) -> list[Refusal]:
    """Why a take-up is refused: the deadline has passed, or the first appointment makes no sense.

    From the day after the deadline silence counts as a refusal, even before the nightly job has said
    so. The first appointment lies in the future and within the voucher's validity, at a stated place.
    """
    reasons = []
    if day_of(present) > take_up_by:
        message = N_("The deadline for answering has passed: silence counts as a refusal.")
        reasons.append(Refusal("deadline_passed", message))
    if answer.appointment_at <= present:
        message = N_("The first appointment must be in the future.")
        reasons.append(Refusal("appointment_past", message, field="appointment_on"))
    elif day_of(answer.appointment_at) > valid_until:
        message = N_("The first appointment must be within the validity of the voucher.")
        reasons.append(Refusal("appointment_too_late", message, field="appointment_on"))
    if not answer.place.strip():
        reasons.append(
            Refusal("place_missing", N_("Say where the first appointment is."), field="place")
        )
    return reasons


def decline_refusals(reason: str | None) -> list[Refusal]:
    """Why a reason cannot be given by hand: silence is established by the deadline alone."""
    if reason == NO_ANSWER:
        return [Refusal("reason_missing", N_("Choose a reason from the list."), field="reason")]
    return []
