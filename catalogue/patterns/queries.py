"""Templates a user can begin from, and the loaders."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.accounts.models import User
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.listing import Order, Page, fetch_page
from catalogue.offers.models import Offer, OfferTemplate
from catalogue.providers.models import Provider
from catalogue.providers.queries import load_own_provider

BY_NAME = Order(
    columns=(OfferTemplate.name_key, OfferTemplate.id),
    keys=(lambda row: row.name_key, lambda row: row.id),
    descending=(False, False),
)


def own_templates(provider: Provider) -> Select[*tuple[OfferTemplate]]:
    """The provider's templates in use."""
    return _in_use(OfferTemplate.provider_id == provider.id)


def regional_templates() -> Select[*tuple[OfferTemplate]]:
    """The region's templates in use, for all providers."""
    return _in_use(OfferTemplate.provider_id.is_(None))


def templates_page(
    statement: Select[*tuple[OfferTemplate]], cursor: str | None
) -> Page[OfferTemplate]:
    """One page of them, by name."""
    return fetch_page(db.session, statement, BY_NAME, cursor=cursor)


def begun_from(templates: Sequence[OfferTemplate]) -> dict[int, int]:
    """How many offers were begun from each."""
    keys = [template.id for template in templates]
    statement = (
        select(Offer.template_id, func.count())
        .where(Offer.template_id.in_(keys))
        .group_by(Offer.template_id)
    )
    return {key: number for key, number in db.session.execute(statement) if key is not None}


def load_usable_template(user: User, template_id: int) -> OfferTemplate:
    """A template in use of the user's own provider, or of the region. Raises NotFoundForYou."""
    provider = load_own_provider(user)
    mine = OfferTemplate.provider_id == provider.id
    return _one(template_id, or_(mine, OfferTemplate.provider_id.is_(None)))


def load_own_template(user: User, template_id: int) -> OfferTemplate:
    """A template in use of the user's own provider. Raises NotFoundForYou."""
    return _one(template_id, OfferTemplate.provider_id == load_own_provider(user).id)


def load_regional_template(template_id: int) -> OfferTemplate:
    """A template in use of the region. Raises NotFoundForYou."""
    return _one(template_id, OfferTemplate.provider_id.is_(None))


def name_is_taken(provider_id: int | None, name: str) -> bool:
    """Whether a template in use of the same owner is so called, whatever its capitals and accents."""
    found = _in_use(
        OfferTemplate.provider_id.is_not_distinct_from(provider_id),
        OfferTemplate.name_key == func.folded(name),
    )
    return db.session.scalar(found.limit(1)) is not None


def _in_use(*conditions: ColumnElement[bool]) -> Select[*tuple[OfferTemplate]]:
    return select(OfferTemplate).where(OfferTemplate.retired_at.is_(None), *conditions)


def _one(template_id: int, *conditions: ColumnElement[bool]) -> OfferTemplate:
    found = db.session.scalar(_in_use(OfferTemplate.id == template_id, *conditions))
    if found is None:
        raise NotFoundForYou
    return found
