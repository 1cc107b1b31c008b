"""The nightly job of the waiting lists: deadlines passed, lists over; one place to a transaction."""

from collections.abc import Callable, Sequence
from datetime import date

from app.core.clock import today
from app.core.database import db, transaction
from app.core.jobs import job_scope, queue
from catalogue.offers.models import Edition
from catalogue.offers.operations import settle_seats
from vouchers.waiting.models import WaitingPlace
from vouchers.waiting.operations.moving import close_list, lapse
from vouchers.waiting.queries import lists_over, lists_to_move, unanswered, unused

BATCH = 100
MOST_MOVED = 1000


@queue.periodic(cron="25 2 * * *")
@queue.task(name="waiting.deadlines", queueing_lock="waiting.deadlines")
def waiting_deadlines(timestamp: int) -> None:
    """Every night, after the vouchers' deadlines have freed their seats."""
    with job_scope():
        apply_waiting_deadlines()


def apply_waiting_deadlines() -> tuple[int, int]:
    """Let lapse what was not answered or not used in time, close what is over; how many of each.

    A seat that lapses is offered to the next in the same transaction. Running it twice, or in two
    places at once, does nothing twice. What could not be offered when it came free, because the
    provider might take nobody, is offered as soon as it may again.
    """
    lapsed = _all_of(unanswered, _lapsed) + _all_of(unused, _lapsed)
    closed = _all_of(lists_over, _closed)
    for key in lists_to_move(today(), MOST_MOVED):
        _one(key, _moved)
    return lapsed, closed


def _all_of(due: Callable[[date, int], Sequence[int]], apply: Callable[[int], bool]) -> int:
    applied = 0
    while keys := due(today(), BATCH):
        done = sum(_one(key, apply) for key in keys)
        applied += done
        if not done:  # all of them are being answered elsewhere
            break
    return applied


def _one(key: int, apply: Callable[[int], bool]) -> bool:
    with transaction():
        return apply(key)


def _moved(key: int) -> bool:
    settle_seats(db.session.get_one(Edition, key))
    return True


def _lapsed(key: int) -> bool:
    return lapse(db.session.get_one(WaitingPlace, key))


def _closed(key: int) -> bool:
    return close_list(db.session.get_one(Edition, key)) > 0
