"""Every night: editions below their minimum are told, offers asked to be confirmed, the others faded."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from app.accounts.queries import provider_managers
from app.core.clock import today
from app.core.database import db, transaction
from app.core.jobs import job_scope, queue
from app.core.language import N_
from app.notices.operations import notify
from app.programme.queries import rules_in_force
from catalogue.drafting.queries import confirm_from, short_of_people
from catalogue.offers.models import Edition, Offer
from catalogue.offers.operations import TURNED_AT_ONCE, fade_offers
from catalogue.offers.states import OfferState


@queue.periodic(cron="20 0 * * *")
@queue.task(name="catalogue.drafting.minimum", queueing_lock="catalogue.drafting.minimum")
def tell_minimum(timestamp: int) -> None:
    """After the calendar has turned the editions."""
    with job_scope():
        tell_short_editions(today())


@queue.periodic(cron="30 0 * * *")
@queue.task(name="catalogue.drafting.freshness", queueing_lock="catalogue.drafting.freshness")
def keep_fresh(timestamp: int) -> None:
    """After the calendar has turned."""
    with job_scope():
        remind_to_confirm(today())
        fade_stale(today())


def remind_to_confirm(on: date) -> int:
    """Tell each provider how many offers are to be confirmed before they fade, once a week."""
    year, week, _day = on.isocalendar()
    statement = (
        select(Offer.provider_id, func.count(), func.min(Offer.confirmed_on).label("oldest"))
        .where(
            Offer.state == OfferState.PUBLISHED,
            Offer.confirmed_on < confirm_from(on),
            Offer.faded_on.is_(None),
        )
        .group_by(Offer.provider_id)
    )
    message = N_(
        "%(count)s of your offers are to be confirmed; from %(day)s on the search leaves out the first."
    )
    days = rules_in_force(on).days("offer_confirmation_days")
    told = 0
    with transaction():
        for provider_id, count, oldest in db.session.execute(statement).all():
            told += notify(
                provider_managers(provider_id),
                message,
                {"count": count, "day": (oldest or on) + timedelta(days=days + 1)},
                address="/provider/offers?fresh=due",
                key=f"offers-confirm-{provider_id}-{year}-{week}",
            )
    return told


def fade_stale(on: date) -> int:
    """Leave out of the search what nobody confirmed in time, and tell its providers; how many offers."""
    faded, some = 0, TURNED_AT_ONCE
    while some >= TURNED_AT_ONCE:
        with transaction():
            offers = fade_offers(on)
            some = len(offers)
            faded += some
            for provider_id, count in Counter(offer.provider_id for offer in offers).items():
                message = N_(
                    "%(count)s of your offers are no longer found in the search: confirm them."
                )
                notify(
                    provider_managers(provider_id),
                    message,
                    {"count": count},
                    address="/provider/offers?fresh=faded",
                )
    return faded


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
