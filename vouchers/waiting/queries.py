"""Reads of waiting lists: a person's places, an edition's list, what the nightly job has to act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.operations import note_reading
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries.reach import rows_in_reach
from app.core.database import db
from app.core.errors import NotFoundForYou
from catalogue.agreements.queries import taking_on_reasons
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider, Site
from vouchers.waiting.models import WaitingPlace
from vouchers.waiting.rules import ListFacts
from vouchers.waiting.states import OPEN, WaitingState

PART = "waiting"
ON_SHOW = (EditionState.OPEN, EditionState.FULL)
MOST_SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """A person's place on a list, with how many come before it."""

    place: WaitingPlace
    ahead: int

    @property
    def rank(self) -> int:
        """1 for whoever is next."""
        return self.ahead + 1


def load_place(user: User, place_id: int) -> WaitingPlace:
    """A place within the user's reach, with its edition; the reading goes to the access log.

    Raises NotFoundForYou alike for a missing one and for one outside the reach.
    """
    statement = rows_in_reach(
        select(WaitingPlace).where(WaitingPlace.id == place_id), WaitingPlace, user
    )
    place = db.session.scalar(statement.options(*_WHOLE))
    if place is None:
        raise NotFoundForYou
    purpose = "own_record" if user.role is Role.JOBSEEKER else "case_management"
    note_reading(user, place.reach, part=PART, purpose=purpose)
    return place


def open_places(jobseeker_id: int) -> int:
    """On how many lists the person waits or has a seat kept."""
    statement = select(func.count()).where(
        WaitingPlace.jobseeker_id == jobseeker_id, WaitingPlace.state.in_(OPEN)
    )
    return db.session.scalar(statement) or 0


