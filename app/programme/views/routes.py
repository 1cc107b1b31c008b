"""The blueprint of the rules, and how its values are told."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint
from flask_babel import gettext

from app.accounts.guard import signed_in
from app.accounts.permissions import Role
from app.core.language import N_
from app.programme.models import RuleSetDraft
from app.programme.queries import drafts_waiting
from app.programme.rules.checks import sourced_values
from app.programme.rules.difference import ABOUT
from app.programme.rules.difference_words import CODES
from app.programme.rules.document import RuleSet
from app.programme.rules.provenance import Text
from app.programme.states import RuleDraftState
from app.web.formats import number, plain
from app.web.words import reader_locale

PARTS = {
    "measures": N_("Pathways, services, tariffs"),
    "values": N_("Deadlines and other values"),
    "index": N_("Index of the quantitative profile"),
    "questionnaire": N_("Questionnaire"),
    "decisions": N_("Decision table"),
    "ladder": N_("Ladder of conditionality"),
    "security": N_("Security of providers"),
    "words": N_("Reasons, agreement, sources"),
}
"""The parts of a rule set, each a page of its own: the whole is long."""

ALL_PARTS = {ABOUT: N_("Title and dates"), **PARTS}
"""The parts a difference is told in."""

LANGUAGE_NAMES = {"it": N_("in Italian"), "en": N_("in English")}
TONES = {
    RuleDraftState.SUBMITTED: "warning",
    RuleDraftState.RETURNED: "danger",
    RuleDraftState.PUBLISHED: "success",
    RuleDraftState.DRAFT: "info",
}


def checked_values(rules: RuleSet) -> tuple[int, int]:
    """How many values there are, and how many somebody has checked against their source."""
    values = [value for _, value in sourced_values(rules)]
    return len(values), sum(value.verified for value in values)


programme = Blueprint("programme", __name__, template_folder="../templates")


@programme.app_template_filter("spoken")
def spoken(text: Text | None) -> str:
    """A text of a rule set in the reader's language; empty for none."""
    return "" if text is None else text.spoken(reader_locale().language)


@programme.app_template_filter("rule_value")
def rule_value(value: Any) -> str:
    """Any value of a rule set as a person reads it."""
    if isinstance(value, Text):
        return spoken(value)
    if isinstance(value, tuple):
        return "; ".join(rule_value(item) for item in value) or "–"
    if isinstance(value, str) and value in CODES:
        return str(gettext(CODES[value]))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number(value)
    return plain(value)


@programme.app_template_filter("draft_tone")
def draft_tone(state: RuleDraftState) -> str:
    """The colour of a draft's state."""
    return TONES.get(state, "neutral")


@programme.app_template_filter("language_words")
def language_words(code: str) -> str:
    """In which language a text changes."""
    return str(gettext(LANGUAGE_NAMES[code]))


@programme.app_template_global("confirmer_names")
def confirmer_names(confirmers: Sequence[str]) -> str:
    """The roles that confirm, in words."""
    return ", ".join(str(gettext(Role(name).label)) for name in confirmers)


@programme.app_template_global("rule_drafts_waiting")
def rule_drafts_waiting() -> Sequence[RuleSetDraft]:
    """Drafts that wait for the officer at the screen."""
    return drafts_waiting(signed_in())
