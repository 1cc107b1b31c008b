"""Remarks, proposed changes and the history of an offer, for whoever may see the offer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.audit.models import AuditEvent, TransitionLog
from app.core.database import db
from app.core.errors import NotFoundForYou
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import OfferState
from catalogue.review.models import OfferAmendment, OfferChange, OfferRemark
from catalogue.review.states import AmendmentState

MOST_ENTRIES = 300
"""So many lines of each kind a page of history shows; the audit trail holds them all."""
IN_CATALOGUE = (OfferState.PUBLISHED, OfferState.SUSPENDED)
OPEN_AMENDMENT = OfferAmendment.state.in_((AmendmentState.WAITING, AmendmentState.RETURNED))


def open_remarks(offer: Offer) -> dict[str, OfferRemark]:
    """What is asked of the offer and not yet settled, by field."""
    statement = select(OfferRemark).where(
        OfferRemark.offer_id == offer.id, OfferRemark.resolved_at.is_(None)
    )
    return {remark.field: remark for remark in db.session.scalars(statement)}


def remarks_of(offer: Offer) -> Sequence[OfferRemark]:
    """Every remark made on the offer, oldest first."""
    statement = select(OfferRemark).where(OfferRemark.offer_id == offer.id)
    return db.session.scalars(statement.order_by(OfferRemark.id).limit(MOST_ENTRIES)).all()


def load_open_remark(offer: Offer, remark_id: int) -> OfferRemark:
    """A remark of the offer that waits for an answer. Raises NotFoundForYou."""
    remark = db.session.get(OfferRemark, remark_id)
    if remark is None or remark.offer_id != offer.id or remark.resolved_at is not None:
        raise NotFoundForYou
    return remark


def open_amendment(offer: Offer) -> OfferAmendment | None:
    """The change of the published offer that waits or was returned; None when there is none."""
    return db.session.scalar(
        select(OfferAmendment).where(OfferAmendment.offer_id == offer.id, OPEN_AMENDMENT)
    )


def waiting_amendments() -> Select[*tuple[OfferAmendment]]:
    """Changes of published offers that wait for an officer."""
    return (
        select(OfferAmendment)
        .join(OfferAmendment.offer)
        .where(OfferAmendment.state == AmendmentState.WAITING, Offer.state.in_(IN_CATALOGUE))
        .options(contains_eager(OfferAmendment.offer).joinedload(Offer.provider))
    )


def remark_counts(offer_ids: Iterable[int]) -> Mapping[int, int]:
    """How many remarks are open, by offer."""
    statement = (
        select(OfferRemark.offer_id, func.count())
        .where(OfferRemark.offer_id.in_(list(offer_ids)), OfferRemark.resolved_at.is_(None))
        .group_by(OfferRemark.offer_id)
    )
    return {offer: number for offer, number in db.session.execute(statement)}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of an offer's history: who did what when, and the fields that changed."""

    at: datetime
    who: str | None
    """None is the system, acting by a rule."""
    machine: str = ""
    action: str = ""
    edition: str = ""
    reason: str = ""
    note: str = ""
    rule: str = ""
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)


def history_of(offer: Offer) -> list[Entry]:
    """Everything that happened to the offer and its editions, latest first."""
    entries = [*_transitions(offer), *_changes(offer), *_remarks(offer), *_events(offer)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _transitions(offer: Offer) -> list[Entry]:
    dated = dict(
        db.session.execute(
            select(Edition.id, Edition.code).where(Edition.offer_id == offer.id)
        ).all()
    )
    amended = select(OfferAmendment.id).where(OfferAmendment.offer_id == offer.id)
    about = (
        ((TransitionLog.machine == "offer") & (TransitionLog.object_id == offer.id))
        | ((TransitionLog.machine == "edition") & TransitionLog.object_id.in_(list(dated)))
        | ((TransitionLog.machine == "amendment") & TransitionLog.object_id.in_(amended))
    )
    statement = (
        select(TransitionLog, User.name)
        .outerjoin(User, User.id == TransitionLog.actor_id)
        .where(about)
        .order_by(TransitionLog.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [
        Entry(
            at=row.at,
            who=name,
            machine=row.machine,
            action=row.action,
            reason=row.reason or "",
            note=row.note,
            edition=dated.get(row.object_id, "") if row.machine == "edition" else "",
        )
        for row, name in db.session.execute(statement)
    ]


def _changes(offer: Offer) -> list[Entry]:
    statement = (
        select(OfferChange, User.name, Edition.code)
        .outerjoin(User, User.id == OfferChange.actor_id)
        .outerjoin(Edition, Edition.id == OfferChange.edition_id)
        .where(OfferChange.offer_id == offer.id)
        .order_by(OfferChange.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [
        Entry(at=row.at, who=name, changes=row.changes, edition=code or "")
        for row, name, code in db.session.execute(statement)
    ]


def _remarks(offer: Offer) -> list[Entry]:
    statement = (
        select(OfferRemark, User.name)
        .join(User, User.id == OfferRemark.made_by_id)
        .where(OfferRemark.offer_id == offer.id)
        .order_by(OfferRemark.id.desc())
        .limit(MOST_ENTRIES)
    )
    rounds: dict[int, list[tuple[OfferRemark, str]]] = {}
    for remark, name in db.session.execute(statement):
        rounds.setdefault(remark.round, []).append((remark, name))
    return [
        Entry(
            at=found[0][0].made_at,
            who=found[0][1],
            action="remarks",
            remarks={remark.field: remark.text for remark, _ in reversed(found)},
        )
        for found in rounds.values()
    ]


def _events(offer: Offer) -> list[Entry]:
    """What changes no state and no field, but who did it counts."""
    statement = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(
            AuditEvent.object_type == "offer",
            AuditEvent.object_id == offer.id,
            AuditEvent.event.in_(_TOLD),
        )
        .order_by(AuditEvent.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [
        Entry(
            at=row.at,
            who=name,
            action=row.event.partition(":")[2],
            rule=str(row.details.get("rule") or ""),
        )
        for row, name in db.session.execute(statement)
    ]


_TOLD = ("offer:confirm", "offer:fade", "offer:automatic")
