"""The nightly job of answer times and results."""

from app.core.clock import today
from app.core.database import transaction
from app.core.jobs import job_scope, queue
from vouchers.performance.operations import compute_performance


@queue.periodic(cron="50 2 * * *")
@queue.task(name="vouchers.performance", queueing_lock="vouchers.performance")
def performance(timestamp: int) -> None:
    """Every night after the deadlines, whose refusals by silence count."""
    with job_scope(), transaction():
        compute_performance(today())
