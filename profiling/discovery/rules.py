"""What may be kept, when somebody is told of new offers, and where offers side by side differ."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from app.core.errors import Refusal
from app.core.language import N_

MOST_SEARCHES = 20
"""Saved searches of one owner for one case: more is a list nobody reads. Ours, in no act."""
MOST_SHORTLISTED = 12
"""Offers on a shortlist; ours, in no act."""
MOST_FINDS = 100
"""New offers noted for one search at a time; beyond that one looks at the list itself."""
MOST_NOTICES_A_DAY = 3
"""Of one search, when every new offer is told at once: what comes later is told the next day."""


@dataclass(frozen=True, kw_only=True)
class SearchFacts:
    """What is known when a search is saved or renamed."""

    name: str
    is_name_taken: bool
    saved_already: int
    """Searches the owner has for the case, this one left out."""


def search_refusals(facts: SearchFacts) -> list[Refusal]:
    """Why the search cannot be kept under that name: every reason; empty when it can."""
    reasons = []
    if not facts.name.strip():
        reasons.append(Refusal("name_missing", N_("Give the search a name."), field="name"))
    if facts.is_name_taken:
        message = N_("There is a saved search of that name already.")
        reasons.append(Refusal("name_taken", message, field="name"))
    if facts.saved_already >= MOST_SEARCHES:
        message = N_("There are %(most)s saved searches already: delete one first.")
        reasons.append(Refusal("too_many_searches", message, {"most": MOST_SEARCHES}))
    return reasons


def shortlist_refusals(kept: int) -> list[Refusal]:
    """Why no further offer goes on a shortlist that holds so many."""
    if kept < MOST_SHORTLISTED:
        return []
    message = N_("The shortlist holds %(most)s offers at most: take one off first.")
    return [Refusal("shortlist_full", message, {"most": MOST_SHORTLISTED})]


def notices_left(told_on: date | None, told_today: int, on: date) -> int:
    """How many more notices of a search may go out on that day.

    Example: told three times today, none is left until tomorrow.
    """
    return MOST_NOTICES_A_DAY - (told_today if told_on == on else 0)


def fingerprint(criteria: Mapping[str, Sequence[str]]) -> str:
    """The same for searches that ask the same, whatever the order they were written down in."""
    plain = {name: sorted(values) for name, values in criteria.items() if values}
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def differs(values: Sequence[object]) -> bool:
    """Whether what stands side by side is not all the same; a single value differs from nothing."""
    return any(value != values[0] for value in values)
