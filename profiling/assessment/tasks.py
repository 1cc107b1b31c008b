"""The nightly job of the assessments: those whose validity is over expire."""

from app.core.clock import today
from app.core.database import transaction
from app.core.jobs import job_scope, queue
from profiling.assessment.operations.assess import expire_assessments

BATCH = 100
"""Assessments of one transaction."""


@queue.periodic(cron="45 1 * * *")
@queue.task(name="assessment.expiry", queueing_lock="assessment.expiry")
def expiry(timestamp: int) -> None:
    """Every night: a completed assessment past its last valid day expires."""
    with job_scope():
        apply_expiry()


def apply_expiry() -> int:
    """Let every assessment that is due expire; how many did. Running it twice does nothing twice."""
    applied = 0
    while True:
        with transaction():
            expired = expire_assessments(on=today(), limit=BATCH)
        applied += expired
        if expired < BATCH:
            return applied
