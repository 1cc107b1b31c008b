"""Scores of the questionnaire: by area, with what is missing and what cannot be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.programme.rules.questionnaire import Answer, Area, Question, Questionnaire

Answers = Mapping[str, Sequence[str]]
"""The codes chosen for each question code."""


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
    """The subtotal of one area: its items, the highest it could be, what is still unanswered."""

    area: str
    score: int
    max_score: int
    items: tuple[ItemScore, ...]
    missing: tuple[str, ...]

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
    questionnaire: Questionnaire, answers: Answers, *, opened: Iterable[str] = ()
) -> dict[str, AreaScore]:
    """The subtotals of the areas always asked and of those opened by a rule.

    An area's score is the sum of the scores of the answers chosen; unanswered questions give
    nothing and are listed as missing. Answers to an area that is not open do not count.

    Raises:
        AnswersRefused: an answer cannot be.
    """
    if faults := answer_faults(questionnaire, answers):
        raise AnswersRefused(tuple(faults))
    asked = asked_areas(questionnaire, opened)
    return {area.code: _area_score(area, answers) for area in asked}


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
        for question in area.questions
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


def _area_score(area: Area, answers: Answers) -> AreaScore:
    items = []
    for question in area.questions:
        chosen = _chosen(question, answers)
        points = sum(answer.score for answer in chosen)
        codes = tuple(answer.code for answer in chosen)
        items.append(ItemScore(question.code, codes, points, question.max_score))
    return AreaScore(
        area=area.code,
        score=sum(item.score for item in items),
        max_score=area.max_score,
        items=tuple(items),
        missing=tuple(item.question for item in items if not item.answers),
    )
