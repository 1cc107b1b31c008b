"""The nightly job of the deadlines: announced defaults, one voucher to a transaction."""

from collections.abc import Callable, Sequence
from datetime import date

from app.core.clock import today
from app.core.database import db, transaction
from app.core.jobs import job_scope, queue
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.answer import decline_by_silence
from vouchers.issuing.operations.close import lapse
from vouchers.issuing.queries.deadlines import not_started, unanswered

BATCH = 100
"""Keys read at a time; every voucher is then its own small transaction."""


@queue.periodic(cron="15 2 * * *")
@queue.task(name="vouchers.deadlines", queueing_lock="vouchers.deadlines")
def deadlines(timestamp: int) -> None:
    """Every night: silence at the deadline is a refusal, validity passed is a lapse."""
    with job_scope():
        apply_deadlines()


def apply_deadlines() -> tuple[int, int]:
    """Apply every deadline that has passed; how many refusals by silence and how many lapses.

    Running it twice, or in two places at once, does nothing twice: each voucher is held and looked at
    again before anything happens to it.
    """
    return _all_of(unanswered, decline_by_silence), _all_of(not_started, lapse)


def _all_of(due: Callable[[date, int], Sequence[int]], apply: Callable[[Voucher], bool]) -> int:
    applied = 0
    while keys := due(today(), BATCH):
        done = sum(_one(key, apply) for key in keys)
        applied += done
        if not done:  # all of them are being answered elsewhere
            break
    return applied


def _one(key: int, apply: Callable[[Voucher], bool]) -> bool:
    with transaction():
        voucher = db.session.get(Voucher, key)
        return voucher is not None and apply(voucher)
