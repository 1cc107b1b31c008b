"""Verbs of the service agreement: draft, propose, take back, sign, countersign, end."""

from collections.abc import Set
from datetime import date, timedelta

from sqlalchemy import text

from app.accounts.models import User
from app.accounts.operations import is_own_password
from app.accounts.permissions import Role
from app.audit.operations import begin, lock, perform, record
from app.cases.models.jobseeker import Ball, Jobseeker, Step, reach_columns
from app.cases.models.steps import AgreementStep, PathwayRecord, ServiceAgreement
from app.cases.operations.consents import give_consent
from app.cases.operations.duties import cancel_duties
from app.cases.operations.journey import advance
from app.cases.operations.planning import plan_duties
from app.cases.queries.duties import planned_duties
from app.cases.queries.steps import (
    agreement_in_preparation,
    binding_agreement,
    current_pathway,
    open_did,
)
from app.cases.rules.agreement import (
    Action,
    Premises,
    Terms,
    proposal_refusals,
    signature_refusals,
)
from app.cases.rules.variation import as_stored, variation
from app.cases.states import AgreementAction, AgreementState, DidState
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import IllegalTransition, Refusal, RuleBroken
from app.core.language import N_
from app.core.working_days import deadline
from app.programme.queries import rule_set_id_on, rules_in_force, rules_of_version
from app.programme.rules.document import AgreementTerms

LASTS_DAYS = 365
"""What a draft proposes; the counsellor changes it. Illustrative: no act fixes it."""
PREPARING = frozenset({Step.DECIDE, Step.DRAFT, Step.SIGN, Step.COUNTERSIGN})
"""Steps the agreement moves; a new version made while a measure runs leaves the case where it is."""


def draft_agreement(actor: User, case: Jobseeker) -> ServiceAgreement:
    """Begin an agreement from the decided pathway, or the next version of the one in force.

    Raises RuleBroken without a pathway, or when one is being prepared already.
    """
    lock(case)  # two counsellors, one draft
    pathway = current_pathway(case)
    if pathway is None:
        raise RuleBroken(
            [Refusal("premise:pathway", N_("No pathway has been decided: decide it first."))]
        )
    if agreement_in_preparation(case) is not None:
        message = N_("An agreement is being prepared already: finish it, or take it back.")
        raise RuleBroken([Refusal("agreement:in_preparation", message)])
    before = binding_agreement(case)
    _refuse_at_rest(before)
    agreement = _begun(actor, case, pathway)
    if before is None:
        _fill_from_pathway(agreement, case, pathway)
    else:
        _fill_from_version(agreement, before)
    db.session.add(agreement)
    begin(actor, agreement, event="agreement:draft", number=agreement.number)
    return agreement


def save_draft(actor: User, agreement: ServiceAgreement, terms: Terms) -> None:
    """Write the terms into the draft. Raises IllegalTransition once it has been proposed."""
    lock(agreement)
    if agreement.state is not AgreementState.DRAFT:
        raise IllegalTransition(agreement.machine.name, agreement.state.value, "edit")
    agreement.responsible_id = terms.responsible_id or agreement.responsible_id
    agreement.ends_on = terms.ends_on or agreement.ends_on
    agreement.content = {
        **agreement.content,
        "profile": terms.profile,
        "contact_frequency": terms.contact_frequency,
        "search_proofs": list(terms.search_proofs),
    }
    if [action_of(step) for step in agreement.actions] != sorted(terms.actions, key=_by_date):
        agreement.actions = [_step(agreement, action) for action in terms.actions]
    record(actor, "agreement:update", agreement)


