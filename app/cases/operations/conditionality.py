"""Verbs of conditionality: open, tell, explain, justify, confirm, communicate, appeal, answer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit.operations import begin, lock, perform, record
from app.cases.models.conditionality import ConditionalityEvent
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.cases.models.steps import Did
from app.cases.operations.did import end_did, is_manager, restore_did
from app.cases.operations.status import Change
from app.cases.queries.conditionality import (
    earlier_than,
    is_bound,
    ladder_of,
    ladder_on,
    ladder_version_on,
)
from app.cases.queries.status import status_of
from app.cases.queries.steps import open_did
from app.cases.rules.conditionality import (
    OpeningFacts,
    appeal_refusals,
    explanation_refusals,
    hearing_refusals,
    occurrence_of,
    opening_refusals,
    second_person_refusals,
)
from app.cases.rules.status_history import StatusKind, StatusSource
from app.cases.states import DidAction, DidState, SanctionAction, SanctionState
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import IllegalTransition, Refusal, RuleBroken
from app.core.language import N_
from app.core.working_days import deadline
from app.programme.queries import rules_in_force, rules_of_version
from app.programme.rules.conditionality import Consequence

EXAMPLE_DAYS = {
    "justification_days": 10,
    "sanction_appeal_days": 30,
    "sanction_answer_days": 30,
}
"""For a version without these terms: examples, as those of the shipped one."""


@dataclass(frozen=True, kw_only=True)
class FailureTold:
    """What a counsellor holds against the person."""

    failure: str
    failed_on: date
    facts: str
    duty_id: int | None = None


def open_sanction(actor: User, case: Jobseeker, told: FailureTold) -> ConditionalityEvent:
    """Open a procedure for a failure. Raises RuleBroken with every reason against it."""
    lock(case)
    did, ladder = open_did(case), ladder_on(today())
    known = {item.code for item in ladder.failures} if ladder else set()
    facts = OpeningFacts(
        is_bound=is_bound(case, ladder),
        has_open_did=did is not None,
        failure_known=told.failure in known,
        failed_on=told.failed_on,
        declared_on=did.declared_on if did else None,
        today=today(),
        backdating_days=rules_in_force(today()).backdating_days(is_manager=is_manager(actor)),
        facts=told.facts,
    )
    if reasons := opening_refusals(facts):
        raise RuleBroken(reasons)
    event = ConditionalityEvent(
        **reach_columns(case),
        **vars(told),
        did_id=did.id if did else None,
        rule_set_id=ladder_version_on(today()),
        opened_by_id=actor.id,
        state=SanctionState.OPENED,
    )
    _add_once(event)
    begin(actor, event, event="sanction:open", failure=told.failure)
    return event


def tell_person(actor: User, event: ConditionalityEvent) -> None:
    """Tell the person what is held against them; their time to explain begins."""
    perform(actor, event, SanctionAction.TELL)
    event.told_at = now()
    event.explain_by = deadline(today(), _days(event, "justification_days"))


def explain(actor: User, event: ConditionalityEvent, *, words: str) -> None:
    """The person's explanation, in their own area or written down at the desk; it is given once."""
    lock(event)
    if event.state is not SanctionState.EXPLAINING or event.explain_by is None:
        raise IllegalTransition(event.machine.name, event.state.value, "explain")
    reasons = explanation_refusals(
        explained=event.explained_at is not None,
        explain_by=event.explain_by,
        today=today(),
        words=words,
    )
    if reasons:
        raise RuleBroken(reasons)
    event.explanation, event.explained_at = words.strip(), now()
    record(actor, "sanction:explain", event)


def justify(actor: User, event: ConditionalityEvent, *, reason: str) -> None:
    """Accept a legitimate reason: the procedure closes and never counts."""
    known = {item.code for item in ladder_of(event).justified_reasons}
    if reason not in known:
        message = N_("Choose a reason from the list.")
        raise RuleBroken([Refusal("reason_missing", message, field="reason")])
    event.reason = reason
    perform(actor, event, SanctionAction.JUSTIFY, justification=reason)
    _take_back_proposal(event)


def consequence_of(event: ConditionalityEvent) -> tuple[int, Consequence]:
    """The how-manieth time it is, and what that brings under the ladder it was opened with."""
    occurrence = occurrence_of(event.failure, event.did_id, earlier_than(event))
    return occurrence, ladder_of(event).rung(event.failure, occurrence)


def confirm(actor: User, case: Jobseeker, event: ConditionalityEvent, *, note: str) -> None:
    """Confirm the consequence, or propose it to the manager where it is forfeiture.

    Raises RuleBroken while the person may still explain.
    """
    lock(case)  # two procedures confirmed at once must not count as the same rung
    lock(event)
    if event.state is not SanctionState.EXPLAINING or event.explain_by is None:
        raise IllegalTransition(event.machine.name, event.state.value, "confirm")
    heard = event.explained_at is not None
    reasons = hearing_refusals(explained=heard, explain_by=event.explain_by, today=today())
    if reasons:
        raise RuleBroken(reasons)
    occurrence, consequence = consequence_of(event)
    action = SanctionAction.PROPOSE if consequence.ends_status else SanctionAction.CONFIRM
    event.occurrence, event.consequence = occurrence, consequence.code
    event.ends_status = consequence.ends_status
    event.confirmed_on, event.confirmed_by_id = today(), actor.id
    event.appeal_by = deadline(today(), _days(event, "sanction_appeal_days"))
    perform(actor, event, action, note=note, occurrence=occurrence, consequence=consequence.code)


