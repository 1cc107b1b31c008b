"""Pause new people at a site or for an offer, and take them again: whoever waits comes first."""

from datetime import date

from sqlalchemy import select

from app.accounts.models import User
from app.audit.operations import lock, record
from app.core.clock import today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from catalogue.capacity.rules import Pause, pause_refusals
from catalogue.offers.models import Edition, Offer
from catalogue.offers.operations import settle_seats
from catalogue.offers.states import EditionState
from catalogue.providers.models import Site

Pausable = Site | Offer


def pause(actor: User, target: Pausable, wanted: Pause) -> None:
    """Take no new people from today; people who have a place or a kept seat are not touched.

    Pausing again changes reason and last day, and keeps the first. Raises RuleBroken.
    """
    lock(target)
    if reasons := pause_refusals(wanted, today()):
        raise RuleBroken(reasons)
    if wanted.reason is None:
        raise AssertionError("the rules ask for a reason")
    target.paused_since = target.paused_since or today()
    target.pause_reason, target.paused_until = wanted.reason.value, wanted.until
    until = wanted.until.isoformat() if wanted.until else None
    record(actor, f"{target.__tablename__}:pause", target, reason=wanted.reason.value, until=until)


def resume(actor: User | None, target: Pausable) -> None:
    """Take new people again; seats free meanwhile are offered to the waiting lists first.

    Raises RuleBroken when nothing is paused.
    """
    lock(target)
    if target.paused_since is None:
        message = N_("New people are taken already.")
        raise RuleBroken([Refusal("not_paused", message)])
    target.paused_since, target.pause_reason, target.paused_until = None, "", None
    record(actor, f"{target.__tablename__}:resume", target)
    for edition in _with_people_waiting(target):
        settle_seats(edition)


def end_pauses(on: date) -> int:
    """Resume what was paused until a day that has passed; how many."""
    due: list[Pausable] = [
        *db.session.scalars(select(Site).where(Site.paused_until < on).order_by(Site.id)),
        *db.session.scalars(select(Offer).where(Offer.paused_until < on).order_by(Offer.id)),
    ]
    ended = 0
    for target in due:
        lock(target)
        if target.paused_until is not None and target.paused_until < on:
            resume(None, target)
            ended += 1
    return ended


def _with_people_waiting(target: Pausable) -> list[Edition]:
    column = Edition.site_id if isinstance(target, Site) else Edition.offer_id
    statement = select(Edition).where(
        column == target.id,
        Edition.waiting > 0,
        Edition.state.in_((EditionState.OPEN, EditionState.FULL)),
    )
    return list(db.session.scalars(statement.order_by(Edition.id)))
