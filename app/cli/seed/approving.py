"""Offers on their way through approval: returned field by field, claimed, approved by the rule, faded,
suspended, with a change that waits; all made by the operations themselves.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries import provider_managers
from app.cli.seed import cast
from app.core.clock import frozen, now, today
from app.core.database import db
from app.core.errors import RuleBroken
from catalogue.approval.operations import claim_offer, return_offer, suspend_offer
from catalogue.drafting.operations import change_offer, content_of, copy_offer, submit_offer
from catalogue.drafting.rules import weeks_to_move
from catalogue.offers.models import Offer
from catalogue.offers.operations import fade_offers
from catalogue.offers.states import OfferState
from catalogue.opendata.operations import make_release
from catalogue.services.models import Call

REMARKS = {
    "description": "Dica che cosa fanno le persone in una giornata tipo.",
    "requirements": "Indichi il livello di italiano necessario.",
}
CHANGED = "Al mattino lavoro in laboratorio a coppie, al pomeriggio esercizi con un tutor."
UNCONFIRMED_DAYS = 97
SUSPENDED_FOR = "Verifica in corso su una segnalazione."


def add_approvals() -> None:
    """What the demonstration shows of approval; the provider is the one with demo accounts."""
    officer, colleague = (_account(part.email) for part in cast.OFFICERS[:2])
    manager = _account(cast.PROVIDER_MANAGER.email)
    if officer is None or colleague is None or manager is None:
        return
    own = _published(manager)
    for number, offer in enumerate(own[:2]):
        with frozen(now() - timedelta(days=6 - number)):
            copied = _submitted_copy(manager, offer)
        if copied is not None and number == 0:
            with frozen(now() - timedelta(days=4)):
                return_offer(officer, copied, "requirements_unclear", REMARKS)
            with frozen(now() - timedelta(days=1)):
                wanted = replace(content_of(copied), description=f"{copied.description}\n{CHANGED}")
                change_offer(manager, copied, wanted)
        elif copied is not None:
            claim_offer(colleague, copied)
    _approve_by_rule(manager)
    if len(own) > 4:
        _unsettle(officer, manager, own[2:5])
    make_release()


def _unsettle(officer: User, manager: User, offers: Sequence[Offer]) -> None:
    stale, suspended, changing = offers
    stale.confirmed_on = today() - timedelta(days=UNCONFIRMED_DAYS)
    db.session.flush()
    with frozen(now() - timedelta(days=UNCONFIRMED_DAYS - 91)):
        fade_offers(today())
    suspend_offer(officer, suspended, "complaint", SUSPENDED_FOR)
    wanted = replace(
        content_of(changing),
        learning=f"{changing.learning} {CHANGED}",
        contact_phone="000 123456",
    )
    try:
        change_offer(manager, changing, wanted)
    except RuleBroken:
        return  # its call takes no new words any more


def _approve_by_rule(manager: User) -> None:
    """A second short offer of a known kind, under the call that lets such ones pass; of the provider
    of the demonstration, if the rule finds nothing against it.
    """
    statement = (
        select(Offer)
        .join(Offer.call)
        .where(Call.automatic_approval, Offer.state == OfferState.PUBLISHED, Offer.hours <= 40)
        .order_by(Offer.provider_id != manager.provider_id, Offer.id)
        .limit(12)
    )
    for offer in db.session.scalars(statement).all():
        actor = db.session.get(User, next(iter(provider_managers(offer.provider_id)), 0))
        attempt = db.session.begin_nested()
        copied = _submitted_copy(actor, offer) if actor else None
        if copied is not None and copied.approved_by_rule:
            attempt.commit()
            return
        attempt.rollback()


def _submitted_copy(manager: User, offer: Offer) -> Offer | None:
    """A copy with its youngest edition, submitted; None where the rules do not let it."""
    youngest = max(offer.editions, key=lambda item: item.starts_on, default=None)
    if youngest is None:
        return None
    try:
        with db.session.begin_nested():
            weeks = weeks_to_move(youngest.enrol_by, today())
            copied = copy_offer(manager, offer, [youngest], weeks=weeks)
            submit_offer(manager, copied)
            return copied
    except RuleBroken:
        return None


def _published(manager: User) -> Sequence[Offer]:
    statement = select(Offer).where(
        Offer.provider_id == manager.provider_id, Offer.state == OfferState.PUBLISHED
    )
    return db.session.scalars(statement.order_by(Offer.id.desc()).limit(12)).all()


def _account(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email))
