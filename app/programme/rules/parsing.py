"""From a document (YAML or JSON, already loaded) to a rule set, or every fault in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError
from cattrs.cols import is_mapping, mapping_structure_factory
from cattrs.errors import AttributeValidationNote, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from app.core.language import Labelled
from app.core.money import Money
from app.programme.rules.checks import faults
from app.programme.rules.document import RuleSet
from app.programme.rules.faults import Fault, Place, RuleSetInvalid, Unfit, fault, quoted
from app.programme.rules.written import read_text

KEPT_TEXTS = 8
LARGEST = 2**53
"""Whole numbers beyond it mean nothing here, and other programs would round them."""


@dataclass(frozen=True)
class Reading:
    """What a text says: its plain values while it can be read, its rules while they hold together."""

    document: dict[str, Any] | None
    rules: RuleSet | None
    faults: tuple[Fault, ...] = ()


@lru_cache(maxsize=KEPT_TEXTS)
def examine(text: str) -> Reading:
    """Read a text as a rule set; its faults come with their lines, from the top of the text.

    The last ones are kept, as a draft's pages read the same text again and again.
    """
    try:
        written = read_text(text)
    except RuleSetInvalid as invalid:
        return Reading(None, None, invalid.faults)
    try:
        return Reading(written.document, parse_rule_set(written.document))
    except RuleSetInvalid as invalid:
        found = [written.found(wrong) for wrong in invalid.faults]
        return Reading(
            written.document, None, tuple(sorted(found, key=lambda each: each.line or 0))
        )


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
        raise RuleSetInvalid(_faults_of_shape(error, ())) from error
    if found := list(faults(rules)):
        raise RuleSetInvalid(found)
    return rules


def _faults_of_shape(error: BaseException, place: Place) -> Iterator[Fault]:
    """The faults of a failed reading, each at the place its notes name."""
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from _faults_of_shape(inner, (*place, *_step(inner)))
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields):
            yield fault("unknown_field", (*place, name), name=name)
    elif isinstance(error, Unfit):
        yield fault(error.code, place, **error.params)
    elif isinstance(error, KeyError):
        yield fault("required", place[:-1], name=error.args[0])
    else:
        yield fault("unfit", place, value=quoted(str(error)))


def _step(error: BaseException) -> Place:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


def _whole_number(value: object, _: type) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("whole_number", value=quoted(value))
    if abs(value) > LARGEST:
        raise Unfit("number_too_large", value=quoted(value))
    return value


def _number(value: object, _: type) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise Unfit("number", value=quoted(value))
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Unfit("number", value=quoted(value)) from None
    if not number.is_finite():
        raise Unfit("number", value=quoted(value))
    if abs(number) > LARGEST:
        raise Unfit("number_too_large", value=quoted(value))
    return number


def _sentence(value: object, _: type) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unfit("text", value=quoted(value))
    return value


def _truth(value: object, _: type) -> bool:
    if not isinstance(value, bool):
        raise Unfit("truth", value=quoted(value))
    return value


def _cents(value: object, _: type) -> Money:
    return Money(_whole_number(value, int))


def _day(value: object, _: type) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Unfit("day", value=quoted(value)) from None


def _one_of(value: object, kind: Any) -> Any:
    known = {str(item): item for item in get_args(kind)}
    if isinstance(value, bool) or str(value) not in known:
        raise Unfit("one_of", value=quoted(value), known=", ".join(known))
    return known[str(value)]


def _member(value: object, kind: Any) -> Any:
    known = {member.value: member for member in kind}
    if not isinstance(value, str) or value not in known:
        raise Unfit("one_of", value=quoted(value), known=", ".join(known))
    return known[value]


def _only(kind: type, code: str, read: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Read the value as the converter would, once it is of that kind: a text is no list of letters."""

    def strictly(value: Any, target: Any) -> Any:
        if not isinstance(value, kind):
            raise Unfit(code, value=quoted(value))
        return read(value, target)

    return strictly


def _make_converter() -> Converter:
    """Strict about plain values. Enums of a document must not descend from str or int: the hooks
    of these would read them, and leave plain text behind.
    """
    converter = Converter(forbid_extra_keys=True)
    for kind, hook in _PLAIN.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_func(lambda kind: _origin(kind) is Literal, _one_of)
    converter.register_structure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, Labelled), _member
    )
    converter.register_structure_hook_factory(
        lambda kind: _origin(kind) is tuple,
        lambda kind: _only(list, "list", _items(converter, list[get_args(kind)[0]])),  # type: ignore[misc]
    )
    converter.register_structure_hook_factory(
        is_mapping,
        lambda kind: _only(dict, "fields", mapping_structure_factory(kind, converter, dict)),
    )
    converter.register_structure_hook_factory(
        lambda kind: is_dataclass(kind) and kind is not Money,
        lambda kind: _only(dict, "fields", make_dict_structure_fn(kind, converter)),
    )
    return converter


def _origin(kind: Any) -> Any:
    return get_origin(kind)


def _items(converter: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    return lambda value, _: tuple(converter.structure(value, kind))


_PLAIN: dict[Any, Callable[[Any, Any], Any]] = {
    int: _whole_number,
    Decimal: _number,
    str: _sentence,
    bool: _truth,
    date: _day,
    Money: _cents,
}
_CONVERTER = _make_converter()
