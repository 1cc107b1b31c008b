"""By what the result of a trial is counted: where from, where to, and who."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.core.language import N_, Labelled
from profiling.assessment.rules.prefill import whole_months, whole_years

ITALY = "Z000"
EUROPEAN_UNION = frozenset(
    {
        "Z102", "Z103", "Z104", "Z107", "Z109", "Z110", "Z112", "Z115", "Z116", "Z120", "Z121",
        "Z126", "Z127", "Z128", "Z129", "Z131", "Z132", "Z134", "Z144", "Z145", "Z146", "Z149",
        "Z150", "Z155", "Z156", "Z211",
    }
)  # fmt: skip
"""Cadastral codes of the member states of the European Union other than Italy (27 since 2020)."""

STAYS, MOVES, NOT_COMPUTABLE = "stays", "moves", "not_computable"


class Breakdown(Labelled):
    """One table of a trial's result."""

    PATHWAY = "pathway", N_("Pathway")
    CLASS = "class", N_("Class")
    CENTRE = "centre", N_("Employment centre")
    SEX = "sex", N_("Sex")
    AGE = "age", N_("Age")
    CITIZENSHIP = "citizenship", N_("Citizenship")
    DURATION = "duration", N_("Time out of work")
    OBSTACLE = "obstacle", N_("Why not")


class AgeBand(Labelled):
    """Age on the day of the trial."""

    UNDER_25 = "under_25", N_("Under 25")
    FROM_25 = "25_34", N_("25 to 34")
    FROM_35 = "35_44", N_("35 to 44")
    FROM_45 = "45_54", N_("45 to 54")
    FROM_55 = "55_over", N_("55 and over")


class Citizenship(Labelled):
    """Citizenship in three groups."""

    ITALY = "italy", N_("Italy")
    EUROPEAN_UNION = "eu", N_("Other countries of the European Union")
    OTHER = "other", N_("Countries outside the European Union")


class Duration(Labelled):
    """Whole months since the beginning of unemployment that the declaration states."""

    UNDER_6 = "under_6", N_("Under 6 months")
    FROM_6 = "6_11", N_("6 to 11 months")
    FROM_12 = "12_23", N_("12 to 23 months")
    FROM_24 = "24_over", N_("24 months and over")
    UNKNOWN = "unknown", N_("No declaration in force")


_AGES = (
    (25, AgeBand.UNDER_25),
    (35, AgeBand.FROM_25),
    (45, AgeBand.FROM_35),
    (55, AgeBand.FROM_45),
)
_MONTHS = ((6, Duration.UNDER_6), (12, Duration.FROM_6), (24, Duration.FROM_12))


def age_band(born_on: date, on: date) -> AgeBand:
    """The band of an age on a day."""
    years = whole_years(born_on, on)
    return next((band for below, band in _AGES if years < below), AgeBand.FROM_55)


def citizenship_group(code: str) -> Citizenship:
    """The group of a citizenship, by the country's cadastral code."""
    if code == ITALY:
        return Citizenship.ITALY
    return Citizenship.EUROPEAN_UNION if code in EUROPEAN_UNION else Citizenship.OTHER


def duration_band(unemployed_since: date | None, on: date) -> Duration:
    """The band of a time out of work; days in work in between are not taken off."""
    if unemployed_since is None:
        return Duration.UNKNOWN
    months = whole_months(unemployed_since, on)
    return next((band for below, band in _MONTHS if months < below), Duration.FROM_24)


class Person(NamedTuple):
    """By what a person is counted, and where they come from."""

    centre: str
    sex: str
    age: str
    citizenship: str
    duration: str
    pathway: int
    profile_class: int


class Tally:
    """The counts of a trial, cell by cell."""

    def __init__(self) -> None:
        self._counts: defaultdict[tuple[str, str, str], int] = defaultdict(int)

    def add(
        self,
        person: Person,
        *,
        pathway: int | None,
        profile_class: int | None,
        obstacle: tuple[Labelled, str] | None,
    ) -> None:
        """Count a person once in every table; without a pathway there is an obstacle."""
        counts = self._counts
        column = _column(person.pathway, pathway)
        counts["pathway", str(person.pathway), column] += 1
        fate = column if column in (STAYS, NOT_COMPUTABLE) else MOVES
        change = _column(person.profile_class, profile_class)
        counts["class", str(person.profile_class), change] += 1
        counts["centre", person.centre, fate] += 1
        counts["sex", person.sex, fate] += 1
        counts["age", person.age, fate] += 1
        counts["citizenship", person.citizenship, fate] += 1
        counts["duration", person.duration, fate] += 1
        if obstacle is not None:
            counts["obstacle", f"{obstacle[0].value}:{obstacle[1]}", NOT_COMPUTABLE] += 1

    def cells(self) -> Mapping[tuple[str, str, str], int]:
        """People by breakdown, row and column."""
        return self._counts


def _column(before: int, after: int | None) -> str:
    if after is None:
        return NOT_COMPUTABLE
    return STAYS if before == after else str(after)
