"""Choosing, and being brought back to the choice."""

import pytest
from sqlalchemy import select, text

from app.accounts.permissions import Role
from app.audit.models import TransitionLog
from app.audit.operations import perform
from app.cases.models.jobseeker import Ball, Step
from app.core.errors import NotPermitted
from catalogue.offers.states import EditionAction
from profiling.matching.queries import current_choice
from profiling.matching.states import ChoiceState
from profiling.matching.tasks import apply_cancellation
from tests.factories.catalogue import manager_of
from tests.factories.vouchers import chosen, issued, person, supply


@pytest.fixture
def supplied(session):
    return supply()


def cancelled(supplied):
    perform(manager_of(supplied.provider), supplied.edition, EditionAction.CANCEL, reason="teacher")


def test_a_choice_passes_the_case_to_the_centre_until_a_day(counsellor, supplied):
    case = person(counsellor)
    choice = chosen(case, supplied.edition, counsellor)
    assert choice.state is ChoiceState.MADE
    assert (case.step, case.ball) == (Step.ISSUE, Ball.CENTRE)
    assert choice.provider_id is None, "the provider sees nobody before the voucher"


def test_a_choice_takes_no_seat(counsellor, supplied):
    chosen(person(counsellor), supplied.edition, counsellor)
    assert supplied.edition.taken == 0


def test_a_role_that_may_not_choose_cannot_replace_a_choice(counsellor, as_role, supplied):
    case = person(counsellor)
    chosen(case, supplied.edition, counsellor)
    with pytest.raises(NotPermitted):
        chosen(case, supply().edition, as_role(Role.AUDITOR))


def test_cancelling_an_edition_puts_a_job_in_the_queue_of_the_same_transaction(
    session, counsellor, supplied
):
    chosen(person(counsellor), supplied.edition, counsellor)
    cancelled(supplied)
    queued = session.execute(
        text("SELECT args->>'edition_id' FROM procrastinate_jobs WHERE task_name = :name"),
        {"name": "matching.withdraw_choices"},
    ).scalars()
    assert [int(key) for key in queued] == [supplied.edition.id]


def test_whoever_chose_a_cancelled_edition_returns_to_the_choice(session, counsellor, supplied):
    people = [person(counsellor) for _ in range(2)]
    for case in people:
        chosen(case, supplied.edition, counsellor)
    other = person(counsellor)
    chosen(other, supply().edition, counsellor)
    cancelled(supplied)
    assert apply_cancellation(supplied.edition.id) == 2
    assert apply_cancellation(supplied.edition.id) == 0
    for case in people:
        assert current_choice(case.id) is None
        assert (case.step, case.ball) == (Step.CHOOSE, Ball.JOBSEEKER)
    assert current_choice(other.id) is not None
    logged = session.scalars(select(TransitionLog).filter_by(to_state="withdrawn")).all()
    assert [entry.actor_id for entry in logged] == [None, None]


def test_a_choice_already_honoured_stays(counsellor, supplied):
    voucher = issued(counsellor, supplied)
    assert apply_cancellation(supplied.edition.id) == 0
    assert voucher.jobseeker.step is Step.TAKE_UP
