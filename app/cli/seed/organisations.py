"""The region, its hubs and employment centres, and the invented people who work there."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.permissions import Role
from app.cli.seed import cast
from app.cli.seed.cast import Part
from app.cli.seed.names import ITALIAN, STREETS
from app.cli.seed.people import mailbox
from app.cli.seed.region import SOURCE, Centre
from app.cli.seed.trails import Actor
from app.cli.seed.writing import Writer
from app.core.places.models import Municipality

INVENTED = "Dati inventati per la dimostrazione / Invented for the demonstration"
STAFF_DOMAIN = "servizi.example"
PEOPLE_PER_COUNSELLOR = 250
FEWEST_COUNSELLORS = 2


@dataclass(frozen=True, slots=True)
class Office:
    """An employment centre at work."""

    id: int
    centre: Centre
    manager: Actor
    counsellors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Everybody on the public side."""

    id: int
    officers: tuple[Actor, ...]
    offices: Mapping[str, Office]
    """By the centre's code."""


class Staff:
    """Adds accounts; only those of the cast have a password and can sign in."""

    def __init__(
        self, writer: Writer, chance: random.Random, created_at: datetime, password_hash: str
    ) -> None:
        self._writer, self._chance, self._created_at = writer, chance, created_at
        self._password_hash = password_hash
        self._count = 0

    def add(self, role: Role, organisation_id: int | None) -> Actor:
        """Somebody with an invented name and an address that reaches nobody."""
        given_name = self._chance.choice(ITALIAN.female + ITALIAN.male)
        surname = self._chance.choice(ITALIAN.surnames)
        self._count += 1
        email = f"{mailbox(given_name)}.{mailbox(surname)}.{self._count}@{STAFF_DOMAIN}"
        return self.add_named(role, organisation_id, f"{given_name} {surname}", email)

    def play(self, part: Part, organisation_id: int | None) -> Actor:
        """A demo account."""
        return self.add_named(part.role, organisation_id, part.name, part.email, is_demo=True)

    def add_named(
        self, role: Role, organisation_id: int | None, name: str, email: str,
        *, is_demo: bool = False,
    ) -> Actor:  # fmt: skip
        """An account of that name and address."""
        key = self._writer.key(User)
        self._writer.add(
            User,
            {
                "id": key,
                "email": email,
                "name": name,
                "role": role,
                "organisation_id": organisation_id,
                "password_hash": self._password_hash if is_demo else None,
                "is_demo": is_demo,
                "created_at": self._created_at,
            },
        )
        return Actor(key, organisation_id, role)


def add_organisation(
    writer: Writer, kind: OrganisationKind, code: str, name: str, seat: Municipality | None,
    **other: object,
) -> int:  # fmt: skip
    """One organisation; returns its key."""
    key = writer.key(Organisation)
    row = {
        "id": key,
        "kind": kind,
        "code": code,
        "name": name,
        "parent_id": None,
        "municipality_code": seat.code if seat else None,
        "address": "",
        "phone": "",
        "email": f"{mailbox(code)}@{STAFF_DOMAIN}",
        "source": INVENTED,
    }
    writer.add(Organisation, row | other)
    return key


def build_region(
    writer: Writer, staff: Staff, chance: random.Random, centres: list[Centre], people: int
) -> Region:
    """The region with its hubs and centres, staffed for that many people."""
    region_id = add_organisation(
        writer, OrganisationKind.REGION, "VENETO", "Regione del Veneto (dimostrativa)", None
    )
    hubs = {
        centre.province: add_organisation(
            writer,
            OrganisationKind.HUB,
            f"HUB-{centre.province}",
            f"Ambito di {centre.seat.province.name}",
            centre.seat,
            parent_id=region_id,
            source=SOURCE,
        )
        for centre in centres
        if centre.is_hub_seat
    }
    counsellors = max(FEWEST_COUNSELLORS, people // len(centres) // PEOPLE_PER_COUNSELLOR)
    offices = {}
    for centre in centres:
        centre_id = add_organisation(
            writer,
            OrganisationKind.CENTRE,
            centre.code,
            centre.name,
            centre.seat,
            parent_id=hubs[centre.province],
            address=f"{chance.choice(STREETS)}, {chance.randint(1, 90)}",
            phone=f"000 {chance.randint(100_000, 999_999)}",
            source=SOURCE,
        )
        offices[centre.code] = _staffed(staff, centre, centre_id, counsellors)
    officers = tuple(staff.play(part, region_id) for part in cast.OFFICERS)
    staff.play(cast.AUDITOR, region_id)
    staff.play(cast.ADMINISTRATOR, region_id)
    return Region(region_id, officers, offices)


def _staffed(staff: Staff, centre: Centre, centre_id: int, counsellors: int) -> Office:
    """The centre with its people; the demo accounts are among them where they belong."""
    named = [part for part in cast.COUNSELLORS if part.centre == centre.code]
    team = [staff.play(part, centre_id) for part in named]
    team += [staff.add(Role.COUNSELLOR, centre_id) for _ in range(counsellors - len(team))]
    if centre.code == cast.CENTRE:
        manager = staff.play(cast.MANAGER, centre_id)
    else:
        manager = staff.add(Role.CENTRE_MANAGER, centre_id)
    return Office(centre_id, centre, manager, tuple(team))