def approve(actor: User, case: Jobseeker, event: ConditionalityEvent) -> None:
    """The second person confirms the forfeiture; the declaration ends with it.

    Raises RuleBroken for who proposed it, and when the ladder says otherwise by now.
    """
    lock(case)
    lock(event)
    if event.state is SanctionState.PROPOSED:
        reasons = second_person_refusals(first_id=event.confirmed_by_id, second_id=actor.id)
        if consequence_of(event)[1].code != event.consequence:
            message = N_(
                "What came before has changed: the ladder says otherwise now. Return the proposal."
            )
            reasons.append(Refusal("sanction:moved_on", message))
        if reasons:
            raise RuleBroken(reasons)
    event.second_by_id = actor.id
    event.appeal_by = deadline(today(), _days(event, "sanction_appeal_days"))
    perform(actor, event, SanctionAction.APPROVE)
    did = db.session.get_one(Did, event.did_id)
    if did.state in (DidState.VALIDATED, DidState.SUSPENDED):
        end_did(actor, case, did, Change(action=DidAction.END, reason="forfeiture"))


def return_proposal(actor: User, event: ConditionalityEvent, *, note: str) -> None:
    """Send a proposal of forfeiture back to the counsellor."""
    perform(actor, event, SanctionAction.RETURN, note=note)
    _take_back_proposal(event)


def withdraw_sanction(actor: User, event: ConditionalityEvent, *, note: str) -> None:
    """Withdraw a procedure opened by error; it never counts."""
    perform(actor, event, SanctionAction.WITHDRAW, note=note)
    _take_back_proposal(event)


def communicate(actor: User, event: ConditionalityEvent, *, reference: str) -> None:
    """Record under which reference INPS was told, once."""
    lock(event)
    reasons = []
    if not reference.strip():
        message = N_("Enter the reference of the communication to INPS.")
        reasons.append(Refusal("sanction:reference", message, field="reference"))
    if event.inps_reference:
        message = N_("The communication to INPS has been recorded already.")
        reasons.append(Refusal("sanction:communicated", message))
    if reasons:
        raise RuleBroken(reasons)
    event.inps_reference, event.communicated_on = reference.strip()[:64], today()
    perform(actor, event, SanctionAction.COMMUNICATE, reference=event.inps_reference)


def appeal(actor: User, event: ConditionalityEvent, *, words: str, on: date | None = None) -> None:
    """The person's appeal, in their own area today or on paper on a day; dated, by its last day."""
    lock(event)
    is_own = on is None
    action = SanctionAction.APPEAL if is_own else SanctionAction.RECORD_APPEAL
    event.machine.transition(event.state, action)
    day = on or today()
    reasons = appeal_refusals(
        appeal_by=event.appeal_by or day, appealed_on=day, today=today(), words=words
    )
    if reasons:
        raise RuleBroken(reasons)
    event.appealed_on, event.appeal_text = day, words.strip()
    perform(actor, event, action)


def answer_appeal(
    actor: User, case: Jobseeker, event: ConditionalityEvent, *, granted: bool, note: str
) -> None:
    """Grant or reject the appeal; a forfeiture annulled restores the declaration it had ended."""
    lock(case)
    lock(event)
    action = SanctionAction.ANNUL if granted else SanctionAction.UPHOLD
    event.machine.transition(event.state, action)
    event.answer, event.answered_on = note.strip(), today()
    perform(actor, event, action, note=note)
    if granted and event.ends_status:
        _restore(actor, case, db.session.get_one(Did, event.did_id), note)


def _restore(actor: User, case: Jobseeker, did: Did, note: str) -> None:
    if did.state is not DidState.ENDED:
        return
    last = status_of(did).events[-1]
    if last.kind is StatusKind.ENDED and last.reason == "forfeiture":
        restore_did(actor, case, did, note=note, source=StatusSource.APPEAL)


def _take_back_proposal(event: ConditionalityEvent) -> None:
    event.occurrence, event.consequence, event.ends_status = None, "", False
    event.confirmed_on = event.confirmed_by_id = event.appeal_by = None


def _days(event: ConditionalityEvent, name: str) -> int:
    found = rules_of_version(event.rule_set_id).deadlines.get(name)
    return found.days if found else EXAMPLE_DAYS[name]


def _add_once(event: ConditionalityEvent) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(event)
            db.session.flush()
    except IntegrityError as fault:
        if "_once" not in str(fault.orig):
            raise
        message = N_("A procedure for this failure is open, or has been closed, already.")
        raise RuleBroken([Refusal("sanction:already", message)]) from fault
