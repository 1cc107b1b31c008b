"""Every night providers learn which editions are below their minimum shortly before they begin."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.accounts.queries import provider_managers
from app.core.clock import today
from app.core.database import db, transaction
from app.core.jobs import job_scope, queue
from app.core.language import N_
from app.notices.operations import notify
from app.programme.queries import rules_in_force
from catalogue.drafting.queries import short_of_people
from catalogue.offers.models import Edition


@queue.periodic(cron="20 0 * * *")
@queue.task(name="catalogue.drafting.minimum", queueing_lock="catalogue.drafting.minimum")
def tell_minimum(timestamp: int) -> None:
    """After the calendar has turned the editions."""
    with job_scope():
        tell_short_editions(today())


def tell_short_editions(on: date) -> int:
    """Tell the managers of each edition below its minimum, once for each edition; how many notices."""
    notice_days = rules_in_force(on).edition_minimum_days()
    statement = select(Edition).join(Edition.offer).where(*short_of_people(on, notice_days))
    with transaction():
        found = db.session.scalars(statement.options(contains_eager(Edition.offer))).all()
        return sum(_tell(edition) for edition in found)


def _tell(edition: Edition) -> int:
    message = N_(
        "%(title)s, edition %(code)s, begins on %(day)s with %(taken)s people; its minimum is %(least)s."
    )
    params = {
        "title": edition.offer.title,
        "code": edition.code,
        "day": edition.starts_on,
        "taken": edition.taken,
        "least": edition.seats_min,
    }
    return notify(
        provider_managers(edition.provider_id),
        message,
        params,
        address="/provider/editions?fill=short",
        key=f"edition-minimum-{edition.id}",
    )
