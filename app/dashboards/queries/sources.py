"""What the desk is made of: every kind of thing that falls due, as a table the roof fills in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.programme.rules.document import RuleSet


@dataclass(frozen=True)
class Present:
    """What deadlines are reckoned from: the day, and the rules in force on it."""

    day: date
    rules: RuleSet


Conditions = Callable[[Present], Sequence[ColumnElement[bool]]]


@dataclass(frozen=True)
class Act:
    """Something to be done: its code in addresses, what it is called, the verb on its link, the page.

    The endpoint takes `case_id`; where `item` names a further argument, it is the key of what is due.
    """

    kind: str
    label: str
    verb: str
    endpoint: str
    permission: Permission
    item: str = ""


@dataclass(frozen=True)
class DeskSource:
    """One table in which things fall due.

    `model` is walked in the order of `due_on` and its key; whose a thing is stands in `whose`,
    else in its case. `kind` and `ball` are columns where they differ
    from row to row. `waits` says which rows wait on a day; where it asks about the case,
    `asks_case` says so: otherwise the case is not read for what its own row does not need.
    """

    model: Any
    due_on: Any
    acts: tuple[Act, ...]
    waits: Conditions
    kind: Any = None
    ball: Any = None
    whose: Any = None
    asks_case: bool = False

    @property
    def is_case(self) -> bool:
        """Whether it is the case's own row that falls due."""
        return self.model is Jobseeker

    @property
    def case_id(self) -> Any:
        """The column with the key of the case."""
        return Jobseeker.id if self.is_case else self.model.jobseeker_id

    @property
    def counsellor_id(self) -> Any:
        """The column that says whose it is."""
        return Jobseeker.counsellor_id if self.whose is None else self.whose


_sources: list[DeskSource] = []


def furnish_centre(sources: Sequence[DeskSource]) -> None:
    """Say what falls due; called once by `app.wiring`."""
    _sources[:] = sources


def desk_sources(user: User) -> list[tuple[int, DeskSource]]:
    """What the user may do something about, each with its place among equals of a day."""
    return [
        (place, source)
        for place, source in enumerate(_sources)
        if any(user.may(act.permission) for act in source.acts)
    ]


def acts_of(user: User) -> dict[str, Act]:
    """Everything the user may have to do, by its code."""
    return {act.kind: act for source in _sources for act in source.acts if user.may(act.permission)}
