"""The tests a decision table is written in."""

from dataclasses import dataclass

from app.programme.rules.provenance import Sourced, Text


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """The score of an area lies between two bounds, both included.

    An area that was not assessed has no score, and no test on it holds.
    """

    area: str
    at_least: int | None = None
    at_most: int | None = None

    def holds(self, score: int | None) -> bool:
        """Whether this score passes."""
        if score is None:
            return False
        low = self.at_least is None or score >= self.at_least
        high = self.at_most is None or score <= self.at_most
        return low and high


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Holds when all of its tests hold; without tests it always holds."""

    classes: tuple[int, ...] = ()
    scores: tuple[ScoreTest, ...] = ()
    all_flags: tuple[str, ...] = ()
    any_flags: tuple[str, ...] = ()
    no_flags: tuple[str, ...] = ()

    @property
    def is_always(self) -> bool:
        """Whether nothing is asked."""
        return not (
            self.classes or self.scores or self.all_flags or self.any_flags or self.no_flags
        )

    @property
    def flags(self) -> tuple[str, ...]:
        """Every flag it looks at."""
        return self.all_flags + self.any_flags + self.no_flags


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRule(Sourced):
    """One reason to open an area that is closed at first (area D)."""

    code: str
    area: str
    when: Condition
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule(Sourced):
    """One line of the decision table: the first whose condition holds proposes its pathway."""

    code: str
    pathway: int
    when: Condition
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(Sourced):
    """A departure from the proposal that binds only once a second person has confirmed it.

    It holds for persons of whom `when` holds, from one of the pathways `proposed` to one of those
    `decided`; an empty list means any.
    """

    code: str
    when: Condition = Condition()
    proposed: tuple[int, ...] = ()
    decided: tuple[int, ...] = ()
    reason: Text
