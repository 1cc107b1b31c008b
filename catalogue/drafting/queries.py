"""A provider's own offers: lists, loaders, and what waits on its desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.audit.models import TransitionLog
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_, Labelled
from app.core.listing import Column, Order, Page, fetch_page
from app.core.plain_text import searchable
from app.programme.queries import rules_in_force
from catalogue.offers.models import Edition, Offer
from catalogue.offers.queries import ON_SHOW, WHOLE, editions_on_show
from catalogue.offers.rules import NEARLY_FULL
from catalogue.offers.states import EditionState, OfferAction, OfferState
from catalogue.providers.models import Provider
from catalogue.providers.queries import DeskTask, load_own_provider

CONFIRM_AHEAD_DAYS = 14
"""How long before an offer expires the desk asks for its confirmation."""
BY_TITLE = Order(
    columns=(Offer.title_key, Offer.id),
    keys=(lambda row: row.title_key, lambda row: row.id),
    descending=(False, False),
)
OWN_OFFERS: tuple[Column[Offer], ...] = (
    Column("own_key", N_("Own code"), lambda row: row.own_key),
    Column("title", N_("Title"), lambda row: row.title),
    Column("state", N_("State"), lambda row: row.state),
    Column("service", N_("Service type"), lambda row: row.service_type),
    Column("pathways", N_("Pathways"), lambda row: ", ".join(map(str, row.pathways))),
    Column("hours", N_("Hours"), lambda row: row.hours),
    Column("editions", N_("Editions"), lambda row: len(row.editions)),
    Column("places_left", N_("Places left"), lambda row: places_left(row)),
    Column("confirmed_on", N_("Confirmed on"), lambda row: row.confirmed_on),
)


class EditionTime(Labelled):
    """When an edition is held, seen from today."""

    COMING = "coming", N_("Not yet begun")
    RUNNING = "running", N_("Running")
    OVER = "over", N_("Over or called off")


class EditionFill(Labelled):
    """Editions to look after because of their places."""

    SHORT = "short", N_("Below the minimum near the start")
    FREE = "free", N_("Places left")
    NEARLY_FULL = "nearly_full", N_("Nearly full or full")
    WAITED_FOR = "waited_for", N_("With people who wait")


BY_START = Order(
    columns=(Edition.starts_on, Edition.id),
    keys=(lambda row: row.starts_on, lambda row: row.id),
    descending=(False, False),
)
OWN_EDITIONS: tuple[Column[Edition], ...] = (
    Column("own_key", N_("Own code"), lambda row: row.offer.own_key),
    Column("title", N_("Title"), lambda row: row.offer.title),
    Column("code", N_("Edition"), lambda row: row.code),
    Column("starts_on", N_("Begins on"), lambda row: row.starts_on),
    Column("ends_on", N_("Ends on"), lambda row: row.ends_on),
    Column("enrol_by", N_("Enrol by"), lambda row: row.enrol_by),
    Column("site", N_("Site"), lambda row: row.site.name),
    Column("seats", N_("Places"), lambda row: row.seats),
    Column("taken", N_("Taken"), lambda row: row.taken),
    Column("held", N_("Kept for people who wait"), lambda row: row.held),
    Column("waiting", N_("People who wait"), lambda row: row.waiting),
    Column("places_left", N_("Places left"), lambda row: row.places_left),
    Column("seats_min", N_("Minimum to begin"), lambda row: row.seats_min),
    Column("state", N_("State"), lambda row: row.state),
)


@dataclass(frozen=True, kw_only=True)
class EditionWish:
    """The filters of a provider's editions."""

    words: str = ""
    time: EditionTime | None = None
    fill: EditionFill | None = None
    site_id: int | None = None


