"""Invented people with valid codici fiscali, shaped like those the programme serves.

Shares follow the published figures (women 55.5 %, under thirty 29.2 %, fifty-five and over 16.7 %,
foreigners 15.3 %, benefit recipients 53.2 %); everything else is chance.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from app.cases.models.jobseeker import Benefit
from app.cli.seed.names import FOREIGN, ITALIAN, ITALY, STREETS, NamePool
from app.core.fiscal_code import Sex, compose, omocodia_variants
from app.core.places.models import Municipality
from app.core.plain_text import without_accents

Item = TypeVar("Item")

WOMEN = 0.555
BORN_ABROAD_AMONG_ITALIANS = 0.02
BORN_ELSEWHERE_IN_ITALY = 0.15
AGE_BANDS = ((18, 29, 292), (30, 54, 541), (55, 66, 167))  # from, to, per mille
EDUCATION = (
    ("none", 10), ("primary", 30), ("lower_secondary", 300), ("vocational", 180),
    ("upper_secondary", 310), ("higher_technical", 20), ("degree", 125), ("postgraduate", 25),
)  # fmt: skip
BENEFITS = ((Benefit.NONE, 448), (Benefit.NASPI, 482), (Benefit.DIS_COLL, 20), (Benefit.ADI, 30),
            (Benefit.SFL, 20))  # fmt: skip
# Cadastral codes of large Italian cities outside the region.
CITIES_ELSEWHERE = (
    "F839", "G273", "F205", "H501", "L219", "A662", "C351", "A944", "D969", "D612", "H224", "D643",
    "E506", "F158", "H703", "L049", "L483", "L378", "B157", "D548", "E897",
)  # fmt: skip
MAIL_DOMAIN = "posta.example"  # a domain reserved for examples: no message can reach anybody


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person, before any case exists."""

    surname: str
    given_name: str
    sex: Sex
    born_on: date
    birthplace_code: str
    citizenship: str
    in_italy_since: date | None
    fiscal_code: str
    domicile: Municipality
    residence: Municipality
    address: str
    phone: str
    email: str
    education: str
    household_size: int
    dependent_children: int
    minor_children: int
    has_licence: bool
    benefit: Benefit
    today: date

    @property
    def age(self) -> int:
        """Full years."""
        birthday = (self.born_on.month, self.born_on.day)
        return self.today.year - self.born_on.year - ((self.today.month, self.today.day) < birthday)

    @property
    def is_foreign(self) -> bool:
        """Whether not an Italian citizen."""
        return self.citizenship != ITALY


