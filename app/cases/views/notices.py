"""What waits in a case beside its step: sentences the floors above put on the first page of each side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.cases.models.jobseeker import Jobseeker
from app.core.state_machine import Audience


@dataclass(frozen=True)
class Notice:
    """A sentence in the reader's language, and where to go with it."""

    text: str
    url: str | None = None
    action: str = ""


Noticing = Callable[[Jobseeker, Audience], Iterator[Notice]]

_noticing: list[Noticing] = []


def furnish_notices(table: Sequence[Noticing]) -> None:
    """Install the table of wiring."""
    _noticing[:] = table


def case_notices(case: Jobseeker, audience: Audience) -> list[Notice]:
    """Everything that waits in the case, in the order of wiring."""
    return [notice for noticing in _noticing for notice in noticing(case, audience)]
