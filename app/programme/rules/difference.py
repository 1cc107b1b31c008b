"""What changes from one rule set to another, item by item and field by field."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from itertools import groupby
from typing import Any

from app.core.language import N_, Labelled
from app.core.money import Money
from app.programme.rules.difference_words import FIELDS, ITEMS, LISTS, NAMING_FIELDS
from app.programme.rules.document import RuleSet
from app.programme.rules.provenance import Text

ABOUT = "about"
PART_FIELDS: Mapping[str, tuple[str, ...]] = {
    "measures": ("pathways", "service_types"),
    "values": ("deadlines", "parameters"),
    "index": ("index",),
    "questionnaire": ("questionnaire",),
    "decisions": ("openings", "decisions", "confirmers", "confirmations"),
    "ladder": ("conditionality",),
    "security": ("provider_security",),
    "words": ("reasons", "agreement", "sources"),
}
"""Which fields of a rule set make which part of its pages; what is named nowhere is `about`."""
_PROVENANCE = ("source", "verified", "verified_by", "verified_on", "note")
_NUMBERS = ("score", "coefficient", "amount", "at_least", "hours_max")
_FLAG_FIELDS = ("all_flags", "any_flags", "no_flags", "raises")


class Kind(Labelled):
    """What happened to an item or a value."""

    ADDED = "added", N_("added")
    REMOVED = "removed", N_("removed")
    CHANGED = "changed", N_("changed")
    MOVED = "moved", N_("moved")


@dataclass(frozen=True, slots=True)
class Step:
    """One item on the way to what changed: a question, and in it an answer."""

    label: str
    code: str
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changes.

    A changed value has a `field` with its values before and after; of a moved item these are its
    positions; of one added or removed they are its fields, as pairs of label and value.
    """

    part: str
    kind: Kind
    trail: tuple[Step, ...] = ()
    field: str = ""
    language: str = ""
    before: Any = None
    after: Any = None


def difference(before: RuleSet, after: RuleSet) -> list[Change]:
    """Everything that changes from one rule set to the other; empty for one and the same.

    Items are recognised by their code or number, so that one inserted at the top is one addition.
    The order is told where it changes: in the decision table the first rule that holds decides.
    """
    found: list[Change] = []
    part_of = {name: part for part, names in PART_FIELDS.items() for name in names}
    for field in fields(RuleSet):
        pair = _Pair(part_of.get(field.name, ABOUT), before, after)
        old, new = getattr(before, field.name), getattr(after, field.name)
        found.extend(pair.values(field.name, old, new, ()))
    order = [ABOUT, *PART_FIELDS]
    return sorted(found, key=lambda change: order.index(change.part))


