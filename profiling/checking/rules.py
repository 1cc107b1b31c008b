"""What differs between a stored result and the same result worked out again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from profiling.assessment.rules.pathway import Outcome
from profiling.assessment.rules.profile import Contribution, ProfileResult

MISSING = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that does not come out as stored, both sides as text."""

    field: str
    stored: str
    recomputed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProfile:
    """The result of a profile as it is stored."""

    index: Any
    profile_class: int
    parts: Sequence[Contribution]


def profile_differences(stored: StoredProfile, again: ProfileResult) -> list[Difference]:
    """Index, class and every contribution, field by field."""
    found = _compared(
        {"index": stored.index, "class": stored.profile_class},
        {"index": again.index, "class": again.profile_class},
    )
    was = {part.factor: part for part in stored.parts}
    now = {part.factor: part for part in again.contributions}
    for factor in {**was, **now}:
        one, two = was.get(factor), now.get(factor)
        if one != two:
            name = f"contributions.{factor}"
            found.append(Difference(name, _part_words(one), _part_words(two)))
    return found


def assessment_differences(stored: Mapping[str, Any], again: Outcome) -> list[Difference]:
    """Scores, flags, openings, pathway, rule and trace, field by field."""
    return _compared(
        stored,
        {
            "scores": dict(again.facts.scores),
            "flags": sorted(again.facts.flags),
            "openings": [rule.code for rule in again.openings],
            "proposed": again.proposal.pathway,
            "rule": again.proposal.rule,
            "trace": [asdict(line) for line in again.proposal.trace],
        },
    )


def unreadable(fault: Exception) -> Difference:
    """A result that cannot even be worked out again is a difference too."""
    return Difference("inputs", MISSING, type(fault).__name__)


def quota_of(sample: int, versions: int) -> int:
    """How many rows of each version a sample looks at: all alike, old versions too, at least one."""
    return max(1, sample // versions) if versions else 0


def _compared(stored: Mapping[str, Any], again: Mapping[str, Any]) -> list[Difference]:
    return [
        Difference(name, _text(stored[name]), _text(value))
        for name, value in again.items()
        if _plain(stored[name]) != _plain(value)
    ]


def _plain(value: Any) -> Any:
    """As the database gives it back: no tuples, numbers as they are."""
    if isinstance(value, dict | list | tuple):
        return json.loads(json.dumps(value, default=str))
    return value


def _text(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return str(value)


def _part_words(part: Contribution | None) -> str:
    if part is None:
        return MISSING
    return f"{part.value} {part.category} {part.coefficient} {part.effect}"
