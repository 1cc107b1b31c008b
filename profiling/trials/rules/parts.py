"""A questionnaire cut into the smallest pieces whose answers score by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.programme.rules.conditions import Condition, ScoreTest
from app.programme.rules.questionnaire import Area


@dataclass(frozen=True, slots=True)
class Part:
    """What some answers give: points, flags as a bit field, what they leave open or make impossible."""

    points: int
    mask: int
    missing: tuple[str, ...]
    is_touched: bool
    is_odd: bool = False
    """Whether something is missing or faulty, which is rare."""
    faulty: tuple[str, ...] = ()


@dataclass(slots=True)
class AreaForm:
    """An area; for each question, what each answer to it gives; what the rules make of its score.

    A question stands alone, or together with the sub-questions that hang on it. `signs` holds, for a
    score, the outcome of every test on the area: the tables see no more of it.
    """

    area: Area
    alone: list[tuple[str, dict[Any, Part]]]
    together: list[tuple[tuple[str, ...], dict[Any, Part]]]
    tests: tuple[ScoreTest, ...]
    signs: dict[int, int] = field(default_factory=dict)

    def sign(self, score: int) -> int:
        """The outcomes of the tests, as a bit field."""
        found = self.signs.get(score)
        if found is None:
            found = sum(test.holds(score) << place for place, test in enumerate(self.tests))
            self.signs[score] = found
        return found


@dataclass(slots=True)
class AreaSum:
    """What a person's answers give in one area."""

    score: int
    mask: int
    missing: list[tuple[str, ...]]
    is_touched: bool


def area_form(area: Area, conditions: Sequence[Condition]) -> AreaForm:
    """The area's questions, those that hang together in one, and every test on its score."""
    groups: dict[str, list[str]] = {}
    first = {question.code: question.code for question in area.questions}
    for question in area.questions:
        if question.asked_when is not None:
            above = question.asked_when.question
            first[question.code] = first.get(above, above)
        groups.setdefault(first[question.code], []).append(question.code)
    return AreaForm(
        area=area,
        alone=[(codes[0], {}) for codes in groups.values() if len(codes) == 1],
        together=[(tuple(codes), {}) for codes in groups.values() if len(codes) > 1],
        tests=tuple(test for when in conditions for test in when.scores if test.area == area.code),
    )
