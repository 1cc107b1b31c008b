"""The status over time as pages draw it: bars, words, rows of the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from app.cases.models.status import StatusEvent
from app.cases.queries.status import Status
from app.cases.rules.journey import reason_words
from app.cases.rules.status_history import StatusKind
from app.cases.rules.unemployment import Standing, Stretch
from app.core.language import N_
from app.core.listing import Column

DAY = timedelta(1)
AFTERWARDS = 30
"""Days the picture shows after what is known."""

TONES = {
    Standing.WITHOUT_WORK: "before",
    Standing.NOTICE: "notice",
    Standing.UNEMPLOYED: "counted",
    Standing.SUSPENDED: "rests",
    Standing.ENDED: "ended",
}
ACTION_OF = {StatusKind.REJECTED: "reject", StatusKind.ENDED: "end", StatusKind.RESTORED: "restore"}


@dataclass(frozen=True)
class Bar:
    """One stretch in the picture: where it starts and how long it is, in hundredths of the width."""

    label: str
    tone: str
    first: date
    last: date | None
    days: int
    x: float
    width: float


def bars_of(line: Sequence[Stretch], *, on: date) -> list[Bar]:
    """The stretches up to today, and on to what is already certain to come."""
    known = max([on, *(part.first for part in line)])
    until = known + AFTERWARDS * DAY
    start = line[0].first
    span = max(1, (until - start).days + 1)
    bars = []
    for part in line:
        days = (min(part.ends, until) - part.first).days + 1
        x = (part.first - start).days / span * 100
        bars.append(
            Bar(
                part.standing.label, TONES[part.standing], part.first, part.last,
                part.days_until(on), round(x, 2), round(days / span * 100, 2),
            )
        )  # fmt: skip
    return bars


@dataclass(frozen=True)
class HistoryRow:
    """An event of the history in words."""

    event: StatusEvent
    is_set_aside: bool

    @property
    def reason(self) -> str:
        """The words of its coded reason."""
        action = ACTION_OF.get(self.event.kind)
        return reason_words("did", action, self.event.reason) if action else ""


def history_rows(status: Status) -> list[HistoryRow]:
    """The history, the latest event first; those annulled are marked."""
    superseded = {event.supersedes_id for event in status.events}
    return [HistoryRow(event, event.id in superseded) for event in reversed(status.events)]


COLUMNS: tuple[Column[Any], ...] = (
    Column("kind", N_("Event"), lambda row: row.event.kind),
    Column("happened_on", N_("Day of the fact"), lambda row: row.event.happened_on),
    Column("effective_on", N_("Takes effect on"), lambda row: row.event.effective_on),
    Column("reason", N_("Reason"), lambda row: _(row.reason) if row.reason else ""),
    Column("source", N_("Source"), lambda row: row.event.source),
    Column("months", N_("Months counted"), lambda row: row.event.months_counted),
    Column("days", N_("Days counted"), lambda row: row.event.days_counted),
    Column(
        "who",
        N_("Recorded by"),
        lambda row: row.event.recorded_by.name if row.event.recorded_by else _("The system"),
    ),
    Column("recorded_at", N_("Recorded"), lambda row: row.event.recorded_at),
    Column("annulled", N_("Annulled"), lambda row: row.is_set_aside),
)
