"""Every night the calendar turns editions and offers."""

from app.core.clock import today
from app.core.database import transaction
from app.core.jobs import job_scope, queue
from catalogue.offers.operations import TURNED_AT_ONCE, expire_offers, turn_editions


@queue.periodic(cron="10 0 * * *")
@queue.task(name="catalogue.offers.turn", queueing_lock="catalogue.offers.turn")
def turn_catalogue(timestamp: int) -> None:
    """Start and close editions, let unconfirmed offers expire; some hundred in each transaction."""
    with job_scope():
        for turn in (turn_editions, expire_offers):
            turned = TURNED_AT_ONCE
            while turned >= TURNED_AT_ONCE:
                with transaction():
                    turned = turn(today())
