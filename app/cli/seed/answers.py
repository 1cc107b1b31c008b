"""Answers to the questionnaire that lead, by the rules in force, to a wished pathway."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from app.cases.models.jobseeker import Benefit
from app.cli.seed.people import Person
from app.cli.seed.work import WorkingLife
from app.programme.rules.document import RuleSet
from app.programme.rules.questionnaire import Area, Question
from profiling.assessment.rules.filling import KnownFacts, is_fixed, told_by_record
from profiling.assessment.rules.pathway import Proposal, opened_areas, outcome_of
from profiling.assessment.rules.scoring import AreaScore, asked_questions

# Published national mix of January 2025, per mille (pathway 5: 0.1 %).
PATHWAY_MIX = {1: 500, 2: 248, 3: 207, 4: 38, 5: 1}
ATTEMPTS = 40

# How heavily each area weighs on the person, from 0 to 1, by the pathway aimed at.
_WEIGHT = {
    1: {"A": 0.15, "B": 0.10, "C": 0.15, "D": 0.0},
    2: {"A": 0.35, "B": 0.42, "C": 0.25, "D": 0.1},
    3: {"A": 0.45, "B": 0.60, "C": 0.30, "D": 0.2},
    4: {"A": 0.60, "B": 0.55, "C": 0.70, "D": 0.75},
    5: {"A": 0.30, "B": 0.30, "C": 0.20, "D": 0.0},
}
_DECLINED = "not_said"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A complete questionnaire with what the rules make of it."""

    answers: Mapping[str, tuple[str, ...]]
    openings: tuple[str, ...]
    """Codes of the rules that opened further areas."""
    flags: frozenset[str]
    scores: Mapping[str, AreaScore]
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Situation:
    """What stands beside the answers: the class of the profile, the counsellor's points by area."""

    profile_class: int
    points: Mapping[str, int]


def answered(
    chance: random.Random,
    rules: RuleSet,
    person: Person,
    life: WorkingLife,
    profile_class: int,
    *,
    points: Mapping[str, int],
) -> Outcome:
    """A questionnaire drawn towards a pathway of the published mix, judged by the real rules."""
    aim = _aim(chance, profile_class)
    told = told_by_record(rules.questionnaire, _known(person, life))
    situation = Situation(profile_class, points)
    fixed = {
        question.code: (told[question.code],)
        for question in rules.questionnaire.questions
        if question.code in told and is_fixed(question, told)
    }
    outcome = None
    for _attempt in range(ATTEMPTS):
        outcome = _drawn(chance, rules, _facts(chance, person, life, aim) | fixed, situation, aim)
        if outcome.proposal.pathway == aim:
            break
    if outcome is None:
        raise LookupError("no attempt was made")
    return outcome


def _known(person: Person, life: WorkingLife) -> KnownFacts:
    return KnownFacts(
        on=life.declared_on,
        has_benefit=person.benefit is not Benefit.NONE,
        has_driving_licence=person.has_licence,
        unemployed_since=life.last_job_ended_on,
        jobs=(),
    )


def _aim(chance: random.Random, profile_class: int) -> int:
    # Class 3 is never proposed pathway 1; those of the other classes make up for it.
    mix = PATHWAY_MIX | ({1: 0} if profile_class == 3 else {1: 710})
    return chance.choices(list(mix), list(mix.values()))[0]


def _facts(
    chance: random.Random, person: Person, life: WorkingLife, aim: int
) -> dict[str, tuple[str, ...]]:
    """Answers that follow from what else is known of the person, or from the pathway aimed at."""
    months = life.months_without_work(life.declared_on)
    fixed: dict[str, tuple[str, ...]] = {"out_of_work_since": (_out_of_work(life, months),)}
    if not life.jobs:
        fixed |= {"last_contract": ("nothing",), "why_it_ended": ("other",)}
    elif aim == 5:
        fixed["why_it_ended"] = ("company_crisis",)
    else:
        reasons = ("contract_ended", "resigned", "dismissed", "family_reasons")
        fixed["why_it_ended"] = (chance.choices(reasons, (60, 15, 20, 5))[0],)
    if not person.is_foreign:
        fixed["italian"] = ("full",)
    if aim == 3:
        fixed["skills_gap"] = ("wide",)
    if aim == 4:
        fixed["wants_depth"] = ("wished",)
    if not person.dependent_children and chance.random() < 0.9:
        fixed["care_duties"] = ("nobody",)
    if person.has_licence and chance.random() < 0.8:
        fixed["transport"] = ("own_vehicle",)
    return fixed


def _out_of_work(life: WorkingLife, months: int) -> str:
    if not life.jobs:
        return "never_worked"
    limits = ((6, "under_6_months"), (12, "from_6_to_12_months"), (24, "from_1_to_2_years"))
    return next((code for limit, code in limits if months < limit), "over_2_years")


def _drawn(
    chance: random.Random,
    rules: RuleSet,
    fixed: Mapping[str, tuple[str, ...]],
    situation: Situation,
    aim: int,
) -> Outcome:
    answers: dict[str, tuple[str, ...]] = {}
    for area in rules.questionnaire.areas:
        if area.always_asked:
            _answer(chance, area, fixed, _WEIGHT[aim][area.code], answers)
    rules_opening = opened_areas(
        rules,
        profile_class=situation.profile_class,
        answers=answers,
        points=situation.points,
    )
    for code in dict.fromkeys(rule.area for rule in rules_opening):
        area = rules.questionnaire.area(code)
        _answer(chance, area, fixed, _WEIGHT[aim][code], answers)
    made = outcome_of(
        rules,
        profile_class=situation.profile_class,
        answers=answers,
        points=situation.points,
    )
    openings = tuple(rule.code for rule in made.openings)
    flags = frozenset(made.facts.flags)
    return Outcome(answers, openings, flags, made.subtotals, made.proposal)


def _answer(
    chance: random.Random,
    area: Area,
    fixed: Mapping[str, tuple[str, ...]],
    weight: float,
    into: dict[str, tuple[str, ...]],
) -> None:
    for question in area.questions:
        if question in asked_questions(area, into):
            into[question.code] = fixed.get(question.code) or _choice(chance, question, weight)


def _choice(chance: random.Random, question: Question, weight: float) -> tuple[str, ...]:
    """The heavier the person's burden, the higher the score of the answers drawn."""
    highest = max(answer.score for answer in question.answers) or 1
    usual = [answer for answer in question.answers if answer.code != _DECLINED]
    nearness = [1 / (0.05 + abs(answer.score / highest - weight) ** 2) for answer in usual]
    first = chance.choices(usual, nearness)[0]
    if question.max_choices == 1 or first.stands_alone or chance.random() > weight:
        return (first.code,)
    others = [item for item in usual if not item.stands_alone and item is not first]
    return (first.code, chance.choice(others).code) if others else (first.code,)
