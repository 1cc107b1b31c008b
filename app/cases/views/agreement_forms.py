"""The little forms of an agreement in force, empty or as they were sent."""

from dataclasses import dataclass

from app.cases.forms.agreement_life import EndingForm, SuspensionForm
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries.duties import planned_duties
from app.cases.rules.duties import is_past
from app.core.clock import now, today


@dataclass(frozen=True)
class LifeForms:
    """To let the agreement rest, and to end it; with how many duties wait to be recorded."""

    suspension: SuspensionForm
    ending: EndingForm
    unrecorded: int


def life_forms(
    case: Jobseeker,
    *,
    suspension: SuspensionForm | None = None,
    ending: EndingForm | None = None,
) -> LifeForms:
    """The forms, with the one that was sent in the place of an empty one."""
    planned = planned_duties(case.id)
    waiting = sum(is_past(duty.due_on, duty.due_at, now(), today()) for duty in planned)
    suspension = suspension or SuspensionForm(formdata=None, prefix="rest", from_on=today())
    ending = ending or EndingForm(formdata=None, prefix="end")
    suspension.offer()
    ending.offer(waiting)
    return LifeForms(suspension, ending, waiting)
