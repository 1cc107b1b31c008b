"""Rule sets for tests: the shipped document, whole or changed."""

import copy
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.programme.rules.document import RuleSet
from app.programme.rules.parsing import parse_rule_set

SHIPPED = Path(__file__).parents[2] / "app/programme/rulesets/gol-2-illustrative.yaml"


@cache
def _loaded() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return document


def shipped_document() -> dict[str, Any]:
    """A copy of the shipped document, to be changed at will."""
    return copy.deepcopy(_loaded())


@cache
def shipped_rules() -> RuleSet:
    """The rule set in force."""
    return parse_rule_set(_loaded())


def next_text(first_day: date, *, choice_days: int = 45) -> str:
    """The text of the shipped document as the next version, with another deadline to choose."""
    text = SHIPPED.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^version:.*$", "version: 3", text, count=1)
    text = re.sub(r"(?m)^effective_from:.*$", f"effective_from: {first_day}", text, count=1)
    return re.sub(r"(choice_days: *\{?\s*days: )\d+", rf"\g<1>{choice_days}", text, count=1)
