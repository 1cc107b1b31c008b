"""Who may publish which rules, and from when."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Refusal
from app.core.language import N_
from app.programme.rules.document import RuleSet

NOT_YOURS = Refusal(
    "not_author", N_("Only its author changes a draft. Copy it into one of your own.")
)
OWN_DRAFT = Refusal(
    "own_draft", N_("You wrote this draft: a second officer publishes it or returns it.")
)


@dataclass(frozen=True)
class LastVersion:
    """The version of a programme that no other replaces yet."""

    version: int
    effective_from: date


def publication_refusals(rules: RuleSet, last: LastVersion | None, on: date) -> list[Refusal]:
    """What stands in the way of these rules becoming the next version.

    Versions are numbered without gap and follow one another without a day between them. What is
    decided already was decided by the rules of its day: new ones start tomorrow at the earliest.
    """
    reasons = []
    number = last.version + 1 if last else 1
    if rules.version != number:
        reasons.append(
            Refusal(
                "rule_set_number",
                N_("The next version has the number %(expected)s; the draft says %(found)s."),
                {"expected": number, "found": rules.version},
            )
        )
    if last and rules.effective_from <= last.effective_from:
        reasons.append(
            Refusal(
                "rule_set_too_early",
                N_("The rules must start after the version they replace, which starts on %(day)s."),
                {"day": last.effective_from},
            )
        )
    if rules.effective_from <= on:
        reasons.append(
            Refusal(
                "rule_set_in_the_past",
                N_("Rules start tomorrow at the earliest; the draft says %(day)s."),
                {"day": rules.effective_from},
            )
        )
    return reasons


def as_next(text: str, last: LastVersion, on: date) -> str:
    """The text of a version as the beginning of the next: its number and first day moved on."""
    first_day = max(on, last.effective_from) + timedelta(days=1)
    text = re.sub(r"(?m)^version:.*$", f"version: {last.version + 1}", text, count=1)
    return re.sub(r"(?m)^effective_from:.*$", f"effective_from: {first_day}", text, count=1)
