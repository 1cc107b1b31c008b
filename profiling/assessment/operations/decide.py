"""Decide the pathway, as proposed or otherwise."""

from datetime import timedelta

from app.accounts.models import User
from app.audit.operations import begin, lock, perform, record
from app.cases.models.jobseeker import Jobseeker, Step, reach_columns
from app.cases.models.steps import PathwayRecord
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_of_version
from profiling.assessment.models import Assessment, PathwayRequest
from profiling.assessment.operations.advance import move_on
from profiling.assessment.queries import (
    class_deciding,
    completed_assessment,
    current_pathway,
    facts_of,
    open_request,
)
from profiling.assessment.rules.second_person import Ground, grounds
from profiling.assessment.states import AssessmentAction

_NOT_ASSESSED = Refusal(
    "assessment_missing", N_("Complete the assessment first: the pathway rests on it.")
)
_WAITING = Refusal(
    "request_open",
    N_("A decision waits for a second person: it has to be answered or withdrawn first."),
)


def decide_pathway(
    actor: User, case: Jobseeker, pathway: int, *, reason: str = "", note: str = ""
) -> PathwayRecord | PathwayRequest:
    """Give the person a pathway: the proposed one, or another with a coded reason and a note.

    The proposal binds nobody; departing from it needs a reason the rules know for that pathway, and
    words that explain it (domain reference, 1.2 "Override"). Where the rule set asks for a second
    person, the decision is only asked for: a request waits, and nothing else changes.

    Raises:
        RuleBroken: there is no completed assessment, the pathway is unknown, reason or note are
            missing for an override, or another decision waits for a second person.
    """
    lock(case)  # or two decisions at once would both want to be the current one
    assessment = completed_assessment(case.id)
    if assessment is None or assessment.proposed is None:
        raise RuleBroken([_NOT_ASSESSED])
    if open_request(case.id) is not None:
        raise RuleBroken([_WAITING])
    is_override = pathway != assessment.proposed
    if refusals := _refusals(assessment, pathway, reason, note, is_override=is_override):
        raise RuleBroken(refusals)
    decision = PathwayRecord(
        **reach_columns(case),
        assessment_id=assessment.id,
        rule_set_id=assessment.rule_set_id,
        rule=assessment.rule,
        profile_class=class_deciding(assessment),
        proposed=assessment.proposed,
        decided=pathway,
        override_reason=reason if is_override else "",
        note=note.strip(),
        decided_by_id=actor.id,
    )
    if asking := _grounds(assessment, decision):
        return _ask(actor, case, decision, asking)
    return enact(actor, case, assessment, decision)


def enact(
    actor: User, case: Jobseeker, assessment: Assessment, decision: PathwayRecord
) -> PathwayRecord:
    """Make the decision the one that counts; the caller holds the case and has asked the rules."""
    if (before := current_pathway(case.id)) is not None:
        before.superseded_at = now()
        db.session.flush()  # before the new one arrives: only one is current
    db.session.add(decision)
    case.pathway = decision.decided
    record(actor, "pathway:decide", decision, decided=decision.decided, proposed=decision.proposed)
    perform(actor, assessment, AssessmentAction.DECIDE, pathway=decision.decided)
    move_on(case, frozenset({Step.DECIDE}), Step.DRAFT)
    return decision


def _ask(
    actor: User, case: Jobseeker, decision: PathwayRecord, asking: tuple[Ground, ...]
) -> PathwayRequest:
    rules = rules_of_version(decision.rule_set_id)
    waiting = PathwayRequest(
        **reach_columns(case),
        assessment_id=decision.assessment_id,
        rule_set_id=decision.rule_set_id,
        proposed=decision.proposed,
        decided=decision.decided,
        override_reason=decision.override_reason,
        note=decision.note,
        grounds=[ground.code for ground in asking],
        asked_by_id=actor.id,
        asked_at=now(),
        due_on=today() + timedelta(days=rules.days("confirmation_days")),
    )
    db.session.add(waiting)
    begin(
        actor,
        waiting,
        event="pathway_request:ask",
        decided=waiting.decided,
        proposed=waiting.proposed,
        reason=waiting.override_reason,
    )
    return waiting


def _grounds(assessment: Assessment, decision: PathwayRecord) -> tuple[Ground, ...]:
    return grounds(
        rules_of_version(assessment.rule_set_id),
        facts_of(assessment),
        proposed=decision.proposed,
        decided=decision.decided,
        reason=decision.override_reason,
    )


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
