"""The nightly end of accreditations, and the reminder before it."""

from app.core.database import transaction
from app.core.jobs import job_scope, queue
from catalogue.accreditation.operations.standing import expire_ended, remind_of_expiry


@queue.periodic(cron="30 0 * * *")
@queue.task(name="accreditation.expire", queueing_lock="accreditation.expire")
def expire(timestamp: int) -> None:
    """Every night: what has expired, in small batches; who should ask for renewal."""
    with job_scope():
        while True:
            with transaction():
                if not expire_ended():
                    break
        with transaction():
            remind_of_expiry()