def own_editions(provider: Provider, wish: EditionWish) -> Select[*tuple[Edition]]:
    """The editions of the provider's offers, narrowed."""
    statement = (
        select(Edition)
        .join(Edition.offer)
        .where(Edition.provider_id == provider.id)
        .options(contains_eager(Edition.offer), joinedload(Edition.site))
    )
    if wanted := searchable(wish.words):
        found = Offer.title_key.contains(wanted, autoescape=True)
        statement = statement.where(found | (func.lower(Offer.own_key) == wish.words.lower()))
    if wish.site_id:
        statement = statement.where(Edition.site_id == wish.site_id)
    if wish.time is not None:
        statement = statement.where(Edition.state.in_(_STATES_AT[wish.time]))
    if wish.fill is not None:
        statement = statement.where(*_filled(wish.fill))
    return statement


def own_editions_page(statement: Select[*tuple[Edition]], cursor: str | None) -> Page[Edition]:
    """One page of them, by first day."""
    return fetch_page(db.session, statement, BY_START, cursor=cursor)


def own_editions_rows(statement: Select[*tuple[Edition]], most: int) -> Sequence[Edition]:
    """All of them, for a file."""
    return db.session.scalars(statement.order_by(*BY_START.columns).limit(most)).all()


def short_of_people(on: date, notice_days: int) -> tuple[ColumnElement[bool], ...]:
    """Editions on show that begin within those days with fewer people than their minimum.

    The condition of `catalogue.offers.rules.is_short`, for many.
    """
    return (
        Edition.state.in_(ON_SHOW),
        Edition.starts_on.between(on, on + timedelta(days=notice_days)),
        Edition.taken < Edition.seats_min,
    )


def _filled(fill: EditionFill) -> tuple[ColumnElement[bool], ...]:
    used = Edition.taken + Edition.held
    if fill is EditionFill.SHORT:
        return short_of_people(today(), rules_in_force(today()).edition_minimum_days())
    if fill is EditionFill.WAITED_FOR:
        return (Edition.waiting > 0,)
    on_show = Edition.state.in_(ON_SHOW)
    if fill is EditionFill.FREE:
        return on_show, used < Edition.seats
    return on_show, used * 100 >= Edition.seats * NEARLY_FULL


_STATES_AT = {
    EditionTime.COMING: (EditionState.PLANNED, *ON_SHOW),
    EditionTime.RUNNING: (EditionState.RUNNING,),
    EditionTime.OVER: (EditionState.CLOSED, EditionState.CANCELLED),
}


def places_left(offer: Offer) -> int:
    """Places left in all the editions one can still ask for."""
    return sum(edition.places_left for edition in editions_on_show(offer))


class Freshness(Labelled):
    """Published offers by how long ago the provider said that they still hold."""

    DUE = "due", N_("To confirm soon")
    FADED = "faded", N_("Not found in the search: not confirmed")
    FRESH = "fresh", N_("Confirmed in time")


@dataclass(frozen=True, kw_only=True)
class OfferWish:
    """The filters of a provider's offers."""

    words: str = ""
    state: OfferState | None = None
    service_type: str = ""
    freshness: Freshness | None = None


def confirm_from(on: date) -> date:
    """Offers confirmed before this day are to be confirmed soon, or they expire."""
    days = rules_in_force(on).days("offer_confirmation_days") - CONFIRM_AHEAD_DAYS
    return on - timedelta(days=days)


def own_offers(provider: Provider, wish: OfferWish) -> Select[*tuple[Offer]]:
    """The provider's offers, narrowed by words of the title or the own code, and so on."""
    statement = (
        select(Offer).where(Offer.provider_id == provider.id).options(selectinload(Offer.editions))
    )
    if wanted := searchable(wish.words):
        found = Offer.title_key.contains(wanted, autoescape=True)
        statement = statement.where(found | (func.lower(Offer.own_key) == wish.words.lower()))
    if wish.state is not None:
        statement = statement.where(Offer.state == wish.state)
    if wish.service_type:
        statement = statement.where(Offer.service_type == wish.service_type)
    if wish.freshness is not None:
        is_due = Offer.confirmed_on < confirm_from(today())
        is_wanted = {
            Freshness.DUE: is_due,
            Freshness.FADED: Offer.faded_on.is_not(None),
            Freshness.FRESH: ~is_due,
        }[wish.freshness]
        statement = statement.where(Offer.state == OfferState.PUBLISHED, is_wanted)
    return statement


