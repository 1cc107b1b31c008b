"""Keep what changed, make and settle remarks, propose changes of what is published."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.queries import provider_managers
from app.audit.operations import begin, lock, perform, record
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken, StaleRecord
from app.core.language import N_
from app.notices.operations import notify
from app.programme.queries import rules_in_force
from catalogue.offers.models import Certificate, Edition, Mode, Offer
from catalogue.offers.queries import call_facts, facts_of
from catalogue.offers.rules import submission_refusals
from catalogue.review.models import OfferAmendment, OfferChange, OfferRemark
from catalogue.review.queries import IN_CATALOGUE, OPEN_AMENDMENT, open_amendment, open_remarks
from catalogue.review.rules import EDITIONS, claim_refusals, difference, remarks_refusals, split
from catalogue.review.states import AmendmentAction, AmendmentState, Resolution
from catalogue.services.models import Call

_MEMBERS = {"certificate": Certificate, "mode": Mode}


def note_changes(
    actor: User | None,
    offer: Offer,
    changes: Mapping[str, Sequence[Any]],
    *,
    edition: Edition | None = None,
) -> None:
    """Keep before and after of each field, and settle the remarks on what was changed."""
    if changes:
        db.session.add(
            OfferChange(
                offer_id=offer.id,
                edition_id=edition.id if edition else None,
                provider_id=offer.provider_id,
                actor_id=actor.id if actor else None,
                changes=dict(changes),
            )
        )
    touched = [EDITIONS] if edition else list(changes)
    if touched and offer.returns:
        settle_remarks([offer], touched, Resolution.CHANGED)


def settle_remarks(
    offers: Sequence[Offer],
    fields: Sequence[str] | None,
    resolution: Resolution = Resolution.CLOSED,
) -> None:
    """Settle the open remarks on these fields, or all of them."""
    statement = update(OfferRemark).where(
        OfferRemark.offer_id.in_([offer.id for offer in offers]), OfferRemark.resolved_at.is_(None)
    )
    if fields is not None:
        statement = statement.where(OfferRemark.field.in_(fields))
    db.session.execute(statement.values(resolved_at=now(), resolution=resolution))


def make_remarks(actor: User, offers: Sequence[Offer], remarks: Mapping[str, str]) -> None:
    """Ask for corrections, field by field; what was asked before and is asked no more is closed.

    Raises RuleBroken without a remark. The offers must be held by the caller.
    """
    if reasons := remarks_refusals(remarks):
        raise RuleBroken(reasons)
    settle_remarks(offers, None)
    for offer in offers:
        offer.returns += 1
    rows = [
        {
            "offer_id": offer.id,
            "provider_id": offer.provider_id,
            "round": offer.returns,
            "field": name,
            "text": text.strip(),
            "made_by_id": actor.id,
            "made_at": now(),
        }
        for offer in offers
        for name, text in remarks.items()
        if text.strip()
    ]
    db.session.flush()
    db.session.execute(insert(OfferRemark), rows)


def answer_remark(actor: User, remark: OfferRemark, answer: str) -> None:
    """Leave the field as it is, and say why. Raises RuleBroken without words, or when settled."""
    lock(remark)
    if remark.resolved_at is not None:
        message = N_("This remark has been settled meanwhile.")
        raise RuleBroken([Refusal("remark_settled", message)])
    if not answer.strip():
        message = N_("Say why the field stays as it is.")
        raise RuleBroken([Refusal("answer_missing", message, field="answer")])
    remark.answer, remark.resolution, remark.resolved_at = (
        answer.strip(),
        Resolution.ANSWERED,
        now(),
    )
    record(actor, "offer:answer_remark", remark, field=remark.field)


def change_published(actor: User, offer: Offer, values: Mapping[str, Any]) -> None:
    """Change an offer in the catalogue: what may, applies at once; the rest is proposed.

    What is published stays as it is until an officer accepts. Raises RuleBroken when the offer could
    not be published with the new words. The offer must be held by the caller.
    """
    changes = difference({name: getattr(offer, name) for name in values}, values)
    at_once, waiting = split(changes)
    if reasons := amended_refusals(offer, {name: values[name] for name in waiting}):
        raise RuleBroken(reasons)
    for name in at_once:
        setattr(offer, name, values[name])
    if at_once:
        offer.revision += 1
        record(actor, "offer:change", offer, fields=sorted(at_once))
        note_changes(actor, offer, {name: changes[name] for name in sorted(at_once)})
    _propose(actor, offer, {name: changes[name][1] for name in sorted(waiting)})


def _propose(actor: User, offer: Offer, values: Mapping[str, Any]) -> None:
    amendment = open_amendment(offer)
    if amendment is None:
        if values:
            amendment = OfferAmendment(
                offer_id=offer.id,
                provider_id=offer.provider_id,
                values=dict(values),
                proposed_by_id=actor.id,
            )
            db.session.add(amendment)
            begin(actor, amendment, event="amendment:propose")
        return
    if not values:
        drop_change(actor, amendment)
        return
    lock(amendment)
    if dict(values) == amendment.values and amendment.state is AmendmentState.WAITING:
        return
    settled = [name for name in values if values[name] != amendment.values.get(name)]
    settle_remarks([offer], [*settled, *(amendment.values.keys() - values.keys())])
    amendment.values = dict(values)
    amendment.proposed_by_id, amendment.proposed_at = actor.id, now()
    perform(actor, amendment, AmendmentAction.PROPOSE_AGAIN)


def drop_change(actor: User | None, amendment: OfferAmendment) -> None:
    """Take the proposed change back; what is published stays."""
    lock(amendment)
    amendment.decided_at = now()
    perform(actor, amendment, AmendmentAction.DROP)
    settle_remarks([amendment.offer], None)


def drop_open_changes(offers: Sequence[Offer]) -> None:
    """What was proposed for offers that leave the catalogue is proposed no more."""
    found = select(OfferAmendment).where(
        OfferAmendment.offer_id.in_([offer.id for offer in offers]), OPEN_AMENDMENT
    )
    for amendment in db.session.scalars(found.options(joinedload(OfferAmendment.offer))):
        drop_change(None, amendment)


def accept_change(actor: User, amendment: OfferAmendment, *, seen: str | None = None) -> None:
    """Let the new words take the place of the published ones.

    `seen` is the amendment's `shown_as` when the officer read it. Raises RuleBroken when the offer
    could not be published with them today, StaleRecord when other words were proposed since.
    """
    lock(amendment.offer)
    lock(amendment)
    if seen is not None and seen != amendment.shown_as:
        raise StaleRecord
    offer, values = amendment.offer, restored(amendment.values)
    amendment.machine.transition(amendment.state, AmendmentAction.ACCEPT)
    if reasons := [*_undecidable(actor, offer), *amended_refusals(offer, values)]:
        raise RuleBroken(reasons)
    amendment.decided_at = now()
    perform(actor, amendment, AmendmentAction.ACCEPT)
    changes = difference({name: getattr(offer, name) for name in values}, values)
    for name, value in values.items():
        setattr(offer, name, value)
    offer.revision += 1
    record(actor, "offer:change", offer, fields=sorted(values))
    note_changes(db.session.get(User, amendment.proposed_by_id), offer, changes)
    settle_remarks([offer], None)
    _release(offer)
    _tell(offer, N_("%(title)s: the change has been accepted and is in the catalogue."))


def return_change(actor: User, amendment: OfferAmendment, remarks: Mapping[str, str]) -> None:
    """Send the proposed change back with a remark at each field; what is published stays."""
    lock(amendment.offer)
    lock(amendment)
    amendment.machine.transition(amendment.state, AmendmentAction.RETURN)
    if reasons := _undecidable(actor, amendment.offer):
        raise RuleBroken(reasons)
    make_remarks(actor, [amendment.offer], remarks)
    amendment.decided_at = now()
    perform(actor, amendment, AmendmentAction.RETURN)
    _release(amendment.offer)
    message = N_("%(title)s: the change has been returned with remarks; what is published stays.")
    _tell(amendment.offer, message)


def amended_refusals(offer: Offer, values: Mapping[str, Any]) -> list[Refusal]:
    """Why the offer could not be in the catalogue with these values; its editions are not asked."""
    if not values:
        return []
    named = {name: values[name] for name in _FACTS & values.keys()}
    if "pathways" in named:
        named["pathways"] = frozenset(named["pathways"])
    if "call_id" in values:
        call = db.session.get(Call, values["call_id"]) if values["call_id"] else None
        named["call"] = call_facts(call) if call else None
    day = today()
    reasons = submission_refusals(replace(facts_of(offer), **named), rules_in_force(day), day)
    asked = {*values, *({"hours", "pathways"} if "service_type" in values else ())}
    return [reason for reason in reasons if reason.field in asked]


def restored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as the columns take them."""
    return {name: _MEMBERS[name](v) if name in _MEMBERS else v for name, v in values.items()}


def unanswered(offer: Offer) -> list[str]:
    """The fields with a remark that is neither followed nor answered."""
    return list(open_remarks(offer))


def _tell(offer: Offer, message: str) -> None:
    address = f"/provider/offers/{offer.id}"
    managers = provider_managers(offer.provider_id)
    notify(managers, message, {"title": offer.title}, address=address)


def _undecidable(actor: User, offer: Offer) -> list[Refusal]:
    """Why no change of the offer is decided now: it left the catalogue, or a colleague looks at it."""
    reasons = claim_refusals(offer.claimed_by_id, offer.claimed_at, actor.id, now())
    if offer.state not in IN_CATALOGUE:
        message = N_("The offer is no longer in the catalogue: there is nothing to change.")
        reasons.append(Refusal("left_catalogue", message))
    return reasons


def _release(offer: Offer) -> None:
    offer.claimed_by_id = offer.claimed_at = None


_FACTS = {"title", "service_type", "pathways", "hours", "description", "learning"}
