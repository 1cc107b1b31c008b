"""The ministry's profile beside the computed one: what it must be, and which of the two counts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.errors import Refusal
from app.core.language import N_
from app.programme.rules.document import RuleSet

LONGEST_CODE = 32
PREFERENCE = "official_class_decides"
"""The parameter of the rule set that says which class decides: 1 the ministry's, else ours."""
CLASSES = (1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A profile as the ministry's service gave it."""

    profile_class: int
    index: Decimal | None
    code: str
    calculated_on: date
    received_on: date


def class_that_counts(computed: int, official: int | None, *, prefers_official: bool) -> int:
    """The class the decision table looks at.

    The computed one, unless the rule set prefers the ministry's (`official_class_decides`) and
    there is one. Example: computed 1, official 3, preferred: 3.
    """
    return official if prefers_official and official is not None else computed


def prefers_official(rules: RuleSet) -> bool:
    """Whether the rule set lets the ministry's class decide; earlier versions do not speak of it."""
    parameter = rules.parameters.get(PREFERENCE)
    return parameter is not None and parameter.value == 1


def official_refusals(received: Received, *, today: date) -> list[Refusal]:
    """Everything that cannot be in a profile of the ministry."""
    found = []
    if received.profile_class not in CLASSES:
        found.append(
            Refusal("class:unknown", N_("Choose one of the classes."), field="profile_class")
        )
    if received.index is not None and not 0 <= received.index <= 1:
        found.append(Refusal("index:range", N_("The index lies between 0 and 1."), field="index"))
    code = received.code
    if not code.isascii() or not code.replace("-", "").isalnum() or len(code) > LONGEST_CODE:
        found.append(
            Refusal(
                "code:shape",
                N_("Write the code as the ministry gave it: letters, figures and hyphens."),
                field="code",
            )
        )
    if received.calculated_on > today:
        found.append(
            Refusal("calculated:future", N_("This day is still to come."), field="calculated_on")
        )
    if received.received_on > today:
        found.append(
            Refusal("received:future", N_("This day is still to come."), field="received_on")
        )
    if received.received_on < received.calculated_on:
        found.append(
            Refusal(
                "received:before",
                N_("It cannot have been received before it was calculated."),
                field="received_on",
            )
        )
    return found


def index_difference(computed: Decimal, official: Decimal | None) -> Decimal | None:
    """By how much the ministry's index lies above the computed one; None where it states none."""
    return None if official is None else official - computed
