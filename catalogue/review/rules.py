"""Which fields of a published offer need a new approval, what differs, who is looking at it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from app.core.errors import Refusal
from app.core.language import N_

EDITIONS = "editions"
"""The dated runs, which a remark can be about as about a field."""
CLAIM_HOURS = 2
"""So long an officer who takes an offer keeps it from the others, then it is free again."""
LONGEST_REMARK = 1000

FIELD_LABELS: Mapping[str, str] = {
    "title": N_("Title"),
    "own_key": N_("Your own code"),
    "call_id": N_("Call"),
    "service_type": N_("Service type"),
    "pathways": N_("Pathways"),
    "hours": N_("Hours"),
    "description": N_("What people do"),
    "learning": N_("What people learn"),
    "skills": N_("Skills"),
    "occupations": N_("Jobs it prepares for"),
    "requirements": N_("What people need to take part"),
    "certificate": N_("What people receive at the end"),
    "mode": N_("How it is held"),
    "language": N_("Language it is held in"),
    "site_id": N_("Usual site"),
    "accessibility": N_("Accessibility"),
    "contact_name": N_("Whom to ask for"),
    "contact_email": N_("Email address"),
    "contact_phone": N_("Telephone"),
    EDITIONS: N_("Editions"),
}
"""Every field of an offer, in the order of its form."""

APPLIES_AT_ONCE = frozenset(
    {"own_key", "site_id", "accessibility", "contact_name", "contact_email", "contact_phone"}
)
"""Fields of a published offer that change without asking: how to reach and to find the place."""
NEEDS_APPROVAL = frozenset(FIELD_LABELS) - APPLIES_AT_ONCE - {EDITIONS}
"""Fields that say what is promised, to whom, and what it costs: they wait for an officer."""


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields that differ, each with what it said and what it says.

    Example: {"hours": 20, "title": "A"} and {"hours": 24, "title": "A"}: {"hours": [20, 24]}.
    """
    return {
        name: [plain(before[name]), plain(value)]
        for name, value in after.items()
        if plain(before[name]) != plain(value)
    }


def plain(value: Any) -> Any:
    """The value as it is kept in a trail: codes for members, lists for tuples, ISO for days."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def split(changes: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The changed fields of a published offer that apply at once, and those that wait for approval.

    A field nobody has thought of waits.
    """
    at_once = set(changes) & APPLIES_AT_ONCE
    return at_once, set(changes) - at_once


def claim_holds(claimed_at: datetime | None, at: datetime) -> bool:
    """Whether a claim made then still keeps others away: two hours, then it lapses by itself."""
    return claimed_at is not None and at - claimed_at < timedelta(hours=CLAIM_HOURS)


def claim_refusals(
    claimed_by: int | None, claimed_at: datetime | None, officer: int, at: datetime
) -> list[Refusal]:
    """Why the officer cannot decide now: a colleague is looking at it."""
    if claimed_by in (None, officer) or not claim_holds(claimed_at, at):
        return []
    message = N_("A colleague is looking at this offer. Take it over first, or wait.")
    return [Refusal("claimed_by_other", message)]


def remarks_refusals(remarks: Mapping[str, str]) -> list[Refusal]:
    """Why an offer cannot be returned with these remarks: none, unknown fields, or too long."""
    if not any(text.strip() for text in remarks.values()):
        message = N_("Write at least one remark, at the field it is about.")
        return [Refusal("no_remark", message)]
    reasons = []
    for name, text in remarks.items():
        if name not in FIELD_LABELS:
            message = N_("There is no such field.")
            reasons.append(Refusal("field_unknown", message))
        elif len(text) > LONGEST_REMARK:
            message = N_("Use at most %(most)s characters.")
            reasons.append(Refusal("remark_long", message, {"most": LONGEST_REMARK}, name))
    return reasons


def open_remark_refusals(open_fields: Iterable[str]) -> list[Refusal]:
    """Why a returned offer cannot be submitted again: a remark is neither followed nor answered."""
    message = N_("Follow or answer the remark of the region on: %(field)s.")
    return [
        Refusal("remark_open", message, {"field": FIELD_LABELS[name]}, name)
        for name in in_form_order(open_fields)
    ]


def in_form_order(names: Iterable[str]) -> Sequence[str]:
    """Field names in the order of the form."""
    wanted = set(names)
    return [name for name in FIELD_LABELS if name in wanted]
