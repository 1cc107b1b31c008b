"""One case under other rules, by the very functions that decide it at the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.core.language import N_, Labelled
from app.programme.rules.document import RuleSet
from profiling.assessment.rules.official import class_that_counts, prefers_official
from profiling.assessment.rules.pathway import Outcome, outcome_of
from profiling.assessment.rules.prefill import fitted
from profiling.assessment.rules.profile import InputsRefused, employability_index
from profiling.assessment.rules.scoring import Answers, AnswersRefused, area_points

Values = Mapping[str, str | int | None]
"""The stored inputs of a profile, bare."""
Given = Mapping[str, Mapping[str, Any]]
"""The operator's points as an assessment stores them, by section."""
NO_POINTS_GIVEN: Given = MappingProxyType({})


class Obstacle(Labelled):
    """Why a case cannot be recomputed without asking the person again; the first that applies."""

    INPUT = "input", N_("An input of the index is missing or no longer possible")
    QUESTION_GONE = "question_gone", N_("An answered question is no longer asked")
    ANSWER_GONE = "answer_gone", N_("An answer given is no longer possible")
    AREA_NEW = "area_new", N_("A further area would open and was never asked")
    QUESTION_NEW = "question_new", N_("A question was never asked")


@dataclass(frozen=True, slots=True)
class NotComputable:
    """A case the rules cannot decide on what is stored: nothing is guessed.

    `item` is the first factor, question or area in the way; the class is told where the inputs do.
    """

    obstacle: Obstacle
    item: str
    index: Decimal | None = None
    profile_class: int | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """What the rules give a case."""

    index: Decimal
    profile_class: int
    scores: Mapping[str, int]
    flags: frozenset[str]
    openings: tuple[str, ...]
    pathway: int
    rule: str


Result = Computed | NotComputable


def under(
    rules: RuleSet,
    values: Values,
    answers: Answers,
    given: Given = NO_POINTS_GIVEN,
    official: int | None = None,
) -> Result:
    """Index, class, scores, flags, opened areas and pathway of a person under these rules.

    The inputs are taken as the index takes a person's last inputs (`fitted`), the answers and the
    operator's points as they were given; the class is the ministry's (`official`) where there is one
    and these rules prefer it. Answers to an area that does not open, or to a sub-question
    that is not asked, do not count, as at the desk.
    """
    try:
        profile = employability_index(fitted(values, rules.index), rules.index)
    except InputsRefused as refused:
        return NotComputable(Obstacle.INPUT, refused.faults[0].factor)
    number = class_that_counts(
        profile.profile_class, official, prefers_official=prefers_official(rules)
    )
    points = area_points(rules.questionnaire, given, rules.operator_points)
    try:
        outcome = outcome_of(rules, profile_class=number, answers=answers, points=points)
    except AnswersRefused as refused:
        return NotComputable(*_first_fault(rules, refused), profile.index, number)
    if (lacking := _first_lacking(rules, outcome)) is not None:
        return NotComputable(*lacking, profile.index, number)
    return Computed(
        index=profile.index,
        profile_class=number,
        scores=outcome.facts.scores,
        flags=frozenset(outcome.facts.flags),
        openings=tuple(rule.code for rule in outcome.openings),
        pathway=outcome.proposal.pathway,
        rule=outcome.proposal.rule,
    )


def _first_lacking(rules: RuleSet, outcome: Outcome) -> tuple[Obstacle, str] | None:
    """The first area that would have to be asked from the start, else the first question."""
    for code, subtotal in outcome.subtotals.items():
        is_touched = any(item.answers for item in subtotal.items)
        always = rules.questionnaire.area(code).always_asked
        if subtotal.missing and not is_touched and not always:
            return Obstacle.AREA_NEW, code
    missing = (code for subtotal in outcome.subtotals.values() for code in subtotal.missing)
    return next(((Obstacle.QUESTION_NEW, code) for code in missing), None)


def _first_fault(rules: RuleSet, refused: AnswersRefused) -> tuple[Obstacle, str]:
    """A question gone comes before an answer gone; among equals the first by code."""
    known = {question.code for question in rules.questionnaire.questions}
    gone: Sequence[str] = sorted(
        fault.question for fault in refused.faults if fault.question not in known
    )
    if gone:
        return Obstacle.QUESTION_GONE, gone[0]
    return Obstacle.ANSWER_GONE, min(fault.question for fault in refused.faults)
