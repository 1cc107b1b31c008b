"""Over which days a provider is measured, and which of its figures may be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.small_numbers import hidden_groups, told_share
from app.programme.rules.document import RuleSet
from catalogue.providers.rules import Figures, FiguresOfType, PublicFigures

ALL_TYPES = ""
EXAMPLES = {
    "performance_minimum": 10,
    "performance_months": 12,
    "employed_after_days": 90,
    "report_minimum": 5,
}
"""Numbers that version 1 of the rules does not know yet: those of version 2."""


@dataclass(frozen=True)
class Terms:
    """The numbers of the rule set by which providers are measured and shown."""

    minimum: int
    """People there must be for a figure to be shown."""
    least: int
    """People there must be on either side of a share for it to be told exactly."""
    months: int
    employed_after_days: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What was counted of one provider, for one service type or for all."""

    service_type: str
    answers: int
    answer_people: int
    silent: int
    """Answers that were none: the deadline passed."""
    median_days: int | None
    ended: int
    ended_people: int
    completed: int
    followed: int
    """Measures that ended long enough ago to look whether the person works."""
    followed_people: int
    employed: int


def terms_of(rules: RuleSet) -> Terms:
    """The numbers of the rule set, or the examples where it is older than they are."""
    found = {
        name: int(rules.parameters[name].value) if name in rules.parameters else example
        for name, example in EXAMPLES.items()
    }
    return Terms(
        minimum=found["performance_minimum"],
        least=found["report_minimum"],
        months=max(1, found["performance_months"]),
        employed_after_days=found["employed_after_days"],
    )


def window(on: date, months: int) -> tuple[date, date]:
    """The first and the last day of the last whole months before `on`.

    Whole months, so that the figures of one night less those of the night before never are one
    person's. Example: twelve months on 25 November 2026 are 1 November 2025 to 31 October 2026.
    """
    ends_before = on.replace(day=1)
    month = ends_before.year * 12 + ends_before.month - 1 - months
    return date(month // 12, month % 12 + 1, 1), ends_before - timedelta(days=1)


def public_figures(
    counts: Iterable[Counts],
    terms: Terms,
    days: tuple[date, date],
    computed_on: date,
) -> PublicFigures:
    """What everybody may read of a provider.

    Nothing stands on fewer than the minimum of people. Of service types so many are kept back that
    those shown, taken from the whole, leave no small number (`hidden_groups`); of a share with few
    people on one side only a bound is told (`told_share`).
    """
    found = {line.service_type: line for line in counts}
    whole = found.pop(ALL_TYPES, None)
    return PublicFigures(
        first=days[0],
        last=days[1],
        computed_on=computed_on,
        minimum=terms.minimum,
        employed_after_days=terms.employed_after_days,
        whole=_shown(whole, terms) if whole else Figures(),
        by_type=_by_type(found, terms) if whole else (),
    )


def _by_type(found: Mapping[str, Counts], terms: Terms) -> tuple[FiguresOfType, ...]:
    """Each service type with what may be shown of it; a figure kept back is None."""
    kept = {
        part: hidden_groups({code: part(line) for code, line in found.items()}, terms.minimum)
        for part in (_answered, _ended, _followed)
    }
    shown = []
    for code, line in sorted(found.items()):
        figures = _shown(line, terms)
        shown.append(
            FiguresOfType(
                code,
                Figures(
                    answers=None if code in kept[_answered] else figures.answers,
                    median_days=None if code in kept[_answered] else figures.median_days,
                    silent=None if code in kept[_answered] else figures.silent,
                    ended=None if code in kept[_ended] else figures.ended,
                    completed=None if code in kept[_ended] else figures.completed,
                    followed=None if code in kept[_followed] else figures.followed,
                    employed=None if code in kept[_followed] else figures.employed,
                ),
            )
        )
    return tuple(shown)


def _shown(line: Counts, terms: Terms) -> Figures:
    minimum, least = terms.minimum, terms.least
    answers = line.answers if line.answer_people >= minimum else None
    ended = line.ended if line.ended_people >= minimum else None
    followed = line.followed if line.followed_people >= minimum else None
    return Figures(
        answers=answers,
        median_days=line.median_days if answers else None,
        silent=told_share(line.silent, line.answers, minimum, least) if answers else None,
        ended=ended,
        completed=told_share(line.completed, line.ended, minimum, least) if ended else None,
        followed=followed,
        employed=told_share(line.employed, line.followed, minimum, least) if followed else None,
    )


def _answered(line: Counts) -> int:
    return line.answer_people


def _ended(line: Counts) -> int:
    return line.ended_people


def _followed(line: Counts) -> int:
    return line.followed_people
