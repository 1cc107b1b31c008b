"""Decide on submitted offers; suspend and resume published ones."""

from app.accounts.models import User
from app.audit.operations import lock, perform
from app.core.clock import today
from app.core.errors import RuleBroken
from app.programme.queries import rules_in_force
from catalogue.offers.models import Offer
from catalogue.offers.operations import hold_editions, open_editions
from catalogue.offers.queries import facts_of
from catalogue.offers.rules import submission_refusals
from catalogue.offers.states import OfferAction


def approve_offer(actor: User, offer: Offer) -> None:
    """Publish a submitted offer and open its editions.

    Raises RuleBroken when it no longer has what an offer must have: a call may have closed, an
    accreditation lapsed, a date passed since it was submitted.
    """
    lock(offer)
    offer.machine.transition(offer.state, OfferAction.APPROVE)
    day = today()
    if reasons := submission_refusals(facts_of(offer), rules_in_force(day), day):
        raise RuleBroken(reasons)
    perform(actor, offer, OfferAction.APPROVE)
    offer.confirmed_on = day
    open_editions(offer)


def return_offer(actor: User, offer: Offer, reason: str | None, note: str) -> None:
    """Send a submitted offer back to draft, with a coded reason and words that help."""
    perform(actor, offer, OfferAction.RETURN, reason=reason, note=note)


def suspend_offer(actor: User, offer: Offer, reason: str | None, note: str) -> None:
    """Take a published offer out of the catalogue for now; places already taken stay."""
    perform(actor, offer, OfferAction.SUSPEND, reason=reason, note=note)
    hold_editions(offer)


def resume_offer(actor: User, offer: Offer) -> None:
    """Show a suspended offer again."""
    perform(actor, offer, OfferAction.RESUME)
    open_editions(offer)
