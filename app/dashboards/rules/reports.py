"""What the reports on pathways reckon: periods, rates, comparisons, and what is kept back."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.core.language import N_, Labelled
from app.core.proportions import Interval, ratio, share
from app.core.small_numbers import hidden_groups

MONTHS_BACK = 12
"""How much a report shows unless asked for another period."""
MONTHS_OFFERED = 36


@dataclass(frozen=True)
class Period:
    """Whole months: a day more or less would show who was decided about on it."""

    first: date
    last: date
    """The first days of the first and of the last month."""

    @property
    def following(self) -> date:
        """The first day after the period."""
        return (self.last + timedelta(days=31)).replace(day=1)

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.following - timedelta(days=1)


def month_text(day: date) -> str:
    """A month as it stands in an address: `2026-11`."""
    return f"{day:%Y-%m}"


def months_before(day: date, count: int) -> date:
    """The first day of the month so many months before the day's."""
    number = day.year * 12 + day.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def period_asked(first: str | None, last: str | None, today: date) -> Period:
    """The months asked for; the last twelve for what is missing or cannot be read, turned if reversed."""
    start = _month(first) or months_before(today, MONTHS_BACK - 1)
    end = _month(last) or months_before(today, 0)
    return Period(min(start, end), max(start, end))


def _month(text: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """So many decisions that are alike in all of this."""

    count: int
    proposed: int
    decided: int
    reason: str = ""
    is_confirmed: bool = False
    centre_id: int = 0
    counsellor_id: int | None = None

    @property
    def is_override(self) -> bool:
        """Whether they depart from the proposal."""
        return self.proposed != self.decided


@dataclass(frozen=True)
class Rate:
    """How many of how many; the numbers are None where they are kept back."""

    key: Any
    whole: int | None
    part: int | None
    confirmed: int | None = None

    @property
    def share(self) -> Interval | None:
        """The rate with its interval."""
        if self.whole is None or self.part is None:
            return None
        return share(self.part, self.whole)


def override_rates(
    rows: Iterable[Decided], by: Callable[[Decided], Any], minimum: int = 0
) -> list[Rate]:
    """Decisions and overrides of each group, the most decisions first.

    With a `minimum`, a group with fewer overrides, or fewer others, than that is kept back, and so
    many more that it cannot be reckoned from the totals.
    """
    whole: Counter[Any] = Counter()
    part: Counter[Any] = Counter()
    confirmed: Counter[Any] = Counter()
    for row in rows:
        whole[by(row)] += row.count
        part[by(row)] += row.count * row.is_override
        confirmed[by(row)] += row.count * (row.is_override and row.is_confirmed)
    others = {key: whole[key] - part[key] for key in whole}
    hidden = set(hidden_groups({key: part[key] for key in whole}, minimum).groups)
    hidden |= hidden_groups(others, minimum).groups
    return [
        Rate(key, None, None)
        if key in hidden
        else Rate(key, count, part[key], None if minimum else confirmed[key])
        for key, count in sorted(whole.items(), key=lambda item: (-item[1], str(item[0])))
    ]


def totals(rows: Sequence[Decided], minimum: int = 0) -> Rate:
    """All decisions, the overrides among them, and those a second person confirmed.

    With a `minimum`, all three are kept back where overrides or others are fewer, and not none.
    """
    whole = sum(row.count for row in rows)
    part = sum(row.count for row in rows if row.is_override)
    if hidden_groups({True: part, False: whole - part}, minimum).groups:
        return Rate(None, None, None)
    overrides = [row for row in rows if row.is_override]
    return Rate(
        None,
        sum(row.count for row in rows),
        sum(row.count for row in overrides),
        sum(row.count for row in overrides if row.is_confirmed),
    )


def counted(rows: Iterable[Decided], by: Callable[[Decided], Any]) -> Counter[Any]:
    """How many decisions of each kind."""
    found: Counter[Any] = Counter()
    for row in rows:
        found[by(row)] += row.count
    return found


class Trait(Labelled):
    """What people are compared by."""

    SEX = "sex", N_("Sex")
    AGE = "age", N_("Age")
    CITIZENSHIP = "citizenship", N_("Citizenship")


GROUPS: Mapping[Trait, Mapping[str, str]] = {
    Trait.SEX: {"F": N_("Women"), "M": N_("Men")},
    Trait.AGE: {
        "0": N_("Under 25"),
        "25": N_("25 to 34"),
        "35": N_("35 to 44"),
        "45": N_("45 to 54"),
        "55": N_("55 and over"),
    },
    Trait.CITIZENSHIP: {
        "it": N_("Italian"),
        "eu": N_("Other countries of the European Union"),
        "extra_eu": N_("Countries outside the European Union"),
    },
}
"""The groups of each trait, by the codes of the query."""
AGES = (25, 35, 45, 55)
"""Where an age band begins; the first holds everybody younger."""


@dataclass(frozen=True, slots=True)
class Alike:
    """So many decisions about people alike in all of this."""

    count: int
    groups: Mapping[Trait, str]
    profile_class: int | None
    proposed: int
    decided: int


OVERRIDE = "override"
CLASSES, PATHWAYS = (1, 2, 3), (1, 2, 3, 4, 5)
MEASURES = (
    OVERRIDE,
    *(f"class_{number}" for number in CLASSES),
    *(f"pathway_{number}" for number in PATHWAYS),
)
"""What can be compared: overrides, each class, each decided pathway."""


def has(row: Alike, measure: str) -> bool | None:
    """Whether these decisions count for the measure; None where they say nothing about it."""
    if measure == OVERRIDE:
        return row.proposed != row.decided
    kind, _, number = measure.partition("_")
    if kind == "pathway":
        return row.decided == int(number)
    return None if row.profile_class is None else row.profile_class == int(number)


@dataclass(frozen=True)
class Compared:
    """A group beside the reference group; everything but the name is None where it is kept back."""

    group: str
    label: str
    count: int | None = None
    share: Interval | None = None
    ratio: Interval | None = None
    is_reference: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether the group is too small to be told, or would give one away that is."""
        return self.count is None


def group_sizes(rows: Iterable[Alike], trait: Trait) -> dict[str, int]:
    """How many decisions about each group, in the order of the list above, none left out."""
    found = counted_by(rows, lambda row: row.groups[trait])
    return {group: found[group] for group in GROUPS[trait]}


def counted_by(rows: Iterable[Alike], by: Callable[[Alike], Any]) -> Counter[Any]:
    """How many decisions of each kind."""
    found: Counter[Any] = Counter()
    for row in rows:
        found[by(row)] += row.count
    return found


def compared(
    rows: Sequence[Alike], trait: Trait, measure: str, hidden: Iterable[str]
) -> list[Compared]:
    """Each group's share and its ratio to the reference, the largest group shown.

    Groups in `hidden` show nothing; see `app.core.small_numbers` for which they have to be.
    """
    kept = set(hidden)
    whole, part = _shares(rows, trait, measure)
    sizes = group_sizes(rows, trait)
    shown = [group for group in sizes if group not in kept and sizes[group]]
    reference = max(shown, key=lambda group: sizes[group], default=None)
    lines = []
    for group, label in GROUPS[trait].items():
        if group not in shown:
            lines.append(Compared(group, label, count=None if group in kept else 0))
            continue
        is_reference = group == reference
        beside = None
        if reference is not None and not is_reference:
            beside = ratio(part[group], whole[group], part[reference], whole[reference])
        own = share(part[group], whole[group])
        lines.append(Compared(group, label, sizes[group], own, beside, is_reference))
    return lines


def overall(rows: Sequence[Alike], measure: str) -> Rate:
    """The measure over everybody."""
    answers = [(row.count, has(row, measure)) for row in rows]
    whole = sum(count for count, answer in answers if answer is not None)
    return Rate(None, whole, sum(count for count, answer in answers if answer))


def _shares(rows: Sequence[Alike], trait: Trait, measure: str) -> tuple[Counter[str], Counter[str]]:
    whole: Counter[str] = Counter()
    part: Counter[str] = Counter()
    for row in rows:
        if (answer := has(row, measure)) is not None:
            whole[row.groups[trait]] += row.count
            part[row.groups[trait]] += row.count * answer
    return whole, part
