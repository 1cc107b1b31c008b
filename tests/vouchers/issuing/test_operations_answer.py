"""The provider's answer, and silence."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.audit.models import TransitionLog
from app.cases.models.jobseeker import Ball, Step
from app.core.clock import ROME, frozen, now, today
from app.core.errors import IllegalTransition, NotPermitted, RuleBroken
from app.core.money import Money
from catalogue.offers.states import EditionState
from tests.factories.catalogue import manager_of
from tests.factories.vouchers import chosen, issued, supply
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.answer import decline, decline_by_silence, take_up
from vouchers.issuing.operations.close import cancel, lapse, renounce
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.issuing.queries.deadlines import overdue_counts
from vouchers.issuing.queries.reconciliation import commitment_differences, seat_differences
from vouchers.issuing.rules.answer import Answer
from vouchers.issuing.states import VoucherState
from vouchers.issuing.tasks import apply_deadlines


@pytest.fixture
def supplied(session):
    return supply(seats=1)


@pytest.fixture
def voucher(supplied, counsellor):
    return issued(counsellor, supplied)


@pytest.fixture
def manager(supplied):
    return manager_of(supplied.provider)


def appointment(days=3):
    return Answer(now() + timedelta(days=days), "Via Roma 1, aula 2")


def given_back(voucher, supplied):
    return (
        supplied.edition.taken == 0
        and supplied.edition.state is EditionState.OPEN
        and supplied.budget.balance == supplied.budget.granted
        and not seat_differences()
        and not commitment_differences()
    )


def test_taking_up_sets_the_first_appointment(voucher, manager):
    take_up(voucher=voucher, answer=appointment(), actor=manager)
    assert voucher.state is VoucherState.TAKEN_UP
    assert voucher.first_appointment_place == "Via Roma 1, aula 2"
    assert (voucher.jobseeker.step, voucher.jobseeker.ball) == (Step.DELIVER, Ball.PROVIDER)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda: appointment(-1), "appointment_past"),
        (lambda: appointment(400), "appointment_too_late"),
        (lambda: Answer(now() + timedelta(days=1), "  "), "place_missing"),
    ],
)
def test_an_appointment_that_makes_no_sense_is_refused(voucher, manager, answer, code):
    with pytest.raises(RuleBroken) as broken:
        take_up(voucher=voucher, answer=answer(), actor=manager)
    assert [reason.code for reason in broken.value.reasons] == [code]
    assert voucher.state is VoucherState.ISSUED


def test_after_the_deadline_it_is_too_late_to_take_up(voucher, manager):
    with frozen(voucher.take_up_by + timedelta(days=1)), pytest.raises(RuleBroken) as broken:
        take_up(voucher=voucher, answer=appointment(), actor=manager)
    assert broken.value.reasons[0].code == "deadline_passed"


def test_the_deadline_lasts_until_midnight_in_italy(voucher, manager):
    day = voucher.take_up_by
    with frozen(datetime(day.year, day.month, day.day, 23, 59, tzinfo=ROME)):
        take_up(voucher=voucher, answer=appointment(), actor=manager)
    assert voucher.state is VoucherState.TAKEN_UP


def test_a_voucher_is_not_taken_up_twice(voucher, manager):
    take_up(voucher=voucher, answer=appointment(), actor=manager)
    with pytest.raises(IllegalTransition):
        take_up(voucher=voucher, answer=appointment(), actor=manager)


def test_declining_gives_seat_and_money_back_and_the_person_chooses_again(
    voucher, supplied, manager
):
    decline(voucher=voucher, reason="no_places", note="Aula troppo piccola", actor=manager)
    case = voucher.jobseeker
    assert voucher.state is VoucherState.DECLINED
    assert given_back(voucher, supplied)
    assert (case.step, case.ball) == (Step.CHOOSE, Ball.JOBSEEKER)
    assert voucher.provider_id is None
    assert case.provider_id is None
    assert voucher.closed_at is not None


@pytest.mark.parametrize(
    ("reason", "note", "field"),
    [(None, "perché", "reason"), ("no_places", " ", "note"), ("no_answer", "x", "reason")],
)
def test_declining_needs_a_coded_reason_and_a_note(voucher, manager, reason, note, field):
    with pytest.raises(RuleBroken) as broken:
        decline(voucher=voucher, reason=reason, note=note, actor=manager)
    assert [refusal.field for refusal in broken.value.reasons] == [field]


def test_after_a_refusal_the_seat_can_be_given_to_somebody_else(
    voucher, supplied, manager, counsellor
):
    decline(voucher=voucher, reason="person_not_reachable", note="Tre chiamate", actor=manager)
    assert issued(counsellor, supplied).state is VoucherState.ISSUED


def test_the_same_person_can_choose_the_same_edition_again(voucher, supplied, manager, counsellor):
    decline(voucher=voucher, reason="capacity_exhausted", note="Fino a gennaio", actor=manager)
    case = voucher.jobseeker
    chosen(case, supplied.edition, counsellor)
    again = issue_voucher(case=case, counsellor=counsellor, token="second")
    assert again.number != voucher.number


def test_the_person_may_give_the_voucher_back(session, supplied, counsellor, as_role):
    person = as_role(Role.JOBSEEKER)
    voucher = issued(counsellor, supplied, user_id=person.id)
    renounce(voucher=voucher, reason="found_work", is_sure=True, actor=person)
    assert voucher.state is VoucherState.RENOUNCED
    assert given_back(voucher, supplied)
    assert voucher.jobseeker.ball is Ball.CENTRE


def test_giving_back_needs_a_confirmation(voucher, as_role):
    with pytest.raises(RuleBroken):
        renounce(voucher=voucher, reason="health", is_sure=False, actor=as_role(Role.JOBSEEKER))


def test_the_centre_cancels_even_after_take_up(voucher, supplied, manager, counsellor):
    take_up(voucher=voucher, answer=appointment(), actor=manager)
    cancel(voucher=voucher, reason="issued_in_error", note="Persona sbagliata", actor=counsellor)
    assert voucher.state is VoucherState.CANCELLED
    assert given_back(voucher, supplied)
    assert voucher.jobseeker.ball is Ball.JOBSEEKER


def test_a_provider_cannot_cancel_and_a_centre_cannot_decline(voucher, manager, counsellor):
    with pytest.raises(NotPermitted):
        cancel(voucher=voucher, reason="issued_in_error", note="x", actor=manager)
    with pytest.raises(NotPermitted):
        decline(voucher=voucher, reason="no_places", note="x", actor=counsellor)


def test_silence_at_the_deadline_is_a_refusal(session, voucher, supplied):
    with frozen(voucher.take_up_by + timedelta(days=1)):
        assert overdue_counts(today()) == (1, 0)
        assert apply_deadlines() == (1, 0)
        assert apply_deadlines() == (0, 0)
    logged = session.scalars(
        select(TransitionLog).filter_by(machine="voucher", to_state="declined")
    ).one()
    assert (logged.reason, logged.actor_id) == ("no_answer", None)
    assert given_back(session.get(Voucher, voucher.id), supplied)


def test_the_last_day_is_still_the_providers(voucher):
    with frozen(voucher.take_up_by):
        assert not decline_by_silence(voucher)
    assert voucher.state is VoucherState.ISSUED


def test_a_measure_that_never_began_lapses_with_its_validity(voucher, supplied, manager):
    take_up(voucher=voucher, answer=appointment(), actor=manager)
    assert not lapse(voucher)
    with frozen(voucher.valid_until + timedelta(days=1)):
        assert overdue_counts(today()) == (0, 1)
        assert lapse(voucher)
    assert voucher.state is VoucherState.LAPSED
    assert given_back(voucher, supplied)


def test_what_was_promised_cannot_be_rewritten(session, voucher):
    voucher.value = Money(1)
    with pytest.raises(Exception, match="may not change"):
        session.flush()