class Population:
    """Draws people one after another; the same seed gives the same people."""

    def __init__(
        self,
        chance: random.Random,
        municipalities: Sequence[Municipality],
        weights: Mapping[str, int],
        established: Mapping[str, date],
        today: date,
    ) -> None:
        """`weights` by ISTAT code; `established` says since when a cadastral code exists."""
        self._chance, self._today = chance, today
        self._places, self._established = municipalities, established
        self._cumulated = _cumulated([weights[place.code] for place in municipalities])
        self._pools = (ITALIAN, *FOREIGN)
        self._pool_of = {pool.code: pool for pool in self._pools}
        self._pool_weights = _cumulated([pool.share for pool in self._pools])
        self._taken: set[str] = set()
        self._count = 0

    def draw(self) -> Person:
        """The next person; nobody shares a codice fiscale (namesakes get an omocodia)."""
        chance = self._chance
        pool = chance.choices(self._pools, cum_weights=self._pool_weights)[0]
        sex = Sex.FEMALE if chance.random() < WOMEN else Sex.MALE
        given_name = chance.choice(pool.female if sex is Sex.FEMALE else pool.male)
        surname = chance.choice(pool.surnames)
        born_on = self._birthday()
        domicile = chance.choices(self._places, cum_weights=self._cumulated)[0]
        birthplace, arrived = self._origin(pool, born_on, domicile)
        household, children, minors = self._household(born_on)
        self._count += 1
        return Person(
            surname=surname,
            given_name=given_name,
            sex=sex,
            born_on=born_on,
            birthplace_code=birthplace,
            citizenship=pool.code,
            in_italy_since=arrived,
            fiscal_code=self._code(surname, given_name, born_on, sex, birthplace),
            domicile=domicile,
            residence=domicile if chance.random() < 0.93 else chance.choice(self._places),
            address=f"{chance.choice(STREETS)}, {chance.randint(1, 160)}",
            phone=f"000 {chance.randint(1_000_000, 9_999_999)}",
            email=f"{mailbox(given_name)}.{mailbox(surname)}.{self._count}@{MAIL_DOMAIN}",
            education=_drawn(chance, EDUCATION),
            household_size=household,
            dependent_children=children,
            minor_children=minors,
            has_licence=chance.random() < (0.6 if pool is not ITALIAN else 0.87),
            benefit=_drawn(chance, BENEFITS),
            today=self._today,
        )

    def renamed(self, person: Person) -> tuple[str, str, str]:
        """Another surname, given name and codice fiscale for somebody otherwise like the person."""
        pool = self._pool_of[person.citizenship]
        given_name = self._chance.choice(pool.female if person.sex is Sex.FEMALE else pool.male)
        surname = self._chance.choice(pool.surnames)
        code = self._code(surname, given_name, person.born_on, person.sex, person.birthplace_code)
        return surname, given_name, code

    def _birthday(self) -> date:
        low, high, _ = self._chance.choices(AGE_BANDS, [band[2] for band in AGE_BANDS])[0]
        days = self._chance.randint(low * 366, (high + 1) * 365 - 1)
        return self._today - timedelta(days=days)

    def _origin(
        self, pool: NamePool, born_on: date, domicile: Municipality
    ) -> tuple[str, date | None]:
        chance = self._chance
        if pool is not ITALIAN:
            return pool.code, self._arrival(born_on)
        fate = chance.random()
        if fate < BORN_ABROAD_AMONG_ITALIANS:
            return chance.choice(FOREIGN).code, self._arrival(born_on)
        if fate < BORN_ABROAD_AMONG_ITALIANS + BORN_ELSEWHERE_IN_ITALY:
            return chance.choice(CITIES_ELSEWHERE), None
        if self._established[domicile.cadastral_code] > born_on:
            return chance.choice(CITIES_ELSEWHERE), None
        return domicile.cadastral_code, None

    def _arrival(self, born_on: date) -> date:
        days_of_life = (self._today - born_on).days
        return born_on + timedelta(days=self._chance.randint(days_of_life // 4, days_of_life - 200))

    def _household(self, born_on: date) -> tuple[int, int, int]:
        chance, age = self._chance, (self._today - born_on).days // 365
        if age < 26:
            return chance.randint(2, 5), 0, 0
        children = chance.choices((0, 1, 2, 3), (45, 25, 24, 6))[0] if age < 62 else 0
        minors = sum(1 for _ in range(children) if chance.random() < (0.9 if age < 48 else 0.3))
        return 1 + children + (chance.random() < 0.6), children, minors

    def _code(self, surname: str, given_name: str, born_on: date, sex: Sex, birthplace: str) -> str:
        code = compose(surname, given_name, born_on, sex, birthplace)
        if code in self._taken:
            code = next(item for item in omocodia_variants(code) if item not in self._taken)
        self._taken.add(code)
        return code


def _cumulated(weights: Sequence[int]) -> list[int]:
    total, sums = 0, []
    for item in weights:
        total += item
        sums.append(total)
    return sums


def _drawn(chance: random.Random, table: Sequence[tuple[Item, int]]) -> Item:
    return chance.choices([item for item, _ in table], [share for _, share in table])[0]


def mailbox(name: str) -> str:
    """The part of an e-mail address that a name gives."""
    return "".join(character for character in without_accents(name) if character.isalnum())
