"""Begin, complete and close assessments."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from app.accounts.models import User
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import Jobseeker, Step, reach_columns
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rule_set_id_on, rules_in_force, rules_of_version
from app.programme.rules.document import RuleSet
from profiling.assessment.models import Assessment
from profiling.assessment.operations.advance import move_on
from profiling.assessment.operations.fill import (
    hold_draft,
    keep_what_the_record_tells,
    refresh,
)
from profiling.assessment.queries import (
    completed_assessment,
    current_draft,
    current_profile,
    hold_expired,
    known_facts,
    last_assessment,
)
from profiling.assessment.queries.official import current_official
from profiling.assessment.rules.carrying import Carried, carried_over
from profiling.assessment.rules.filling import fixed_answers, told_by_record
from profiling.assessment.rules.scoring import AreaScore, asked_areas
from profiling.assessment.states import AssessmentAction

_NO_PROFILE = Refusal("profile_missing", N_("Calculate the quantitative profile first."))
_OLD_PROFILE = Refusal(
    "profile_stale",
    N_("The quantitative profile is more than %(days)s days old. Calculate it again first."),
)


def begin_assessment(actor: User, case: Jobseeker, *, on: date) -> Assessment:
    """Begin an assessment under the rules in force, or go on with the one in draft.

    Raises:
        RuleBroken: there is no quantitative profile, or it is too old to build on.
    """
    lock(case)  # or two would begin at once
    if (draft := current_draft(case.id)) is not None:
        return draft
    profile = current_profile(case.id)
    if profile is None:
        raise RuleBroken([_NO_PROFILE])
    days = rules_in_force(on).days("profiling_refresh_days")
    if profile.calculated_on + timedelta(days=days) < on:
        raise RuleBroken([Refusal(_OLD_PROFILE.code, _OLD_PROFILE.message, params={"days": days})])
    rule_set_id = rule_set_id_on(on)
    questionnaire = rules_of_version(rule_set_id).questionnaire
    told = told_by_record(questionnaire, known_facts(case, on=on))
    before = last_assessment(case.id)
    carried = carried_over(before.answers if before else {}, questionnaire, told)
    assessment = Assessment(
        **reach_columns(case),
        profile_id=profile.id,
        rule_set_id=rule_set_id,
        answers={**carried.answers, **fixed_answers(questionnaire, told)},
        remarks=_remarks_kept(before, carried),
        points={},
        section_notes={},
        saves={},
        carried=_taken_over(before, carried),
        scores={},
        flags=[],
        openings=[],
        trace=[],
        started_on=on,
        started_by_id=actor.id,
    )
    assessment.profile, assessment.official = profile, current_official(case.id)
    db.session.add(assessment)
    refresh(assessment)
    begin(actor, assessment, event="assessment:begin", carried=len(carried.answers))
    return assessment


def complete_assessment(
    actor: User, case: Jobseeker, assessment: Assessment, *, evaluation: str, on: date
) -> Assessment:
    """Close the assessment with its result: scores, proposed pathway, the rule that fired, its trace.

    The completed assessment before it is replaced.

    Raises:
        RuleBroken: it is no draft any more, questions are unanswered, or the counsellor's evaluation
            is missing, or a section filled in beforehand was not looked through.
    """
    lock(case)  # first, as a decision does: they wait for each other, never in a ring
    hold_draft(assessment)
    rules = rules_of_version(assessment.rule_set_id)
    keep_what_the_record_tells(case, assessment, on=on)
    outcome = refresh(assessment)
    if refusals := _incomplete(rules, assessment, outcome.subtotals, evaluation):
        raise RuleBroken(refusals)
    proposal = outcome.proposal
    _keep_what_counts(rules, assessment, outcome.subtotals)
    assessment.evaluation = evaluation.strip()
    assessment.proposed, assessment.rule = proposal.pathway, proposal.rule
    assessment.trace = [asdict(line) for line in proposal.trace]
    assessment.completed_at, assessment.completed_by_id = now(), actor.id
    assessment.valid_until = on + timedelta(days=rules.days("assessment_validity_days"))
    case.assessed_until = assessment.valid_until
    if (before := completed_assessment(case.id)) is not None:
        perform(actor, before, AssessmentAction.SUPERSEDE)
    perform(
        actor,
        assessment,
        AssessmentAction.COMPLETE,
        pathway=proposal.pathway,
        rule=proposal.rule,
    )
    move_on(case, frozenset({Step.ASSESS}), Step.DECIDE)
    return assessment


def expire_assessments(*, on: date, limit: int) -> int:
    """Let completed assessments expire whose validity is over; returns how many.

    A case that still waited for the decision waits for a new assessment instead.
    """
    expired = hold_expired(on, limit=limit)
    for assessment in expired:
        perform(None, assessment, AssessmentAction.EXPIRE)
        case = db.session.get_one(Jobseeker, assessment.jobseeker_id)
        move_on(case, frozenset({Step.DECIDE}), Step.ASSESS)
    return len(expired)


def _remarks_kept(before: Assessment | None, carried: Carried) -> dict[str, str]:
    remarks = before.remarks if before else {}
    return {code: text for code, text in remarks.items() if code in carried.answers}


def _taken_over(before: Assessment | None, carried: Carried) -> dict[str, Any]:
    if before is None:
        return {}
    return {"from": before.id, "kept": list(carried.answers), "dropped": list(carried.dropped)}


def _keep_what_counts(
    rules: RuleSet, assessment: Assessment, subtotals: Mapping[str, AreaScore]
) -> None:
    """Answers to questions nobody asked in the end are not kept: they decide nothing."""
    asked = {item.question for subtotal in subtotals.values() for item in subtotal.items}
    assessment.answers = {
        code: given for code, given in assessment.answers.items() if code in asked
    }
    assessment.remarks = {code: text for code, text in assessment.remarks.items() if code in asked}
    sections = {
        section.code
        for area in asked_areas(rules.questionnaire, subtotals)
        for section in area.sections
    }
    assessment.points = {code: one for code, one in assessment.points.items() if code in sections}


def _incomplete(
    rules: RuleSet, assessment: Assessment, subtotals: Mapping[str, AreaScore], evaluation: str
) -> list[Refusal]:
    found = [
        Refusal(
            "area_incomplete",
            N_("Area %(area)s has %(missing)s unanswered questions."),
            params={"area": code, "missing": len(subtotal.missing)},
        )
        for code, subtotal in subtotals.items()
        if subtotal.missing
    ]
    found += [
        Refusal(
            "section_unconfirmed",
            N_("Section %(section)s was filled in beforehand: look through it and save it."),
            params={"section": section.code},
        )
        for area in asked_areas(rules.questionnaire, subtotals)
        for section in area.sections
        if section.code not in assessment.saves
        and not {question.code for question in section.questions}
        & set(subtotals[area.code].missing)
    ]
    if not evaluation.strip():
        found.append(
            Refusal(
                "evaluation_missing",
                N_("Write your evaluation: the person reads it too."),
                field="evaluation",
            )
        )
    return found
