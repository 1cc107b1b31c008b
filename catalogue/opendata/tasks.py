"""Every night the open data are made anew, after offers have expired and faded."""

from app.core.database import transaction
from app.core.jobs import job_scope, queue
from catalogue.opendata.operations import make_release


@queue.periodic(cron="50 0 * * *")
@queue.task(name="catalogue.opendata.make", queueing_lock="catalogue.opendata.make")
def make_open_data(timestamp: int) -> None:
    """One release; if it fails, the one before is still there."""
    with job_scope(), transaction():
        make_release()
