"""Lets a lower floor cause something above: events in the past tense, reactions listed in wiring."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Handler = Callable[[Any], None]

_reactions: dict[type, tuple[Handler, ...]] = {}


def react(table: Mapping[type, Sequence[Handler]]) -> None:
    """Install the table of reactions; called once by the factory."""
    _reactions.clear()
    _reactions.update({event: tuple(handlers) for event, handlers in table.items()})


def publish(event: object) -> None:
    """Call every reaction to the event, in the table's order, in the same transaction."""
    for handler in _reactions.get(type(event), ()):
        handler(event)
