"""What a pause needs."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import Refusal
from app.core.language import N_
from catalogue.providers.states import PauseReason


@dataclass(frozen=True, kw_only=True)
class Pause:
    """No new people from today; until a day, or until somebody resumes."""

    reason: PauseReason | None
    until: date | None = None


def pause_refusals(pause: Pause, on: date) -> list[Refusal]:
    """A pause says why, and ends on a day that has not passed, where it says when."""
    reasons = []
    if pause.reason is None:
        message = N_("Choose a reason from the list.")
        reasons.append(Refusal("reason_missing", message, field="reason"))
    if pause.until is not None and pause.until < on:
        message = N_("The last day of the pause has passed.")
        reasons.append(Refusal("until_past", message, field="until"))
    return reasons
