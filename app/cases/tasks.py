"""The nightly jobs of the case record: contacts get their dates, agreements at rest come back."""

from app.cases.operations.planning import extend_contacts
from app.cases.operations.suspending import resume_expired
from app.cases.queries.duties import rhythms_reached
from app.core.database import transaction
from app.core.jobs import job_scope, queue

BATCH = 200
"""Agreements of one transaction."""


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
