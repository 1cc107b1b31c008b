"""Two at once, for the last seat and for the last euro: real threads, real commits, many rounds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.core.database import db, transaction
from app.core.errors import RuleBroken
from catalogue.providers.models import Provider
from tests.factories import accounts
from tests.factories.catalogue import manager_of
from tests.factories.vouchers import chosen, person, supply
from vouchers.budgets.queries import differences
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.answer import decline
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.issuing.queries.reconciliation import commitment_differences, seat_differences
from vouchers.issuing.states import VoucherState

ROUNDS = 8


@pytest.fixture
def counsellor_id(own_app):
    with own_app.app_context(), transaction():
        return accounts.user(Role.COUNSELLOR).id


def at_once(app, *works):
    """Run the works at the same moment in threads of their own; what each gave or raised."""
    barrier = Barrier(len(works))

    def run(work):
        with app.app_context():
            try:
                with transaction():
                    barrier.wait(timeout=20)
                    return work()
            except RuleBroken as broken:
                return {reason.code for reason in broken.reasons}
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def issuing(case_id, counsellor_id, token):
    def work():
        case, counsellor = db.session.get(Jobseeker, case_id), db.session.get(User, counsellor_id)
        return issue_voucher(case=case, counsellor=counsellor, token=token).number

    return work


def arranged(app, counsellor_id, people, **supplied):
    """So many people who have chosen the same edition; their keys, and the voucher's value."""
    with app.app_context(), transaction():
        counsellor = db.session.get(User, counsellor_id)
        what = supply(**supplied)
        cases = [person(counsellor) for _ in range(people)]
        for case in cases:
            chosen(case, what.edition, counsellor)
        return [case.id for case in cases], what


def all_agrees(app):
    with app.app_context():
        return not (differences() or seat_differences() or commitment_differences())


def vouchers_given(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Voucher))


def value_of_one(app, counsellor_id):
    """What a voucher of the supplied offer is worth."""
    (only,), _ = arranged(app, counsellor_id, 1)
    at_once(app, issuing(only, counsellor_id, "first"))
    with app.app_context():
        return db.session.scalars(select(Voucher)).one().value


def test_the_last_seat_goes_to_exactly_one(own_app, counsellor_id):
    for turn in range(ROUNDS):
        cases, _ = arranged(own_app, counsellor_id, 3, seats=1)
        works = [issuing(case, counsellor_id, f"{turn}-{case}") for case in cases]
        answers = at_once(own_app, *works)
        assert sum(isinstance(answer, str) for answer in answers) == 1, answers
        assert answers.count({"edition_full"}) == 2, answers
    assert vouchers_given(own_app) == ROUNDS
    assert all_agrees(own_app)


def test_the_last_euro_goes_to_exactly_one(own_app, counsellor_id):
    value = value_of_one(own_app, counsellor_id)
    for turn in range(ROUNDS):
        cases, _ = arranged(own_app, counsellor_id, 3, granted=value)
        works = [issuing(case, counsellor_id, f"{turn}-{case}") for case in cases]
        answers = at_once(own_app, *works)
        assert sum(isinstance(answer, str) for answer in answers) == 1, answers
        assert answers.count({"budget_insufficient"}) == 2, answers
    assert vouchers_given(own_app) == ROUNDS + 1
    assert all_agrees(own_app)


def test_a_double_click_gives_one_voucher(own_app, counsellor_id):
    for turn in range(ROUNDS):
        (case,), _ = arranged(own_app, counsellor_id, 1)
        first, second = at_once(own_app, *[issuing(case, counsellor_id, f"page-{turn}")] * 2)
        assert isinstance(first, str)
        assert first == second
    assert vouchers_given(own_app) == ROUNDS
    assert all_agrees(own_app)


def test_two_tabs_give_one_voucher(own_app, counsellor_id):
    for turn in range(ROUNDS):
        (case,), _ = arranged(own_app, counsellor_id, 1)
        works = [issuing(case, counsellor_id, f"{turn}-{tab}") for tab in "ab"]
        assert sum(isinstance(answer, str) for answer in at_once(own_app, *works)) == 1
    assert vouchers_given(own_app) == ROUNDS


def test_a_refusal_and_an_issue_at_once_keep_seats_and_money_right(own_app, counsellor_id):
    for turn in range(ROUNDS):
        (holder, waiting), what = arranged(own_app, counsellor_id, 2, seats=1)
        at_once(own_app, issuing(holder, counsellor_id, f"{turn}-holder"))
        with own_app.app_context(), transaction():
            provider = db.session.get(Provider, what.provider.id)
            manager_id = manager_of(provider).id

        def refuse(holder=holder, manager_id=manager_id):
            voucher = db.session.scalars(select(Voucher).filter_by(jobseeker_id=holder)).one()
            actor = db.session.get(User, manager_id)
            decline(voucher=voucher, reason="no_places", note="prova", actor=actor)
            return voucher.state

        answers = at_once(own_app, refuse, issuing(waiting, counsellor_id, f"{turn}-waiting"))
        assert answers[0] is VoucherState.DECLINED
        assert isinstance(answers[1], str) or answers[1] == {"edition_full"}
    assert all_agrees(own_app)
