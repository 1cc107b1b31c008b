"""What a re-assessment takes over from the assessment before, and what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.programme.rules.questionnaire import Questionnaire
from profiling.assessment.rules.scoring import Answers, answer_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Answers taken over, and the questions whose old answer no longer fits."""

    answers: Mapping[str, list[str]]
    dropped: tuple[str, ...]


def carried_over(before: Answers, questionnaire: Questionnaire, told: Mapping[str, str]) -> Carried:
    """The answers of the last assessment that the rules in force still know.

    Where the record answers by itself it speaks for today and the old answer is not taken over. An
    answer whose question or code no longer exists is left open and named.
    """
    wrong = {fault.question for fault in answer_faults(questionnaire, before)}
    return Carried(
        answers={
            code: list(chosen)
            for code, chosen in before.items()
            if chosen and code not in wrong and code not in told
        },
        dropped=tuple(code for code in before if code in wrong),
    )


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One question answered otherwise than the last time; empty where it was not answered."""

    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changed_answers(before: Answers, after: Answers) -> tuple[AnswerChange, ...]:
    """Every question with another answer than the last time, whatever the order of the answers."""
    codes = list(dict.fromkeys([*after, *before]))
    return tuple(
        AnswerChange(code, tuple(before.get(code, ())), tuple(after.get(code, ())))
        for code in codes
        if set(before.get(code, ())) != set(after.get(code, ()))
    )
