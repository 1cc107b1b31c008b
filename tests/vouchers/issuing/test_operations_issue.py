"""Issuing a voucher: all of it or nothing."""

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.audit.models import AuditEvent, TransitionLog
from app.cases.models.jobseeker import Ball, Step
from app.cases.models.steps import TimelineEntry
from app.core.clock import today
from app.core.errors import NotPermitted, RuleBroken, StaleRecord
from app.core.money import Money
from catalogue.offers.states import EditionState, OfferState
from profiling.matching.queries import current_choice
from profiling.matching.states import ChoiceState
from tests.factories.vouchers import chosen, issued, person, supply
from vouchers.budgets.models import BudgetEntry
from vouchers.budgets.rules import EntryKind
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.issuing.rules.numbers import is_voucher_number
from vouchers.issuing.states import VoucherState


@pytest.fixture
def supplied(session):
    return supply()


@pytest.fixture
def case(counsellor):
    return person(counsellor)


def codes(broken):
    return {reason.code for reason in broken.value.reasons}


def test_a_voucher_grants_what_was_chosen(session, counsellor, supplied, case):
    choice = chosen(case, supplied.edition, counsellor)
    voucher = issue_voucher(case=case, counsellor=counsellor, token="page-1")
    assert is_voucher_number(voucher.number)
    assert voucher.number.startswith(f"VG-{today().year}-")
    assert voucher.state is VoucherState.ISSUED
    assert (voucher.offer_id, voucher.edition_id) == (supplied.offer.id, supplied.edition.id)
    assert voucher.hours == supplied.offer.hours
    assert voucher.value == voucher.lines.value > Money(0)
    assert choice.state is ChoiceState.HONOURED
    assert current_choice(case.id) is None


def test_the_seat_is_taken_and_the_money_bound(session, counsellor, supplied):
    voucher = issued(counsellor, supplied)
    assert supplied.edition.taken == 1
    assert supplied.budget.committed == voucher.value
    assert supplied.budget.balance == supplied.budget.granted - voucher.value
    entry = session.scalars(select(BudgetEntry).filter_by(kind=EntryKind.COMMITMENT)).one()
    assert (entry.amount, entry.reference) == (-voucher.value, voucher.number)


def test_the_last_seat_closes_the_edition(session, counsellor):
    supplied = supply(seats=1)
    issued(counsellor, supplied)
    assert supplied.edition.state is EditionState.FULL


def test_the_case_waits_for_the_provider_who_now_sees_the_person(session, counsellor, supplied):
    voucher = issued(counsellor, supplied)
    case = voucher.jobseeker
    assert (case.step, case.ball, case.due_on) == (Step.TAKE_UP, Ball.PROVIDER, voucher.take_up_by)
    assert case.provider_id == voucher.provider_id == supplied.provider.id


def test_everything_leaves_its_trace(session, counsellor, supplied):
    voucher = issued(counsellor, supplied)
    events = session.scalars(
        select(AuditEvent.event).filter_by(jobseeker_id=voucher.jobseeker_id)
    ).all()
    assert {"choice:make", "choice:honour", "voucher:issue"} <= set(events)
    assert session.scalars(select(AuditEvent).filter_by(event="budget:commit")).one()
    logged = session.scalars(
        select(TransitionLog).filter_by(machine="voucher", object_id=voucher.id)
    ).one()
    assert (logged.from_state, logged.to_state, logged.provider_id) == (
        None,
        "issued",
        supplied.provider.id,
    )
    told = session.scalars(select(TimelineEntry).filter_by(reference=voucher.number)).one()
    assert told.jobseeker_id == voucher.jobseeker_id


def test_pressing_the_button_twice_gives_the_same_voucher(session, counsellor, supplied, case):
    chosen(case, supplied.edition, counsellor)
    first = issue_voucher(case=case, counsellor=counsellor, token="page-1")
    assert issue_voucher(case=case, counsellor=counsellor, token="page-1") is first
    assert supplied.edition.taken == 1


def test_a_page_of_another_case_gives_nothing(session, counsellor, supplied):
    voucher = issued(counsellor, supplied)
    with pytest.raises(StaleRecord):
        issue_voucher(case=person(counsellor), counsellor=counsellor, token=voucher.request_token)


def test_a_second_voucher_from_another_tab_is_refused(session, counsellor, supplied, case):
    chosen(case, supplied.edition, counsellor)
    issue_voucher(case=case, counsellor=counsellor, token="tab-1")
    with pytest.raises(RuleBroken) as broken:
        issue_voucher(case=case, counsellor=counsellor, token="tab-2")
    assert codes(broken) == {"choice_missing"}


def test_every_reason_is_told_and_nothing_is_left_behind(session, counsellor, case):
    supplied = supply(granted=Money(1))
    chosen(case, supplied.edition, counsellor)
    supplied.offer.state = OfferState.SUSPENDED
    supplied.edition.taken = supplied.edition.seats
    with pytest.raises(RuleBroken) as broken:
        issue_voucher(case=case, counsellor=counsellor, token="page-1")
    assert codes(broken) == {"offer_not_published", "edition_full", "budget_insufficient"}
    assert session.scalars(select(Voucher)).all() == []
    assert case.step is Step.ISSUE


def test_without_a_budget_for_the_pathway_there_is_no_voucher(session, counsellor, supplied):
    case = person(counsellor, pathway=4)
    chosen(case, supplied.edition, counsellor)
    with pytest.raises(RuleBroken) as broken:
        issue_voucher(case=case, counsellor=counsellor, token="page-1")
    assert codes(broken) == {"budget_missing"}


def test_a_role_that_may_not_issue_is_stopped_by_the_operation_itself(
    session, counsellor, supplied, case, as_role
):
    chosen(case, supplied.edition, counsellor)
    with pytest.raises(NotPermitted):
        issue_voucher(case=case, counsellor=as_role(Role.AUDITOR), token="page-1")
