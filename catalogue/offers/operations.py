"""Places of an edition: taken and given back under a lock; editions and offers turned by the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.audit.operations import lock, perform, perform_all, record_all
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
from catalogue.providers.models import Provider
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


def hold_offers(offer_ids: Sequence[int]) -> Sequence[Offer]:
    """Hold the offers and their editions until the end of the transaction, and read them whole.

    In the order of their keys, so that two who hold many never wait in a circle.
    """
    db.session.flush()
    for model, key in ((Offer, Offer.id), (Edition, Edition.offer_id)):
        rows = select(model.id).where(key.in_(offer_ids)).order_by(model.id)
        db.session.execute(rows.with_for_update(of=model, key_share=True)).all()
    provider = joinedload(Offer.provider)
    statement = (
        select(Offer)
        .where(Offer.id.in_(offer_ids))
        .order_by(Offer.id)
        .options(
            joinedload(Offer.call),
            joinedload(Offer.site),
            provider.selectinload(Provider.accreditations),
            provider.selectinload(Provider.sites),
            selectinload(Offer.editions).joinedload(Edition.site),
        )
    )
    return db.session.scalars(statement, execution_options={"populate_existing": True}).all()


def open_editions(offers: Sequence[Offer]) -> None:
    """Let people choose the planned editions of offers just published; full ones stay full."""
    opened = [
        edition
        for offer in offers
        for edition in offer.editions
        if edition.state is EditionState.PLANNED
    ]
    perform_all(None, opened, EditionAction.OPEN)
    for edition in opened:
        if edition.waiting or not edition.places_left:
            settle_seats(edition)


def hold_editions(offers: Sequence[Offer]) -> None:
    """Take the editions of offers that leave the catalogue out of choice; taken places stay."""
    held = [
        edition
        for offer in offers
        for edition in offer.editions
        if edition.state in (EditionState.OPEN, EditionState.FULL)
    ]
    perform_all(None, held, EditionAction.HOLD)


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


def fade_offers(on: date) -> list[Offer]:
    """Leave published offers out of the search that nobody confirmed in time; which ones.

    The time is the rule set's `offer_confirmation_days`. Whoever has their address still finds them,
    and one press confirms them.
    """
    statement = (
        select(Offer)
        .where(
            Offer.state == OfferState.PUBLISHED,
            Offer.confirmed_on < fresh_since(on),
            Offer.faded_on.is_(None),
        )
        .order_by(Offer.id)
        .limit(TURNED_AT_ONCE)
        .with_for_update(of=Offer, key_share=True)
    )
    faded = db.session.scalars(statement, execution_options={"populate_existing": True}).all()
    for offer in faded:
        offer.faded_on = on
    record_all(
        None, "offer:fade", faded, [{"unconfirmed_since": str(o.confirmed_on)} for o in faded]
    )
    return list(faded)


def fresh_since(on: date) -> date:
    """Offers confirmed before this day are no longer fresh."""
    return on - timedelta(days=rules_in_force(on).days("offer_confirmation_days"))


def expire_offers(on: date) -> int:
    """Let faded offers expire that nobody confirmed for as long again and that have no one to serve.

    An offer with an edition open, full or running stays.
    """
    days = timedelta(days=rules_in_force(on).days("offer_confirmation_days"))
    busy = select(Edition.id).where(
        Edition.offer_id == Offer.id,
        Edition.state.in_((EditionState.OPEN, EditionState.FULL, EditionState.RUNNING)),
    )
    statement = (
        select(Offer)
        .where(
            Offer.state.in_((OfferState.PUBLISHED, OfferState.SUSPENDED)),
            Offer.confirmed_on < fresh_since(on) - days,
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
