"""Checks of what a question says of others: sub-questions, prefill, scoring by name."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.programme.rules.document import RuleSet
from app.programme.rules.faults import Fault, Place, fault, quoted
from app.programme.rules.functions import PREFILLS, SCORINGS
from app.programme.rules.questionnaire import Question


def asking_faults(rules: RuleSet) -> Iterator[Fault]:
    """Every question whose functions or whose sub-question cannot work."""
    sections = Counter(item.code for area in rules.questionnaire.areas for item in area.sections)
    for code, count in sections.items():
        if count > 1:
            yield fault("twice", ("questionnaire", "areas"), value=quoted(code), count=count)
    for a, area in enumerate(rules.questionnaire.areas):
        earlier: list[Question] = []
        for s, section in enumerate(area.sections):
            for q, question in enumerate(section.questions):
                place: Place = ("questionnaire", "areas", a, "sections", s, "questions", q)
                yield from _functions(question, place)
                yield from _parent(question, earlier, (*place, "asked_when"))
                earlier.append(question)


def _functions(question: Question, place: Place) -> Iterator[Fault]:
    if question.scoring not in SCORINGS:
        yield fault("unknown_scoring", (*place, "scoring"), value=quoted(question.scoring))
    if (question.hidden or question.read_only) and question.prefill is None:
        yield fault("prefill_missing", place)
    if question.hidden and (question.read_only or question.free_text):
        yield fault("hidden_and_shown", place)
    if question.prefill is None:
        return
    if question.prefill not in PREFILLS:
        yield fault("unknown_prefill", (*place, "prefill"), value=quoted(question.prefill))
    for code in PREFILLS.get(question.prefill, ()):
        if question.answer(code) is None:
            yield fault("prefill_answer", (*place, "prefill"), value=quoted(code))


def _parent(question: Question, earlier: Sequence[Question], place: Place) -> Iterator[Fault]:
    asked_when = question.asked_when
    if asked_when is None:
        return
    parent = next((item for item in earlier if item.code == asked_when.question), None)
    if parent is None:
        yield fault("no_earlier_question", place, value=quoted(asked_when.question))
        return
    if not asked_when.answers:
        yield fault("asked_when_empty", place)
    for code in asked_when.answers:
        if parent.answer(code) is None:
            yield fault("unknown_answer", place, value=quoted(code))
