"""Begin, fill, complete and close assessments."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta

from app.accounts.models import User
from app.audit.operations import begin, lock, perform, record
from app.cases.models.jobseeker import Jobseeker, Step, reach_columns
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rule_set_id_on, rules_in_force, rules_of_version
from profiling.assessment.models import Assessment
from profiling.assessment.operations.advance import move_on
from profiling.assessment.queries import (
    completed_assessment,
    current_draft,
    current_profile,
    hold_expired,
)
from profiling.assessment.rules.pathway import Facts, opened_areas, propose_pathway
from profiling.assessment.rules.scoring import (
    AnswerFaultKind,
    AnswersRefused,
    AreaScore,
    area_scores,
    raised_flags,
)
from profiling.assessment.states import AssessmentAction, AssessmentState

_NO_PROFILE = Refusal("profile_missing", N_("Calculate the quantitative profile first."))
_OLD_PROFILE = Refusal(
    "profile_stale",
    N_("The quantitative profile is more than %(days)s days old. Calculate it again first."),
)
_FAULTS = {
    AnswerFaultKind.UNKNOWN_QUESTION: N_("This question is not part of the questionnaire."),
    AnswerFaultKind.UNKNOWN_ANSWER: N_("This answer is not one of the possible ones."),
    AnswerFaultKind.REPEATED: N_("The same answer was given twice."),
    AnswerFaultKind.TOO_MANY: N_("Too many answers: choose fewer."),
    AnswerFaultKind.CONTRADICTORY: N_("These answers contradict each other: keep one."),
}


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
    assessment = Assessment(
        **reach_columns(case),
        profile_id=profile.id,
        rule_set_id=rule_set_id_on(on),
        answers={},
        remarks={},
        scores={},
        flags=[],
        openings=[],
        trace=[],
        started_on=on,
        started_by_id=actor.id,
    )
    db.session.add(assessment)
    begin(actor, assessment, event="assessment:begin")
    return assessment


def save_area(
    actor: User,
    assessment: Assessment,
    area: str,
    answers: Mapping[str, Sequence[str]],
    remarks: Mapping[str, str],
) -> dict[str, AreaScore]:
    """Keep the answers of one area, complete or not, and bring subtotals and openings up to date.

    Raises:
        RuleBroken: the assessment is no draft any more, or answers cannot be (each at its question).
    """
    _hold_draft(assessment)
    rules = rules_of_version(assessment.rule_set_id)
    own = {question.code for question in rules.questionnaire.area(area).questions}
    foreign = [Refusal("answer_unknown", _FAULTS[AnswerFaultKind.UNKNOWN_QUESTION])]
    if not set(answers) <= own or not set(remarks) <= own:
        raise RuleBroken(foreign)
    kept = {code: chosen for code, chosen in assessment.answers.items() if code not in own}
    given = {code: list(chosen) for code, chosen in answers.items() if chosen}
    assessment.answers = kept | given
    assessment.remarks = {
        code: text for code, text in assessment.remarks.items() if code not in own
    } | {code: text.strip() for code, text in remarks.items() if text.strip()}
    subtotals = _refresh(assessment)
    record(actor, "assessment:save", assessment, area=area, answered=len(given))
    return subtotals


def complete_assessment(
    actor: User, case: Jobseeker, assessment: Assessment, *, evaluation: str, on: date
) -> Assessment:
    """Close the assessment with its result: scores, proposed pathway, the rule that fired, its trace.

    The completed assessment before it is replaced.

    Raises:
        RuleBroken: it is no draft any more, questions are unanswered, or the counsellor's evaluation
            is missing.
    """
    _hold_draft(assessment)
    subtotals = _refresh(assessment)
    if refusals := _incomplete(subtotals, evaluation):
        raise RuleBroken(refusals)
    rules = rules_of_version(assessment.rule_set_id)
    facts = Facts(
        profile_class=assessment.profile.profile_class,
        scores=assessment.scores,
        flags=frozenset(assessment.flags),
    )
    proposal = propose_pathway(rules, facts)
    assessment.evaluation = evaluation.strip()
    assessment.proposed, assessment.rule = proposal.pathway, proposal.rule
    assessment.trace = [asdict(line) for line in proposal.trace]
    assessment.completed_at, assessment.completed_by_id = now(), actor.id
    assessment.valid_until = on + timedelta(days=rules.days("assessment_validity_days"))
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


def _hold_draft(assessment: Assessment) -> None:
    lock(assessment)
    if assessment.state is not AssessmentState.DRAFT:
        raise RuleBroken([Refusal("not_a_draft", N_("This assessment is completed."))])


def _refresh(assessment: Assessment) -> dict[str, AreaScore]:
    rules = rules_of_version(assessment.rule_set_id)
    try:
        openings = opened_areas(
            rules,
            profile_class=assessment.profile.profile_class,
            answers=assessment.answers,
        )
    except AnswersRefused as refused:
        raise RuleBroken(
            [
                Refusal(f"answer_{fault.kind.value}", _FAULTS[fault.kind], field=fault.question)
                for fault in refused.faults
            ]
        ) from refused
    opened = {rule.area for rule in openings}
    form, answers = rules.questionnaire, assessment.answers
    subtotals = area_scores(form, answers, opened=opened)
    assessment.scores = {code: subtotal.score for code, subtotal in subtotals.items()}
    assessment.flags = sorted(raised_flags(form, answers, opened=opened))
    assessment.openings = [rule.code for rule in openings]
    return subtotals


def _incomplete(subtotals: Mapping[str, AreaScore], evaluation: str) -> list[Refusal]:
    found = [
        Refusal(
            "area_incomplete",
            N_("Area %(area)s has %(missing)s unanswered questions."),
            params={"area": code, "missing": len(subtotal.missing)},
        )
        for code, subtotal in subtotals.items()
        if subtotal.missing
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
