"""A provider takes its offers back, confirms that they still hold, and withdraws them; one or many."""

from collections.abc import Sequence

from app.accounts.models import User
from app.audit.operations import lock, perform, perform_all, record_all
from app.core.clock import today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from catalogue.offers.models import Edition, Offer
from catalogue.offers.operations import hold_editions, hold_offers
from catalogue.offers.states import EditionAction, EditionState, OfferAction, OfferState
from catalogue.review.operations import drop_open_changes

CANCELLABLE = (EditionState.PLANNED, EditionState.OPEN, EditionState.FULL)
WITHDRAWN_WITH_OFFER = "offer_withdrawn"


def take_back_offer(actor: User, offer: Offer) -> None:
    """Back to draft, to be changed; a published one leaves the catalogue until approved again."""
    lock(offer)
    was_published = offer.state is OfferState.PUBLISHED
    perform(actor, offer, OfferAction.TAKE_BACK)
    offer.claimed_by_id = offer.claimed_at = None
    if was_published:
        hold_editions([offer])
        drop_open_changes([offer])


def withdraw_offer(actor: User, offer: Offer, reason: str | None) -> None:
    """Withdraw for good, with its editions. Raises RuleBroken while somebody has a place."""
    hold_offers([offer.id])
    if reasons := withdrawal_refusals(offer):
        raise RuleBroken(reasons)
    withdraw_offers(actor, [offer], reason)


def withdrawal_refusals(offer: Offer) -> list[Refusal]:
    """Why the offer cannot be withdrawn: somebody has a place in it. The first is enough to go by."""
    alive = [item for item in offer.editions if item.state in CANCELLABLE]
    return [taken_refusal(edition) for edition in alive if edition.taken][:1]


def withdraw_offers(actor: User, offers: Sequence[Offer], reason: str | None) -> None:
    """Withdraw offers held and asked before, in a few statements however many."""
    perform_all(actor, offers, OfferAction.WITHDRAW, reason=reason)
    alive = [item for offer in offers for item in offer.editions if item.state in CANCELLABLE]
    perform_all(actor, alive, EditionAction.CANCEL, reason=WITHDRAWN_WITH_OFFER)
    for offer in offers:
        offer.claimed_by_id = offer.claimed_at = None
    drop_open_changes(offers)


def confirm_offer(actor: User, offer: Offer) -> None:
    """Say that a published offer still holds, so that the search goes on finding it."""
    hold_offers([offer.id])
    if reasons := confirmation_refusals(offer):
        raise RuleBroken(reasons)
    confirm_offers(actor, [offer])


def confirmation_refusals(offer: Offer) -> list[Refusal]:
    """Why the offer cannot be confirmed: it is not in the catalogue."""
    if offer.state is OfferState.PUBLISHED:
        return []
    return [Refusal("not_published", N_("Only a published offer can be confirmed."))]


def confirm_offers(actor: User, offers: Sequence[Offer]) -> None:
    """Confirm offers held and asked before; faded ones are found again."""
    day = today()
    for offer in offers:
        offer.confirmed_on, offer.faded_on = day, None
    db.session.flush()
    record_all(actor, "offer:confirm", offers, [{}] * len(offers))


def taken_refusal(edition: Edition) -> Refusal:
    """People have a place in it."""
    message = N_(
        "%(taken)s people have a place in edition %(edition)s. "
        "Ask their employment centre to move them first."
    )
    return Refusal("places_taken", message, {"taken": edition.taken, "edition": edition.code})
