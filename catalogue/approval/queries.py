"""The queue of submitted offers, and every offer of the region for its officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_, Labelled
from app.core.listing import Column, Order, Page, fetch_page
from app.core.plain_text import searchable
from app.programme.rules.document import RuleSet
from catalogue.approval.rules import AutomaticFacts
from catalogue.offers.models import Offer
from catalogue.offers.queries import WHOLE
from catalogue.offers.states import OfferState
from catalogue.providers.models import Provider
from catalogue.providers.queries import providers_named
from catalogue.review.models import OfferAmendment
from catalogue.review.queries import waiting_amendments
from catalogue.review.rules import CLAIM_HOURS
from catalogue.services.rules import AutomaticTerms

LONGEST_WAIT_FIRST = Order(
    columns=(func.coalesce(Offer.submitted_at, Offer.created_at), Offer.id),
    keys=(lambda row: row.submitted_at or row.created_at, lambda row: row.id),
    descending=(False, False),
)
BY_PROPOSAL = Order(
    columns=(OfferAmendment.proposed_at, OfferAmendment.id),
    keys=(lambda row: row.proposed_at, lambda row: row.id),
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


class Claim(Labelled):
    """Submitted offers by who is looking at them."""

    MINE = "mine", N_("I am")
    FREE = "free", N_("Nobody")
    OTHERS = "others", N_("A colleague")


@dataclass(frozen=True, kw_only=True)
class QueueWish:
    """The filters of the region's offers."""

    state: OfferState | None
    words: str = ""
    service_type: str = ""
    claim: Claim | None = None
    officer_id: int = 0


def regional_offers(wish: QueueWish) -> Select[*tuple[Offer]]:
    """Offers of every provider, narrowed."""
    statement = (
        select(Offer)
        .join(Offer.provider)
        .options(
            contains_eager(Offer.provider),
            selectinload(Offer.editions),
            joinedload(Offer.claimed_by).load_only(User.name),
        )
    )
    if wish.state is not None:
        statement = statement.where(Offer.state == wish.state)
    if wish.service_type:
        statement = statement.where(Offer.service_type == wish.service_type)
    if wanted := searchable(wish.words):
        found = Offer.title_key.contains(wanted, autoescape=True)
        statement = statement.where(found | Provider.id.in_(providers_named(wish.words)))
    if wish.claim is not None:
        holds = Offer.claimed_at > now() - timedelta(hours=CLAIM_HOURS)
        is_mine = Offer.claimed_by_id == wish.officer_id
        statement = statement.where(
            {
                Claim.MINE: holds & is_mine,
                Claim.OTHERS: holds & ~is_mine,
                Claim.FREE: func.coalesce(~holds, True),
            }[wish.claim]
        )
    return statement


def changes_page(cursor: str | None) -> Page[OfferAmendment]:
    """Proposed changes of published offers, the longest waiting first."""
    return fetch_page(db.session, waiting_amendments(), BY_PROPOSAL, cursor=cursor)


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


def automatic_facts(offer: Offer, rules: RuleSet) -> AutomaticFacts:
    """What the rule of automatic approval reads of the offer and its provider; it stands under a call."""
    by_officer = Offer.first_published_at.is_not(None) & (Offer.approved_by_rule == "")
    same_type = by_officer & (Offer.service_type == offer.service_type)
    counted = select(
        func.count().filter(by_officer),
        func.count().filter(same_type),
        func.count().filter(Offer.state == OfferState.SUSPENDED),
    ).where(Offer.provider_id == offer.provider_id, Offer.id != offer.id)
    approved, same, suspended = db.session.execute(counted).one()
    known = (item for item in rules.service_types if item.code == offer.service_type)
    return AutomaticFacts(
        terms=offer.call.automatic if offer.call else AutomaticTerms(allowed=False),
        service_type=offer.service_type,
        hours=offer.hours,
        approved_before=approved,
        approved_same_type=same,
        returned=bool(offer.returns),
        suspended_now=suspended,
        service=next(known, None),
    )


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


def changes_waiting() -> int:
    """How many changes of published offers wait for approval."""
    listed = waiting_amendments().options().with_only_columns(OfferAmendment.id).subquery()
    return db.session.scalar(select(func.count()).select_from(listed)) or 0
