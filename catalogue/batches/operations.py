"""One act on many offers: each is asked first, those that can are done in a few statements, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import User
from app.core.clock import today
from app.core.errors import Refusal
from app.programme.queries import rules_in_force
from app.programme.rules.document import RuleSet
from catalogue.approval.operations import (
    Decision,
    decide_all,
    decision_refusals,
    wrong_state,
)
from catalogue.batches.states import BY_OFFICER, BatchAct
from catalogue.drafting.operations.standing import (
    confirm_offers,
    confirmation_refusals,
    withdraw_offers,
    withdrawal_refusals,
)
from catalogue.offers.models import Offer
from catalogue.offers.operations import hold_offers
from catalogue.offers.states import OFFER, OfferAction

_ACTIONS = {
    BatchAct.APPROVE: OfferAction.APPROVE,
    BatchAct.RETURN: OfferAction.RETURN,
    BatchAct.SUSPEND: OfferAction.SUSPEND,
}


@dataclass(frozen=True)
class Outcome:
    """An offer, and why nothing is done to it; no reasons: it is done."""

    offer: Offer
    reasons: Sequence[Refusal]


def outcomes(actor: User, act: BatchAct, offers: Sequence[Offer]) -> list[Outcome]:
    """What would happen to each; nothing is changed. The offers are loaded whole."""
    rules = rules_in_force(today())
    return [Outcome(offer, _reasons(actor, act, offer, rules)) for offer in offers]


def carry_out(
    actor: User, act: BatchAct, offer_ids: Sequence[int], decision: Decision
) -> list[Outcome]:
    """Hold the offers, ask each again, and do it to those that can; what happened to each.

    The ids must be within the actor's reach. Raises RuleBroken when reason or remark are missing.
    """
    found = outcomes(actor, act, hold_offers(offer_ids))
    able = [outcome.offer for outcome in found if not outcome.reasons]
    if not able:
        return found
    if act in BY_OFFICER:
        decide_all(actor, able, decision)
    elif act is BatchAct.WITHDRAW:
        withdraw_offers(actor, able, decision.reason)
    else:
        confirm_offers(actor, able)
    return found


def decision_on(act: BatchAct, reason: str | None, field: str, note: str) -> Decision:
    """The decision that the words of the form make."""
    action = _ACTIONS.get(act, OfferAction.WITHDRAW)
    remarks = {field: note} if act is BatchAct.RETURN else {}
    return Decision(action, reason, note, remarks)


def _reasons(actor: User, act: BatchAct, offer: Offer, rules: RuleSet) -> Sequence[Refusal]:
    if act in BY_OFFICER:
        return decision_refusals(actor, offer, _ACTIONS[act], rules, today())
    if act is BatchAct.CONFIRM:
        return confirmation_refusals(offer)
    if not OFFER.can(offer.state, OfferAction.WITHDRAW):
        return [wrong_state(offer)]
    return withdrawal_refusals(offer)
