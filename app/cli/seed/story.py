"""One case as it goes along: a clock of its own, the row it becomes, and where it stops."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from app.cases.models.jobseeker import NO_DEADLINE, Ball, Jobseeker, Step
from app.cli.seed.ledger import Ledger
from app.cli.seed.offers import Shelf
from app.cli.seed.organisations import Office
from app.cli.seed.people import Person
from app.cli.seed.trails import Act, Actor, Subject, Trails, reach_columns
from app.cli.seed.work import WorkingLife
from app.cli.seed.writing import Writer
from app.core.clock import ROME
from app.core.database import Base
from app.core.reach import Reach
from app.core.working_days import deadline, is_working_day
from app.programme.rules.document import RuleSet

FIRST_HOUR, LAST_HOUR = 8, 17
DRAGS_ON, DRAGGED_DAYS = 0.07, (12, 50)
"""How often a step takes much longer than usual, and by how many days."""


class StillWaiting(Exception):
    """The story has reached the present, or the step it is meant to show."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all stories of one seed share."""

    chance: random.Random
    writer: Writer
    trails: Trails
    rules: RuleSet
    rule_set_id: int
    now: datetime
    shelf: Shelf
    ledger: Ledger


@dataclass(slots=True)
class Story:
    """The state of one case while it is told. Steps move its clock and add rows."""

    setting: Setting
    id: int
    person: Person
    life: WorkingLife
    office: Office
    counsellor: Actor
    account: Actor | None
    at: datetime
    stop_at: Step | None = None
    jump: tuple[Step, int] | None = None
    """From that step on the story is told quickly, beginning so many days ago."""
    prefers: int | None = None
    """The provider whose measures the person looks at first."""
    in_a_hurry: bool = False
    step: Step = Step.DECLARE
    ball: Ball = Ball.CENTRE
    due_on: date = NO_DEADLINE
    profile_class: int | None = None
    pathway: int | None = None
    assessed_until: date | None = None
    provider_id: int | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    """What one step leaves for a later one, such as the key of the DID."""

    kept: list[tuple[type[Base], dict[str, Any]]] = field(default_factory=list)

    @property
    def reach(self) -> Reach:
        """By whom rows of this case may be seen at this point of the story."""
        return Reach(self.id, self.office.id, self.provider_id)

    @property
    def language(self) -> str:
        """In which documents are written for the person."""
        return "en" if self.person.is_foreign and self.id % 4 == 0 else "it"

    @property
    def columns(self) -> dict[str, int | None]:
        """The reach of a new row about this case."""
        return reach_columns(self.reach)

    @property
    def today(self) -> date:
        """The day the story has come to."""
        return self.at.astimezone(ROME).date()

    def wait(self, fewest: int, most: int, *, may_drag: bool = False) -> None:
        """Let days go by, to an hour in which offices are open; now and then it drags on.

        Raises StillWaiting at the present.
        """
        chance = self.setting.chance
        days = fewest if self.in_a_hurry else chance.randint(fewest, most)
        is_shown = self.jump is not None  # must reach its step by the day it jumps
        if may_drag and not is_shown and not self.in_a_hurry and chance.random() < DRAGS_ON:
            days += chance.randint(*DRAGGED_DAYS)
        day = self.today + timedelta(days=days)
        while not is_working_day(day):
            day += timedelta(days=1)
        moment = max(self.at + timedelta(minutes=chance.randint(4, 40)), _office_hour(chance, day))
        if moment >= self.setting.now:
            raise StillWaiting
        self.at = moment

    def until(self, moment: datetime) -> None:
        """Let time go by to a moment already agreed. Raises StillWaiting where it is to come."""
        if moment >= self.setting.now:
            raise StillWaiting
        self.at = max(self.at + timedelta(minutes=1), moment)

    def enter(self, step: Step, ball: Ball, due_on: date | None = NO_DEADLINE) -> None:
        """Say what comes next and by when (None: as before); StillWaiting where it is to stop."""
        self.step, self.ball = step, ball
        if due_on is not None:
            self.due_on = due_on
        if step is self.stop_at:
            raise StillWaiting
        if self.jump is not None and step is self.jump[0]:
            self.at = max(self.at, self.setting.now - timedelta(days=self.jump[1]))
            self.in_a_hurry = True

    def term(self, name: str) -> date:
        """The last day of a term of the rule set that begins today."""
        return deadline(self.today, self.setting.rules.days(name))

    def keep(self, model: type[Base], row: dict[str, Any]) -> dict[str, Any]:
        """Keep a row that may still change; it is written when the story ends."""
        row = self.columns | row
        self.kept.append((model, row))
        return row

    def by(self, actor: Actor, reason: str | None = None, note: str = "") -> Act:
        """An act at this point of the story."""
        return Act(actor, self.at, reason, note)

    def by_counsellor(self, reason: str | None = None, note: str = "") -> Act:
        """An act of the person's counsellor."""
        return self.by(self.counsellor, reason, note)

    def read(self, actor: Actor, part: str, record: str = "") -> None:
        """Somebody looks at a part of the person's record before acting on it."""
        self.setting.trails.read(self.by(actor), self.reach, part, record)

    @property
    def case(self) -> Subject:
        """The case itself, for the trails."""
        return Subject("jobseeker", self.id, self.reach)

    @property
    def _waits_for_counsellor(self) -> bool:
        """Some who came lately are followed by nobody yet; never those of the demonstration."""
        is_new = self.step in (Step.DECLARE, Step.VALIDATE, Step.PROFILE)
        return is_new and self.stop_at is None and self.id % 3 == 0

    def write_case(self) -> None:
        """Add the case's own row, as it stands at the end of the story."""
        person = self.person
        self.setting.writer.add(
            Jobseeker,
            {
                "id": self.id,
                "centre_id": self.office.id,
                "provider_id": self.provider_id,
                "user_id": self.account.id if self.account else None,
                "counsellor_id": None if self._waits_for_counsellor else self.counsellor.id,
                "fiscal_code": person.fiscal_code,
                "surname": person.surname,
                "given_name": person.given_name,
                "sex": person.sex,
                "born_on": person.born_on,
                "birthplace_code": person.birthplace_code,
                "citizenship": person.citizenship,
                "in_italy_since": person.in_italy_since,
                "residence_municipality": person.residence.code,
                "residence_address": person.address,
                "domicile_municipality": person.domicile.code,
                "domicile_address": person.address,
                "phone": person.phone,
                "email": person.email,
                "language": self.language,
                "education": person.education,
                "household_size": person.household_size,
                "dependent_children": person.dependent_children,
                "minor_children": person.minor_children,
                "driving_licence": person.has_licence,
                "benefit": person.benefit,
                "step": self.step,
                "ball": self.ball,
                "due_on": self.due_on,
                "profile_class": self.profile_class,
                "pathway": self.pathway,
                "assessed_until": self.assessed_until,
                "registered_at": self.notes["registered_at"],
                "is_invented": True,
            },
        )


def _office_hour(chance: random.Random, day: date) -> datetime:
    hour, minute = chance.randint(FIRST_HOUR, LAST_HOUR), chance.randint(0, 59)
    return datetime.combine(day, time(hour, minute, chance.randint(0, 59)), ROME)
