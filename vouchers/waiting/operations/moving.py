"""What moves a list by itself: seats that come free, deadlines, editions that begin, other choices."""

from app.audit.operations import Transitioned, lock, perform
from app.cases.models.jobseeker import Jobseeker
from app.core.clock import now, today
from app.core.database import db
from app.programme.queries import rules_in_force
from catalogue.offers.models import Edition
from catalogue.offers.operations import SeatsFreed, settle_seats
from catalogue.offers.states import EDITION, EditionState
from profiling.matching.states import CHOICE, ChoiceState
from vouchers.waiting.models import WaitingPlace
from vouchers.waiting.operations.telling import tell_closed, tell_lapsed, tell_offered
from vouchers.waiting.queries import kept_place, list_facts, next_waiting, open_places_of_edition
from vouchers.waiting.rules import answer_due, can_be_offered, has_lapsed
from vouchers.waiting.states import KEEPS_SEAT, WaitingAction, WaitingState

_TAKES_NOBODY = (EditionState.RUNNING, EditionState.CLOSED, EditionState.CANCELLED)
_GIVEN_UP = (ChoiceState.REPLACED, ChoiceState.WITHDRAWN)


def offer_freed_seats(event: SeatsFreed) -> None:
    """Reaction: a seat that comes free is kept for the first who waits, in the same transaction."""
    edition, day = event.edition, today()
    while edition.waiting and can_be_offered(list_facts(edition, day)):
        place = next_waiting(edition.id)
        if place is None:
            return
        place.offered_on = day
        place.respond_by = answer_due(rules_in_force(day), day, edition.enrol_by)
        perform(None, place, WaitingAction.OFFER)
        tell_offered(place)
        lock(edition)


def lapse(place: WaitingPlace) -> bool:
    """Let a kept seat lapse whose time has passed, and offer it to the next; returns whether it did."""
    lock(db.session.get_one(Jobseeker, place.jobseeker_id))
    lock(place.edition)
    lock(place)
    dates = {"respond_by": place.respond_by, "kept_until": place.kept_until}
    if place.state not in KEEPS_SEAT or not has_lapsed(**dates, on=today()):
        return False
    perform(None, place, WaitingAction.LAPSE)
    place.closed_at = now()
    tell_lapsed(place)
    settle_seats(place.edition)
    return True


def close_list(edition: Edition) -> int:
    """Tell whoever still waits that the edition takes nobody any more; how many were told."""
    lock(edition)
    places = open_places_of_edition(edition.id)
    for place in places:
        perform(None, place, WaitingAction.CLOSE)
        place.closed_at = now()
        tell_closed(place)
    lock(edition)
    return len(places)


def follow_edition(event: Transitioned) -> None:
    """Reaction: an edition that has begun or is cancelled keeps no list."""
    if event.machine is not EDITION or event.to_state not in _TAKES_NOBODY:
        return
    if event.record.waiting or event.record.held:
        close_list(event.record)


def follow_choice(event: Transitioned) -> None:
    """Reaction: whoever chooses something else, or loses the choice, gives the kept seat back."""
    if event.machine is not CHOICE or event.to_state not in _GIVEN_UP:
        return
    place = kept_place(event.record.jobseeker_id, event.record.edition_id)
    if place is None:
        return
    lock(place.edition)
    lock(place)
    if place.state is WaitingState.TAKEN:
        perform(None, place, WaitingAction.RELEASE)
        place.closed_at = now()
        settle_seats(place.edition)
