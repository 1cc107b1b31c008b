"""The vocabulary by night and every few minutes; old changes go."""

from app.core.database import transaction
from app.core.jobs import job_scope, queue
from catalogue.changes.operations import add_words, forget_changes, refresh_words


@queue.periodic(cron="25 0 * * *")
@queue.task(name="catalogue.changes.night", queueing_lock="catalogue.changes.night")
def tidy_by_night(timestamp: int) -> None:
    """Count the words anew and forget old changes."""
    with job_scope():
        for step in (forget_changes, refresh_words):
            with transaction():
                step()


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="catalogue.changes.words", queueing_lock="catalogue.changes.words")
def add_new_words(timestamp: int) -> None:
    """Words of new offers."""
    with job_scope(), transaction():
        add_words()
