"""Reads of a provider's capacity: its sites and offers with their pauses, its editions with their seats."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from catalogue.capacity.operations import Pausable
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import EditionState
from catalogue.providers.models import Provider, Site
from catalogue.providers.queries import load_own_provider, site_of

TO_COME = (EditionState.PLANNED, EditionState.OPEN, EditionState.FULL)
SOONEST = Order(
    columns=(Edition.starts_on, Edition.id),
    keys=(lambda row: row.starts_on, lambda row: row.id),
    descending=(False, False),
)
CAPACITY: tuple[Column[Edition], ...] = (
    Column("offer", N_("Offer"), lambda row: row.offer.title),
    Column("edition", N_("Edition"), lambda row: row.code),
    Column("site", N_("Site"), lambda row: row.site.name),
    Column("state", N_("State"), lambda row: row.state),
    Column("starts_on", N_("Begins on"), lambda row: row.starts_on),
    Column("enrol_by", N_("Enrol by"), lambda row: row.enrol_by),
    Column("seats", N_("Places"), lambda row: row.seats),
    Column("taken", N_("Places taken"), lambda row: row.taken),
    Column("held", N_("Places kept"), lambda row: row.held),
    Column("places_left", N_("Places left"), lambda row: row.places_left),
    Column("waiting", N_("People waiting"), lambda row: row.waiting),
    Column("waiting_max", N_("Places on the waiting list"), lambda row: row.waiting_max),
)


def editions_page(provider: Provider, only_full: bool, cursor: str | None) -> Page[Edition]:
    """The provider's editions to come, the soonest first."""
    return fetch_page(db.session, _editions(provider, only_full), SOONEST, cursor=cursor)


def editions_rows(provider: Provider, only_full: bool, most: int) -> Sequence[Edition]:
    """The same list as a whole, for a file."""
    statement = _editions(provider, only_full).order_by(*SOONEST.columns).limit(most)
    return db.session.scalars(statement).all()


def paused_offers(provider: Provider) -> Sequence[Offer]:
    """The provider's offers for which nobody new is taken."""
    return db.session.scalars(
        select(Offer)
        .where(Offer.provider_id == provider.id, Offer.paused_since.is_not(None))
        .order_by(Offer.title_key, Offer.id)
    ).all()


def load_pausable(user: User, kind: str, key: int) -> Pausable:
    """A site or an offer of the user's own provider. Raises NotFoundForYou."""
    provider = load_own_provider(user)
    if kind == Site.__tablename__:
        return site_of(provider, key)
    offer = db.session.get(Offer, key)
    if offer is None or offer.provider_id != provider.id:
        raise NotFoundForYou
    return offer


def _editions(provider: Provider, only_full: bool) -> Select[*tuple[Edition]]:
    states = (EditionState.FULL,) if only_full else TO_COME
    return (
        select(Edition)
        .where(
            Edition.provider_id == provider.id,
            Edition.state.in_(states),
            Edition.starts_on >= today(),
        )
        .options(joinedload(Edition.offer), joinedload(Edition.site))
    )
