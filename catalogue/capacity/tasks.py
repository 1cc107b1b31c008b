"""The nightly end of pauses."""

from app.core.clock import today
from app.core.database import transaction
from app.core.jobs import job_scope, queue
from catalogue.capacity.operations import end_pauses


@queue.periodic(cron="10 2 * * *")
@queue.task(name="capacity.resume", queueing_lock="capacity.resume")
def resume_paused(timestamp: int) -> None:
    """Every night: what was paused until yesterday takes new people again."""
    with job_scope(), transaction():
        end_pauses(today())