def by_part(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """The changes of each part that has some, in the order of the pages."""
    return {part: list(group) for part, group in groupby(changes, key=lambda each: each.part)}


@dataclass(frozen=True, slots=True)
class _Pair:
    part: str
    before: RuleSet
    after: RuleSet

    def values(self, name: str, old: Any, new: Any, trail: tuple[Step, ...]) -> Iterator[Change]:
        """The changes of one field, whatever it holds."""
        if old == new:
            return
        if isinstance(old, Text) and isinstance(new, Text):
            yield from self._text(name, old, new, trail)
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self._items(name, dict(old), dict(new), trail)
        elif _holds_items(old) or _holds_items(new):
            yield from self._items(name, _keyed(old), _keyed(new), trail)
            yield from self._moves(name, old, new, trail)
        elif is_dataclass(old) and is_dataclass(new) and not isinstance(old, Money):
            yield from self._fields(old, new, trail)
        else:
            label = FIELDS.get(name, name)
            told = (self._told(name, old, self.before), self._told(name, new, self.after))
            yield Change(self.part, Kind.CHANGED, trail, label, "", *told)

    def _text(self, name: str, old: Text, new: Text, trail: tuple[Step, ...]) -> Iterator[Change]:
        for language in ("it", "en"):
            was, becomes = old.spoken(language), new.spoken(language)
            if was != becomes:
                label = FIELDS.get(name, name)
                yield Change(self.part, Kind.CHANGED, trail, label, language, was, becomes)

    def _fields(self, old: Any, new: Any, trail: tuple[Step, ...]) -> Iterator[Change]:
        for field in fields(new):
            was = getattr(old, field.name, None)
            yield from self.values(field.name, was, getattr(new, field.name), trail)

    def _items(
        self, name: str, old: dict[Any, Any], new: dict[Any, Any], trail: tuple[Step, ...]
    ) -> Iterator[Change]:
        for key, item in old.items():
            if key not in new:
                here = (*trail, _step(name, key, item))
                gist = self._gist(item, self.before)
                yield Change(self.part, Kind.REMOVED, here, before=gist)
        for key, item in new.items():
            here = (*trail, _step(name, key, item))
            if key not in old:
                yield Change(self.part, Kind.ADDED, here, after=self._gist(item, self.after))
            else:
                yield from self.values(name, old[key], item, here)

    def _moves(self, name: str, old: Any, new: Any, trail: tuple[Step, ...]) -> Iterator[Change]:
        was, becomes = list(_keyed(old)), list(_keyed(new))
        common = [key for key in becomes if key in set(was)]
        staying = set(_longest_rising([was.index(key) for key in common]))
        for key in common:
            if was.index(key) not in staying:
                here = (*trail, _step(name, key, _keyed(new)[key]))
                places = was.index(key) + 1, becomes.index(key) + 1
                yield Change(self.part, Kind.MOVED, here, "", "", *places)

    def _gist(self, item: Any, rules: RuleSet) -> tuple[Any, ...]:
        """What an item says, in pairs of label and value; what lies in it by its names."""
        if _holds_items(item):
            return _listed(item)
        if not is_dataclass(item):
            return ()
        names = [field.name for field in fields(item) if field.name not in NAMING_FIELDS]
        # The source comes last: what an item says matters first.
        ordered = sorted(names, key=lambda name: name in _PROVENANCE)
        return tuple(
            (FIELDS.get(name, name), self._told(name, value, rules))
            for name in ordered
            if (value := getattr(item, name)) not in (None, (), False)
        )

    def _told(self, name: str, value: Any, rules: RuleSet) -> Any:
        """A value as people know it: sources and flags by their titles."""
        if name == "source" and value in rules.sources:
            return rules.sources[value].title
        if name in _FLAG_FIELDS:
            known = {flag.code: flag.text for flag in rules.questionnaire.flags}
            return tuple(known.get(code, code) for code in value)
        if _holds_items(value) or (is_dataclass(value) and not _is_plain(value)):
            return self._gist(value, rules)
        return value


def _listed(items: Any) -> tuple[Any, ...]:
    """The items of a list by their names, each with the number that matters where it has one."""
    told = []
    for key, item in _keyed(items).items():
        name = _step("", key, item).text or str(key)
        number = next((getattr(item, field) for field in _NUMBERS if hasattr(item, field)), None)
        told.append((name, number))
    return tuple(told)


def _is_plain(value: Any) -> bool:
    return isinstance(value, (Text, Money))


def _holds_items(value: Any) -> bool:
    return isinstance(value, tuple) and any(
        is_dataclass(item) and not _is_plain(item) for item in value
    )


def _keyed(items: Any) -> dict[Any, Any]:
    """Items by what they are recognised by; those of one name are numbered."""
    seen: Counter[Any] = Counter()
    found: dict[Any, Any] = {}
    for item in items or ():
        key = _key(item)
        found[key if not seen[key] else (key, seen[key])] = item
        seen[key] += 1
    return found


def _key(item: Any) -> Any:
    if hasattr(item, "outcome"):
        return f"{item.outcome}, {item.intensity}"
    for name in ("code", "number", "area", "pathway", "unit"):
        if hasattr(item, name):
            return getattr(item, name)
    return ""


def _step(name: str, key: Any, item: Any) -> Step:
    label = LISTS.get(name) or ITEMS.get(type(item).__name__, name)
    texts = (getattr(item, field, None) for field in NAMING_FIELDS)
    text = next((text for text in texts if isinstance(text, Text)), None)
    if isinstance(key, Labelled):
        return Step(label, key.value, Text(key.label, key.label))
    return Step(label, str(key), text)


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """The longest run of rising numbers, in which what is left out has moved."""
    best: list[list[int]] = []
    for number in numbers:
        shorter = [run for run in best if run[-1] < number]
        best.append([*max(shorter, key=len, default=[]), number])
    return max(best, key=len, default=[])


def is_unchanged_but_dates(changes: Sequence[Change]) -> bool:
    """Whether nothing changes that anybody is decided by."""
    return all(change.part == ABOUT for change in changes)
