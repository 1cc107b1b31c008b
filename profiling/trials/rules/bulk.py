"""A rule set made ready for a million cases: the single-case functions, asked once for each small input.

Nothing is decided here that `single.under` does not decide. The parts are taken from the same
functions: one factor's coefficient, one question's points and flags, the index of one sum, the
openings and the pathway of one set of facts. What is left for a person is adding and looking up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from app.programme.rules.document import RuleSet
from app.programme.rules.employability import Factor
from app.programme.rules.questionnaire import Area
from profiling.assessment.rules.official import class_that_counts, prefers_official
from profiling.assessment.rules.pathway import Facts, openings_on, propose_pathway
from profiling.assessment.rules.prefill import fitted
from profiling.assessment.rules.profile import InputsRefused, employability_index
from profiling.assessment.rules.scoring import (
    Answers,
    answer_faults,
    area_points,
    area_scores,
    raised_flags,
)
from profiling.trials.rules.parts import AreaForm, AreaSum, Part, area_form
from profiling.trials.rules.single import (
    NO_POINTS_GIVEN,
    Computed,
    Given,
    NotComputable,
    Obstacle,
    Result,
    Values,
)

Obstruction = tuple[Obstacle, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from class, scores and flags: areas opened, pathway, and the rules that said so."""

    asked: tuple[int, ...]
    openings: tuple[str, ...]
    pathway: int
    rule: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules give a person, with the points and flags of every area, asked or not."""

    index: Decimal | None
    profile_class: int | None
    found: Decision | Obstruction
    areas: Sequence["AreaSum"] = ()


@dataclass(slots=True)
class _Opened:
    """What the areas always asked lead to: the areas asked and those of them opened, by their place."""

    asked: tuple[int, ...]
    further: tuple[int, ...]
    openings: tuple[str, ...]
    decisions: dict[Any, Decision] = field(default_factory=dict)


class BulkScorer:
    """Gives `single.under` for one person after another, at the price of look-ups."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules, self._model = rules, rules.index
        self._factors: list[tuple[str, Factor, dict[Any, Decimal | None]]] = [
            (factor.code, factor, {}) for factor in rules.index.factors
        ]
        self._results: dict[Decimal, tuple[Decimal, int]] = {}
        form = rules.questionnaire
        self._flags = {flag.code: 1 << place for place, flag in enumerate(form.flags)}
        self._optional = {area.code for area in form.areas if not area.always_asked}
        conditions = [rule.when for rule in rules.openings]
        conditions += [rule.when for rule in rules.decisions]
        self._forms = [area_form(area, conditions) for area in form.areas]
        self._looked_at = sum({self._flags[flag] for when in conditions for flag in when.flags})
        self._always = tuple(
            place for place, shape in enumerate(self._forms) if shape.area.always_asked
        )
        self._known = {question.code for question in form.questions}
        self._cap = rules.operator_points
        self._prefers = prefers_official(rules)
        self._opened: dict[Any, _Opened] = {}

    def result(
        self,
        values: Values,
        answers: Answers,
        given: Given = NO_POINTS_GIVEN,
        official: int | None = None,
    ) -> Result:
        """The same as `single.under(rules, values, answers, given, official)`."""
        return self.told(self.outcome(values.get, answers, given, official))

    def told(self, outcome: Outcome) -> Result:
        """An outcome in full."""
        found = outcome.found
        if isinstance(found, tuple):
            return NotComputable(*found, outcome.index, outcome.profile_class)
        number = outcome.profile_class or 0
        facts = self._facts(number, found.asked, outcome.areas)
        return Computed(
            index=outcome.index or Decimal(0),
            profile_class=number,
            scores=facts.scores,
            flags=frozenset(facts.flags),
            openings=found.openings,
            pathway=found.pathway,
            rule=found.rule,
        )

    def scores_of(self, outcome: Outcome) -> dict[str, int]:
        """The score of each area asked; none where the pathway cannot be computed."""
        found = outcome.found
        if isinstance(found, tuple):
            return {}
        return {self._forms[place].area.code: outcome.areas[place].score for place in found.asked}

    def outcome(
        self,
        value_of: Callable[[str], Any],
        answers: Answers,
        given: Given,
        official: int | None = None,
    ) -> Outcome:
        """The outcome for a person whose inputs `value_of` gives by factor."""
        total = Decimal(0)
        for code, factor, table in self._factors:
            value = value_of(code)
            key = (value.__class__, value)  # True is no 1, 1.0 is no 1
            try:
                part = table[key]
            except KeyError:
                part = table[key] = self._coefficient(factor, value)
            if part is None:
                return Outcome(None, None, (Obstacle.INPUT, code))
            total += part
        logit = self._model.intercept + total
        try:
            index, number = self._results[logit]
        except KeyError:
            index, number = self._results[logit] = self._index(logit)
        if official is not None:
            number = class_that_counts(number, official, prefers_official=self._prefers)
        return self._decided(index, number, answers, given)

    def _decided(self, index: Decimal, number: int, answers: Answers, given: Given) -> Outcome:
        """The pathway, or what is in its way."""
        faulty: list[str] = []
        areas = [self._sum(form, answers, faulty) for form in self._forms]
        if given:
            added = area_points(self._rules.questionnaire, given, self._cap)
            for form, area in zip(self._forms, areas, strict=True):
                area.score += added.get(form.area.code, 0)
        found: Decision | Obstruction
        if not answers.keys() <= self._known:
            found = Obstacle.QUESTION_GONE, min(answers.keys() - self._known)
        elif faulty:
            found = Obstacle.ANSWER_GONE, min(faulty)
        else:
            found = self._of_areas(number, areas)
        return Outcome(index, number, found, areas)

    def _sum(self, form: AreaForm, answers: Answers, faulty: list[str]) -> AreaSum:
        """What the answers give in one area; those that cannot be are added to `faulty`."""
        score, mask, is_touched = 0, 0, False
        gaps: list[tuple[str, ...]] = []
        for part in self._parts(form, answers):
            score += part.points
            mask |= part.mask
            is_touched = is_touched or part.is_touched
            if part.is_odd:
                gaps.append(part.missing)
                faulty += part.faulty
        return AreaSum(score, mask, [gap for gap in gaps if gap], is_touched)

    def _parts(self, form: AreaForm, answers: Answers) -> list[Part]:
        parts = []
        for code, table in form.alone:
            chosen = answers.get(code, ())
            key: Any = chosen[0] if len(chosen) == 1 else tuple(chosen)
            part = table.get(key)
            if part is None:
                part = table[key] = self._part(form.area, (code,), answers)
            parts.append(part)
        for codes, kept in form.together:
            key = tuple([tuple(answers.get(code, ())) for code in codes])
            part = kept.get(key)
            if part is None:
                part = kept[key] = self._part(form.area, codes, answers)
            parts.append(part)
        return parts

    def _of_areas(self, number: int, areas: Sequence[AreaSum]) -> Decision | Obstruction:
        opened = self._opened_by(number, areas)
        for place in opened.asked:
            if areas[place].missing:
                return self._lacking(opened.asked, areas)
        further = tuple(
            (self._forms[place].sign(areas[place].score), areas[place].mask & self._looked_at)
            for place in opened.further
        )
        decision = opened.decisions.get(further)
        if decision is None:
            proposal = propose_pathway(self._rules, self._facts(number, opened.asked, areas))
            decision = opened.decisions[further] = Decision(
                opened.asked, opened.openings, proposal.pathway, proposal.rule
            )
        return decision

    def _opened_by(self, number: int, areas: Sequence[AreaSum]) -> _Opened:
        mask, signs = 0, []
        for place in self._always:
            mask |= areas[place].mask
            signs.append(self._forms[place].sign(areas[place].score))
        key = (number, mask & self._looked_at, *signs)
        opened = self._opened.get(key)
        if opened is None:
            opened = self._opened[key] = self._opening(number, areas)
        return opened

    # --- what is asked of the single-case functions, once for each small input -----------------

    def _coefficient(self, factor: Factor, value: Any) -> Decimal | None:
        """What the value adds under a model of this factor alone; None where it is refused."""
        alone = replace(self._model, factors=(factor,))
        try:
            result = employability_index(fitted({factor.code: value}, alone), alone)
        except InputsRefused:
            return None
        return result.contributions[-1].coefficient

    def _index(self, logit: Decimal) -> tuple[Decimal, int]:
        """Index and class of a sum: those of a model that is nothing but its intercept."""
        result = employability_index({}, replace(self._model, intercept=logit, factors=()))
        return result.index, result.profile_class

    def _part(self, area: Area, codes: Sequence[str], answers: Answers) -> Part:
        """What the answers to some questions give, as if they were the only ones."""
        form = self._rules.questionnaire
        alone = {code: answers[code] for code in codes if code in answers}
        faulty = tuple(fault.question for fault in answer_faults(form, alone))
        if faulty:
            return Part(0, 0, (), is_touched=True, is_odd=True, faulty=faulty)
        subtotal = area_scores(form, alone, opened=self._optional)[area.code]
        items = [item for item in subtotal.items if item.question in codes]
        missing = tuple(code for code in subtotal.missing if code in codes)
        return Part(
            points=sum(item.score for item in items),
            mask=sum(
                self._flags[flag] for flag in raised_flags(form, alone, opened=self._optional)
            ),
            missing=missing,
            is_odd=bool(missing),
            is_touched=any(item.answers for item in items),
        )

    def _opening(self, number: int, areas: Sequence[AreaSum]) -> _Opened:
        tried = openings_on(self._rules, self._facts(number, self._always, areas))
        rules = [trial.rule for trial in tried if trial.held]
        codes = {rule.area for rule in rules}
        asked = tuple(
            place
            for place, form in enumerate(self._forms)
            if form.area.always_asked or form.area.code in codes
        )
        further = tuple(place for place in asked if place not in self._always)
        return _Opened(asked, further, tuple(rule.code for rule in rules))

    def _facts(self, number: int, asked: Sequence[int], areas: Sequence[AreaSum]) -> Facts:
        mask = 0
        for place in asked:
            mask |= areas[place].mask
        return Facts(
            profile_class=number,
            scores={self._forms[place].area.code: areas[place].score for place in asked},
            flags=frozenset(flag for flag, bit in self._flags.items() if mask & bit),
        )

    def _lacking(self, asked: Sequence[int], areas: Sequence[AreaSum]) -> Obstruction:
        """As `single.under`: an area never asked, else the first question without an answer."""
        for place in asked:
            area = self._forms[place].area
            if not area.always_asked and areas[place].missing and not areas[place].is_touched:
                return Obstacle.AREA_NEW, area.code
        missing = {code for place in asked for part in areas[place].missing for code in part}
        in_order = (question.code for question in self._rules.questionnaire.questions)
        return Obstacle.QUESTION_NEW, next(code for code in in_order if code in missing)
