"""Weekly hours of an edition: on which weekdays, from when to when, and where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations
from typing import Any

from app.core.errors import Refusal
from app.core.language import N_

MOST_SLOTS = 4
LONGEST_PLACE = 80
MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The same hours on one or more days of the week; 1 is Monday, 7 Sunday."""

    days: tuple[int, ...]
    begins: time | None
    ends: time | None
    place: str = ""
    """A room or an address, where it is not simply the site."""

    @property
    def minutes(self) -> int:
        """How long it lasts on one day; 0 while it is not complete."""
        if self.begins is None or self.ends is None:
            return 0
        return max(0, _minute(self.ends) - _minute(self.begins))


def slots_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Slot, ...]:
    """The weekly hours as an edition keeps them."""
    return tuple(
        Slot(
            days=tuple(item["days"]),
            begins=time.fromisoformat(item["from"]),
            ends=time.fromisoformat(item["to"]),
            place=item.get("place", ""),
        )
        for item in stored
    )


def as_stored(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    """The weekly hours as an edition keeps them: plain values, days in order."""
    return [
        {
            "days": sorted(set(slot.days)),
            "from": f"{slot.begins:%H:%M}",
            "to": f"{slot.ends:%H:%M}",
            "place": slot.place,
        }
        for slot in slots
    ]


def slot_refusals(slots: Sequence[Slot]) -> list[Refusal]:
    """What is wrong with the weekly hours, every line by its number: days, order, two at once."""
    reasons = [reason for number, slot in enumerate(slots, 1) for reason in _line(number, slot)]
    if len(slots) > MOST_SLOTS:
        message = N_("Give at most %(most)s lines of weekly hours.")
        reasons.append(Refusal("slots_too_many", message, {"most": MOST_SLOTS}, "slots"))
    for (first, one), (second, other) in combinations(enumerate(slots, 1), 2):
        if _at_once(one, other):
            message = N_("Lines %(first)s and %(second)s of the weekly hours overlap.")
            params = {"first": first, "second": second}
            reasons.append(Refusal("slots_overlap", message, params, "slots"))
    return reasons


def planned_minutes(slots: Sequence[Slot], starts_on: date, ends_on: date) -> int:
    """Minutes the weekly hours make from the first to the last day, holidays not taken out.

    Example: Monday and Wednesday from 9 to 13, from a Monday to the Friday of the week after: four
    mornings, 960 minutes.
    """
    return sum(
        slot.minutes * sum(_occurrences(day, starts_on, ends_on) for day in set(slot.days))
        for slot in slots
    )


def day_runs(days: Iterable[int]) -> list[tuple[int, int]]:
    """Weekdays as runs from the first to the last: 1, 2, 3 and 5 are 1 to 3, and 5."""
    runs: list[tuple[int, int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][1] == day - 1:
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return runs


def _line(number: int, slot: Slot) -> Iterable[Refusal]:
    params: dict[str, Any] = {"line": number}
    if not slot.days or not all(1 <= day <= 7 for day in slot.days):
        message = N_("Line %(line)s of the weekly hours: choose at least one day.")
        yield Refusal("slot_without_day", message, params, "slots")
    if slot.begins is None or slot.ends is None:
        message = N_("Line %(line)s of the weekly hours: enter from when and to when.")
        yield Refusal("slot_without_hours", message, params, "slots")
    elif slot.ends <= slot.begins:
        message = N_("Line %(line)s of the weekly hours: the end must come after the beginning.")
        yield Refusal("slot_reversed", message, params, "slots")
    if len(slot.place) > LONGEST_PLACE:
        message = N_(
            "Line %(line)s of the weekly hours: at most %(most)s characters for the place."
        )
        yield Refusal("slot_place_long", message, {**params, "most": LONGEST_PLACE}, "slots")


def _at_once(one: Slot, other: Slot) -> bool:
    if not set(one.days) & set(other.days) or not (one.minutes and other.minutes):
        return False
    return _minute(one.begins) < _minute(other.ends) and _minute(other.begins) < _minute(one.ends)


def _minute(moment: time | None) -> int:
    return moment.hour * MINUTES + moment.minute if moment else 0


def _occurrences(weekday: int, first: date, last: date) -> int:
    """How often the weekday comes between two days, both included."""
    days = (last - first).days
    ahead = (weekday - first.isoweekday()) % 7
    return 0 if ahead > days else 1 + (days - ahead) // 7
