"""Scores of the questionnaire: by area, with what is missing and what cannot be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.programme.rules.questionnaire import Answer, Area, Question, Questionnaire

Answers = Mapping[str, Sequence[str]]
"""The codes chosen for each question code."""
Points = Mapping[str, int]
"""Points the operator adds, by area code."""
NO_POINTS: Points = MappingProxyType({})


class AnswerFaultKind(StrEnum):
    """What is wrong with the answer to one question."""

    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_ANSWER = "unknown_answer"
    REPEATED = "repeated"
    TOO_MANY = "too_many"
    CONTRADICTORY = "contradictory"


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """One question whose answer cannot be."""

    question: str
    kind: AnswerFaultKind


class AnswersRefused(ValueError):
    """Some answers cannot be; `faults` names all of them."""

    def __init__(self, faults: tuple[AnswerFault, ...]) -> None:
        super().__init__(", ".join(f"{fault.question}: {fault.kind}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The points one question gave, and the answers they come from."""

    question: str
    answers: tuple[str, ...]
    score: int
    max_score: int


@dataclass(frozen=True, slots=True)
class AreaScore:
    """The subtotal of one area: its items, the highest they could be, what is still unanswered.

    `score` is what decides: the points of the answers and those the operator added (`added`).
    `max_score` is the most the answers can give.
    """

    area: str
    score: int
    max_score: int
    items: tuple[ItemScore, ...]
    missing: tuple[str, ...]
    added: int = 0

    @property
    def answered(self) -> int:
        """The points of the answers alone."""
        return self.score - self.added

    @property
    def is_complete(self) -> bool:
        """Whether every question has an answer."""
        return not self.missing


def answer_faults(questionnaire: Questionnaire, answers: Answers) -> list[AnswerFault]:
    """Every answer that cannot be: unknown, repeated, too many, or contradicting another."""
    questions = {question.code: question for question in questionnaire.questions}
    faults = []
    for code, chosen in answers.items():
        question = questions.get(code)
        kind = AnswerFaultKind.UNKNOWN_QUESTION if question is None else _fault(question, chosen)
        if kind:
            faults.append(AnswerFault(code, kind))
    return faults


def area_scores(
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    opened: Iterable[str] = (),
    points: Points = NO_POINTS,
) -> dict[str, AreaScore]:
    """The subtotals of the areas always asked and of those opened by a rule.

    An area's score is the sum of what its questions give, each by its scoring function, and of the
    points the operator added. Unanswered questions give nothing and are listed as missing, hidden
    ones apart, which nobody can answer. Answers to an area that is not open, or to a sub-question
    that is not asked, do not count.

    Raises:
        AnswersRefused: an answer cannot be.
    """
    if faults := answer_faults(questionnaire, answers):
        raise AnswersRefused(tuple(faults))
    asked = asked_areas(questionnaire, opened)
    return {area.code: _area_score(area, answers, points.get(area.code, 0)) for area in asked}


def asked_questions(area: Area, answers: Answers) -> tuple[Question, ...]:
    """The questions of the area that these answers make be asked, in order.

    A sub-question is asked when the question it hangs on is itself asked and has one of the answers
    that open it. Example: how the search goes is asked only of somebody who searched.
    """
    asked: dict[str, Question] = {}
    for question in area.questions:
        parent = question.asked_when
        if parent is None or (
            parent.question in asked and set(answers.get(parent.question, ())) & set(parent.answers)
        ):
            asked[question.code] = question
    return tuple(asked.values())


def area_points(
    questionnaire: Questionnaire, given: Mapping[str, Mapping[str, Any]], cap: int
) -> dict[str, int]:
    """The operator's points by area, from those given by section; never above the rules' cap.

    Under other rules than those they were given by, points of sections that no longer exist fall
    away, and those above the cap are cut: so a trial of a draft counts as the draft would.
    """
    totals: dict[str, int] = {}
    for area in questionnaire.areas:
        codes = [section.code for section in area.sections if section.code in given]
        if total := min(cap, sum(given[code]["points"] for code in codes)):
            totals[area.code] = total
    return totals


def counted_answers(questionnaire: Questionnaire, answers: Answers) -> dict[str, list[str]]:
    """The answers less those to sub-questions that are not asked."""
    asked = {
        question.code for area in questionnaire.areas for question in asked_questions(area, answers)
    }
    return {code: list(chosen) for code, chosen in answers.items() if code in asked and chosen}


def asked_areas(questionnaire: Questionnaire, opened: Iterable[str] = ()) -> tuple[Area, ...]:
    """The areas this person is asked: those always asked, and those opened."""
    also = set(opened)
    return tuple(area for area in questionnaire.areas if area.always_asked or area.code in also)


def raised_flags(
    questionnaire: Questionnaire, answers: Answers, *, opened: Iterable[str] = ()
) -> frozenset[str]:
    """The flags raised by the answers of the areas asked."""
    return frozenset(
        flag
        for area in asked_areas(questionnaire, opened)
        for question in asked_questions(area, answers)
        for answer in _chosen(question, answers)
        for flag in answer.raises
    )


def _fault(question: Question, chosen: Sequence[str]) -> AnswerFaultKind | None:
    found = [question.answer(code) for code in chosen]
    if None in found:
        return AnswerFaultKind.UNKNOWN_ANSWER
    if len(set(chosen)) != len(chosen):
        return AnswerFaultKind.REPEATED
    if len(chosen) > question.max_choices:
        return AnswerFaultKind.TOO_MANY
    if len(found) > 1 and any(answer and answer.stands_alone for answer in found):
        return AnswerFaultKind.CONTRADICTORY
    return None


def _chosen(question: Question, answers: Answers) -> list[Answer]:
    found = (question.answer(code) for code in answers.get(question.code, ()))
    return [answer for answer in found if answer]


def _area_score(area: Area, answers: Answers, added: int) -> AreaScore:
    items, missing = [], []
    for question in asked_questions(area, answers):
        chosen = _chosen(question, answers)
        points = question.points([answer.score for answer in chosen])
        codes = tuple(answer.code for answer in chosen)
        items.append(ItemScore(question.code, codes, points, question.max_score))
        if not codes and not question.hidden:
            missing.append(question.code)
    return AreaScore(
        area=area.code,
        score=sum(item.score for item in items) + added,
        max_score=area.max_score,
        items=tuple(items),
        missing=tuple(missing),
        added=added,
    )