def standings(jobseeker_id: int) -> list[Standing]:
    """The person's places, newest first, each with how many come before it."""
    before = aliased(WaitingPlace)
    ahead = (
        select(func.count())
        .where(
            before.edition_id == WaitingPlace.edition_id,
            before.state == WaitingState.WAITING,
            before.position < WaitingPlace.position,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(WaitingPlace, ahead)
        .where(WaitingPlace.jobseeker_id == jobseeker_id)
        .options(*_WHOLE)
        .order_by(WaitingPlace.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Standing(place, count) for place, count in rows]


def offered_places(jobseeker_id: int) -> Sequence[WaitingPlace]:
    """The places that wait for the person's answer."""
    return db.session.scalars(
        select(WaitingPlace)
        .where(
            WaitingPlace.jobseeker_id == jobseeker_id, WaitingPlace.state == WaitingState.OFFERED
        )
        .options(*_WHOLE)
        .order_by(WaitingPlace.respond_by)
    ).all()


def kept_place(jobseeker_id: int, edition_id: int) -> WaitingPlace | None:
    """The place whose seat the person has taken and the voucher will use; None when there is none."""
    return db.session.scalar(
        select(WaitingPlace).where(
            WaitingPlace.jobseeker_id == jobseeker_id,
            WaitingPlace.edition_id == edition_id,
            WaitingPlace.state == WaitingState.TAKEN,
        )
    )


def next_waiting(edition_id: int) -> WaitingPlace | None:
    """Whoever has waited longest for the edition; the caller holds the edition."""
    return db.session.scalar(
        select(WaitingPlace)
        .where(WaitingPlace.edition_id == edition_id, WaitingPlace.state == WaitingState.WAITING)
        .order_by(WaitingPlace.position)
        .limit(1)
    )


def open_places_of_edition(edition_id: int) -> Sequence[WaitingPlace]:
    """Everybody who waits for the edition or has a seat kept in it, in order."""
    return db.session.scalars(
        select(WaitingPlace)
        .where(WaitingPlace.edition_id == edition_id, WaitingPlace.state.in_(OPEN))
        .order_by(WaitingPlace.position)
    ).all()


def list_facts(edition: Edition, on: date, jobseeker_id: int | None = None) -> ListFacts:
    """The edition and its list as the rules read them."""
    mine = select(WaitingPlace.id).where(
        WaitingPlace.jobseeker_id == jobseeker_id,
        WaitingPlace.edition_id == edition.id,
        WaitingPlace.state.in_(OPEN),
    )
    return ListFacts(
        today=on,
        is_on_show=edition.state in ON_SHOW and edition.offer.state is OfferState.PUBLISHED,
        places_left=edition.places_left,
        is_paused=edition.takes_nobody(on) or bool(taking_on_reasons(edition.provider_id, on)),
        enrol_by=edition.enrol_by,
        waiting=edition.waiting,
        waiting_max=edition.waiting_max,
        is_on_list=jobseeker_id is not None and db.session.scalar(mine) is not None,
    )


def full_editions(pathway: int, service_types: Sequence[str], on: date) -> Sequence[Edition]:
    """Full editions with room on their list that suit a pathway, the soonest first."""
    return db.session.scalars(
        select(Edition)
        .join(Edition.offer)
        .where(
            Edition.state == EditionState.FULL,
            Edition.enrol_by >= on,
            Edition.waiting < Edition.waiting_max,
            Offer.state == OfferState.PUBLISHED,
            Offer.pathways.contains([pathway]),
            Offer.service_type.in_(service_types),
        )
        .options(*_EDITION)
        .order_by(Edition.starts_on, Edition.id)
        .limit(MOST_SHOWN)
    ).all()


def load_edition(edition_id: int) -> Edition:
    """An edition of a published offer, full or open. Raises NotFoundForYou."""
    edition = db.session.scalar(
        select(Edition)
        .join(Edition.offer)
        .where(
            Edition.id == edition_id,
            Edition.state.in_(ON_SHOW),
            Offer.state == OfferState.PUBLISHED,
        )
        .options(*_EDITION)
    )
    if edition is None:
        raise NotFoundForYou
    return edition


def unanswered(on: date, limit: int) -> Sequence[int]:
    """Keys of places offered and not answered in time, the oldest first."""
    return db.session.scalars(
        select(WaitingPlace.id)
        .where(WaitingPlace.state == WaitingState.OFFERED, WaitingPlace.respond_by < on)
        .order_by(WaitingPlace.respond_by, WaitingPlace.id)
        .limit(limit)
    ).all()


def unused(on: date, limit: int) -> Sequence[int]:
    """Keys of places taken for which no voucher was issued in time."""
    return db.session.scalars(
        select(WaitingPlace.id)
        .where(WaitingPlace.state == WaitingState.TAKEN, WaitingPlace.kept_until < on)
        .order_by(WaitingPlace.kept_until, WaitingPlace.id)
        .limit(limit)
    ).all()


def lists_to_move(on: date, limit: int) -> Sequence[int]:
    """Keys of editions with a free seat and somebody who waits for it: a pause or an unsigned agreement
    was in the way.
    """
    return db.session.scalars(
        select(Edition.id)
        .where(
            Edition.waiting > 0,
            Edition.taken + Edition.held < Edition.seats,
            Edition.state.in_(ON_SHOW),
            Edition.enrol_by >= on,
        )
        .order_by(Edition.id)
        .limit(limit)
    ).all()


def lists_over(on: date, limit: int) -> Sequence[int]:
    """Keys of editions with people on the list in which nobody can enrol any more."""
    return db.session.scalars(
        select(Edition.id)
        .where(Edition.waiting > 0, Edition.enrol_by < on)
        .order_by(Edition.id)
        .limit(limit)
    ).all()


_EDITION = (
    joinedload(Edition.site),
    joinedload(Edition.offer).joinedload(Offer.provider).joinedload(Provider.organisation),
    joinedload(Edition.offer).joinedload(Offer.call),
)
_WHOLE = (
    joinedload(WaitingPlace.edition).joinedload(Edition.site).joinedload(Site.municipality),
    joinedload(WaitingPlace.edition)
    .joinedload(Edition.offer)
    .joinedload(Offer.provider)
    .joinedload(Provider.organisation),
    joinedload(WaitingPlace.edition).joinedload(Edition.offer).joinedload(Offer.call),
    joinedload(WaitingPlace.jobseeker).joinedload(Jobseeker.centre),
)
