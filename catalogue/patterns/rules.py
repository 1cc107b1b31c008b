"""What a template keeps of an offer, and what its name must be."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from app.core.errors import Refusal
from app.core.language import N_
from catalogue.drafting.rules import OfferContent

LONGEST_NAME = 160
NAME_TAKEN = Refusal(
    "name_taken", N_("Another template has this name. Use another one."), field="name"
)
_NEVER = frozenset({"own_key", "call_id"})
"""A code belongs to one offer, a call to its time."""
_NOT_THE_REGIONS = frozenset({"site_id", "contact_name", "contact_email", "contact_phone"})
"""What belongs to one provider is not passed on to the others."""


def kept_of(content: OfferContent, *, for_all: bool) -> dict[str, Any]:
    """What a template keeps of an offer, as plain values; `for_all` is a template of the region."""
    left_out = _NEVER | (_NOT_THE_REGIONS if for_all else frozenset())
    return {name: value for name, value in asdict(content).items() if name not in left_out}


def content_from(kept: Mapping[str, Any], own_key: str) -> OfferContent:
    """The content of an offer begun from a template; what later versions no longer know is left out."""
    known = {item.name for item in fields(OfferContent)} - _NEVER
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept.items()
        if name in known
    }
    return OfferContent(own_key=own_key, **values)


def template_refusals(name: str, *, is_taken: bool, for_all: bool, service: str) -> list[Refusal]:
    """Why the template cannot be kept: a name of its own; the region's have a service type."""
    reasons = []
    if not name:
        message = N_("Give the template a name.")
        reasons.append(Refusal("name_missing", message, field="name"))
    elif len(name) > LONGEST_NAME:
        message = N_("The name may have at most %(most)s characters.")
        reasons.append(Refusal("name_long", message, {"most": LONGEST_NAME}, "name"))
    elif is_taken:
        reasons.append(NAME_TAKEN)
    if for_all and not service:
        message = N_("A template for all providers needs an offer with a service type.")
        reasons.append(Refusal("service_missing", message))
    return reasons
