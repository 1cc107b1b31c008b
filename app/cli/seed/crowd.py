"""Draws people and gives each the beginning of a story."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle

from sqlalchemy import func, select

from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cli.seed import cast
from app.cli.seed.organisations import Office, Region, Staff
from app.cli.seed.people import Person, Population
from app.cli.seed.providers import Supplier
from app.cli.seed.region import Centre, nearest_centre, weight
from app.cli.seed.story import Setting, Story
from app.cli.seed.trails import Actor
from app.cli.seed.work import working_life
from app.cli.seed.writing import AnySession
from app.core.clock import ROME
from app.core.places.models import Birthplace, Municipality

WITH_ACCOUNT = 0.15
# Registered so many days ago, from and to, per mille: the demonstration shows every step.
REGISTERED = ((0, 20, 170), (20, 60, 230), (60, 150, 280), (150, 300, 200), (300, 390, 120))


@dataclass(frozen=True, slots=True)
class Ground:
    """Where stories play: towns, centres, and who works there."""

    towns: Sequence[Municipality]
    centres: Sequence[Centre]
    region: Region
    suppliers: Sequence[Supplier]


class Crowd:
    """People one after another, with an office, a counsellor and a first day."""

    def __init__(
        self,
        session: AnySession,
        setting: Setting,
        ground: Ground,
    ) -> None:
        self._setting, self._region = setting, ground.region
        self._today = today = setting.now.astimezone(ROME).date()
        self._suppliers = ground.suppliers
        towns, offices, region = ground.towns, ground.centres, ground.region
        seats = {centre.seat.code: centre for centre in offices}
        weights = {town.code: weight(town, seats) for town in towns}
        nearest = {town.code: nearest_centre(town, offices) for town in towns}
        self._office_of = {code: region.offices[centre.code] for code, centre in nearest.items()}
        self.population = Population(setting.chance, towns, weights, _established(session), today)
        self._next_counsellor: dict[int, Iterator[Actor]] = {
            # Uneven, as loads are: whoever has been there longest follows twice as many.
            office.id: cycle((*office.counsellors, office.counsellors[0]))
            for office in region.offices.values()
        }

    def stories(self, people: int, staff: Staff) -> Iterator[Story]:
        """The people of the demonstration first, then everybody else."""
        for shown in cast.SHOWN_CASES[:people]:
            yield self._shown(shown, staff)
        for _number in range(people - len(cast.SHOWN_CASES)):
            person = self.population.draw()
            account = None
            if self._setting.chance.random() < WITH_ACCOUNT:
                account = staff.add_named(Role.JOBSEEKER, None, _name(person), person.email)
            days = self._days_ago()
            yield self._story(person, self._office_of[person.domicile.code], account, days)

    def _shown(self, shown: cast.ShownCase, staff: Staff) -> Story:
        office = self._region.offices[cast.CENTRE]
        person = self.population.draw()
        while self._office_of[person.domicile.code] is not office:
            person = self.population.draw()
        account = staff.add_named(Role.JOBSEEKER, None, _name(person), shown.email, is_demo=True)
        story = self._story(person, office, account, shown.days)
        story.counsellor, story.stop_at = office.counsellors[0], shown.step
        story.jump, story.prefers = shown.jump, self._suppliers[0].id
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
