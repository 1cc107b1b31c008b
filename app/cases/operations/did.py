"""Verbs of the declaration of immediate availability (DID)."""

from dataclasses import dataclass
from datetime import date

from app.accounts.models import User
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import NO_DEADLINE, Ball, Benefit, Jobseeker, Step, reach_columns
from app.cases.models.steps import Did
from app.cases.operations.journey import advance
from app.cases.queries.steps import (
    agreement_in_preparation,
    binding_agreement,
    current_pathway,
    forfeited_on,
    open_did,
)
from app.cases.rules.did import DeclarationFacts, declaration_refusals
from app.cases.states import AgreementAction, AgreementState, DidAction
from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.working_days import deadline
from app.programme.queries import rules_in_force


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What the person declares, and since when they are without work."""

    declared_on: date
    unemployed_since: date
    last_job_ended_on: date | None = None


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
    """Validate, reject, suspend, resume or end the declaration, and say what comes next.

    Raises as `perform` does.
    """
    perform(actor, did, action, reason=reason or None, note=note)
    _AFTERWARDS[action](actor, case, did)


def _after_validation(_actor: User, case: Jobseeker, did: Did) -> None:
    did.validated_on = did.validated_on or today()
    advance(case, Step.PROFILE, Ball.CENTRE, _agreement_deadline(did))


def _after_suspension(_actor: User, case: Jobseeker, _did: Did) -> None:
    if case.provider_id is None:
        longest = rules_in_force(today()).days("work_suspension_days")
        advance(case, case.step, Ball.NOBODY, deadline(today(), longest))


def _after_resumption(_actor: User, case: Jobseeker, did: Did) -> None:
    if case.provider_id is None:
        step = _step_reached(case)
        ball = Ball.JOBSEEKER if step in (Step.SIGN, Step.CHOOSE) else Ball.CENTRE
        advance(case, step, ball, max(_agreement_deadline(did), today()))


def _after_rejection(_actor: User, case: Jobseeker, did: Did) -> None:
    did.ended_on = today()
    advance(case, Step.CLOSED, Ball.NOBODY, NO_DEADLINE)


def _after_end(actor: User, case: Jobseeker, did: Did) -> None:
    did.ended_on = today()
    if agreement := binding_agreement(case):
        perform(actor, agreement, AgreementAction.END, reason="did_ended")
    advance(case, Step.CLOSED, Ball.NOBODY, NO_DEADLINE)


_AFTERWARDS = {
    DidAction.VALIDATE: _after_validation,
    DidAction.REJECT: _after_rejection,
    DidAction.SUSPEND: _after_suspension,
    DidAction.RESUME: _after_resumption,
    DidAction.END: _after_end,
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
