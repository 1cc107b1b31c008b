"""The nightly reminder to sign."""

from app.core.database import transaction
from app.core.jobs import job_scope, queue
from catalogue.agreements.operations import remind_of_signature


@queue.periodic(cron="40 2 * * *")
@queue.task(name="agreements.remind", queueing_lock="agreements.remind")
def remind(timestamp: int) -> None:
    """Every night: who has to sign soon, or should have."""
    with job_scope(), transaction():
        remind_of_signature()
