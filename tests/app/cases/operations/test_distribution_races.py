"""Two managers at the same moment, in real threads on real commits: no case is given twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.cases.models.caseload import Reassignment, ReassignmentLine
from app.cases.models.jobseeker import Jobseeker
from app.cases.operations.distribution import Distribution, make_reassignment, prepare_reassignment
from app.cases.states import LineOutcome, ReassignmentReason
from app.core.database import db, transaction
from app.core.errors import IllegalTransition
from tests.factories import accounts
from tests.factories.cases import jobseeker

CASES, ROUNDS = 30, 3


def confirmed_at_once(app, acts):
    """Confirm the distributions, each by its manager, at the same moment."""
    barrier = Barrier(len(acts))

    def confirm(act):
        manager_id, prepared_id = act
        with app.app_context():
            try:
                with transaction():
                    manager = db.session.get_one(User, manager_id)
                    prepared = db.session.get_one(Reassignment, prepared_id)
                    barrier.wait(timeout=20)
                    return make_reassignment(manager, prepared)
            except IllegalTransition:
                return "refused"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(confirm, acts))


def arranged(app, managers):
    """Distributions of the same unassigned cases, one for each manager, to one counsellor each."""
    with app.app_context(), transaction():
        centre = accounts.organisation(OrganisationKind.CENTRE)
        bosses = [accounts.user(Role.CENTRE_MANAGER, centre) for _ in range(managers)]
        cases = [jobseeker(bosses[0], counsellor_id=None).id for _ in range(CASES)]
        acts = []
        for boss in bosses:
            target = accounts.user(Role.COUNSELLOR, centre)
            asked = Distribution(
                case_ids=cases,
                target_ids=[target.id],
                most=None,
                reason=ReassignmentReason.WORKLOAD,
                note="",
            )
            acts.append((boss.id, prepare_reassignment(boss, asked)[0].id))
        return cases, acts


def test_the_first_of_two_managers_gives_every_case_and_the_other_is_told(own_app):
    for _ in range(ROUNDS):
        cases, acts = arranged(own_app, 2)
        assert sorted(confirmed_at_once(own_app, acts)) == [0, CASES]
        with own_app.app_context():
            holders = db.session.scalars(
                select(Jobseeker.counsellor_id).where(Jobseeker.id.in_(cases)).distinct()
            ).all()
            assert len(holders) == 1
            told = select(func.count()).where(
                AuditEvent.event == "case:assign", AuditEvent.jobseeker_id.in_(cases)
            )
            assert db.session.scalar(told) == CASES
            stale = select(func.count()).where(
                ReassignmentLine.jobseeker_id.in_(cases),
                ReassignmentLine.outcome == LineOutcome.STALE,
            )
            assert db.session.scalar(stale) == CASES


def test_a_double_press_confirms_once(own_app):
    cases, acts = arranged(own_app, 1)
    answers = confirmed_at_once(own_app, acts * 2)
    assert sorted(answers, key=str) == [CASES, "refused"]
    with own_app.app_context():
        told = select(func.count()).where(
            AuditEvent.event == "case:assign", AuditEvent.jobseeker_id.in_(cases)
        )
        assert db.session.scalar(told) == CASES
