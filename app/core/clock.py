"""The only reader of time; tests and demonstrations can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


class _Shift:
    """How far the whole process is moved from real time (demonstrations)."""

    by = timedelta(0)


def now() -> datetime:
    """The present instant, in UTC."""
    return _frozen.get() or datetime.now(UTC) + _Shift.by


def today() -> date:
    """The present civil day in Italy, on which legal deadlines are counted."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The civil day in Italy of an instant."""
    return instant.astimezone(ROME).date()


def start_at(instant: datetime) -> None:
    """Let the clock of this process run on from `instant` (a demonstration of another day)."""
    _Shift.by = instant - datetime.now(UTC)


@contextmanager
def frozen(instant: datetime | date) -> Iterator[None]:
    """Hold time still inside the block; a bare date means noon in Italy."""
    if not isinstance(instant, datetime):
        instant = datetime(instant.year, instant.month, instant.day, 12, tzinfo=ROME)
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
