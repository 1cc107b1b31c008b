"""What people do: join a list, take or decline the place offered, leave; and the voucher that follows."""

from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.programme.queries import rules_in_force
from catalogue.offers.models import Edition
from catalogue.offers.operations import settle_seats
from profiling.matching.models import Choice
from profiling.matching.operations import make_choice
from profiling.matching.queries import current_choice, fit_facts
from profiling.matching.rules import misfits
from vouchers.waiting.models import WaitingPlace
from vouchers.waiting.queries import list_facts, open_places
from vouchers.waiting.rules import answer_refusals, join_refusals, kept_until, many_refusals
from vouchers.waiting.states import WaitingAction


def join(*, case: Jobseeker, edition: Edition, actor: User) -> WaitingPlace:
    """Put the person at the end of the list. Raises RuleBroken with every reason against it."""
    lock(case)
    lock(edition)
    day = today()
    reasons = [
        *misfits(fit_facts(case, edition.offer, day)),
        *join_refusals(list_facts(edition, day, case.id)),
        *many_refusals(open_places(case.id)),
    ]
    if reasons:
        raise RuleBroken(reasons)
    last = select(func.max(WaitingPlace.position)).where(WaitingPlace.edition_id == edition.id)
    place = WaitingPlace(
        **reach_columns(case),
        edition_id=edition.id,
        position=(db.session.scalar(last) or 0) + 1,
        joined_by_id=actor.id,
    )
    db.session.add(place)
    begin(actor, place, event="waiting_place:join", edition=edition.code)
    lock(edition)
    return place


def take(*, place: WaitingPlace, actor: User) -> Choice:
    """Take the place offered: it becomes the person's choice, and the seat stays kept for the voucher.

    Raises RuleBroken when the deadline has passed or the measure no longer fits, IllegalTransition
    when the place is not offered any more.
    """
    case = db.session.get_one(Jobseeker, place.jobseeker_id)
    lock(case)
    _hold_editions(case, place)
    lock(place)
    action = WaitingAction.TAKE if _with_centre(actor) else WaitingAction.TAKE_OWN
    place.machine.transition(place.state, action)
    day = today()
    if reasons := answer_refusals(place.respond_by, day):
        raise RuleBroken(reasons)
    place.kept_until = kept_until(rules_in_force(day), day, place.edition.enrol_by)
    perform(actor, place, action)
    return make_choice(case=case, edition=place.edition, actor=actor, seat_kept=True)


def decline(*, place: WaitingPlace, actor: User) -> None:
    """Give the place offered to the next on the list."""
    action = WaitingAction.DECLINE if _with_centre(actor) else WaitingAction.DECLINE_OWN
    _end(actor, place, action)


def leave(*, place: WaitingPlace, actor: User) -> None:
    """Stop waiting; the places behind move up."""
    _end(actor, place, WaitingAction.LEAVE if _with_centre(actor) else WaitingAction.LEAVE_OWN)


def honour(actor: User, place: WaitingPlace) -> None:
    """The voucher takes the seat that was kept: the caller holds case and edition, and takes it at once."""
    perform(actor, place, WaitingAction.HONOUR)
    place.closed_at = now()
    lock(place.edition)


def _end(actor: User, place: WaitingPlace, action: WaitingAction) -> None:
    lock(place.edition)
    lock(place)
    perform(actor, place, action)
    place.closed_at = now()
    settle_seats(place.edition)


def _hold_editions(case: Jobseeker, place: WaitingPlace) -> None:
    """Hold the place's edition, and that of the choice it replaces, in the order of their keys: two
    people who swap editions at the same moment wait for each other, but not in a circle.
    """
    former = current_choice(case.id)
    keys = {place.edition_id, former.edition_id} if former else {place.edition_id}
    for key in sorted(keys):
        lock(db.session.get_one(Edition, key))


def _with_centre(actor: User) -> bool:
    """Whether the counsellor acts with the person, or the person alone."""
    return actor.may(Permission.WAITING_MANAGE)
