"""What would change a proposal: every change tried for real, none guessed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.programme.rules.document import RuleSet
from app.programme.rules.employability import IndexModel
from app.programme.rules.questionnaire import Question
from profiling.assessment.rules.pathway import Outcome, outcome_of
from profiling.assessment.rules.profile import employability_index
from profiling.assessment.rules.scoring import Answers, Points

MOST_CHANGES = 6
"""How many single changes are told; the rest would hide them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a proposal was made from."""

    profile_class: int
    answers: Answers
    points: Points = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """One change that alone leads to another pathway."""

    kind: Literal["answer", "factor", "class"]
    code: str
    instead: str
    pathway: int
    rule: str


def counterfactuals(
    rules: RuleSet,
    situation: Situation,
    inputs: Mapping[str, str | int],
    model: IndexModel,
) -> tuple[Otherwise, ...]:
    """The single changes, among those a person can bring about, that alone lead to another pathway.

    Only questions and factors the rules mark as `changeable` are tried (never sex, age or
    citizenship), and of their answers only those that speak for less support than the one given; a
    change that would make further questions be asked is left out, for nobody knows their answers. Each
    is worked out with the whole of the rules: what is told here is what would have been proposed.
    """
    now = outcome_of(
        rules,
        profile_class=situation.profile_class,
        answers=situation.answers,
        points=situation.points,
    )
    found = [*_answers(rules, situation, now), *_factors(rules, situation, now, inputs, model)]
    return tuple(found[:MOST_CHANGES])


def other_classes(rules: RuleSet, situation: Situation) -> tuple[Otherwise, ...]:
    """The pathway each other class of the profile would have led to, where it is another."""
    now = _outcome(rules, situation, situation.answers, situation.profile_class)
    return tuple(
        Otherwise(
            kind="class",
            code="class",
            instead=str(item.number),
            pathway=other.proposal.pathway,
            rule=other.proposal.rule,
        )
        for item in rules.index.classes
        if (other := _outcome(rules, situation, situation.answers, item.number)).proposal.pathway
        != now.proposal.pathway
        and not _asks_more(now, other)
    )


def _answers(rules: RuleSet, situation: Situation, now: Outcome) -> Iterator[Otherwise]:
    items = {item.question: item for subtotal in now.subtotals.values() for item in subtotal.items}
    for question in rules.questionnaire.questions:
        item = items.get(question.code)
        if item is None or not question.changeable or not item.answers:
            continue
        for code in _lighter(question, item.score):
            answers = {**situation.answers, question.code: [code]}
            other = _outcome(rules, situation, answers, situation.profile_class)
            if other.proposal.pathway != now.proposal.pathway and not _asks_more(now, other):
                yield Otherwise(
                    kind="answer",
                    code=question.code,
                    instead=code,
                    pathway=other.proposal.pathway,
                    rule=other.proposal.rule,
                )
                break


def _lighter(question: Question, score: int) -> list[str]:
    """The answers that score less than the one given, the nearest first: the smallest step counts."""
    lower = [answer for answer in question.answers if question.points([answer.score]) < score]
    return [answer.code for answer in sorted(lower, key=lambda one: -one.score)]


def _factors(
    rules: RuleSet,
    situation: Situation,
    now: Outcome,
    inputs: Mapping[str, str | int],
    model: IndexModel,
) -> Iterator[Otherwise]:
    for factor in model.factors:
        if not factor.changeable or factor.is_number or factor.code not in inputs:
            continue
        present = factor.part(str(inputs[factor.code])).coefficient
        for category in factor.categories:
            if category.coefficient >= present:
                continue
            result = employability_index({**inputs, factor.code: category.code}, model)
            other = _outcome(rules, situation, situation.answers, result.profile_class)
            if other.proposal.pathway != now.proposal.pathway and not _asks_more(now, other):
                yield Otherwise(
                    kind="factor",
                    code=factor.code,
                    instead=category.code,
                    pathway=other.proposal.pathway,
                    rule=other.proposal.rule,
                )
                break


def _outcome(rules: RuleSet, situation: Situation, answers: Answers, profile_class: int) -> Outcome:
    return outcome_of(rules, profile_class=profile_class, answers=answers, points=situation.points)


def _asks_more(now: Outcome, other: Outcome) -> bool:
    open_now = {code for subtotal in now.subtotals.values() for code in subtotal.missing}
    return any(set(subtotal.missing) - open_now for subtotal in other.subtotals.values())
