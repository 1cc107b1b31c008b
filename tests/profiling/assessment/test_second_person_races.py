"""Two answers at once, on real connections: one holds, the other is told what came of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import PathwayRecord
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import RuleBroken
from profiling.assessment.models import Assessment, PathwayRequest
from profiling.assessment.operations.assess import complete_assessment
from profiling.assessment.operations.confirm import (
    confirm_pathway,
    refuse_pathway,
    withdraw_request,
)
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.queries import current_draft
from profiling.assessment.states import RequestState
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, drafted, profile


@pytest.fixture
def asked(own_app):
    with own_app.app_context(), transaction():
        centre = accounts.organisation(OrganisationKind.CENTRE)
        counsellor = accounts.user(Role.COUNSELLOR, centre)
        managers = [accounts.user(Role.CENTRE_MANAGER, centre) for _ in range(2)]
        case = case_to_profile(counsellor)
        profile(counsellor, case, on=today())
        assessed(counsellor, case, on=today())
        request = decide_pathway(counsellor, case, 4, reason="fragility_seen_later", note="Casa.")
        keys = case.id, request.id, [counsellor.id, *(manager.id for manager in managers)]
    return own_app, *keys


def at_once(asked, *acts):
    """Do the acts in threads that start together; the codes of what was refused, sorted."""
    app, case_id, request_id, users = asked
    start = Barrier(len(acts))

    def once(act):
        with app.app_context():
            case = db.session.get_one(Jobseeker, case_id)
            request = db.session.get_one(PathwayRequest, request_id)
            people = [db.session.get_one(User, key) for key in users]
            start.wait(timeout=10)
            try:
                with transaction():
                    act(people, case, request)
            except RuleBroken as broken:
                return [reason.code for reason in broken.reasons]
            return []

    with ThreadPoolExecutor(len(acts)) as pool:
        done = [pool.submit(once, act) for act in acts]
        return sorted(code for one in done for code in one.result(timeout=30))


def left(asked):
    """The request's state, and how many decisions there are."""
    app, case_id, request_id, _ = asked
    with app.app_context():
        total = db.session.scalar(select(func.count()).where(PathwayRecord.jobseeker_id == case_id))
        return db.session.get_one(PathwayRequest, request_id).state, total


def test_two_managers_at_once_make_one_decision(asked):
    refused = at_once(
        asked,
        lambda people, case, request: confirm_pathway(people[1], case, request),
        lambda people, case, request: confirm_pathway(people[2], case, request),
    )
    assert refused == ["request_confirmed"]
    assert left(asked) == (RequestState.CONFIRMED, 1)


def test_confirmed_and_withdrawn_at_once_is_one_of_the_two(asked):
    refused = at_once(
        asked,
        lambda people, case, request: confirm_pathway(people[1], case, request),
        lambda people, case, request: withdraw_request(people[0], case, request),
    )
    state, decisions = left(asked)
    assert (state, decisions, refused) in [
        (RequestState.CONFIRMED, 1, ["request_confirmed"]),
        (RequestState.WITHDRAWN, 0, ["request_withdrawn"]),
    ]


def test_confirmed_and_not_confirmed_at_once_is_one_of_the_two(asked):
    refused = at_once(
        asked,
        lambda people, case, request: confirm_pathway(people[1], case, request),
        lambda people, case, request: refuse_pathway(people[2], case, request, answer="No."),
    )
    state, decisions = left(asked)
    assert (state, decisions, refused) in [
        (RequestState.CONFIRMED, 1, ["request_confirmed"]),
        (RequestState.REFUSED, 0, ["request_refused"]),
    ]


def test_confirmed_while_a_new_assessment_is_completed_never_rests_on_the_old_one(asked):
    app, case_id, request_id, users = asked
    with app.app_context(), transaction():
        counsellor = db.session.get_one(User, users[0])
        case = db.session.get_one(Jobseeker, case_id)
        drafted(counsellor, case, on=today())
    refused = at_once(
        asked,
        lambda people, case, request: confirm_pathway(people[1], case, request),
        lambda people, case, request: complete_assessment(
            people[0], case, current_draft(case.id), evaluation="Di nuovo.", on=today()
        ),
    )
    state, decisions = left(asked)
    assert (state, decisions, refused) in [
        (RequestState.CONFIRMED, 1, []),
        (RequestState.LAPSED, 0, ["request_lapsed"]),
    ]
    with app.app_context():
        states = db.session.scalars(
            select(Assessment.state)
            .where(Assessment.jobseeker_id == case_id)
            .order_by(Assessment.id)
        ).all()
    assert [state.value for state in states] == ["superseded", "completed"]


def test_two_requests_at_once_leave_one_open(asked):
    app, case_id, _, users = asked
    with app.app_context(), transaction():
        case = db.session.get_one(Jobseeker, case_id)
        request = db.session.get_one(PathwayRequest, asked[2])
        withdraw_request(db.session.get_one(User, users[0]), case, request)
    ask = {"reason": "fragility_seen_later", "note": "Casa."}
    refused = at_once(
        asked,
        lambda people, case, request: decide_pathway(people[0], case, 4, **ask),
        lambda people, case, request: decide_pathway(people[1], case, 4, **ask),
    )
    assert refused == ["request_open"]
