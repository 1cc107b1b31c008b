"""When a submitted offer is approved without an officer's look: every reason against it at once."""

from dataclasses import dataclass

from app.core.errors import Refusal
from app.core.language import N_
from app.programme.rules.measures import ServiceType
from catalogue.services.rules import AutomaticTerms, automatic_refusals

RULE, RULE_VERSION = "automatic_approval", 1
"""What the trail names as who decided. The version rises with every change of what is asked here."""


@dataclass(frozen=True, kw_only=True)
class AutomaticFacts:
    """What the rule reads of an offer that can be submitted; accreditation was asked there."""

    terms: AutomaticTerms
    service_type: str
    hours: int
    approved_before: int
    """Offers of the provider that an officer has approved."""
    approved_same_type: int
    """Those of them with the same type of service."""
    returned: bool
    suspended_now: int
    """Offers of the provider that are suspended today."""
    service: ServiceType | None


def automatic_reasons(facts: AutomaticFacts) -> list[Refusal]:
    """Why a person looks at the offer; empty: the rule publishes it.

    The call allows it on its terms; an officer has approved the same type of service of the provider
    before, unless the call also lets unknown providers pass; the rule set has a tariff, so that the
    price is known; it was never returned; nothing of the provider is suspended.

    Example: the provider's second course of digital skills of 20 hours under a call that lets up to 40
    hours pass is published at once; one returned before is looked at.
    """
    reasons = automatic_refusals(
        facts.terms,
        service_type=facts.service_type,
        hours=facts.hours,
        published_before=facts.approved_before,
    )
    if not facts.terms.allowed:
        return reasons
    if facts.terms.known_only and facts.approved_before and not facts.approved_same_type:
        message = N_("The first offer of this type of service is looked at by an officer.")
        reasons.append(Refusal("type_new", message, field="service_type"))
    if facts.service is None or not facts.service.tariffs:
        message = N_("There is no tariff for this type of service.")
        reasons.append(Refusal("no_tariff", message, field="service_type"))
    if facts.returned:
        message = N_("An offer that was returned is looked at by an officer.")
        reasons.append(Refusal("was_returned", message))
    if facts.suspended_now:
        message = N_("Another offer of the provider is suspended.")
        reasons.append(Refusal("provider_suspended_offer", message))
    return reasons
