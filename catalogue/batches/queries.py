"""Which offers an act is about: the ticked ones, or all that the list's filters find."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.core.database import db
from catalogue.offers.models import Edition, Offer
from catalogue.providers.models import Provider
from catalogue.providers.queries import load_own_provider

MOST_AT_ONCE = 500


def within_reach(user: User, offer_ids: Sequence[int]) -> list[int]:
    """Those of the offers the user may act on: every one for officers, one's own for a provider."""
    statement = select(Offer.id).where(Offer.id.in_(offer_ids))
    if not user.may(Permission.OFFER_APPROVE):
        statement = statement.where(Offer.provider_id == load_own_provider(user).id)
    return list(db.session.scalars(statement.order_by(Offer.id).limit(MOST_AT_ONCE)))


def found_by(statement: Select[*tuple[Offer]]) -> list[int]:
    """The offers a list shows with its filters, up to what is done at once."""
    keys = statement.options().with_only_columns(Offer.id).order_by(Offer.id).limit(MOST_AT_ONCE)
    return list(db.session.scalars(keys))


def whole(offer_ids: Sequence[int]) -> Sequence[Offer]:
    """The offers with all that decisions ask of them, in a fixed number of statements."""
    provider = joinedload(Offer.provider)
    statement = (
        select(Offer)
        .where(Offer.id.in_(offer_ids))
        .order_by(Offer.title_key, Offer.id)
        .options(
            joinedload(Offer.call),
            joinedload(Offer.site),
            provider.selectinload(Provider.accreditations),
            provider.selectinload(Provider.sites),
            selectinload(Offer.editions).joinedload(Edition.site),
        )
    )
    return db.session.scalars(statement).all()
