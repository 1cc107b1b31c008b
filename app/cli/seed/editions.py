"""Dated runs of invented offers, and the history that the places taken in them make."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.cli.seed.contents import BY_APPOINTMENT, week
from app.cli.seed.measures import Measure
from app.cli.seed.providers import Place, Supplier
from app.cli.seed.trails import SYSTEM, Act, Subject, Trails
from app.cli.seed.writing import Writer
from app.core.clock import ROME
from app.core.language import Labelled
from app.core.reach import Reach
from catalogue.offers.models import Edition
from catalogue.offers.states import EDITION, EditionAction, EditionState, OfferState

SHARE_TO_BEGIN = 2
"""One half of the places must be taken for a course to begin."""
MOST_WAITING = 5
WITHDRAWN_DAYS_AGO = 20


@dataclass(slots=True)
class Run:
    """An edition, with the places taken and given back in it."""

    id: int
    proposal: "Proposal"
    code: str
    place: Place
    starts_on: date
    ends_on: date
    enrol_by: date
    seats: int
    is_cancelled: bool = False
    moves: list[tuple[datetime, int]] = field(default_factory=list)
    claimed: int = 0
    """Places ever taken; one given back is not taken again, so that at no moment too many are."""

    @property
    def taken(self) -> int:
        """Places taken at the end."""
        return sum(change for _, change in self.moves)

    def has_place(self) -> bool:
        """Whether somebody can still take a place."""
        return self.claimed < self.seats and not self.is_cancelled

    def take(self, at: datetime) -> None:
        """Take a place."""
        self.claimed += 1
        self.moves.append((at, 1))

    def give_back(self, at: datetime) -> None:
        """Give a place back."""
        self.moves.append((at, -1))


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer."""

    id: int
    supplier: Supplier
    call_id: int
    measure: Measure
    pathways: tuple[int, ...]
    state: OfferState
    published_at: datetime


def write_run(writer: Writer, run: Run) -> None:
    """Add the edition as it begins; `settle_run` gives it its end."""
    slots = week(run.proposal.measure, run.id)
    writer.add(
        Edition,
        {
            "id": run.id,
            "offer_id": run.proposal.id,
            "provider_id": run.proposal.supplier.id,
            "code": run.code,
            "site_id": run.place.id,
            "municipality_code": run.place.town.code,
            "latitude": run.place.latitude,
            "longitude": run.place.longitude,
            "starts_on": run.starts_on,
            "ends_on": run.ends_on,
            "enrol_by": run.enrol_by,
            "timetable": "" if slots else BY_APPOINTMENT,
            "slots": slots,
            "seats_min": run.seats // SHARE_TO_BEGIN if slots else 0,
            "waiting_max": min(MOST_WAITING, run.seats) if slots else 0,
            "seats": run.seats,
            "taken": 0,
            "state": EditionState.PLANNED,
        },
    )


def settle_run(writer: Writer, trails: Trails, run: Run, now: datetime) -> None:
    """Tell what happened to the edition in order of time, and write its places and its state."""
    state = _history(trails, run, now)
    writer.settle(Edition, run.id, {"state": state, "taken": run.taken})


def _history(trails: Trails, run: Run, now: datetime) -> Labelled:
    proposal = run.proposal
    manager = proposal.supplier.manager
    subject = Subject("edition", run.id, Reach(provider_id=proposal.supplier.id), EDITION)
    written = Act(manager, proposal.published_at - timedelta(days=5))
    state = trails.begin(written, "edition:add", subject)
    if proposal.state is OfferState.WITHDRAWN:
        act = Act(manager, now - timedelta(days=WITHDRAWN_DAYS_AGO), "offer_withdrawn")
        return trails.perform(act, subject, state, EditionAction.CANCEL)
    if proposal.state is not OfferState.PUBLISHED:
        return state
    for at, action in _events(run):
        if at >= now:
            break
        cancels = action is EditionAction.CANCEL
        act = Act(manager, at, "too_few") if cancels else Act(SYSTEM, at)
        state = trails.perform(act, subject, state, action)
    return state


def _events(run: Run) -> list[tuple[datetime, EditionAction]]:
    """What happens to a published edition: opened, filled, reopened, begun, closed; or cancelled."""
    opened_at = run.proposal.published_at
    events = [(opened_at, EditionAction.OPEN)]
    if run.is_cancelled:
        return [*events, (_morning(run.starts_on) - timedelta(days=4), EditionAction.CANCEL)]
    start = _morning(run.starts_on)
    taken = 0
    for at, change in sorted(run.moves):
        before, taken = taken, taken + change
        if at < start and taken == run.seats and change > 0:
            events.append((at, EditionAction.FILL))
        if at < start and before == run.seats and change < 0:
            events.append((at, EditionAction.REOPEN))
    return [*events, (start, EditionAction.START), (_evening(run.ends_on), EditionAction.CLOSE)]


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=ROME)


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=ROME)
