"""Which things weighed most in a proposal, told apart by whether they decided it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.programme.rules.conditions import Condition
from app.programme.rules.document import RuleSet
from profiling.assessment.rules.pathway import Outcome
from profiling.assessment.rules.profile import STARTING_POINT, Contribution
from profiling.assessment.rules.scoring import Answers, AreaScore, asked_areas, asked_questions

SHARE_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One thing that weighed: an answer, the operator's points in an area, or a factor of the index.

    `weight` is its share, from 0 to 1, of what the rule looked at; `decided` says that the rule that
    fired looked at it, so that without it the proposal might be another.
    """

    kind: Literal["answer", "points", "factor"]
    code: str
    area: str = ""
    chosen: tuple[str, ...] = ()
    points: int = 0
    weight: Decimal
    decided: bool


@dataclass(frozen=True, slots=True)
class FlagOrigin:
    """Which answer to which question raised a flag."""

    flag: str
    question: str
    answer: str


def flag_origins(rules: RuleSet, answers: Answers, outcome: Outcome) -> tuple[FlagOrigin, ...]:
    """Every raised flag with the answers that raised it."""
    form = rules.questionnaire
    return tuple(
        FlagOrigin(flag, question.code, answer.code)
        for area in asked_areas(form, outcome.subtotals)
        for question in asked_questions(area, answers)
        for answer in question.answers
        if answer.code in answers.get(question.code, ())
        for flag in answer.raises
    )


def weightiest_reasons(
    rules: RuleSet,
    answers: Answers,
    outcome: Outcome,
    contributions: Sequence[Contribution],
    *,
    limit: int = 3,
) -> tuple[Weighed, ...]:
    """The things that weighed most, those that decided first, then by their share.

    What decided: an answer that raised a flag the rule asks for weighs 1, for it decides alone; an
    answer in an area whose score the rule asks for weighs its part of the area's score; where the rule
    asks for the class, a factor weighs its part of all coefficients. What did not decide (all of it,
    when the rule holds in every other case) weighs in the same way, after what did.
    Example: the rule asks for at least 6 points in area B, the area has 8, of which 5 from the skills
    gap: that answer weighs 5/8 and comes first.
    """
    rule = next(item for item in rules.decisions if item.code == outcome.proposal.rule)
    found = [
        *_flagged(rules, answers, outcome, rule.when),
        *_in_areas(outcome, {test.area for test in rule.when.scores}),
        *_factors(contributions, decided=bool(rule.when.classes)),
    ]
    best: dict[tuple[str, str], Weighed] = {}
    for one in found:
        key = (one.kind, one.code)
        if key not in best or _rank(one) < _rank(best[key]):
            best[key] = one
    return tuple(sorted(best.values(), key=_rank)[:limit])


def _rank(one: Weighed) -> tuple[bool, Decimal, str]:
    return not one.decided, -one.weight, one.code


def _flagged(rules: RuleSet, answers: Answers, outcome: Outcome, when: Condition) -> list[Weighed]:
    wanted = set(when.all_flags + when.any_flags)
    return [
        Weighed(
            kind="answer",
            code=origin.question,
            chosen=(origin.answer,),
            area=_area_of(outcome, origin.question),
            points=_points_of(outcome, origin.question),
            weight=Decimal(1),
            decided=True,
        )
        for origin in flag_origins(rules, answers, outcome)
        if origin.flag in wanted
    ]


def _in_areas(outcome: Outcome, decided: set[str]) -> list[Weighed]:
    found = []
    for code, subtotal in outcome.subtotals.items():
        if not subtotal.score:
            continue
        is_decided = code in decided
        for item in subtotal.items:
            if item.score:
                found.append(
                    Weighed(
                        kind="answer",
                        code=item.question,
                        area=code,
                        chosen=item.answers,
                        points=item.score,
                        weight=_share(item.score, subtotal),
                        decided=is_decided,
                    )
                )
        if subtotal.added:
            found.append(
                Weighed(
                    kind="points",
                    code=code,
                    area=code,
                    points=subtotal.added,
                    weight=_share(subtotal.added, subtotal),
                    decided=is_decided,
                )
            )
    return found


def _factors(contributions: Sequence[Contribution], *, decided: bool) -> list[Weighed]:
    parts = [part for part in contributions if part.factor != STARTING_POINT and part.coefficient]
    total = sum((abs(part.coefficient) for part in parts), Decimal(0))
    return [
        Weighed(
            kind="factor",
            code=part.factor,
            chosen=(part.category,),
            weight=(abs(part.coefficient) / total).quantize(SHARE_STEP),
            decided=decided,
        )
        for part in parts
    ]


def _share(points: int, subtotal: AreaScore) -> Decimal:
    return (Decimal(points) / subtotal.score).quantize(SHARE_STEP)


def _area_of(outcome: Outcome, question: str) -> str:
    return next(
        code
        for code, subtotal in outcome.subtotals.items()
        if any(item.question == question for item in subtotal.items)
    )


def _points_of(outcome: Outcome, question: str) -> int:
    return next(
        item.score
        for subtotal in outcome.subtotals.values()
        for item in subtotal.items
        if item.question == question
    )
