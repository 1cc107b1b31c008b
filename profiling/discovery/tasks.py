"""The jobs of the saved searches: what is new, who is told, what is forgotten."""

from datetime import timedelta

from app.core.clock import now, today
from app.core.database import transaction
from app.core.jobs import job_scope, queue
from profiling.discovery.operations.finding import (
    answer_question,
    forget_finds,
    open_questions,
    tell_owners,
)

BATCH = 100
KEPT_DAYS = 90


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="discovery.look", queueing_lock="discovery.look")
def look(timestamp: int) -> None:
    """Every ten minutes: who wants to hear of new offers at once is told."""
    with job_scope():
        look_for_new(daily=False)


@queue.periodic(cron="30 6 * * *")
@queue.task(name="discovery.look_daily", queueing_lock="discovery.look_daily")
def look_daily(timestamp: int) -> None:
    """Every morning, after the night has published and expired: everybody else; old notes go."""
    with job_scope():
        look_for_new(daily=True)
        gone = BATCH
        while gone == BATCH:
            with transaction():
                gone = forget_finds(now() - timedelta(days=KEPT_DAYS), BATCH)


def look_for_new(*, daily: bool) -> tuple[int, int]:
    """Find what is new and tell of it; notes added and searches told of.

    Each question and each batch of notices is a transaction of its own: killed in the middle, the
    next run goes on. Running twice finds and tells nothing twice.
    """
    added = 0
    while questions := open_questions(BATCH):
        for question in questions:
            with transaction():
                added += answer_question(question)
    told, last = 0, BATCH
    while last == BATCH:
        with transaction():
            last = tell_owners(today(), BATCH, daily=daily)
        told += last
    return added, told