def propose_agreement(actor: User, case: Jobseeker, agreement: ServiceAgreement) -> None:
    """Put the agreement before the person. Raises RuleBroken with everything that is missing."""
    terms = terms_of(agreement)
    did, pathway = open_did(case), current_pathway(case)
    before = binding_agreement(case)
    premises = Premises(
        has_valid_did=did is not None and did.state is DidState.VALIDATED,
        has_pathway=pathway is not None,
        today=today(),
        agreed_before=terms_of(before).actions if before else (),
    )
    if reasons := proposal_refusals(terms, premises):
        raise RuleBroken(reasons)
    if pathway is not None and agreement.pathway != pathway.decided:
        agreement.pathway = pathway.decided  # decided anew while the draft was being written
    # The person signs what differs as well: a new version cannot shrink in silence what was promised.
    differs = variation(terms_of(before), terms_of(agreement)) if before else None
    agreement.content = {
        **agreement.content,
        "removed": [action.description for action in differs.removed] if differs else [],
        "variation": as_stored(differs) if differs else None,
    }
    perform(actor, agreement, AgreementAction.PROPOSE)
    agreement.proposed_at = now()
    _move_case(case, Step.SIGN, Ball.JOBSEEKER, _term("agreement_signature_days"))


def take_back(actor: User, case: Jobseeker, agreement: ServiceAgreement) -> None:
    """Take a proposed agreement back to change it."""
    perform(actor, agreement, AgreementAction.WITHDRAW)
    _move_case(case, Step.DRAFT, Ball.CENTRE, case.due_on)


def sign_own_agreement(
    actor: User, case: Jobseeker, agreement: ServiceAgreement, *, password: str, ticked: Set[str]
) -> None:
    """The person signs in their own area, with their password.

    `ticked` holds the codes of the declarations made and of the consents given. Raises RuleBroken
    when a declaration is missing or the password is not theirs.
    """
    reasons = signature_refusals(agreement.content["availability"], ticked)
    if not is_own_password(actor, password):
        message = N_("This is not your present password.")
        reasons.append(Refusal("password:wrong", message, field="password"))
    if reasons:
        raise RuleBroken(reasons)
    perform(actor, agreement, AgreementAction.SIGN)
    agreement.signed_where = "own_area"
    _signed(actor, case, agreement, ticked)


def record_signature(
    actor: User, case: Jobseeker, agreement: ServiceAgreement, *, ticked: Set[str]
) -> None:
    """Record that the person signed on paper at the desk. Raises RuleBroken as signing does."""
    if reasons := signature_refusals(agreement.content["availability"], ticked):
        raise RuleBroken(reasons)
    perform(actor, agreement, AgreementAction.RECORD_SIGNATURE)
    agreement.signed_where, agreement.signature_recorded_by_id = "desk", actor.id
    _signed(actor, case, agreement, ticked)


def countersign(actor: User, case: Jobseeker, agreement: ServiceAgreement) -> None:
    """The responsible person, or the centre's manager, signs; the agreement is in force.

    A version in force before is replaced. Raises RuleBroken for anybody else.
    """
    if actor.id != agreement.responsible_id and actor.role is not Role.CENTRE_MANAGER:
        message = N_("Only the person responsible, or the manager of the centre, countersigns.")
        raise RuleBroken([Refusal("countersign:not_responsible", message)])
    before = binding_agreement(case)
    _refuse_at_rest(before)
    if before is not None:
        perform(actor, before, AgreementAction.VARY)
    perform(actor, agreement, AgreementAction.COUNTERSIGN)
    agreement.countersigned_at, agreement.countersigned_by_id = now(), actor.id
    plan_duties(actor, agreement, before)
    _move_case(case, Step.CHOOSE, Ball.JOBSEEKER, _term("choice_days"))


def end_agreement(
    actor: User,
    case: Jobseeker,
    agreement: ServiceAgreement,
    *,
    reason: str,
    keeps_past: bool = True,
) -> None:
    """End the agreement for a coded reason; the case is closed unless a measure runs.

    What is still to come is called off by the reaction to the end (see `suspending`). Duties already
    due stay on the desk to be recorded, or are called off too where the counsellor says so.
    """
    perform(actor, agreement, AgreementAction.END, reason=reason or None)
    if not keeps_past:
        left = [duty for duty in planned_duties(case.id) if duty.agreement_id is not None]
        cancel_duties(actor, left, reason="closed")
    if case.provider_id is None:
        advance(case, Step.CLOSED, Ball.NOBODY)


