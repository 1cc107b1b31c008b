"""The journey of a case: how far each of its tasks has come, and what each side is told."""

from collections.abc import Iterator, Sequence
from enum import Enum

from app.cases.states import CASE_WORDS
from app.core.language import N_, Labelled
from app.core.state_machine import MACHINES, Audience, Messages

CASE = "case"
"""The machine of timeline entries that no state machine speaks of, such as the registration."""


class TaskStatus(Labelled):
    """How far a task of the case has come, in the words of a task list."""

    DONE = "done", N_("Done")
    TO_DO = "to_do", N_("To do")
    WAITING = "waiting", N_("Waiting for others")
    NOT_YET = "not_yet", N_("Cannot start yet")


def task_status(
    order: Sequence[Enum], current: Enum, steps: Sequence[Enum], *, is_with_centre: bool
) -> TaskStatus:
    """How far the task made of `steps` has come when the case stands at `current`.

    `order` is the whole journey. A task whose step is the present one is to do for the centre when
    the centre has to act, else it waits for others.
    """
    if current in steps:
        return TaskStatus.TO_DO if is_with_centre else TaskStatus.WAITING
    place = order.index(current)
    is_past = all(order.index(step) < place for step in steps)
    return TaskStatus.DONE if is_past else TaskStatus.NOT_YET


def messages_of(machine: str, action: str) -> Messages:
    """What each side is told of an action: the row of its state table, or its beginning."""
    if machine == CASE:
        return CASE_WORDS.get(action, {})
    found = MACHINES[machine]
    row = found.row_of(action)
    return row.messages if row else found.created


def reason_words(machine: str, action: str, reason: str | None) -> str:
    """The words of a coded reason given for an action; empty where there is none."""
    if not reason or machine == CASE:
        return ""
    row = MACHINES[machine].row_of(action)
    return row.reasons.get(reason, "") if row else ""


def silent_actions(audience: Audience) -> Iterator[tuple[str, str]]:
    """Every (machine, action) of the tables of which the audience is told nothing."""
    for name, machine in MACHINES.items():
        for row in machine.transitions:
            if audience not in row.messages:
                yield name, row.action.value
    for action, messages in CASE_WORDS.items():
        if audience not in messages:
            yield CASE, action


def silent_beginnings(audience: Audience) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every machine of whose beginnings the audience is told nothing, with its other actions."""
    for name, machine in MACHINES.items():
        if audience not in machine.created:
            yield name, tuple({row.action.value for row in machine.transitions})
