"""Puts the demo region together: organisations, catalogue, then one story after another."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.models import Organisation
from app.cli.seed import cast
from app.cli.seed.accrediting import accredit_some
from app.cli.seed.confirming import leave_waiting
from app.cli.seed.crowd import Crowd, Ground
from app.cli.seed.funding import fund
from app.cli.seed.handovers import hand_over_some
from app.cli.seed.journey import tell
from app.cli.seed.keeping import keep_some
from app.cli.seed.ledger import Ledger
from app.cli.seed.multiply import KEYED, Multiplier, worlds
from app.cli.seed.offers import Shelf
from app.cli.seed.organisations import Office, Staff, build_region
from app.cli.seed.providers import Register, Supplier
from app.cli.seed.region import REGION_CODE, centres
from app.cli.seed.story import Setting, Story
from app.cli.seed.trails import Actor, Trails
from app.cli.seed.writing import AnySession, Writer
from app.core.clock import ROME
from app.core.errors import DomainError
from app.core.places.models import Municipality, Province
from app.programme.queries import rule_set_id_on, rules_of_version

STORIES_PER_FLUSH = 2_000
TIGHT_PATHWAYS = (1, 3)
"""Pathways of the demo's provider whose budgets are nearly used."""


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
    staff = Staff(writer, chance, wanted.now - timedelta(days=700), wanted.password_hash)
    towns = _municipalities(session)
    offices = centres(towns)
    region = build_region(writer, staff, chance, offices, wanted.people)
    setting = _setting(wanted, chance, writer, region.officers[0])
    register = Register(writer, setting.trails, staff, chance, wanted.now)
    suppliers = register.fill(region, offices)
    told, count = worlds(wanted.people)
    multiplier = Multiplier(session, writer)
    multiplier.mark("offer", "edition")
    _fill_catalogue(setting, suppliers, region.officers[0], told, told * count)
    writer.flush()
    progress("catalogue")
    crowd = Crowd(session, setting, Ground(towns, offices, region, suppliers))
    multiplier.mark(*KEYED[KEYED.index("jobseeker") :], "user_account")
    people = [(story.id, story.person) for story in _told(setting, crowd, told, staff)]
    setting.shelf.settle_editions()
    setting.ledger.write_entries({(suppliers[0].id, pathway) for pathway in TIGHT_PATHWAYS})
    setting.trails.write()
    _written(writer, progress, told)
    if count > 1:
        multiplier.multiply(count - 1, people, crowd.population)
        _written(writer, progress, told * count)
    _finish(session, region.offices[cast.CENTRE], suppliers[0], wanted.now)
    return writer.written


def _finish(session: AnySession, office: Office, supplier: Supplier, now: datetime) -> None:
    """What the operations themselves do, once everything else is there."""
    hand_over_some(session, office, now)
    leave_waiting(session, office, now)
    fund(session, supplier.id, TIGHT_PATHWAYS, now)
    keep_some(session, now)
    accredit_some(session, now)


def _written(writer: Writer, progress: Callable[[str], None], people: int) -> None:
    writer.flush()
    progress(f"{people} people")


def _told(setting: Setting, crowd: Crowd, people: int, staff: Staff) -> Iterator[Story]:
    for number, story in enumerate(crowd.stories(people, staff), start=1):
        tell(story)
        yield story
        if number % STORIES_PER_FLUSH == 0:
            setting.writer.flush()


def _setting(wanted: Wanted, chance: random.Random, writer: Writer, officer: Actor) -> Setting:
    rule_set_id = rule_set_id_on(wanted.now.astimezone(ROME).date())
    rules, trails = rules_of_version(rule_set_id), Trails(writer)
    return Setting(
        chance=chance,
        writer=writer,
        trails=trails,
        rules=rules,
        rule_set_id=rule_set_id,
        now=wanted.now,
        shelf=Shelf(writer, trails, chance, rules, wanted.now),
        ledger=Ledger(writer, trails, officer, wanted.now),
    )


def _fill_catalogue(
    setting: Setting, suppliers: Sequence[Supplier], officer: Actor, people: int, in_region: int
) -> None:
    setting.shelf.fill(suppliers, officer, people, in_region)
    setting.shelf.write_editions()
    setting.ledger.open_for([run.proposal for run in setting.shelf.runs])
    setting.trails.write()


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