def own_offers_page(statement: Select[*tuple[Offer]], cursor: str | None) -> Page[Offer]:
    """One page of them, by title."""
    return fetch_page(db.session, statement, BY_TITLE, cursor=cursor)


def own_offers_rows(statement: Select[*tuple[Offer]], most: int) -> Sequence[Offer]:
    """All of them, for a file."""
    return db.session.scalars(statement.order_by(*BY_TITLE.columns).limit(most)).all()


def state_counts(provider: Provider) -> dict[OfferState, int]:
    """How many of the provider's offers stand in each state."""
    statement = (
        select(Offer.state, func.count())
        .where(Offer.provider_id == provider.id)
        .group_by(Offer.state)
    )
    found = {state: number for state, number in db.session.execute(statement)}
    return {state: found[state] for state in OfferState if state in found}


def load_own_offer(user: User, offer_id: int) -> Offer:
    """An offer of the user's own provider; foreign and missing ones look alike."""
    provider = load_own_provider(user)
    statement = select(Offer).where(Offer.id == offer_id, Offer.provider_id == provider.id)
    offer = db.session.scalar(statement.options(*WHOLE))
    if offer is None:
        raise NotFoundForYou
    return offer


def load_own_edition(user: User, offer_id: int, edition_id: int) -> Edition:
    """An edition of an offer of the user's own provider."""
    offer = load_own_offer(user, offer_id)
    edition = next((item for item in offer.editions if item.id == edition_id), None)
    if edition is None:
        raise NotFoundForYou
    return edition


def offer_with_key(provider_id: int, own_key: str) -> Offer | None:
    """The provider's offer with that code of its own."""
    return db.session.scalar(
        select(Offer).where(Offer.provider_id == provider_id, Offer.own_key == own_key)
    )


def last_return(offer: Offer) -> TransitionLog | None:
    """Why the officer returned the offer, when that was the last thing to happen to it."""
    statement = (
        select(TransitionLog)
        .where(TransitionLog.machine == Offer.machine.name, TransitionLog.object_id == offer.id)
        .order_by(TransitionLog.id.desc())
        .limit(1)
    )
    last = db.session.scalar(statement)
    return last if last is not None and last.action == OfferAction.RETURN.value else None


def offers_waiting(provider: Provider) -> Sequence[DeskTask]:
    """The desk's part on offers: drafts to finish, offers to confirm before they fade."""
    day = today()
    counts = state_counts(provider)
    notice_days = rules_in_force(day).edition_minimum_days()
    short = db.session.scalar(
        select(func.count()).where(
            Edition.provider_id == provider.id, *short_of_people(day, notice_days)
        )
    )
    stale = db.session.scalar(
        select(func.count()).where(
            Offer.provider_id == provider.id,
            Offer.state == OfferState.PUBLISHED,
            Offer.confirmed_on < confirm_from(day),
        )
    )
    listed = "drafting.offer_list"
    draft, suspended = OfferState.DRAFT, OfferState.SUSPENDED
    return (
        DeskTask(
            N_("Decide on editions below their minimum"),
            short or 0,
            "drafting.edition_list",
            {"fill": EditionFill.SHORT.value},
            "warning",
        ),
        DeskTask(
            N_("Confirm offers before the search leaves them out"),
            stale or 0,
            listed,
            {"fresh": Freshness.DUE.value},
            "warning",
        ),
        DeskTask(
            N_("Finish and submit drafts"), counts.get(draft, 0), listed, {"state": draft.value}
        ),
        DeskTask(
            N_("Read why offers are suspended"),
            counts.get(suspended, 0),
            listed,
            {"state": suspended.value},
            "warning",
        ),
    )
