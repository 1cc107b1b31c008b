"""Two at once on the same duty or agreement: real threads, real commits."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.permissions import Role
from app.audit.models import TransitionLog
from app.cases.models.duties import AgreementSuspension, Duty
from app.cases.models.steps import ServiceAgreement
from app.cases.operations.duties import Outcome, record_outcome
from app.cases.operations.planning import extend_contacts
from app.cases.operations.suspending import suspend_agreement
from app.cases.queries.duties import rhythm_reached
from app.cases.rules.suspension import Rest
from app.cases.states import DutyAction, DutyKind, DutyState
from app.core.clock import frozen
from app.core.database import db, transaction
from app.core.errors import IllegalTransition
from tests.factories import accounts, agreements

BEGUN = date(2026, 11, 25)
ROUNDS = 4


@pytest.fixture
def in_force(own_app: Flask) -> Iterator[tuple[int, int, int]]:
    """Two colleagues and an agreement in force since 25 November 2026."""
    with own_app.app_context(), frozen(BEGUN):
        with transaction():
            centre: Organisation = accounts.organisation(OrganisationKind.CENTRE, "Centro")
            one, two = (accounts.user(Role.COUNSELLOR, centre) for _ in range(2))
            case = agreements.decided_case(one)
            agreement = agreements.in_force(
                one, case, actions=[(f"Azione {n}", n) for n in (1, 2, 3, 4)]
            )
            keys = one.id, two.id, agreement.id
        yield keys


def at_once(app: Flask, on: date, *works: Callable[[], object]) -> list[str]:
    """Run the works at the same moment of that day; the name of what each raised, or nothing."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        with app.app_context(), frozen(on):
            try:
                with transaction():
                    barrier.wait(timeout=20)
                    work()
            except (IllegalTransition, IntegrityError) as refused:
                return type(refused).__name__
            finally:
                db.session.remove()
            return ""

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_the_same_outcome_is_recorded_by_one_of_two_counsellors(
    own_app: Flask, in_force: tuple[int, int, int]
) -> None:
    one, two, _agreement = in_force
    actions = select(Duty.id).where(Duty.kind == DutyKind.ACTION)
    for key in db.session.scalars(actions).all()[:ROUNDS]:

        def record(user_id: int, said: Outcome, key: int = key) -> Callable[[], object]:
            return lambda: record_outcome(
                db.session.get_one(User, user_id), db.session.get_one(Duty, key), said
            )

        missed = Outcome(action=DutyAction.MISS, reason="not_done")
        done = Outcome(action=DutyAction.DO)
        raised = at_once(own_app, BEGUN + timedelta(9), record(one, missed), record(two, done))
        assert sorted(raised) == ["", "IllegalTransition"]
        outcomes = select(func.count()).where(
            TransitionLog.machine == "duty",
            TransitionLog.object_id == key,
            TransitionLog.from_state == DutyState.PLANNED.value,
        )
        assert db.session.scalar(outcomes) == 1


def test_an_agreement_is_suspended_by_one_of_two_counsellors(
    own_app: Flask, in_force: tuple[int, int, int]
) -> None:
    one, two, key = in_force

    def suspend(user_id: int) -> Callable[[], object]:
        rest = Rest(reason="illness", from_on=BEGUN)
        return lambda: suspend_agreement(
            db.session.get_one(User, user_id), db.session.get_one(ServiceAgreement, key), rest
        )

    assert sorted(at_once(own_app, BEGUN, suspend(one), suspend(two))) == ["", "IllegalTransition"]
    assert db.session.scalar(select(func.count(AgreementSuspension.id))) == 1


def test_two_nights_at_once_date_each_contact_once(
    own_app: Flask, in_force: tuple[int, int, int]
) -> None:
    _one, _two, key = in_force

    def extend() -> object:
        return extend_contacts(None, rhythm_reached(db.session.get_one(ServiceAgreement, key)))

    at_once(own_app, BEGUN + timedelta(60), extend, extend)
    days = select(Duty.rhythm_on).where(Duty.rhythm_on.is_not(None))
    found = db.session.scalars(days).all()
    assert len(found) == len(set(found)) == 4
