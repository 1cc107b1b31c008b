"""The questionnaire of the assessment: areas, sections, questions, answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.programme.rules.functions import SCORINGS
from app.programme.rules.provenance import Sourced, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A fact an answer can raise, which the decision table may look at."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One possible answer; the more support it speaks for, the higher its score.

    One that stands alone ("none of these") cannot be chosen together with another.
    """

    code: str
    text: Text
    score: int
    raises: tuple[str, ...] = ()
    stands_alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWhen:
    """What makes a sub-question be asked: one of these answers to an earlier question."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Sourced):
    """One question; its source covers the wording and the scores of its answers.

    A sub-question (`asked_when`) that is not asked neither counts nor is missing. A hidden one is
    answered by the record alone and shown to nobody who fills in; a read-only one is shown as the
    record has it, and asked like any other where the record is silent. `scoring` and `prefill` name
    functions of `app.programme.rules.functions`.
    """

    code: str
    text: Text
    answers: tuple[Answer, ...]
    hint: Text | None = None
    max_choices: int = 1
    free_text: bool = False
    asked_when: AskedWhen | None = None
    hidden: bool = False
    read_only: bool = False
    prefill: str | None = None
    scoring: str = "sum"
    changeable: bool = False
    """Whether the person can bring about another answer: only these are told as what would change
    a result."""

    def answer(self, code: str) -> Answer | None:
        """The answer with that code."""
        return next((answer for answer in self.answers if answer.code == code), None)

    @property
    def max_score(self) -> int:
        """The most this question can give: its highest answers, as many as may be chosen."""
        highest = sorted((answer.score for answer in self.answers), reverse=True)
        return self.points(highest[: self.max_choices])

    def points(self, scores: Sequence[int]) -> int:
        """The points of the chosen answers, given their scores."""
        return SCORINGS[self.scoring](scores)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions asked together: to the person, or to be judged by the counsellor."""

    code: str
    title: Text
    answered_by: Literal["jobseeker", "counsellor"]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area of the assessment; one that is not always asked is opened by a rule."""

    code: str
    title: Text
    subtitle: Text
    sections: tuple[Section, ...]
    always_asked: bool = True

    @property
    def questions(self) -> tuple[Question, ...]:
        """All its questions in order."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def max_score(self) -> int:
        """The highest score its answers can reach, every sub-question asked."""
        return sum(question.max_score for question in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """The whole questionnaire of one rule set."""

    title: Text
    areas: tuple[Area, ...]
    flags: tuple[Flag, ...] = ()

    def area(self, code: str) -> Area:
        """The area with that code; KeyError when there is none."""
        for area in self.areas:
            if area.code == code:
                return area
        raise KeyError(code)

    def flag(self, code: str) -> Flag:
        """The flag with that code; KeyError when there is none."""
        for flag in self.flags:
            if flag.code == code:
                return flag
        raise KeyError(code)

    def area_of(self, section: str) -> Area:
        """The area a section belongs to; KeyError when there is no such section."""
        for area in self.areas:
            if any(item.code == section for item in area.sections):
                return area
        raise KeyError(section)

    def section(self, code: str) -> Section:
        """The section with that code; KeyError when there is none."""
        return next(item for item in self.area_of(code).sections if item.code == code)

    def question(self, code: str) -> Question:
        """The question with that code; KeyError when there is none."""
        for question in self.questions:
            if question.code == code:
                return question
        raise KeyError(code)

    @property
    def questions(self) -> Iterator[Question]:
        """All questions of all areas in order."""
        return (question for area in self.areas for question in area.questions)
