"""Decide the pathway, as proposed or otherwise."""

from app.accounts.models import User
from app.audit.operations import lock, perform, record
from app.cases.models.jobseeker import Jobseeker, Step, reach_columns
from app.cases.models.steps import PathwayRecord
from app.core.clock import now
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_of_version
from profiling.assessment.models import Assessment
from profiling.assessment.operations.advance import move_on
from profiling.assessment.queries import completed_assessment, current_pathway
from profiling.assessment.states import AssessmentAction

_NOT_ASSESSED = Refusal(
    "assessment_missing", N_("Complete the assessment first: the pathway rests on it.")
)


def decide_pathway(
    actor: User, case: Jobseeker, pathway: int, *, reason: str = "", note: str = ""
) -> PathwayRecord:
    """Give the person a pathway: the proposed one, or another with a coded reason and a note.

    The proposal binds nobody; departing from it needs a reason the rules know for that pathway, and
    words that explain it (domain reference, 1.2 "Override").

    Raises:
        RuleBroken: there is no completed assessment, the pathway is unknown, or reason or note are
            missing for an override.
    """
    lock(case)  # or two decisions at once would both want to be the current one
    assessment = completed_assessment(case.id)
    if assessment is None or assessment.proposed is None:
        raise RuleBroken([_NOT_ASSESSED])
    is_override = pathway != assessment.proposed
    if refusals := _refusals(assessment, pathway, reason, note, is_override=is_override):
        raise RuleBroken(refusals)
    _supersede(case)
    decided = PathwayRecord(
        **reach_columns(case),
        assessment_id=assessment.id,
        rule_set_id=assessment.rule_set_id,
        rule=assessment.rule,
        proposed=assessment.proposed,
        decided=pathway,
        override_reason=reason if is_override else "",
        note=note.strip(),
        decided_by_id=actor.id,
    )
    db.session.add(decided)
    case.pathway = pathway
    record(actor, "pathway:decide", decided, decided=pathway, proposed=assessment.proposed)
    perform(actor, assessment, AssessmentAction.DECIDE, pathway=pathway)
    move_on(case, frozenset({Step.DECIDE}), Step.DRAFT)
    return decided


def _refusals(
    assessment: Assessment, pathway: int, reason: str, note: str, *, is_override: bool
) -> list[Refusal]:
    rules = rules_of_version(assessment.rule_set_id)
    if pathway not in {item.number for item in rules.pathways}:
        return [Refusal("pathway_unknown", N_("Choose one of the pathways."), field="pathway")]
    if not is_override:
        return []
    found = []
    codes = {item.code for item in rules.reason_list("pathway_override", pathway=pathway)}
    if reason not in codes:
        found.append(
            Refusal(
                "reason_missing",
                N_("Choose a reason that belongs to the pathway you chose."),
                field="reason",
            )
        )
    if not note.strip():
        found.append(
            Refusal(
                "note_missing",
                N_("Explain why you depart from the proposal."),
                field="note",
            )
        )
    return found


def _supersede(case: Jobseeker) -> None:
    if (before := current_pathway(case.id)) is not None:
        before.superseded_at = now()
        db.session.flush()  # before the new one arrives: only one is current
