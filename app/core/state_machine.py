"""State machines as data: who may move what from where to where, and what is said about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.core.errors import IllegalTransition
from app.core.language import Labelled

MACHINES: dict[str, "StateMachine"] = {}
"""Every machine by name; timelines and the architecture tests read it."""


class Audience(Enum):
    """To whom the timeline speaks."""

    STAFF = "staff"
    PROVIDER = "provider"
    JOBSEEKER = "jobseeker"


Messages = Mapping[Audience, str]
"""What each side reads on the timeline; a side without an entry is not told."""


@dataclass(frozen=True)
class Transition:
    """One row of a state table.

    `permission` is the value of a `Permission`; None means only the system may do it. `reasons` maps
    code to label: when not empty, one of them must be given. `note_required` asks for words as well.
    """

    sources: frozenset[Labelled]
    action: Labelled
    target: Labelled
    permission: str | None
    messages: Messages = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    note_required: bool = False
    system_too: bool = False
    """The nightly job may do it as well, as the announced default of a deadline."""


class StateMachine:
    """A named table of transitions with its start and its final states."""

    def __init__(
        self,
        name: str,
        *,
        initial: Labelled,
        final: frozenset[Labelled],
        transitions: tuple[Transition, ...],
        created: Messages | None = None,
    ) -> None:
        self.name, self.initial, self.final = name, initial, final
        self.transitions = transitions
        self.created: Messages = created or {}
        self._table = {(source, row.action): row for row in transitions for source in row.sources}
        if len(self._table) != sum(len(row.sources) for row in transitions):
            raise ValueError(f"{name}: two rows for the same state and action")
        MACHINES[name] = self

    def transition(self, state: Labelled, action: Labelled) -> Transition:
        """The row for `action` from `state`. Raises IllegalTransition when there is none."""
        try:
            return self._table[state, action]
        except KeyError:
            raise IllegalTransition(self.name, state.value, action.value) from None

    def can(self, state: Labelled, action: Labelled) -> bool:
        """Whether the table has a row for `action` from `state`."""
        return (state, action) in self._table

    def actions_from(self, state: Labelled) -> Iterator[Transition]:
        """The rows that leave `state`, in the order of the table."""
        return (row for row in self.transitions if state in row.sources)

    def row_of(self, action_value: str) -> Transition | None:
        """The first row of the action stored under `action_value`, for the words of a timeline."""
        return next((row for row in self.transitions if row.action.value == action_value), None)
