"""How cases are shared out among counsellors, and what a centre manager may ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from app.core.errors import Refusal
from app.core.language import N_

MOST_AT_ONCE = 5_000
"""Cases of one distribution: more than any counsellor's caseload, few enough for one transaction."""
UNDO_DAYS = 7
"""For how long a distribution can be undone as a whole; a house rule, later one makes a new one."""
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Carrier:
    """A counsellor who may be given cases: how many they follow now, and the most they can follow."""

    id: int
    load: int
    most: int | None = None

    @property
    def is_full(self) -> bool:
        """Whether there is no room for one more."""
        return self.most is not None and self.load >= self.most


@dataclass(frozen=True)
class Chosen:
    """A case chosen for distribution, with who follows it now."""

    id: int
    counsellor_id: int | None


@dataclass(frozen=True)
class Spread:
    """Who is given which case, by case; and the cases for which nobody had room."""

    given: Mapping[int, int]
    left: tuple[int, ...]


def spread(cases: Sequence[Chosen], carriers: Iterable[Carrier]) -> Spread:
    """Share the cases out so that the loads end as even as they can, moving no more than needed.

    Each case in turn counts for whoever carries least (the smaller key when even) and has room. The
    loads of the carriers are without the chosen cases. A case stays with who follows it as long as
    their share has room for it. Example: loads 10 and 12 and four cases give three to the first and
    one to the second, 13 each. The same cases and loads always give the same answer.
    """
    shares = _shares(len(cases), carriers)
    given: dict[int, int] = {}
    for case in cases:
        if case.counsellor_id is not None and shares.get(case.counsellor_id, 0) > 0:
            shares[case.counsellor_id] -= 1
            given[case.id] = case.counsellor_id
    places = [key for key, number in sorted(shares.items()) for _ in range(number)]
    waiting = [case.id for case in cases if case.id not in given]
    given.update(zip(waiting, places, strict=False))
    return Spread(given, tuple(waiting[len(places) :]))


def _shares(number: int, carriers: Iterable[Carrier]) -> dict[int, int]:
    """How many of so many cases each carrier is given."""
    room = {carrier.id: carrier for carrier in carriers}
    queue = [(carrier.load, key) for key, carrier in room.items() if not carrier.is_full]
    heapify(queue)
    shares = dict.fromkeys(room, 0)
    while number and queue:
        load, key = heappop(queue)
        shares[key] += 1
        number -= 1
        most = room[key].most
        if most is None or load + 1 < most:
            heappush(queue, (load + 1, key))
    return shares


def distribution_refusals(
    *, cases: int, targets: int, reason_given: bool, note: str
) -> list[Refusal]:
    """Everything that forbids a distribution to be prepared."""
    found = []
    if cases == 0:
        message = N_("Choose at least one case.")
        found.append(Refusal("cases:none", message, field="cases"))
    if cases > MOST_AT_ONCE:
        message = N_("Choose at most %(most)s cases at once: narrow the filters.")
        found.append(Refusal("cases:many", message, {"most": MOST_AT_ONCE}, field="cases"))
    if targets == 0:
        message = N_("Choose who is to follow the cases.")
        found.append(Refusal("targets:none", message, field="targets"))
    if not reason_given:
        found.append(
            Refusal("reason:missing", N_("Choose a reason from the list."), field="reason")
        )
    if len(note) > LONGEST_NOTE:
        message = N_("Write at most %(most)s characters.")
        found.append(Refusal("note:long", message, {"most": LONGEST_NOTE}, field="note"))
    return found


def can_undo(made_at: datetime | None, at: datetime) -> bool:
    """Whether a distribution made then can still be undone as a whole."""
    return made_at is not None and at <= made_at + timedelta(days=UNDO_DAYS)
