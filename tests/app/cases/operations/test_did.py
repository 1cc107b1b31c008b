"""What follows from each change of a declaration."""

from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import User
from app.cases.models.jobseeker import Ball, Benefit, Jobseeker, Step
from app.cases.models.steps import Did, ServiceAgreement
from app.cases.operations.did import Declaration, act_on_did, declare_did
from app.cases.operations.work import WorkTold, end_work, record_work
from app.cases.rules.unemployment import ContractKind
from app.cases.states import AgreementState, DidAction
from app.core import clock
from app.core.database import db
from app.core.errors import IllegalTransition, RuleBroken
from app.core.working_days import deadline
from app.programme.queries import rule_set_id_on
from tests.factories.cases import jobseeker


def declared(counsellor: User, **values: object) -> tuple[Jobseeker, Did]:
    case, day = jobseeker(counsellor, **values), clock.today()
    return case, declare_did(counsellor, case, Declaration(declared_on=day, unemployed_since=day))


def agreed(counsellor: User, case: Jobseeker, state: AgreementState) -> ServiceAgreement:
    made = ServiceAgreement(
        jobseeker_id=case.id, centre_id=case.centre_id, number=f"T{case.id}", state=state, pathway=1,
        rule_set_id=rule_set_id_on(clock.today()), responsible_id=counsellor.id, content={},
        ends_on=clock.today() + timedelta(100),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


@pytest.mark.parametrize(("benefit", "days"), [(Benefit.NONE, 30), (Benefit.NASPI, 15)])
def test_who_receives_a_benefit_has_the_shorter_term(
    counsellor: User, session: Any, benefit: Benefit, days: int
) -> None:
    case, _did = declared(counsellor, benefit=benefit)
    assert case.due_on == deadline(clock.today(), days)


def test_the_end_of_a_declaration_ends_the_agreement_and_closes_the_case(
    counsellor: User, session: Any
) -> None:
    case, did = declared(counsellor)
    act_on_did(counsellor, case, did, DidAction.VALIDATE)
    agreement = agreed(counsellor, case, AgreementState.IN_FORCE)
    act_on_did(counsellor, case, did, DidAction.END, reason="renounced")
    assert agreement.state is AgreementState.ENDED
    assert (case.step, case.ball, did.ended_on) == (Step.CLOSED, Ball.NOBODY, clock.today())


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (AgreementState.DRAFT, Step.DRAFT),
        (AgreementState.PROPOSED, Step.SIGN),
        (AgreementState.SIGNED, Step.COUNTERSIGN),
        (AgreementState.IN_FORCE, Step.CHOOSE),
    ],
)
def test_a_case_resumes_by_its_records(
    counsellor: User, session: Any, state: AgreementState, step: Step
) -> None:
    case, did = declared(counsellor)
    act_on_did(counsellor, case, did, DidAction.VALIDATE)
    day = clock.today()
    told = WorkTold(kind=ContractKind.FIXED_TERM, started_on=day)
    work = record_work(counsellor, case, did, told)
    assert case.ball is Ball.NOBODY
    agreed(counsellor, case, state)
    with clock.frozen(day + timedelta(10)):
        end_work(counsellor, case, did, work, on=day + timedelta(9))
    assert case.step is step


def test_an_end_needs_its_reason_and_a_rejected_one_ends_no_more(
    counsellor: User, session: Any
) -> None:
    case, did = declared(counsellor)
    act_on_did(counsellor, case, did, DidAction.VALIDATE)
    with pytest.raises(RuleBroken):
        act_on_did(counsellor, case, did, DidAction.END)
    act_on_did(counsellor, case, did, DidAction.END, reason="retired")
    with pytest.raises(IllegalTransition):
        act_on_did(counsellor, case, did, DidAction.RESUME)


def test_nobody_declares_again_within_two_months_of_a_forfeiture(
    counsellor: User, session: Any
) -> None:
    case, did = declared(counsellor)
    act_on_did(counsellor, case, did, DidAction.VALIDATE)
    act_on_did(counsellor, case, did, DidAction.END, reason="forfeiture")
    day = clock.today()
    with pytest.raises(RuleBroken) as broken:
        declare_did(counsellor, case, Declaration(declared_on=day, unemployed_since=day))
    assert [reason.code for reason in broken.value.reasons] == ["did:barred"]
