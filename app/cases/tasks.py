"""The nightly jobs of the case record: contacts, agreements at rest, what the law does to a status."""

import logging

from app.cases.operations.planning import extend_contacts
from app.cases.operations.suspending import resume_expired
from app.cases.operations.work import end_by_law
from app.cases.queries.duties import rhythms_reached
from app.cases.queries.status import Difference, status_differences
from app.core.clock import today
from app.core.database import transaction
from app.core.jobs import job_scope, queue

BATCH = 200
"""Agreements of one transaction."""
FEW = 50
"""Declarations of one transaction: each may end, and holds its case while it does."""

log = logging.getLogger(__name__)


@queue.periodic(cron="10 2 * * *")
@queue.task(name="cases.duties", queueing_lock="cases.duties")
def duties(timestamp: int) -> None:
    """Every night: agreements whose rest is over resume, and the regular contacts are dated on."""
    with job_scope():
        resume_rested()
        date_contacts()


def resume_rested() -> int:
    """Resume every agreement whose foreseen last day of rest is past; how many."""
    total = 0
    while True:
        with transaction():
            resumed = resume_expired(BATCH)
        total += resumed
        if resumed < BATCH:
            return total


def date_contacts() -> int:
    """Date the contacts of every agreement in force up to the horizon; how many are new.

    Running it twice does nothing twice. It marks nothing as missed: see `app.cases.states.duty`.
    """
    made, after = 0, 0
    while True:
        with transaction():
            batch = rhythms_reached(after, BATCH)
            made += sum(len(extend_contacts(None, reached)) for reached in batch)
        if len(batch) < BATCH:
            return made
        after = batch[-1].agreement.id


@queue.periodic(cron="20 1 * * *")
@queue.task(name="cases.status", queueing_lock="cases.status")
def status(timestamp: int) -> None:
    """Every night: the law ends what lasted too long, then every state is recomputed."""
    with job_scope():
        apply_law()
        for difference in differing_states():
            log.error("status of did %s differs from its history", difference.did_id)


def apply_law(*, dry_run: bool = False) -> int:
    """Let every declaration end whose six months of work are over; how many.

    Running it twice does nothing twice. What needs somebody's word, such as the end of a job, is
    never guessed: it waits on the desk.
    """
    done, after = 0, 0
    while True:
        with transaction():
            ended, last = end_by_law(after_id=after, limit=FEW, dry_run=dry_run)
        done += ended
        if not last:
            return done
        after = last


def differing_states() -> list[Difference]:
    """Every declaration whose stored state its history or its work does not bear out."""
    found: list[Difference] = []
    after = 0
    while True:
        with transaction():
            some, last = status_differences(after, BATCH, on=today())
        found += some
        if not last:
            return found
        after = last
