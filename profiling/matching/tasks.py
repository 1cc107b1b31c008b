"""What a cancelled edition means for those who had chosen it, told in the background."""

from sqlalchemy import select

from app.audit.operations import Transitioned
from app.core.database import db, transaction
from app.core.jobs import enqueue, job_scope, queue
from catalogue.offers.states import EDITION, EditionState
from profiling.matching.models import Choice
from profiling.matching.operations import withdraw_choice
from profiling.matching.states import ChoiceState


def offer_another_choice(event: Transitioned) -> None:
    """Reaction: whoever chose an edition that is cancelled returns to the choice.

    As a job, because cases are held before editions everywhere else.
    """
    if event.machine is EDITION and event.to_state is EditionState.CANCELLED:
        enqueue(withdraw_choices, edition_id=event.record.id)


@queue.task(name="matching.withdraw_choices")
def withdraw_choices(edition_id: int) -> None:
    """Take back every choice of the edition, each in a transaction of its own."""
    with job_scope():
        apply_cancellation(edition_id)


def apply_cancellation(edition_id: int) -> int:
    """Take back the choices of a cancelled edition; how many. A second run finds nothing to do."""
    keys = db.session.scalars(
        select(Choice.id).where(Choice.edition_id == edition_id, Choice.state == ChoiceState.MADE)
    ).all()
    return sum(_one(key) for key in keys)


def _one(key: int) -> bool:
    with transaction():
        return withdraw_choice(db.session.get_one(Choice, key))
