"""An agreement rests and comes back; its duties follow."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.cases.models.duties import AgreementSuspension
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.status import WorkPeriod
from app.cases.models.steps import Did
from app.cases.operations.agreement import countersign, draft_agreement, end_agreement
from app.cases.operations.suspending import resume_agreement, suspend_agreement
from app.cases.operations.work import WorkTold, annul_work, end_work, record_work
from app.cases.queries.duties import duties_of, open_suspension, planned_duties, suspensions_of
from app.cases.queries.steps import agreement_in_force, binding_agreement, open_did
from app.cases.rules.suspension import Rest
from app.cases.rules.unemployment import ContractKind
from app.cases.states import AgreementState, DutyKind, DutyState
from app.cases.tasks import date_contacts, resume_rested
from app.core.clock import frozen
from app.core.database import db
from app.core.errors import RuleBroken
from tests.factories import agreements

BEGUN, LATER = date(2026, 11, 25), date(2027, 1, 11)
ILL = Rest(reason="illness", from_on=date(2026, 12, 10), note="")


@pytest.fixture
def case(counsellor: User, session: Any) -> Iterator[Jobseeker]:
    """A monthly agreement in force since 25 November 2026; today is 10 December."""
    with frozen(BEGUN):
        made = agreements.decided_case(counsellor)
        agreements.in_force(counsellor, made)  # an action on 15 December, a contact on the 28th
    with frozen(ILL.from_on):
        yield made


def in_force(case: Jobseeker) -> Any:
    found = binding_agreement(case)
    assert found is not None
    return found


def planned(case: Jobseeker, kind: DutyKind) -> list[date]:
    return [duty.due_on for duty in planned_duties(case.id) if duty.kind is kind]


def test_nothing_falls_due_while_an_agreement_rests(counsellor: User, case: Jobseeker) -> None:
    suspend_agreement(counsellor, in_force(case), ILL)
    assert agreement_in_force(case) is None
    assert planned_duties(case.id) == []
    assert {(duty.state, duty.reason) for duty in duties_of(case)} == {
        (DutyState.CANCELLED, "suspended")
    }


def test_what_rested_falls_due_as_much_later_and_the_rhythm_starts_anew(
    counsellor: User, case: Jobseeker
) -> None:
    suspend_agreement(counsellor, in_force(case), ILL)
    with frozen(LATER):
        resume_agreement(counsellor, in_force(case))
        # 32 days of rest: from 15 December to Saturday 16 January, held on Monday 18.
        assert planned(case, DutyKind.ACTION) == [date(2027, 1, 18)]
        # Every thirty days after 10 January, the last day of rest, up to sixty days from the 11th.
        assert planned(case, DutyKind.CONTACT) == [date(2027, 2, 9), date(2027, 3, 11)]
        (rest,) = suspensions_of(case)
        assert (rest.from_on, rest.until_on) == (date(2026, 12, 10), date(2027, 1, 10))
        followed = [duty for duty in duties_of(case) if duty.moved_to_id]
        assert [duty.due_on for duty in followed] == [date(2026, 12, 15)]


@pytest.mark.parametrize(
    ("rest", "refused"),
    [
        (Rest(reason="illness", from_on=date(2026, 12, 11)), "rest:future"),
        (Rest(reason="illness", from_on=date(2026, 11, 24)), "rest:before"),
        (Rest(reason="other", from_on=ILL.from_on), "rest:note"),
        (Rest(reason="holiday", from_on=ILL.from_on), "reason_missing"),
        (Rest(reason="care", from_on=ILL.from_on, until_on=date(2026, 12, 9)), "rest:until"),
    ],
)
def test_a_rest_has_its_day_and_its_reason(
    counsellor: User, case: Jobseeker, rest: Rest, refused: str
) -> None:
    with pytest.raises(RuleBroken, match=refused):
        suspend_agreement(counsellor, in_force(case), rest)


def test_times_of_rest_do_not_overlap(counsellor: User, case: Jobseeker) -> None:
    suspend_agreement(counsellor, in_force(case), ILL)
    resume_agreement(counsellor, in_force(case))
    with pytest.raises(RuleBroken, match="rest:overlap"):
        suspend_agreement(counsellor, in_force(case), ILL)


def test_times_of_rest_cannot_overlap_in_the_database_either(
    counsellor: User, case: Jobseeker
) -> None:
    rest = suspend_agreement(counsellor, in_force(case), ILL)
    rest.until_on, rest.resumed_at = ILL.from_on + timedelta(5), rest.begun_at
    db.session.flush()
    columns = ("jobseeker_id", "centre_id", "agreement_id", "reason")
    same = {name: getattr(rest, name) for name in columns}
    db.session.add(AgreementSuspension(**same, from_on=ILL.from_on + timedelta(5)))
    with pytest.raises(IntegrityError, match="agreement_suspension_one_at_a_time"):
        db.session.flush()


def test_a_suspended_agreement_is_neither_varied_nor_replaced(
    counsellor: User, case: Jobseeker
) -> None:
    version = agreements.signed(counsellor, case, before=in_force(case))
    suspend_agreement(counsellor, in_force(case), ILL)
    with pytest.raises(RuleBroken, match="agreement:suspended"):
        countersign(counsellor, case, version)
    version.state = AgreementState.VARIED  # so that only the suspended one is left
    db.session.flush()
    with pytest.raises(RuleBroken, match="agreement:suspended"):
        draft_agreement(counsellor, case)


def work(counsellor: User, case: Jobseeker, since: date) -> tuple[Did, WorkPeriod]:
    """A period of work of the person that still goes on."""
    did = open_did(case)
    assert did is not None
    told = WorkTold(kind=ContractKind.FIXED_TERM, started_on=since)
    return did, record_work(counsellor, case, did, told)


def test_the_agreement_follows_the_status_into_a_period_of_work_and_back(
    counsellor: User, case: Jobseeker
) -> None:
    # Told on 10 December: the work began on the 8th, and so does the rest.
    did, period = work(counsellor, case, date(2026, 12, 8))
    rest = open_suspension(case.id)
    assert rest is not None
    assert (rest.reason, rest.from_on) == ("work", date(2026, 12, 8))
    assert in_force(case).state is AgreementState.SUSPENDED
    with frozen(LATER):
        end_work(counsellor, case, did, period, on=date(2027, 1, 8))
        assert in_force(case).state is AgreementState.IN_FORCE
        db.session.refresh(rest)
        # The work ended on Friday 8 January; the action of 15 December is 32 days later.
        assert rest.until_on == date(2027, 1, 8)
        assert planned(case, DutyKind.ACTION) == [date(2027, 1, 18)]


def test_an_annulled_period_of_work_takes_its_rest_back(counsellor: User, case: Jobseeker) -> None:
    did, period = work(counsellor, case, ILL.from_on)
    with frozen(date(2026, 12, 12)):
        annul_work(counsellor, case, did, period, note="Era un'altra persona.")
        assert in_force(case).state is AgreementState.IN_FORCE
        assert open_suspension(case.id) is None


def test_an_agreement_at_rest_for_illness_does_not_come_back_with_the_status(
    counsellor: User, case: Jobseeker
) -> None:
    suspend_agreement(counsellor, in_force(case), ILL)
    did, period = work(counsellor, case, ILL.from_on)
    with frozen(LATER):
        end_work(counsellor, case, did, period, on=date(2027, 1, 8))
        assert in_force(case).state is AgreementState.SUSPENDED


def test_the_night_resumes_what_has_rested_long_enough_and_marks_nothing_missed(
    counsellor: User, case: Jobseeker
) -> None:
    rest = Rest(reason="care", from_on=ILL.from_on, until_on=date(2027, 1, 10))
    suspend_agreement(counsellor, in_force(case), rest)
    with frozen(date(2027, 1, 10)):
        assert resume_rested() == 0
    with frozen(LATER):
        assert (resume_rested(), resume_rested()) == (1, 0)
        assert date_contacts() == 0
    with frozen(date(2027, 3, 1)):
        assert (date_contacts(), date_contacts()) == (1, 0)
    states = {duty.state for duty in duties_of(case)}
    assert states == {DutyState.CANCELLED, DutyState.PLANNED}


def test_the_end_of_an_agreement_calls_off_what_is_to_come_and_keeps_what_was_due(
    counsellor: User, case: Jobseeker
) -> None:
    agreement = in_force(case)
    with frozen(date(2026, 12, 16)):
        end_agreement(counsellor, case, agreement, reason="goal_reached")
        assert planned(case, DutyKind.ACTION) == [date(2026, 12, 15)]
        assert planned(case, DutyKind.CONTACT) == []


def test_the_counsellor_may_call_off_what_was_due_too_and_a_rest_ends_with_the_agreement(
    counsellor: User, case: Jobseeker
) -> None:
    agreement = in_force(case)
    with frozen(date(2026, 12, 16)):
        suspend_agreement(counsellor, agreement, Rest(reason="illness", from_on=date(2026, 12, 16)))
        end_agreement(counsellor, case, agreement, reason="renounced", keeps_past=False)
        assert planned_duties(case.id) == []
        assert open_suspension(case.id) is None
        assert agreement.state is AgreementState.ENDED


def test_a_closed_rest_cannot_be_rewritten(counsellor: User, case: Jobseeker) -> None:
    rest = suspend_agreement(counsellor, in_force(case), ILL)
    resume_agreement(counsellor, in_force(case))
    db.session.flush()
    rest.until_on = ILL.from_on + timedelta(30)
    with pytest.raises(IntegrityError, match="may not change"):
        db.session.flush()
