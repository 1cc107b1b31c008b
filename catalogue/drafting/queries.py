"""A provider's own offers: lists, loaders, and what waits on its desk."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.audit.models import TransitionLog
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.core.plain_text import searchable
from app.programme.queries import rules_in_force
from catalogue.offers.models import Edition, Offer
from catalogue.offers.queries import WHOLE, editions_on_show
from catalogue.offers.states import OfferAction, OfferState
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


def places_left(offer: Offer) -> int:
    """Places left in all the editions one can still ask for."""
    return sum(edition.places_left for edition in editions_on_show(offer))


def own_offers(
    provider: Provider, words: str = "", state: OfferState | None = None
) -> Select[*tuple[Offer]]:
    """The provider's offers, narrowed by words of the title or the own code, and by state."""
    statement = (
        select(Offer).where(Offer.provider_id == provider.id).options(selectinload(Offer.editions))
    )
    if wanted := searchable(words):
        found = Offer.title_key.contains(wanted, autoescape=True)
        statement = statement.where(found | (func.lower(Offer.own_key) == words.strip().lower()))
    if state is not None:
        statement = statement.where(Offer.state == state)
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
    """The desk's part on offers: drafts to finish, offers to confirm before they expire."""
    day = today()
    asked = day - timedelta(
        days=rules_in_force(day).days("offer_confirmation_days") - CONFIRM_AHEAD_DAYS
    )
    counts = state_counts(provider)
    stale = db.session.scalar(
        select(func.count()).where(
            Offer.provider_id == provider.id,
            Offer.state == OfferState.PUBLISHED,
            Offer.confirmed_on < asked,
        )
    )
    listed = "drafting.offer_list"
    draft, suspended = OfferState.DRAFT, OfferState.SUSPENDED
    published = OfferState.PUBLISHED.value
    return (
        DeskTask(
            N_("Confirm offers before they expire"),
            stale or 0,
            listed,
            {"state": published},
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
