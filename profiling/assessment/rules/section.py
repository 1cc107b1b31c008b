"""One section as it is filled in: what may be saved, and what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.errors import Refusal
from app.core.language import N_
from app.programme.rules.document import RuleSet
from app.programme.rules.questionnaire import Question, Section
from profiling.assessment.rules.filling import is_fixed
from profiling.assessment.rules.scoring import (
    AnswerFaultKind,
    Answers,
    answer_faults,
    asked_questions,
)

POINTS_REASONS = "operator_points"
"""List of the coded reasons for operator points, where the rules have one."""
IN_WORDS = "other"
"""The reason that has to be explained."""

FAULTS = {
    AnswerFaultKind.UNKNOWN_QUESTION: N_("This question is not part of the questionnaire."),
    AnswerFaultKind.UNKNOWN_ANSWER: N_("This answer is not one of the possible ones."),
    AnswerFaultKind.REPEATED: N_("The same answer was given twice."),
    AnswerFaultKind.TOO_MANY: N_("Too many answers: choose fewer."),
    AnswerFaultKind.CONTRADICTORY: N_("These answers contradict each other: keep one."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionEntry:
    """Everything typed into one section."""

    answers: Mapping[str, Sequence[str]]
    remarks: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    """The counsellor's evaluation of the section."""
    points: int = 0
    points_reason: str = ""
    points_note: str = ""

    @property
    def cleaned(self) -> "SectionEntry":
        """The same without empty answers, blank words, and a reason for no points."""
        return SectionEntry(
            answers={code: list(chosen) for code, chosen in self.answers.items() if chosen},
            remarks={code: text.strip() for code, text in self.remarks.items() if text.strip()},
            note=self.note.strip(),
            points=self.points,
            points_reason=self.points_reason if self.points else "",
            points_note=self.points_note.strip() if self.points else "",
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page a section was shown on: which version it showed, and a mark of its own."""

    section: str
    seen: int
    tab: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionOnScreen:
    """A section as it is shown to be filled in: what is stored, and what the record tells."""

    rules: RuleSet
    section: Section
    stored: SectionEntry
    version: int
    told: Mapping[str, str]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions people answer."""
        return tuple(item for item in self.section.questions if not is_fixed(item, self.told))

    @property
    def fixed(self) -> tuple[Question, ...]:
        """The questions shown as the record answers them."""
        return tuple(
            item for item in self.section.questions if item.read_only and is_fixed(item, self.told)
        )

    def start(self, question: Question) -> list[str]:
        """What the field starts with: the stored answer, else before any save what the record says."""
        if stored := self.stored.answers.get(question.code):
            return list(stored)
        told = self.told.get(question.code)
        return [told] if told is not None and not self.version else []


def refusals(
    rules: RuleSet,
    section: Section,
    entry: SectionEntry,
    *,
    others: Answers,
    told: Mapping[str, str],
    points_elsewhere: int,
) -> list[Refusal]:
    """Every reason why the section cannot be saved so, each at its field.

    `others` are the answers of the other sections, `told` what the record answers by itself,
    `points_elsewhere` the operator's points in the other sections of the same area.
    """
    return [
        *_answers(rules, section, entry, told),
        *_not_asked(rules, section, entry, others),
        *_points(rules, entry, points_elsewhere),
    ]


def _answers(
    rules: RuleSet, section: Section, entry: SectionEntry, told: Mapping[str, str]
) -> Iterator[Refusal]:
    own = {question.code: question for question in section.questions}
    for code in sorted({*entry.answers, *entry.remarks} - set(own)):
        yield Refusal("answer_unknown", FAULTS[AnswerFaultKind.UNKNOWN_QUESTION], field=code)
    given = {code: chosen for code, chosen in entry.answers.items() if code in own}
    for fault in answer_faults(rules.questionnaire, given):
        yield Refusal(f"answer_{fault.kind.value}", FAULTS[fault.kind], field=fault.question)
    for code, chosen in given.items():
        known = [told[code]] if code in told else []
        if chosen and is_fixed(own[code], told) and list(chosen) != known:
            yield Refusal(
                "answer_fixed",
                N_("The case record gives this answer: correct it there, not here."),
                field=code,
            )


def _not_asked(
    rules: RuleSet, section: Section, entry: SectionEntry, others: Answers
) -> Iterator[Refusal]:
    area = rules.questionnaire.area_of(section.code)
    asked = {question.code for question in asked_questions(area, {**others, **entry.answers})}
    for question in section.questions:
        if entry.answers.get(question.code) and question.code not in asked:
            yield Refusal(
                "answer_not_asked",
                N_(
                    "Asked only after another answer above: choose “Not asked”, or change that answer."
                ),
                field=question.code,
            )


def _points(rules: RuleSet, entry: SectionEntry, elsewhere: int) -> Iterator[Refusal]:
    most = max(0, rules.operator_points - elsewhere)
    if not 0 <= entry.points <= most:
        yield Refusal(
            "points_above_limit",
            N_("The rules allow at most %(most)s more points in this area."),
            params={"most": most},
            field="section_points",
        )
    if not entry.points:
        return
    known = {reason.code for reason in rules.reasons.get(POINTS_REASONS, ())}
    if entry.points_reason not in known:
        yield Refusal(
            "points_reason_missing", N_("Say why you add points."), field="section_points_reason"
        )
    if entry.points_reason == IN_WORDS and not entry.points_note.strip():
        yield Refusal(
            "points_note_missing",
            N_("Explain in words why you add points."),
            field="section_points_note",
        )