def terms_of(agreement: ServiceAgreement) -> Terms:
    """The agreement as the rules know it."""
    content = agreement.content
    return Terms(
        responsible_id=agreement.responsible_id,
        profile=content.get("profile", ""),
        contact_frequency=content.get("contact_frequency", ""),
        search_proofs=content.get("search_proofs", []),
        actions=[action_of(step) for step in agreement.actions],
        ends_on=agreement.ends_on,
        pathway=agreement.pathway,
    )


def action_of(step: AgreementStep) -> Action:
    """An agreed action as the rules know it."""
    return Action(code=step.code, description=step.description, due_on=step.due_on)


def _begun(actor: User, case: Jobseeker, pathway: PathwayRecord) -> ServiceAgreement:
    ordinal = db.session.scalar(text("SELECT nextval('agreement_number_seq')"))
    return ServiceAgreement(
        **reach_columns(case),
        number=f"PSP-{today().year}-{ordinal:07d}",
        edition=1,
        pathway=pathway.decided,
        rule_set_id=rule_set_id_on(today()),
        responsible_id=case.counsellor_id or actor.id,
        ends_on=today() + timedelta(LASTS_DAYS),
        content=_asked(rules_in_force(today()).agreement),
    )


def _asked(terms: AgreementTerms) -> dict[str, list[str]]:
    """What the law has the person declare, and the consents asked for, by their codes."""
    return {
        "availability": [clause.code for clause in terms.availability],
        "data_consents": [clause.code for clause in terms.data_consents],
    }


def _fill_from_pathway(
    agreement: ServiceAgreement, case: Jobseeker, pathway: PathwayRecord
) -> None:
    rules = rules_of_version(agreement.rule_set_id)
    often = [
        item
        for item in rules.agreement.contact_frequencies
        if pathway.decided in item.suggested_for
    ]
    name = rules.pathway(pathway.decided).name.spoken(case.language)
    agreement.content = {
        **agreement.content,
        "profile_class": case.profile_class,
        "profile": f"{name}. {rules.pathway(pathway.decided).description.spoken(case.language)}",
        "contact_frequency": often[0].code if often else "",
        "search_proofs": [],
    }
    chosen_by = deadline(today(), rules.days("choice_days"))
    first = _FIRST_ACTION["en" if case.language == "en" else "it"]
    agreement.actions = [
        _step(agreement, Action(code="choice", description=first, due_on=chosen_by))
    ]


_FIRST_ACTION = {
    "it": "Scegliere con il centro la misura e l'ente",
    "en": "Choose measure and provider together with the centre",
}
"""What every journey begins with, written in the language of the person's documents."""


def _fill_from_version(agreement: ServiceAgreement, before: ServiceAgreement) -> None:
    agreement.number, agreement.edition = before.number, before.edition + 1
    agreement.responsible_id, agreement.ends_on = before.responsible_id, before.ends_on
    agreement.content = {**before.content, **agreement.content, "removed": [], "variation": None}
    agreement.actions = [_step(agreement, action_of(step)) for step in before.actions]


def _step(agreement: ServiceAgreement, action: Action) -> AgreementStep:
    reach = {
        name: getattr(agreement, name) for name in ("jobseeker_id", "centre_id", "provider_id")
    }
    return AgreementStep(**reach, **vars(action))


def _signed(actor: User, case: Jobseeker, agreement: ServiceAgreement, ticked: Set[str]) -> None:
    agreement.signed_at = now()
    for purpose in agreement.content["data_consents"]:
        if purpose in ticked:
            give_consent(actor, case, purpose)
    _move_case(case, Step.COUNTERSIGN, Ball.CENTRE, _term("agreement_signature_days"))


def _move_case(case: Jobseeker, step: Step, ball: Ball, due_on: date) -> None:
    if case.step in PREPARING:
        advance(case, step, ball, due_on)


def _term(name: str) -> date:
    return deadline(today(), rules_in_force(today()).days(name))


def _refuse_at_rest(before: ServiceAgreement | None) -> None:
    if before is not None and before.state is AgreementState.SUSPENDED:
        message = N_("The agreement is suspended: resume it before changing it.")
        raise RuleBroken([Refusal("agreement:suspended", message)])


def _by_date(action: Action) -> date:
    return action.due_on
