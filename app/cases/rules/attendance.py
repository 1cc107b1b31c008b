"""How much of what was agreed was kept: the figures of an agreement's report."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.cases.states import DutyKind, DutyState

WITH_SOMEBODY = frozenset({DutyKind.CONTACT, DutyKind.APPOINTMENT})


@dataclass(frozen=True)
class Attendance:
    """Counts of duties of one group by what became of them."""

    done: int
    missed: int
    excused: int
    unrecorded: int
    """Past, with no outcome yet."""

    @property
    def due(self) -> int:
        """How many were due so far: what was moved or called off was not."""
        return self.done + self.missed + self.excused + self.unrecorded

    @property
    def percent(self) -> int | None:
        """The share kept, of those kept or missed; an excused absence counts for neither.

        Example: 8 kept, 2 missed, 1 excused are 80 per cent. None when nothing is known yet. It is
        rounded down, so that 100 means all.
        """
        known = self.done + self.missed
        return self.done * 100 // known if known else None


def attendance(found: Iterable[tuple[DutyState, bool]]) -> Attendance:
    """The counts of duties, each given by its state and whether its time is past."""
    listed = list(found)

    def count(state: DutyState) -> int:
        return sum(one is state for one, _is_past in listed)

    unrecorded = sum(state is DutyState.PLANNED and is_past for state, is_past in listed)
    return Attendance(
        count(DutyState.DONE), count(DutyState.MISSED), count(DutyState.EXCUSED), unrecorded
    )
