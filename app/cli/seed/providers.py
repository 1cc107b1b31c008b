"""Thirty invented providers with fields, sites, people and signed platform agreements."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.cli.seed import cast
from app.cli.seed.measures import PROVIDER_NAMES
from app.cli.seed.names import STREETS
from app.cli.seed.organisations import Region, Staff, add_organisation
from app.cli.seed.people import mailbox
from app.cli.seed.region import Centre
from app.cli.seed.signing import Signing
from app.cli.seed.trails import Act, Actor, Subject, Trails
from app.cli.seed.writing import Writer
from app.core import tax_number
from app.core.places.models import Municipality
from app.core.reach import Reach
from catalogue.accreditation.models import AccreditationEvent
from catalogue.accreditation.states import EventKind
from catalogue.providers.models import Accreditation, Provider, Site
from catalogue.providers.states import PROVIDER, AccreditationField, ProviderAction

LARGE = 7
"""The first providers, who hold two thirds of the vouchers."""
LARGE_WEIGHT, SMALL_WEIGHT = 20, 6
SUSPENDED = 29
"""The last provider is suspended: its offers are not shown."""

ENDING, ENDING_DAYS = 28, 40
"""The provider whose accreditation ends soon."""

GRANTING_ACT, SUSPENDING_ACT = "Atto inventato DEMO-A", "Atto inventato DEMO-A-S"
PRESENTATION = (
    "Ente dimostrativo inventato: dal territorio per il territorio, con operatori che seguono "
    "una persona alla volta. / An invented provider of the demonstration."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A site of a provider."""

    id: int
    town: Municipality
    latitude: Decimal
    longitude: Decimal
    fields: frozenset[AccreditationField]


@dataclass(frozen=True, slots=True)
class Supplier:
    """A provider at work."""

    id: int
    name: str
    weight: int
    is_accredited: bool
    fields: frozenset[AccreditationField]
    sites: tuple[Place, ...]
    manager: Actor
    operators: tuple[Actor, ...]


