"""From the text of a YAML file to plain values that remember their lines, or a refusal soon."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from app.programme.rules.faults import Fault, Place, RuleSetInvalid, fault, quoted

LONGEST_TEXT = 1_000_000
"""Bytes; the shipped rule sets have some 70,000."""
MEGABYTES = 1
DEEPEST = 40
MOST_VALUES = 12_000
"""Values with all repetitions written out: what an alias bomb would multiply without end."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge")
)
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""The database stores no NUL, and half a surrogate pair is no character."""
_OLD_NUMBERS = re.compile(r"[-+]?(0[0-9xob_]|.*:)")
"""Octal, hexadecimal and base 60, which YAML 1.1 reads into `010` and `12:30` and nobody means."""
_COLLECTION_TAGS = (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(frozen=True)
class Written:
    """A document as plain values, and the line and column of each of its fields."""

    document: dict[str, Any]
    lines: Mapping[Place, tuple[int, int]]

    def found(self, wrong: Fault) -> Fault:
        """The fault with its line: that of its place, or of the nearest thing around it."""
        if wrong.line is not None:
            return wrong
        place = wrong.place
        while place not in self.lines:
            place = place[:-1]
        return wrong.at_line(*self.lines[place])


def text_of(content: bytes) -> str:
    """The text of a file. Raises RuleSetInvalid when it is none, or too long."""
    if len(content) > LONGEST_TEXT:
        raise RuleSetInvalid([fault("too_long", most=MEGABYTES)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise RuleSetInvalid([fault("not_text").at_line(line, column)]) from None


def unkeepable(text: str) -> Fault | None:
    """Why a text cannot even be kept as a draft; None when it can."""
    if len(text) > LONGEST_TEXT or len(text.encode(errors="surrogatepass")) > LONGEST_TEXT:
        return fault("too_long", most=MEGABYTES)
    if strange := _UNSTORABLE.search(text):
        at = strange.start()
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        return fault("control_character").at_line(line, column)
    return None


def read_text(text: str) -> Written:
    """Read a text as one YAML document of plain values.

    Aliases are allowed, within bounds; names that stand twice, other tags, and what the database
    could not store are not. Raises RuleSetInvalid.
    """
    if wrong := unkeepable(text):
        raise RuleSetInvalid([wrong])
    if not text.strip():
        raise RuleSetInvalid([fault("empty").at_line(1, 1)])
    try:
        return _Reader(text).read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wrong = fault("not_yaml", said=error.problem or error.context or "")
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise RuleSetInvalid([wrong.at_line(*where)]) from None
    except yaml.YAMLError as error:
        raise RuleSetInvalid([fault("not_yaml", said=quoted(str(error))).at_line(1, 1)]) from None


@dataclass
class _Value:
    plain: Any
    size: int = 1


class _Reader:
    """Builds plain values from the events of the YAML parser, so that every bound holds as it reads."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._resolver, self._constructor = Resolver(), SafeConstructor()
        self._anchors: dict[str, _Value | None] = {}
        self._lines: dict[Place, tuple[int, int]] = {(): (1, 1)}
        self._faults: list[Fault] = []
        self._read = 0

    def read(self) -> Written:
        document: Any = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if document is not None:
                    raise self._stop("second_document", event)
                document = self._document(next(self._events))
        if document is None:
            raise RuleSetInvalid([fault("empty").at_line(1, 1)])
        if self._faults:
            raise RuleSetInvalid(self._faults)
        return Written(document, self._lines)

    def _document(self, event: Any) -> dict[str, Any]:
        if not isinstance(event, yaml.MappingStartEvent):
            raise self._stop("not_a_document", event)
        plain: dict[str, Any] = self._value(event, ()).plain
        return plain

    def _value(self, event: Any, place: Place) -> _Value:
        self._lines.setdefault(place, _where(event))
        if len(place) > DEEPEST:
            raise self._stop("nested_too_deep", event, most=DEEPEST)
        if isinstance(event, yaml.AliasEvent):
            return self._counted(self._repeated(event, place), event)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._read += 1
        if isinstance(event, yaml.ScalarEvent):
            value = _Value(self._scalar(event, place))
        else:
            if event.tag not in _COLLECTION_TAGS:
                raise self._stop("unknown_tag", event, place, tag=event.tag)
            is_list = isinstance(event, yaml.SequenceStartEvent)
            value = self._list(place) if is_list else self._fields(place)
        if event.anchor:
            self._anchors[event.anchor] = value
        return self._counted(value, event)

    def _counted(self, value: _Value, event: Any) -> _Value:
        if value.size > MOST_VALUES or self._read > MOST_VALUES:
            raise self._stop("too_large", event, most=MOST_VALUES)
        return value

    def _repeated(self, event: Any, place: Place) -> _Value:
        if event.anchor not in self._anchors:
            raise self._stop("unknown_anchor", event, place, name=event.anchor)
        value = self._anchors[event.anchor]
        if value is None:
            raise self._stop("anchor_in_itself", event, place, name=event.anchor)
        return value

    def _list(self, place: Place) -> _Value:
        items: list[_Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*place, len(items))))
        return _Value([item.plain for item in items], 1 + sum(item.size for item in items))

    def _fields(self, place: Place) -> _Value:
        fields: dict[str, _Value] = {}
        merged: dict[str, Any] = {}
        first: dict[str, int] = {}
        size = 1
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            name = self._name(key, place)
            here = (*place, name)
            self._lines[here] = _where(key)
            value = self._value(next(self._events), here)
            size += 1 + value.size
            if name in first:
                again = fault("twice_in_file", here, name=name, first=first[name])
                self._faults.append(again.at_line(*_where(key)))
            elif name == "<<" and key.implicit[0]:
                merged |= self._merged(value.plain, key, here)
            first.setdefault(name, _where(key)[0])
            if name != "<<":
                fields.setdefault(name, value)
        plain = merged | {name: value.plain for name, value in fields.items()}
        return _Value(plain, size)

    def _name(self, event: Any, place: Place) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.anchor:
            raise self._stop("name_not_text", event, place)
        name = self._scalar(event, place)
        if not isinstance(name, str):
            raise self._stop("name_not_text", event, place)
        return name

    def _merged(self, plain: Any, event: Any, place: Place) -> dict[str, Any]:
        parts = plain if isinstance(plain, list) else [plain]
        if not all(isinstance(part, dict) for part in parts):
            raise self._stop("fields", event, place, value=quoted(plain))
        return {name: value for part in reversed(parts) for name, value in part.items()}

    def _scalar(self, event: Any, place: Place) -> Any:
        tag = event.tag
        if tag in (None, "!"):
            tag = self._resolver.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
        if tag == _TEXT and not _UNSTORABLE.search(event.value):
            return event.value
        if tag not in _PLAIN_TAGS:
            raise self._stop("unknown_tag", event, place, tag=tag)
        if tag.endswith(":merge"):
            return event.value
        try:
            plain = self._constructor.construct_object(yaml.ScalarNode(tag, event.value))
        except (ValueError, OverflowError, KeyError, AttributeError):
            plain = ...
        if not _is_storable(plain) or (
            isinstance(plain, int | float) and _OLD_NUMBERS.match(event.value)
        ):
            wrong = fault("not_a_value", place, value=quoted(event.value))
            self._faults.append(wrong.at_line(*_where(event)))
        return plain

    def _stop(self, code: str, event: Any, place: Place = (), **params: object) -> RuleSetInvalid:
        wrong = fault(code, place, **params).at_line(*_where(event))
        return RuleSetInvalid([*self._faults, wrong])


def _is_storable(plain: Any) -> bool:
    """Whether JSON has a form for it that reads back the same."""
    if isinstance(plain, float):
        return isfinite(plain)
    if isinstance(plain, str):
        return not _UNSTORABLE.search(plain)
    if isinstance(plain, datetime):
        return False
    return plain is None or isinstance(plain, (bool, int, date))


def _where(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
