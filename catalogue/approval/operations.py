"""Decide on submitted offers; suspend and resume published ones; one or many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.accounts.models import User
from app.accounts.queries import provider_managers
from app.audit.operations import Transitioned, lock, perform_all, record
from app.core.clock import now, today
from app.core.errors import Refusal, RuleBroken, StaleRecord
from app.core.language import N_
from app.notices.operations import notify
from app.programme.queries import rule_set_id_on, rules_in_force
from app.programme.rules.document import RuleSet
from catalogue.approval.queries import automatic_facts
from catalogue.approval.rules import RULE, RULE_VERSION, automatic_reasons
from catalogue.offers.models import Offer
from catalogue.offers.operations import hold_editions, hold_offers, open_editions
from catalogue.offers.queries import facts_of
from catalogue.offers.rules import submission_refusals
from catalogue.offers.states import OFFER, OfferAction
from catalogue.review.operations import make_remarks
from catalogue.review.rules import claim_refusals

_TOLD = {
    OfferAction.APPROVE: N_("%(title)s has been approved and published."),
    OfferAction.RETURN: N_(
        "%(title)s has been returned with remarks: correct it and submit it again."
    ),
    OfferAction.SUSPEND: N_("%(title)s has been suspended: it is not shown for now."),
    OfferAction.RESUME: N_("%(title)s is published again."),
}
_TOLD_MANY = {
    OfferAction.APPROVE: N_("%(count)s of your offers have been approved and published."),
    OfferAction.RETURN: N_("%(count)s of your offers have been returned with remarks."),
    OfferAction.SUSPEND: N_("%(count)s of your offers have been suspended."),
    OfferAction.RESUME: N_("%(count)s of your offers are published again."),
}


@dataclass(frozen=True)
class Decision:
    """What an officer decides: the act, and the words that go with it."""

    action: OfferAction
    reason: str | None = None
    note: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """By field, for those returned."""


def decision_refusals(
    actor: User, offer: Offer, action: OfferAction, rules: RuleSet, on: date
) -> list[Refusal]:
    """Why the officer cannot do that to the offer now; the offer is loaded whole.

    Approval asks again what an offer must have: a call may have closed, an accreditation lapsed, a
    date passed since it was submitted. Resuming asks for the accreditation alone.
    """
    if not OFFER.can(offer.state, action):
        return [wrong_state(offer)]
    reasons = []
    if action in (OfferAction.APPROVE, OfferAction.RETURN):
        reasons += claim_refusals(offer.claimed_by_id, offer.claimed_at, actor.id, now())
    if action is OfferAction.APPROVE:
        reasons += submission_refusals(facts_of(offer), rules, on)
    if action is OfferAction.RESUME:
        # What an accreditation suspended took out comes back with the accreditation.
        found = submission_refusals(facts_of(offer), rules, on)
        reasons += [it for it in found if it.code in ("not_accredited", "site_not_accredited")]
    return reasons


def wrong_state(offer: Offer) -> Refusal:
    """The offer is not in a state from which the act leads anywhere."""
    message = N_("It is not in a state in which this can be done: %(state)s.")
    return Refusal("wrong_state", message, {"state": offer.state.label})


def decide_all(actor: User, offers: Sequence[Offer], decision: Decision) -> None:
    """Decide on offers held and asked before, in a few statements however many; tell the providers."""
    action, day = decision.action, today()
    perform_all(actor, offers, action, reason=decision.reason, note=decision.note)
    for offer in offers:
        offer.claimed_by_id = offer.claimed_at = None
        if action is OfferAction.APPROVE:
            offer.confirmed_on, offer.faded_on, offer.approved_by_rule = day, None, ""
    if action in (OfferAction.APPROVE, OfferAction.RESUME):
        open_editions(offers)
    elif action is OfferAction.SUSPEND:
        hold_editions(offers)
    elif offers:
        make_remarks(actor, offers, decision.remarks)
    _tell(offers, action)


def approve_offer(actor: User, offer: Offer, *, seen: str | None = None) -> None:
    """Publish a submitted offer and open its editions. Raises RuleBroken with what forbids it.

    `seen` is the offer's `shown_as` when the officer read it. Raises StaleRecord when the provider
    has taken it back and submitted other words since.
    """
    lock(offer)
    if seen is not None and seen != offer.shown_as:
        raise StaleRecord
    _decide(actor, offer, Decision(OfferAction.APPROVE))


def return_offer(
    actor: User, offer: Offer, reason: str | None, remarks: Mapping[str, str], note: str = ""
) -> None:
    """Send a submitted offer back to draft, with a remark at each field to correct."""
    _decide(actor, offer, Decision(OfferAction.RETURN, reason, note, remarks))


def suspend_offer(actor: User, offer: Offer, reason: str | None, note: str) -> None:
    """Take a published offer out of the catalogue for now: no new places; those taken stay."""
    _decide(actor, offer, Decision(OfferAction.SUSPEND, reason, note))


def resume_offer(actor: User, offer: Offer) -> None:
    """Show a suspended offer again."""
    _decide(actor, offer, Decision(OfferAction.RESUME))


def claim_offer(actor: User, offer: Offer, *, take_over: bool = False) -> None:
    """Take an offer to look at, so that colleagues leave it. Raises RuleBroken when one has it.

    `take_over` takes it from the colleague, knowingly.
    """
    lock(offer)
    if not take_over and (
        reasons := claim_refusals(offer.claimed_by_id, offer.claimed_at, actor.id, now())
    ):
        raise RuleBroken(reasons)
    offer.claimed_by_id, offer.claimed_at = actor.id, now()
    record(actor, "offer:claim", offer, taken_over=take_over)


def release_offer(actor: User, offer: Offer) -> None:
    """Give back an offer one has taken to look at."""
    lock(offer)
    if offer.claimed_by_id == actor.id:
        offer.claimed_by_id = offer.claimed_at = None
        record(actor, "offer:release", offer)


def approve_by_rule(event: Transitioned) -> None:
    """Publish a submitted offer at once where its call allows it and the rule finds nothing against."""
    offer = event.record
    if not isinstance(offer, Offer) or event.action != OfferAction.SUBMIT.value:
        return
    if offer.call is None or not offer.call.automatic_approval:
        return
    day = today()
    if automatic_reasons(automatic_facts(offer, rules_in_force(day))):
        return
    rule = f"{RULE}/{RULE_VERSION}"
    perform_all(None, [offer], OfferAction.APPROVE, rule=rule, rule_set=rule_set_id_on(day))
    record(None, "offer:automatic", offer, rule=rule, rule_set=rule_set_id_on(day))
    offer.confirmed_on, offer.faded_on, offer.approved_by_rule = day, None, rule
    open_editions([offer])
    _tell([offer], OfferAction.APPROVE)


def _decide(actor: User, offer: Offer, decision: Decision) -> None:
    hold_offers([offer.id])
    offer.machine.transition(offer.state, decision.action)
    day = today()
    if reasons := decision_refusals(actor, offer, decision.action, rules_in_force(day), day):
        raise RuleBroken(reasons)
    decide_all(actor, [offer], decision)


def _tell(offers: Iterable[Offer], action: OfferAction) -> None:
    by_provider: dict[int, list[Offer]] = {}
    for offer in offers:
        by_provider.setdefault(offer.provider_id, []).append(offer)
    for provider_id, own in by_provider.items():
        first = own[0]
        if len(own) == 1:
            message = _TOLD[action]
            params: dict[str, object] = {"title": first.title}
            address = f"/provider/offers/{first.id}"
        else:
            message, params = _TOLD_MANY[action], {"count": len(own)}
            address = "/provider/offers"
        notify(provider_managers(provider_id), message, params, address=address)
