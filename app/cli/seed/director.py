"""Puts the demo region together: organisations, catalogue, then one story after another."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cli.seed import cast
from app.cli.seed.journey import tell
from app.cli.seed.organisations import Office, Region, Staff, build_region
from app.cli.seed.people import Person, Population
from app.cli.seed.region import REGION_CODE, Centre, centres, nearest_centre, weight
from app.cli.seed.story import Setting, Story
from app.cli.seed.trails import Actor, Trails
from app.cli.seed.work import working_life
from app.cli.seed.writing import Writer
from app.core.clock import ROME
from app.core.errors import DomainError
from app.core.places.models import Birthplace, Municipality, Province
from app.programme.queries import rule_set_id_on, rules_of_version

AnySession = Session | scoped_session[Any]

STORIES_PER_FLUSH = 2_000
WITH_ACCOUNT = 0.15
# Registered so many days ago, from and to, per mille: the demonstration shows every step.
REGISTERED = ((0, 20, 170), (20, 60, 230), (60, 150, 280), (150, 300, 200), (300, 480, 120))


class AlreadySeeded(DomainError):
    """The database holds organisations or people already."""


class PlacesMissing(DomainError):
    """No municipalities: `flask reference` has to run first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the seed."""

    people: int
    seed: int
    now: datetime
    password_hash: str


def is_seeded(session: AnySession) -> bool:
    """Whether there is anything the seed would stand beside."""
    return session.scalar(select(func.count()).select_from(Organisation)) != 0


def seed_region(
    session: AnySession, wanted: Wanted, progress: Callable[[str], None]
) -> Mapping[str, int]:
    """Fill an empty database with the demo region; returns rows written by table.

    The same `Wanted` gives the same region. Raises AlreadySeeded, PlacesMissing, NoRulesInForce.
    """
    if is_seeded(session):
        raise AlreadySeeded
    chance = random.Random(wanted.seed)  # noqa: S311 - chance, not secrecy
    writer = Writer(session)
    towns = _municipalities(session)
    offices = centres(towns)
    staff = Staff(writer, chance, wanted.now - timedelta(days=700), wanted.password_hash)
    region = build_region(writer, staff, chance, offices, wanted.people)
    writer.flush()
    progress("organisations")
    today = wanted.now.astimezone(ROME).date()
    rule_set_id = rule_set_id_on(today)
    rules = rules_of_version(rule_set_id)
    setting = Setting(chance, writer, Trails(writer), rules, rule_set_id, wanted.now)
    crowd = _Crowd(session, setting, towns, offices, region, today)
    for told, story in enumerate(crowd.stories(wanted, staff), start=1):
        tell(story)
        if told % STORIES_PER_FLUSH == 0:
            writer.flush()
            progress(f"{told} people")
    writer.flush()
    return writer.written


class _Crowd:
    """Draws people and gives each the beginning of a story."""

    def __init__(
        self,
        session: AnySession,
        setting: Setting,
        towns: Sequence[Municipality],
        offices: Sequence[Centre],
        region: Region,
        today: date,
    ) -> None:
        self._setting, self._region, self._today = setting, region, today
        seats = {centre.seat.code: centre for centre in offices}
        weights = {town.code: weight(town, seats) for town in towns}
        nearest = {town.code: nearest_centre(town, offices) for town in towns}
        self._office_of = {code: region.offices[centre.code] for code, centre in nearest.items()}
        self._population = Population(setting.chance, towns, weights, _established(session), today)
        self._next_counsellor: dict[int, Iterator[Actor]] = {
            office.id: cycle(office.counsellors) for office in region.offices.values()
        }

    def stories(self, wanted: Wanted, staff: Staff) -> Iterator[Story]:
        """The people of the demonstration first, then everybody else."""
        for shown in cast.SHOWN_CASES[: wanted.people]:
            yield self._shown(shown, staff)
        for _number in range(wanted.people - len(cast.SHOWN_CASES)):
            person = self._population.draw()
            account = None
            if self._setting.chance.random() < WITH_ACCOUNT:
                account = staff.add_named(Role.JOBSEEKER, None, _name(person), person.email)
            days = self._days_ago()
            yield self._story(person, self._office_of[person.domicile.code], account, days)

    def _shown(self, shown: cast.ShownCase, staff: Staff) -> Story:
        office = self._region.offices[cast.CENTRE]
        person = self._population.draw()
        while self._office_of[person.domicile.code] is not office:
            person = self._population.draw()
        account = staff.add_named(Role.JOBSEEKER, None, _name(person), shown.email, is_demo=True)
        story = self._story(person, office, account, shown.days)
        story.counsellor, story.stop_at = office.counsellors[0], shown.step
        return story

    def _story(self, person: Person, office: Office, account: Actor | None, days: int) -> Story:
        chance = self._setting.chance
        first_day = self._today - timedelta(days=days)
        start = datetime(first_day.year, first_day.month, first_day.day, 8, tzinfo=ROME)
        return Story(
            setting=self._setting,
            id=self._setting.writer.key(Jobseeker),
            person=person,
            life=working_life(chance, person, first_day),
            office=office,
            counsellor=next(self._next_counsellor[office.id]),
            account=account,
            at=min(start + timedelta(minutes=chance.randint(0, 500)), self._setting.now),
        )

    def _days_ago(self) -> int:
        chance = self._setting.chance
        low, high, _ = chance.choices(REGISTERED, [band[2] for band in REGISTERED])[0]
        return chance.randint(low, high)


def _municipalities(session: AnySession) -> Sequence[Municipality]:
    found = session.scalars(
        select(Municipality)
        .join(Municipality.province)
        .where(Province.region_code == REGION_CODE, Municipality.is_current)
        .order_by(Municipality.code)
    ).all()
    if not found:
        raise PlacesMissing
    return found


def _established(session: AnySession) -> Mapping[str, date]:
    """Since when each cadastral code has stood for what it stood for last."""
    rows = session.execute(
        select(Birthplace.cadastral_code, func.max(Birthplace.valid_from))
        .where(Birthplace.valid_from.is_not(None))
        .group_by(Birthplace.cadastral_code)
    )
    return {code: since for code, since in rows if since}


def _name(person: Person) -> str:
    return f"{person.given_name} {person.surname}"
