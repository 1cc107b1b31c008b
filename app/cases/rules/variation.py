"""What a new version of an agreement adds, removes and changes: the list that is signed with it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.cases.rules.agreement import Action, Terms

SINGLE = ("pathway", "contact_frequency", "ends_on", "responsible_id", "profile")
"""Terms that have one value, in the order in which they are read."""


@dataclass(frozen=True)
class Moved:
    """An action that stays, with another date."""

    action: Action
    was: date


@dataclass(frozen=True)
class Changed:
    """A term that has another value."""

    term: str
    was: Any
    now: Any


@dataclass(frozen=True, kw_only=True)
class Variation:
    """Everything by which one version differs from another; nothing of it is left out."""

    added: tuple[Action, ...] = ()
    removed: tuple[Action, ...] = ()
    moved: tuple[Moved, ...] = ()
    proofs_added: tuple[str, ...] = ()
    proofs_removed: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two versions say the same."""
        return self == Variation()


def variation(before: Terms, after: Terms) -> Variation:
    """What the later version adds, removes and changes.

    A variation cannot shrink in silence what was promised, hence removals are named, and additions
    as well: what is asked anew of the person is as much theirs to know. Applied to the earlier
    version the list gives the later one (`varied`), so it cannot lack anything.
    """
    old, new = Counter(before.actions), Counter(after.actions)
    gone, come = _listed(old - new), _listed(new - old)
    moved = list(_moved(gone, come))
    return Variation(
        added=tuple(come),
        removed=tuple(gone),
        moved=tuple(moved),
        proofs_added=_without(after.search_proofs, before.search_proofs),
        proofs_removed=_without(before.search_proofs, after.search_proofs),
        changed=tuple(
            Changed(term, getattr(before, term), getattr(after, term))
            for term in SINGLE
            if getattr(before, term) != getattr(after, term)
        ),
    )


def varied(before: Terms, difference: Variation) -> Terms:
    """The earlier version with the list applied; actions by date, proofs by code."""
    actions = Counter(before.actions)
    actions.subtract(difference.removed)
    actions.update(difference.added)
    for move in difference.moved:
        actions.subtract([replace(move.action, due_on=move.was)])
        actions.update([move.action])
    proofs = (set(before.search_proofs) - set(difference.proofs_removed)) | set(
        difference.proofs_added
    )
    values = {change.term: change.now for change in difference.changed}
    return replace(before, actions=_listed(+actions), search_proofs=tuple(sorted(proofs)), **values)


def in_order(terms: Terms) -> Terms:
    """The same terms with actions by date and proofs by code, to be compared."""
    return replace(
        terms,
        actions=_listed(Counter(terms.actions)),
        search_proofs=tuple(sorted(set(terms.search_proofs))),
    )


def as_stored(difference: Variation) -> dict[str, Any]:
    """The list as it is kept with the version that was signed."""
    return {
        "added": [_action_stored(action) for action in difference.added],
        "removed": [_action_stored(action) for action in difference.removed],
        "moved": [
            {**_action_stored(move.action), "was": move.was.isoformat()}
            for move in difference.moved
        ],
        "proofs_added": list(difference.proofs_added),
        "proofs_removed": list(difference.proofs_removed),
        "changed": [
            {"term": change.term, "was": _stored(change.was), "now": _stored(change.now)}
            for change in difference.changed
        ],
    }


def from_stored(kept: Mapping[str, Any]) -> Variation:
    """The list as it was signed."""
    return Variation(
        added=tuple(_action(item) for item in kept["added"]),
        removed=tuple(_action(item) for item in kept["removed"]),
        moved=tuple(
            Moved(_action(item), date.fromisoformat(item["was"])) for item in kept["moved"]
        ),
        proofs_added=tuple(kept["proofs_added"]),
        proofs_removed=tuple(kept["proofs_removed"]),
        changed=tuple(
            Changed(
                item["term"], _read(item["term"], item["was"]), _read(item["term"], item["now"])
            )
            for item in kept["changed"]
        ),
    )


def _moved(gone: list[Action], come: list[Action]) -> Iterator[Moved]:
    """Takes out of both lists what only has another date."""
    for action in list(gone):
        same = next((new for new in come if _called(new) == _called(action)), None)
        if same is not None:
            gone.remove(action)
            come.remove(same)
            yield Moved(same, action.due_on)


def _called(action: Action) -> tuple[str, str]:
    return action.code, action.description


def _listed(actions: Counter[Action]) -> list[Action]:
    return sorted(
        actions.elements(), key=lambda action: (action.due_on, action.code, action.description)
    )


def _without(these: Sequence[str], those: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(these) - set(those)))


def _action_stored(action: Action) -> dict[str, Any]:
    return {name: _stored(value) for name, value in vars(action).items()}


def _action(item: Mapping[str, Any]) -> Action:
    due_on = date.fromisoformat(item["due_on"])
    return Action(code=item["code"], description=item["description"], due_on=due_on)


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(term: str, value: Any) -> Any:
    return date.fromisoformat(value) if term == "ends_on" and value else value
