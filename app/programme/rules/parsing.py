"""From a document (YAML or JSON, already loaded) to a rule set, or every fault in it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cattrs import Converter, transform_error
from cattrs.v import format_exception

from app.core.money import Money
from app.programme.rules.checks import faults
from app.programme.rules.document import RuleSet


class RuleSetInvalid(ValueError):
    """The document is no rule set; `errors` names each fault with its path (`$.index.classes`)."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


def parse_rule_set(document: Mapping[str, Any]) -> RuleSet:
    """Read a rule set document.

    The shape is checked first, then what the parts say of each other (a decision naming an unknown
    pathway, bands with a gap). Either way all faults are reported at once.

    Raises:
        RuleSetInvalid: with every fault found and its path.
    """
    try:
        rules = _CONVERTER.structure(document, RuleSet)
    except Exception as error:
        raise RuleSetInvalid(transform_error(error, format_exception=_in_words)) from error
    if errors := faults(rules):
        raise RuleSetInvalid(errors)
    return rules


def _in_words(error: BaseException, kind: type | None) -> str:
    if isinstance(error, KeyError):
        return f"required: {error.args[0]}"
    if isinstance(error, ValueError):
        return str(error)
    return str(format_exception(error, kind))


def _whole_number(value: object, _: type) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"not a whole number: {value!r}")
    return value


def _number(value: object, _: type) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise ValueError(f"not a number: {value!r}")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return number


def _sentence(value: object, _: type) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"not a text: {value!r}")
    return value


def _truth(value: object, _: type) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"neither true nor false: {value!r}")
    return value


def _cents(value: object, _: type) -> Money:
    return Money(_whole_number(value, int))


def _day(value: object, _: type) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"not a date: {value!r}") from None


def _make_converter() -> Converter:
    """Strict about plain values. Enums of a document must not descend from str or int: the hooks
    of these would read them, and leave plain text behind.
    """
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(int, _whole_number)
    converter.register_structure_hook(Decimal, _number)
    converter.register_structure_hook(str, _sentence)
    converter.register_structure_hook(bool, _truth)
    converter.register_structure_hook(date, _day)
    converter.register_structure_hook(Money, _cents)
    return converter


_CONVERTER = _make_converter()
