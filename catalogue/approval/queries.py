"""The queue of submitted offers, and every offer of the region for its officers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.core.plain_text import searchable
from catalogue.offers.models import Offer
from catalogue.offers.queries import WHOLE
from catalogue.offers.states import OfferState
from catalogue.providers.models import Provider
from catalogue.providers.queries import providers_named

LONGEST_WAIT_FIRST = Order(
    columns=(func.coalesce(Offer.submitted_at, Offer.created_at), Offer.id),
    keys=(lambda row: row.submitted_at or row.created_at, lambda row: row.id),
    descending=(False, False),
)
BY_TITLE = Order(
    columns=(Offer.title_key, Offer.id),
    keys=(lambda row: row.title_key, lambda row: row.id),
    descending=(False, False),
)
REGIONAL_OFFERS: tuple[Column[Offer], ...] = (
    Column("provider", N_("Provider"), lambda row: row.provider.legal_name),
    Column("own_key", N_("Own code"), lambda row: row.own_key),
    Column("title", N_("Title"), lambda row: row.title),
    Column("state", N_("State"), lambda row: row.state),
    Column("service", N_("Service type"), lambda row: row.service_type),
    Column("pathways", N_("Pathways"), lambda row: ", ".join(map(str, row.pathways))),
    Column("hours", N_("Hours"), lambda row: row.hours),
    Column("editions", N_("Editions"), lambda row: len(row.editions)),
    Column("submitted_at", N_("Submitted at"), lambda row: row.submitted_at),
)


def regional_offers(state: OfferState | None, words: str = "") -> Select[*tuple[Offer]]:
    """Offers of every provider, narrowed by state and by words of the title or the provider."""
    statement = (
        select(Offer)
        .join(Offer.provider)
        .options(contains_eager(Offer.provider), selectinload(Offer.editions))
    )
    if state is not None:
        statement = statement.where(Offer.state == state)
    if wanted := searchable(words):
        found = Offer.title_key.contains(wanted, autoescape=True)
        statement = statement.where(found | Provider.id.in_(providers_named(words)))
    return statement


def offers_page(
    statement: Select[*tuple[Offer]], state: OfferState | None, cursor: str | None
) -> Page[Offer]:
    """One page: the queue by how long each waits, any other list by title."""
    return fetch_page(db.session, statement, _order(state), cursor=cursor)


def offers_rows(
    statement: Select[*tuple[Offer]], state: OfferState | None, most: int
) -> Sequence[Offer]:
    """The same list for a file."""
    return db.session.scalars(statement.order_by(*_order(state).columns).limit(most)).all()


def state_counts() -> dict[OfferState, int]:
    """How many offers of the region stand in each state."""
    rows = db.session.execute(select(Offer.state, func.count()).group_by(Offer.state))
    found = {state: number for state, number in rows}
    return {state: found[state] for state in OfferState if state in found}


def load_offer(user: User, offer_id: int) -> Offer:
    """Any offer, for those who approve. Raises NotFoundForYou."""
    found = load_offers(user, [offer_id])
    if not found:
        raise NotFoundForYou
    return found[0]


def load_offers(user: User, offer_ids: Sequence[int]) -> Sequence[Offer]:
    """Those of the offers that exist, longest wait first, for those who approve."""
    if not user.may(Permission.OFFER_APPROVE):
        raise NotFoundForYou
    statement: Select[Any] = select(Offer).where(Offer.id.in_(offer_ids)).options(*WHOLE)
    return db.session.scalars(statement.order_by(*LONGEST_WAIT_FIRST.columns)).all()


def _order(state: OfferState | None) -> Order:
    return LONGEST_WAIT_FIRST if state is OfferState.SUBMITTED else BY_TITLE