class Register:
    """Writes providers down, one after another."""

    def __init__(
        self, writer: Writer, trails: Trails, staff: Staff, chance: random.Random, now: datetime
    ) -> None:
        self._writer, self._trails, self._staff = writer, trails, staff
        self._chance, self._now = chance, now
        self._signing = Signing(writer, trails, now)

    def fill(self, region: Region, centres: Sequence[Centre]) -> list[Supplier]:
        """Every provider, accredited by the region's first officer."""
        self._signing.publish(region.officers[0])
        return [
            self._supplier(number, name, region, centres)
            for number, name in enumerate(PROVIDER_NAMES)
        ]

    def _supplier(
        self, number: int, name: str, region: Region, centres: Sequence[Centre]
    ) -> Supplier:
        home = centres[(number * 7) % len(centres)] if number else _centre(centres, cast.CENTRE)
        key = add_organisation(
            self._writer,
            OrganisationKind.PROVIDER,
            f"ENTE-{number + 1:03d}",
            f"{name} (dimostrativo)",
            home.seat,
            parent_id=region.id,
            address=self._address(),
            phone=self._phone(),
        )
        fields = self._fields(number)
        manager, operators = self._members(number, key)
        self._write_provider(number, key, f"{name} (dimostrativo)")
        sites = self._sites(number, key, home, centres, fields)
        is_accredited = self._accredit(number, key, region.officers[0])
        self._signing.sign(number, key, manager)
        weight = LARGE_WEIGHT if number < LARGE else SMALL_WEIGHT
        return Supplier(key, name, weight, is_accredited, fields, sites, manager, operators)

    def _members(self, number: int, key: int) -> tuple[Actor, tuple[Actor, ...]]:
        if number == 0:
            operators = (self._staff.play(cast.PROVIDER_OPERATOR, key),)
            return self._staff.play(cast.PROVIDER_MANAGER, key), operators
        count = 4 if number < LARGE else 2
        people = (self._staff.add(Role.PROVIDER_OPERATOR, key) for _ in range(count))
        return self._staff.add(Role.PROVIDER_MANAGER, key), tuple(people)

    def _fields(self, number: int) -> frozenset[AccreditationField]:
        if number < LARGE or number % 3 == 0:
            return frozenset(AccreditationField)
        only = (AccreditationField.TRAINING, AccreditationField.EMPLOYMENT_SERVICES)
        return frozenset({only[number % 2]})

    def _write_provider(self, number: int, key: int, name: str) -> None:
        self._writer.add(
            Provider,
            {
                "id": key,
                "legal_name": name,
                "tax_number": tax_number.compose(f"99{number + 1:05d}028"),
                "accreditation_number": f"DEMO-{number + 1:04d}",
                "state": self._state(number),
                "accredited_until": self._until(number),
                "applied_on": self._today - timedelta(days=620),
                "presentation": PRESENTATION,
            },
        )

    def _until(self, number: int) -> date:
        """Each in its own time; one soon, so that its renewal is called to mind."""
        days = ENDING_DAYS if number == ENDING else 365 + number * 10
        return self._today + timedelta(days=days)

    def _state(self, number: int) -> str:
        return "suspended" if number == SUSPENDED else "accredited"

    def _write_accreditations(
        self, number: int, key: int, site_id: int, fields: frozenset[AccreditationField]
    ) -> None:
        is_suspended, since = number == SUSPENDED, self._today - timedelta(days=590)
        for field in sorted(fields, key=lambda item: str(item.value)):
            accreditation_id = self._writer.key(Accreditation)
            self._writer.add(
                Accreditation,
                {
                    "id": accreditation_id,
                    "provider_id": key,
                    "site_id": site_id,
                    "field": field,
                    "number": f"DEMO-{number + 1:04d}",
                    "act": GRANTING_ACT,
                    "valid_from": since,
                    "valid_to": self._until(number),
                    "state": "suspended" if is_suspended else "active",
                },
            )
            self._tell(key, accreditation_id, EventKind.GRANTED, self._now - timedelta(days=590))
            if is_suspended:
                at = self._now - timedelta(days=9)
                self._tell(key, accreditation_id, EventKind.SUSPENDED, at)

    def _tell(self, key: int, accreditation_id: int, kind: EventKind, at: datetime) -> None:
        self._writer.add(
            AccreditationEvent,
            {
                "accreditation_id": accreditation_id,
                "provider_id": key,
                "kind": kind,
                "on_day": at.date(),
                "act": GRANTING_ACT if kind is EventKind.GRANTED else SUSPENDING_ACT,
                "reason": "documents_missing" if kind is EventKind.SUSPENDED else "",
                "at": at,
            },
        )

    def _sites(
        self, number: int, key: int, home: Centre, centres: Sequence[Centre],
        fields: frozenset[AccreditationField],
    ) -> tuple[Place, ...]:  # fmt: skip
        count = self._chance.randint(4, 7) if number < LARGE else self._chance.randint(1, 3)
        others = [item for item in centres if item is not home]
        seats = [home, *self._chance.sample(others, count - 1)]
        return tuple(self._site(number, key, centre.seat, fields) for centre in seats)

    def _site(
        self, number: int, key: int, town: Municipality, fields: frozenset[AccreditationField]
    ) -> Place:
        site_id = self._writer.key(Site)
        # Somewhere in town: within about a kilometre of its centre.
        latitude = town.latitude + Decimal(self._chance.randint(-900, 900)) / 100_000
        longitude = town.longitude + Decimal(self._chance.randint(-1200, 1200)) / 100_000
        self._writer.add(
            Site,
            {
                "id": site_id,
                "provider_id": key,
                "name": f"Sede di {town.name}",
                "address": self._address(),
                "municipality_code": town.code,
                "latitude": latitude,
                "longitude": longitude,
                "phone": self._phone(),
                "email": f"{mailbox(town.name)}.{key}@enti.example",
                "step_free": self._chance.random() < 0.7,
                "accredited_for": sorted(str(field.value) for field in fields),
            },
        )
        self._write_accreditations(number, key, site_id, fields)
        return Place(site_id, town, latitude, longitude, fields)

    def _accredit(self, number: int, key: int, officer: Actor) -> bool:
        subject = Subject("provider", key, Reach(provider_id=key), PROVIDER)
        applied_at = self._now - timedelta(days=620)
        state = self._trails.begin(Act(officer, applied_at), "provider:apply", subject)
        act = Act(officer, applied_at + timedelta(days=30))
        state = self._trails.perform(act, subject, state, ProviderAction.ACCREDIT)
        if number == SUSPENDED:
            note = "Mancano documenti chiesti dopo la visita."
            act = Act(officer, self._now - timedelta(days=9), "documents_missing", note)
            self._trails.perform(act, subject, state, ProviderAction.SUSPEND)
        return number != SUSPENDED

    @property
    def _today(self) -> date:
        return self._now.date()

    def _address(self) -> str:
        return f"{self._chance.choice(STREETS)}, {self._chance.randint(1, 120)}"

    def _phone(self) -> str:
        return f"000 {self._chance.randint(100_000, 999_999)}"


def _centre(centres: Sequence[Centre], code: str) -> Centre:
    return next(centre for centre in centres if centre.code == code)
