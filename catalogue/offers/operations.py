"""Places of an edition: taken and given back under a lock; editions and offers turned by the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.audit.operations import lock, perform
from app.core.clock import today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.events import publish
from app.core.language import N_
from app.programme.queries import rules_in_force
from app.programme.rules.document import RuleSet
from catalogue.offers.models import Edition, Offer
from catalogue.offers.rules import seat_refusals
from catalogue.offers.states import EditionAction, EditionState, OfferAction, OfferState
from catalogue.services.rules import limits_of

TURNED_AT_ONCE = 200


@dataclass(frozen=True)
class SeatsFreed:
    """Seats of an edition may have come free; whoever waits comes before everybody else."""

    edition: Edition


def take_seat(edition: Edition, *, was_kept: bool = False) -> None:
    """Take one place, holding the edition until the end of the transaction; full with the last one.

    `was_kept` is for the person a seat was kept for until this moment: the edition may be full for
    others, and a pause that came later does not break the promise. Raises RuleBroken when none is
    left, enrolment is over, the provider takes nobody, or the offer is not published.
    """
    lock(edition)
    is_full = edition.state is EditionState.FULL
    reasons = seat_refusals(
        state=EditionState.OPEN.value if was_kept and is_full else edition.state.value,
        places_left=edition.places_left,
        enrol_by=edition.enrol_by,
        is_published=edition.offer.state is OfferState.PUBLISHED,
        on=today(),
        paused=not was_kept and edition.takes_nobody(today()),
    )
    if reasons:
        raise RuleBroken(reasons)
    edition.taken += 1
    if not edition.places_left and not is_full:
        perform(None, edition, EditionAction.FILL)


def release_seat(edition: Edition) -> None:
    """Give one place back: to whoever waits, else to everybody. Nothing happens where none is taken."""
    lock(edition)
    if not edition.taken:
        return
    edition.taken -= 1
    settle_seats(edition)


def settle_seats(edition: Edition) -> None:
    """Offer what has come free to whoever waits; then open or fill the edition for the others.

    Holds the edition, so that nobody comes between; what is kept is counted by the database as the
    list moves, hence read again before and after.
    """
    lock(edition)
    publish(SeatsFreed(edition))
    lock(edition)
    if edition.state is EditionState.FULL and edition.places_left:
        perform(None, edition, EditionAction.REOPEN)
    elif edition.state is EditionState.OPEN and not edition.places_left:
        perform(None, edition, EditionAction.FILL)


def open_editions(offer: Offer) -> None:
    """Let people choose the planned editions of an offer just published; full ones stay full."""
    for edition in offer.editions:
        if edition.state is EditionState.PLANNED:
            perform(None, edition, EditionAction.OPEN)
            settle_seats(edition)


def hold_editions(offer: Offer) -> None:
    """Take the editions of an offer that leaves the catalogue out of choice; taken places stay."""
    for edition in offer.editions:
        if edition.state in (EditionState.OPEN, EditionState.FULL):
            perform(None, edition, EditionAction.HOLD)


def turn_editions(on: date) -> int:
    """Start the editions whose first day has come, close those whose last has passed; how many.

    Where enrolment is open on the first day itself, the edition starts the day after.
    """
    turned = 0
    starting = (
        Edition.state.in_((EditionState.OPEN, EditionState.FULL)),
        Edition.starts_on <= on,
        Edition.enrol_by < on,
    )
    ending = Edition.state == EditionState.RUNNING, Edition.ends_on < on
    for action, conditions in ((EditionAction.START, starting), (EditionAction.CLOSE, ending)):
        statement = select(Edition).where(*conditions).order_by(Edition.id).limit(TURNED_AT_ONCE)
        for edition in db.session.scalars(statement):
            perform(None, edition, action)
            turned += 1
    return turned


def expire_offers(on: date) -> int:
    """Let published offers expire that nobody confirmed in time and that have no one to serve.

    The time is the rule set's `offer_confirmation_days`. An offer with an edition open, full or
    running stays.
    """
    limit = on - timedelta(days=rules_in_force(on).days("offer_confirmation_days"))
    busy = select(Edition.id).where(
        Edition.offer_id == Offer.id,
        Edition.state.in_((EditionState.OPEN, EditionState.FULL, EditionState.RUNNING)),
    )
    statement = (
        select(Offer)
        .where(
            Offer.state.in_((OfferState.PUBLISHED, OfferState.SUSPENDED)),
            Offer.confirmed_on < limit,
            ~busy.exists(),
        )
        .order_by(Offer.id)
        .limit(TURNED_AT_ONCE)
    )
    offers = db.session.scalars(statement).all()
    for offer in offers:
        perform(None, offer, OfferAction.EXPIRE)
    return len(offers)


def full_call_refusals(offer: Offer, rules: RuleSet) -> list[Refusal]:
    """Why the provider has no room left under the call for one more offer; empty while it has.

    Where a number is set the provider's row is held, so that two offers submitted at once are counted
    one after the other.
    """
    own = offer.call.max_offers if offer.call else None
    limit = limits_of({"max_offers": own}, rules).get("max_offers")
    if offer.call is None or limit is None:
        return []
    lock(offer.provider)
    standing = select(func.count()).where(
        Offer.provider_id == offer.provider_id,
        Offer.call_id == offer.call_id,
        Offer.id != offer.id,
        Offer.state.in_((OfferState.SUBMITTED, OfferState.PUBLISHED, OfferState.SUSPENDED)),
    )
    if (db.session.scalar(standing) or 0) < limit.value:
        return []
    message = N_("The call takes at most %(most)s offers of one provider.")
    return [Refusal("call_full", message, {"most": limit.value}, "call_id")]
