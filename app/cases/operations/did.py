"""Verbs of the declaration of immediate availability (DID)."""

from dataclasses import dataclass
from datetime import date

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import NO_DEADLINE, Ball, Benefit, Jobseeker, Step, reach_columns
from app.cases.models.steps import Did
from app.cases.operations.journey import advance
from app.cases.operations.status import Change, cause_of, write_event
from app.cases.queries.status import event_of, history_of, status_of, status_terms
from app.cases.queries.steps import (
    agreement_in_preparation,
    binding_agreement,
    current_pathway,
    forfeited_on,
    open_did,
)
from app.cases.rules.did import DeclarationFacts, EndFacts, declaration_refusals, end_refusals
from app.cases.rules.status_history import STATE_AFTER, StatusKind, StatusSource, standing_events
from app.cases.rules.unemployment import last_day_of_months
from app.cases.states import AgreementAction, AgreementState, DidAction, DidState
from app.core.clock import today
from app.core.database import db
from app.core.errors import IllegalTransition, Refusal, RuleBroken
from app.core.language import N_
from app.core.working_days import deadline
from app.programme.queries import rules_in_force


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What the person declares, and since when they are without work."""

    declared_on: date
    unemployed_since: date
    last_job_ended_on: date | None = None


BY_WORD = frozenset({DidAction.VALIDATE, DidAction.REJECT, DidAction.END})
"""What somebody decides; suspensions and resumptions follow from the periods of work alone."""


def declare_did(actor: User, case: Jobseeker, asked: Declaration) -> Did:
    """Record the declaration; its validation falls due. Raises RuleBroken with every reason."""
    lock(case)  # two counsellors, one declaration
    facts = DeclarationFacts(
        **vars(asked),
        born_on=case.born_on,
        today=today(),
        has_open_did=open_did(case) is not None,
        forfeited_on=forfeited_on(case),
    )
    if reasons := declaration_refusals(facts):
        raise RuleBroken(reasons)
    did = Did(**reach_columns(case), **vars(asked))
    db.session.add(did)
    begin(actor, did, event="did:declare", declared_on=asked.declared_on.isoformat())
    declared = Change(action=DidAction.VALIDATE, effective_on=asked.declared_on)
    write_event(actor, did, StatusKind.DECLARED, declared)
    receives = case.benefit is not Benefit.NONE
    term = "benefit_contact_days" if receives else "did_contact_days"
    due_on = deadline(asked.declared_on, rules_in_force(today()).days(term))
    advance(case, Step.VALIDATE, Ball.CENTRE, due_on)
    return did


def act_on_did(
    actor: User,
    case: Jobseeker,
    did: Did,
    action: DidAction,
    *,
    reason: str | None = None,
    note: str = "",
) -> None:
    """Validate, reject or end the declaration as of today, and say what comes next.

    Validation and rejection take effect on the day of the declaration. Raises as `perform` does.
    """
    if action is DidAction.END:
        end_did(actor, case, did, Change(action=action, reason=reason, note=note))
        return
    lock(case)
    if action not in BY_WORD:
        raise IllegalTransition(did.machine.name, did.state.value, action.value)
    change = Change(
        action=action,
        reason=reason,
        note=note,
        happened_on=today(),
        effective_on=did.declared_on,
    )
    change_did(actor, case, did, change)
    if action is DidAction.VALIDATE:
        follow_work(actor, case, did)


def end_did(actor: User, case: Jobseeker, did: Did, change: Change) -> None:
    """End the declaration from the day its change says.

    Raises RuleBroken when that day lies in the future, before the last event, or too far back.
    """
    lock(case)
    allowed = rules_in_force(today()).backdating_days(is_manager=is_manager(actor))
    facts = EndFacts(
        effective_on=change.effect,
        today=today(),
        reached=status_of(did).reached,
        backdating_days=allowed,
    )
    if reasons := end_refusals(facts):
        raise RuleBroken(reasons)
    change_did(actor, case, did, change)


def change_did(actor: User | None, case: Jobseeker, did: Did, change: Change) -> None:
    """Move the declaration, write its history, say what comes next; `actor` None is the law."""
    perform(
        actor,
        did,
        change.action,
        reason=change.reason or None,
        note=change.note,
        effective_on=change.effect.isoformat(),
    )
    _AFTERWARDS[change.action](actor, case, did, change)
    write_event(actor, did, _KIND_OF[change.action], change)


def follow_work(actor: User | None, case: Jobseeker, did: Did) -> int:
    """Record what the periods of work ask for by today; how many changes that took."""
    status = status_of(did)
    for number, due in enumerate(status.due(today()), start=1):
        period = cause_of(due.action, due.effective_on, status.valid_periods)
        fact = period.ended_on if due.action is DidAction.RESUME else due.effective_on
        change = Change(
            action=due.action,
            reason="job_over_six_months" if due.action is DidAction.END else None,
            happened_on=fact,
            effective_on=due.effective_on,
            source=StatusSource.LAW if actor is None else StatusSource.COUNSELLOR,
            work_period_id=period.id,
        )
        change_did(actor, case, did, change)
        if did.state is DidState.ENDED:
            return number
    return len(status.due(today()))


def restore_did(actor: User, case: Jobseeker, did: Did, *, note: str, source: StatusSource) -> None:
    """Take back the end of a declaration: it holds again from the day on which it had ended.

    Raises RuleBroken when another declaration has been opened since.
    """
    lock(case)
    if open_did(case) is not None:
        message = N_("Another declaration has been opened since: this one cannot be restored.")
        raise RuleBroken([Refusal("did:other_open", message)])
    ended = _event_that_ended(did)
    change = Change(
        action=DidAction.RESTORE,
        reason="appeal" if source is StatusSource.APPEAL else "error",
        note=note,
        happened_on=today(),
        effective_on=ended[1],
        source=source,
        supersedes_id=ended[0],
    )
    change_did(actor, case, did, change)
    follow_work(actor, case, did)


def is_manager(actor: User) -> bool:
    """Whether the wider window for past events is theirs."""
    return actor.role is Role.CENTRE_MANAGER


def _event_that_ended(did: Did) -> tuple[int, date]:
    held = standing_events(event_of(event) for event in history_of(did))
    if not held or STATE_AFTER[held[-1].kind] is not DidState.ENDED:
        raise IllegalTransition(did.machine.name, did.state.value, DidAction.RESTORE.value)
    return held[-1].id, held[-1].effective_on


def _after_validation(_actor: User | None, case: Jobseeker, did: Did, _change: Change) -> None:
    did.validated_on = did.validated_on or today()
    advance(case, Step.PROFILE, Ball.CENTRE, _agreement_deadline(did))


def rest_while_at_work(case: Jobseeker, since: date) -> None:
    """Nobody has to act while the status rests, at the longest until it would be lost."""
    if case.provider_id is None:
        months = status_terms(today()).suspension_months
        advance(case, case.step, Ball.NOBODY, last_day_of_months(since, months))


def _after_suspension(_actor: User | None, case: Jobseeker, _did: Did, change: Change) -> None:
    rest_while_at_work(case, change.effect)


def place_by_records(case: Jobseeker, did: Did) -> None:
    """Put the case where its records say it stands, as after a suspension."""
    if case.provider_id is None:
        step = _step_reached(case)
        ball = Ball.JOBSEEKER if step in (Step.SIGN, Step.CHOOSE) else Ball.CENTRE
        advance(case, step, ball, max(_agreement_deadline(did), today()))


def _after_resumption(_actor: User | None, case: Jobseeker, did: Did, _change: Change) -> None:
    place_by_records(case, did)


def _after_restoration(_actor: User | None, case: Jobseeker, did: Did, _change: Change) -> None:
    did.ended_on = None
    place_by_records(case, did)


def _after_rejection(_actor: User | None, case: Jobseeker, did: Did, _change: Change) -> None:
    did.ended_on = today()
    advance(case, Step.CLOSED, Ball.NOBODY, NO_DEADLINE)


def _after_end(actor: User | None, case: Jobseeker, did: Did, change: Change) -> None:
    did.ended_on = change.effect
    if agreement := binding_agreement(case):
        perform(actor, agreement, AgreementAction.END, reason="did_ended")
    advance(case, Step.CLOSED, Ball.NOBODY, NO_DEADLINE)


_AFTERWARDS = {
    DidAction.VALIDATE: _after_validation,
    DidAction.REJECT: _after_rejection,
    DidAction.SUSPEND: _after_suspension,
    DidAction.RESUME: _after_resumption,
    DidAction.END: _after_end,
    DidAction.RESTORE: _after_restoration,
}
_KIND_OF = {
    DidAction.VALIDATE: StatusKind.VALIDATED,
    DidAction.REJECT: StatusKind.REJECTED,
    DidAction.SUSPEND: StatusKind.SUSPENDED,
    DidAction.RESUME: StatusKind.RESUMED,
    DidAction.END: StatusKind.ENDED,
    DidAction.RESTORE: StatusKind.RESTORED,
}


def _agreement_deadline(did: Did) -> date:
    """By when profile and agreement are due (D.Lgs. 150/2015, art. 20, c. 4)."""
    return deadline(did.declared_on, rules_in_force(today()).days("agreement_days"))


def _step_reached(case: Jobseeker) -> Step:
    """Where a case stands by its records, after a suspension."""
    if binding_agreement(case):
        return Step.CHOOSE
    if agreement := agreement_in_preparation(case):
        return _STEP_OF[agreement.state]
    if current_pathway(case):
        return Step.DRAFT
    return Step.ASSESS if case.profile_class else Step.PROFILE


_STEP_OF = {
    AgreementState.DRAFT: Step.DRAFT,
    AgreementState.PROPOSED: Step.SIGN,
    AgreementState.SIGNED: Step.COUNTERSIGN,
}
