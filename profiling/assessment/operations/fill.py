"""Fill in a draft, section by section, without one overwriting another."""

from datetime import date
from typing import Any

from app.accounts.models import User
from app.audit.operations import lock, record
from app.cases.models.jobseeker import Jobseeker
from app.core.clock import now
from app.core.errors import DomainError, Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_of_version
from app.programme.rules.questionnaire import Area, Section
from profiling.assessment.models import Assessment
from profiling.assessment.queries import known_facts, outcome_now
from profiling.assessment.rules.filling import fixed_answers, told_by_record
from profiling.assessment.rules.pathway import Outcome
from profiling.assessment.rules.scoring import AnswersRefused
from profiling.assessment.rules.section import FAULTS, SectionEntry, Sheet, refusals
from profiling.assessment.states import AssessmentState


class SectionStale(DomainError):
    """The section was saved by somebody else, or in another tab, since it was shown."""


def save_section(
    actor: User,
    case: Jobseeker,
    assessment: Assessment,
    sheet: Sheet,
    entry: SectionEntry,
    *,
    on: date,
) -> Outcome:
    """Keep one section, complete or not, and bring subtotals and openings up to date.

    A save from another page since the sheet was shown makes this one stale; saves of one page
    follow each other, and other sections never matter. What is already stored as typed is no
    conflict.

    Raises:
        SectionStale: the section has changed since it was shown; nothing is written.
        RuleBroken: the assessment is no draft any more, or something cannot be (each at its field).
    """
    hold_draft(assessment)
    rules = rules_of_version(assessment.rule_set_id)
    area = rules.questionnaire.area_of(sheet.section)
    part = rules.questionnaire.section(sheet.section)
    entry = entry.cleaned
    told = told_by_record(rules.questionnaire, known_facts(case, on=on))
    if is_stale(assessment, sheet):
        if entry == stored_entry(assessment, part):
            return refresh(assessment)
        raise SectionStale(sheet.section)
    own = {question.code for question in part.questions}
    others = {code: chosen for code, chosen in assessment.answers.items() if code not in own}
    found = refusals(
        rules,
        part,
        entry,
        others=others,
        told=told,
        points_elsewhere=_points_elsewhere(assessment, area, part),
    )
    if found:
        raise RuleBroken(found)
    fixed = fixed_answers(rules.questionnaire, told)
    _write(assessment, part, entry, {**others, **entry.answers, **fixed})
    _stamp(actor, assessment, sheet)
    outcome = refresh(assessment)
    record(
        actor,
        "assessment:save",
        assessment,
        section=part.code,
        version=version_of(assessment, part.code),
        answered=len(entry.answers),
        points=entry.points,
        points_reason=entry.points_reason or None,
    )
    return outcome


def version_of(assessment: Assessment, section: str) -> int:
    """How often the section has been saved."""
    return int(assessment.saves.get(section, {}).get("version", 0))


def is_stale(assessment: Assessment, sheet: Sheet) -> bool:
    """Whether the section was saved from another page since the sheet was shown."""
    stamp = assessment.saves.get(sheet.section)
    return stamp is not None and stamp["version"] != sheet.seen and stamp["tab"] != sheet.tab


def stored_entry(assessment: Assessment, section: Section) -> SectionEntry:
    """The section as it is stored, less what the record alone answers."""
    points = assessment.points.get(section.code, {})
    asked = [question.code for question in section.questions if not question.hidden]
    return SectionEntry(
        answers={code: assessment.answers.get(code, []) for code in asked},
        remarks={code: assessment.remarks.get(code, "") for code in asked},
        note=assessment.section_notes.get(section.code, ""),
        points=points.get("points", 0),
        points_reason=points.get("reason", ""),
        points_note=points.get("note", ""),
    ).cleaned


def hold_draft(assessment: Assessment) -> None:
    """Hold the assessment for a change. Raises RuleBroken when it is no draft any more."""
    lock(assessment)
    if assessment.state is not AssessmentState.DRAFT:
        raise RuleBroken([Refusal("not_a_draft", N_("This assessment is completed."))])


def keep_what_the_record_tells(case: Jobseeker, assessment: Assessment, *, on: date) -> None:
    """Bring the answers nobody may give, hidden and read-only, to what the record says today."""
    questionnaire = rules_of_version(assessment.rule_set_id).questionnaire
    told = told_by_record(questionnaire, known_facts(case, on=on))
    assessment.answers = {**assessment.answers, **fixed_answers(questionnaire, told)}


def refresh(assessment: Assessment) -> Outcome:
    """Bring scores, flags and openings to what the answers and points give."""
    try:
        outcome = outcome_now(assessment)
    except AnswersRefused as refused:
        raise RuleBroken(
            [
                Refusal(f"answer_{fault.kind.value}", FAULTS[fault.kind], field=fault.question)
                for fault in refused.faults
            ]
        ) from refused
    assessment.scores = dict(outcome.facts.scores)
    assessment.flags = sorted(outcome.facts.flags)
    assessment.openings = [rule.code for rule in outcome.openings]
    return outcome


def _stamp(actor: User, assessment: Assessment, sheet: Sheet) -> None:
    version = version_of(assessment, sheet.section) + 1
    stamp = {"version": version, "at": now().isoformat(), "by": actor.id, "tab": sheet.tab}
    assessment.saves = {**assessment.saves, sheet.section: stamp}


def _points_elsewhere(assessment: Assessment, area: Area, section: Section) -> int:
    return sum(
        int(assessment.points[other.code]["points"])
        for other in area.sections
        if other.code != section.code and other.code in assessment.points
    )


def _write(
    assessment: Assessment, section: Section, entry: SectionEntry, answers: dict[str, Any]
) -> None:
    own = {question.code for question in section.questions}
    assessment.answers = {code: list(chosen) for code, chosen in answers.items() if chosen}
    remarks = {code: text for code, text in assessment.remarks.items() if code not in own}
    assessment.remarks = {**remarks, **entry.remarks}
    assessment.section_notes = _with(assessment.section_notes, section.code, entry.note)
    given = {
        "points": entry.points,
        "reason": entry.points_reason,
        "note": entry.points_note,
    }
    assessment.points = _with(assessment.points, section.code, given if entry.points else None)


def _with(values: dict[str, Any], key: str, value: object) -> dict[str, Any]:
    rest = {code: one for code, one in values.items() if code != key}
    return {**rest, key: value} if value else rest
