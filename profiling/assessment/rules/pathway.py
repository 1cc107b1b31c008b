"""The decision table: which areas open, which pathway is proposed, and why."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from app.programme.rules.conditions import Condition, OpeningRule
from app.programme.rules.document import RuleSet
from app.programme.rules.provenance import Text
from profiling.assessment.rules.scoring import (
    NO_POINTS,
    Answers,
    AreaScore,
    Points,
    area_scores,
    raised_flags,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the decision table looks at: class, score of each assessed area, raised flags."""

    profile_class: int
    scores: Mapping[str, int]
    flags: AbstractSet[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One test of a condition: what it asked, what it found, whether it held."""

    kind: Literal["class", "score", "all_flags", "any_flags", "no_flags"]
    held: bool
    area: str = ""
    expected: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLine:
    """One rule of the table as it was tried."""

    rule: str
    pathway: int
    held: bool
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The proposed pathway, the rule that fired, and every rule tried up to it."""

    pathway: int
    rule: str
    reason: Text
    trace: tuple[TraceLine, ...]


def trials(condition: Condition, facts: Facts) -> tuple[Trial, ...]:
    """Every test of a condition with its outcome; a condition without tests has none."""
    done = []
    if condition.classes:
        expected = tuple(str(number) for number in condition.classes)
        held = facts.profile_class in condition.classes
        done.append(
            Trial(kind="class", held=held, expected=expected, found=str(facts.profile_class))
        )
    for test in condition.scores:
        score = facts.scores.get(test.area)
        done.append(
            Trial(
                kind="score",
                held=test.holds(score),
                area=test.area,
                at_least=test.at_least,
                at_most=test.at_most,
                found="" if score is None else str(score),
            )
        )
    return (*done, *_flag_trials(condition, facts.flags))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningTrial:
    """One opening rule as it was tried: every rule that holds opens its area."""

    rule: OpeningRule
    held: bool
    trials: tuple[Trial, ...]


def tried_openings(
    rules: RuleSet, *, profile_class: int, answers: Answers, points: Points = NO_POINTS
) -> tuple[OpeningTrial, ...]:
    """Every opening rule with its tests, on the areas always asked.

    Answers to an area that is itself opened by rule do not count: it cannot keep itself open.
    """
    subtotals = area_scores(rules.questionnaire, answers, points=points)
    facts = Facts(
        profile_class=profile_class,
        scores={code: subtotal.score for code, subtotal in subtotals.items()},
        flags=raised_flags(rules.questionnaire, answers),
    )
    return openings_on(rules, facts)


def openings_on(rules: RuleSet, facts: Facts) -> tuple[OpeningTrial, ...]:
    """Every opening rule with its tests on these facts, which are those of the areas always asked."""
    tried = ((rule, trials(rule.when, facts)) for rule in rules.openings)
    return tuple(
        OpeningTrial(rule=rule, held=all(trial.held for trial in done), trials=done)
        for rule, done in tried
    )


def opened_areas(
    rules: RuleSet, *, profile_class: int, answers: Answers, points: Points = NO_POINTS
) -> tuple[OpeningRule, ...]:
    """The opening rules that hold; each names its area and its reason."""
    tried = tried_openings(rules, profile_class=profile_class, answers=answers, points=points)
    return tuple(trial.rule for trial in tried if trial.held)


def area_d_opens(rules: RuleSet, *, profile_class: int, answers: Answers) -> bool:
    """Whether a rule asks for the further assessment of fragile conditions."""
    opened = opened_areas(rules, profile_class=profile_class, answers=answers)
    return any(rule.area == "D" for rule in opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything the rules make of a questionnaire: what is stored when it is completed."""

    facts: Facts
    subtotals: Mapping[str, AreaScore]
    tried_openings: tuple[OpeningTrial, ...]
    proposal: Proposal

    @property
    def openings(self) -> tuple[OpeningRule, ...]:
        """The opening rules that hold."""
        return tuple(trial.rule for trial in self.tried_openings if trial.held)


def outcome_of(
    rules: RuleSet, *, profile_class: int, answers: Answers, points: Points = NO_POINTS
) -> Outcome:
    """The whole way from answers, operator points (by area) and class to the proposed pathway.

    The one function that completes, simulates, explains and recomputes an assessment.

    Raises:
        AnswersRefused: an answer cannot be under these rules.
    """
    tried = tried_openings(rules, profile_class=profile_class, answers=answers, points=points)
    opened = {trial.rule.area for trial in tried if trial.held}
    subtotals = area_scores(rules.questionnaire, answers, opened=opened, points=points)
    facts = Facts(
        profile_class=profile_class,
        scores={code: subtotal.score for code, subtotal in subtotals.items()},
        flags=raised_flags(rules.questionnaire, answers, opened=opened),
    )
    return Outcome(
        facts=facts,
        subtotals=subtotals,
        tried_openings=tried,
        proposal=propose_pathway(rules, facts),
    )


def propose_pathway(rules: RuleSet, facts: Facts) -> Proposal:
    """The pathway of the first rule whose condition holds.

    There always is exactly one: a rule set is refused unless its last rule holds for everybody.
    The proposal binds nobody; the operator chooses the pathway (Ministry of Labour, GOL pathways).
    """
    trace = []
    for rule in rules.decisions:
        tried = trials(rule.when, facts)
        held = all(trial.held for trial in tried)
        trace.append(TraceLine(rule=rule.code, pathway=rule.pathway, held=held, trials=tried))
        if held:
            return Proposal(
                pathway=rule.pathway, rule=rule.code, reason=rule.reason, trace=tuple(trace)
            )
    raise LookupError("no decision rule holds: the rule set was not checked")


def _flag_trials(condition: Condition, flags: AbstractSet[str]) -> list[Trial]:
    done = []
    if condition.all_flags:
        done.append(_flag_trial("all_flags", condition.all_flags, flags))
    if condition.any_flags:
        done.append(_flag_trial("any_flags", condition.any_flags, flags))
    if condition.no_flags:
        done.append(_flag_trial("no_flags", condition.no_flags, flags))
    return done


def _flag_trial(
    kind: Literal["all_flags", "any_flags", "no_flags"],
    expected: tuple[str, ...],
    flags: AbstractSet[str],
) -> Trial:
    present = set(expected) & flags
    held = {
        "all_flags": len(present) == len(expected),
        "any_flags": bool(present),
        "no_flags": not present,
    }[kind]
    return Trial(kind=kind, held=held, expected=expected, found=" ".join(sorted(present)))
