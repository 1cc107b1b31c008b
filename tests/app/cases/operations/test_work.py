"""Periods of work move the status, leave their events, and can be taken back."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Ball, Jobseeker, Step
from app.cases.models.status import StatusEvent, WorkPeriod
from app.cases.models.steps import Did
from app.cases.operations.did import Declaration, act_on_did, declare_did
from app.cases.operations.work import (
    WorkTold,
    annul_work,
    effect_of_work,
    end_by_law,
    end_work,
    record_work,
    reopen_work,
)
from app.cases.queries.status import (
    months_unemployed,
    status_differences,
    status_of,
    work_to_confirm,
)
from app.cases.rules.unemployment import ContractKind
from app.cases.states import DidAction, DidState
from app.core import clock
from app.core.database import db, transaction
from app.core.errors import NotPermitted, RuleBroken
from tests.factories import accounts
from tests.factories.cases import jobseeker

DAY = timedelta(1)
MARCH = date(2026, 3, 2)


def validated(counsellor: User, on: date = MARCH) -> tuple[Jobseeker, Did]:
    case = jobseeker(counsellor)
    with clock.frozen(on):
        did = declare_did(counsellor, case, Declaration(declared_on=on, unemployed_since=on))
        act_on_did(counsellor, case, did, DidAction.VALIDATE)
    return case, did


def told(started_on: date, ended_on: date | None = None, **more: Any) -> WorkTold:
    return WorkTold(kind=ContractKind.FIXED_TERM, started_on=started_on, ended_on=ended_on, **more)


def history(did: Did) -> list[tuple[str, date]]:
    events = db.session.scalars(
        select(StatusEvent).where(StatusEvent.did_id == did.id).order_by(StatusEvent.id)
    )
    return [(event.kind.value, event.effective_on) for event in events]


def codes(broken: Any) -> list[str]:
    return [reason.code for reason in broken.value.reasons]


def test_work_suspends_and_its_end_resumes_with_both_dates(counsellor: User, session: Any) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 10)):
        work = record_work(counsellor, case, did, told(date(2026, 4, 7)))
    assert (did.state, case.ball) == (DidState.SUSPENDED, Ball.NOBODY)
    with clock.frozen(date(2026, 5, 20)):
        end_work(counsellor, case, did, work, on=date(2026, 5, 15))
    assert (did.state, case.ball) == (DidState.VALIDATED, Ball.CENTRE)
    assert history(did) == [
        ("declared", MARCH),
        ("validated", MARCH),
        ("suspended", date(2026, 4, 7)),
        ("resumed", date(2026, 5, 16)),
    ]
    last = status_of(did).events[-1]
    assert (last.happened_on, last.days_counted, last.months_counted) == (date(2026, 5, 15), 36, 1)
    assert months_unemployed(case.id, date(2026, 6, 8)) == 2  # 36 days and 24 more


def test_work_already_over_does_both_at_once(counsellor: User, session: Any) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 20)):
        record_work(counsellor, case, did, told(date(2026, 4, 7), date(2026, 4, 17)))
    assert did.state is DidState.VALIDATED
    assert history(did)[2:] == [
        ("suspended", date(2026, 4, 7)),
        ("resumed", date(2026, 4, 18)),
    ]


def test_a_second_job_told_after_the_first_ended_prolongs_the_pause(
    counsellor: User, session: Any
) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 5, 4)):
        record_work(counsellor, case, did, told(date(2026, 4, 7), date(2026, 4, 30)))
        record_work(counsellor, case, did, told(date(2026, 4, 20)))
    assert did.state is DidState.SUSPENDED
    assert status_differences(0, 10, on=date(2026, 5, 4))[0] == []


def test_the_law_ends_what_lasted_longer_than_six_months_once(
    counsellor: User, session: Any
) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 3, 10)):
        record_work(counsellor, case, did, told(date(2026, 3, 9)))
    with clock.frozen(date(2026, 9, 8)):
        assert end_by_law(after_id=0, limit=50, dry_run=False) == (0, did.id)
    with clock.frozen(date(2026, 9, 10)):
        assert end_by_law(after_id=0, limit=50, dry_run=True)[0] == 1
        assert did.state is DidState.SUSPENDED
        assert end_by_law(after_id=0, limit=50, dry_run=False)[0] == 1
        assert end_by_law(after_id=0, limit=50, dry_run=False)[0] == 0
    assert (did.state, did.ended_on, case.step) == (
        DidState.ENDED,
        date(2026, 9, 9),
        Step.CLOSED,
    )
    last = status_of(did).events[-1]
    assert (last.recorded_by_id, last.source.value) == (None, "law")


def test_past_events_outside_the_window_are_refused_but_the_manager_has_longer(
    counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 6, 1)):
        with pytest.raises(RuleBroken) as broken:
            record_work(counsellor, case, did, told(date(2026, 5, 1)))
        assert codes(broken) == ["work:backdated"]
        record_work(as_role(Role.CENTRE_MANAGER), case, did, told(date(2026, 5, 1)))
    assert did.state is DidState.SUSPENDED


def test_what_lies_before_the_last_event_is_refused(counsellor: User, session: Any) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 20)):
        record_work(counsellor, case, did, told(date(2026, 4, 7)))
        with pytest.raises(RuleBroken) as broken:
            record_work(counsellor, case, did, told(date(2026, 4, 1)))
    assert codes(broken) == ["work:out_of_order"]


def test_the_picture_shown_changes_nothing_and_an_old_one_binds_nothing(
    counsellor: User, session: Any
) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 20)):
        effect = effect_of_work(counsellor, did, told(date(2026, 4, 7)))
        assert (len(effect.before), len(effect.after)) == (1, 3)
        assert did.state is DidState.VALIDATED
        assert len(status_of(did).periods) == 0
        record_work(counsellor, case, did, told(date(2026, 4, 10)))
        with pytest.raises(RuleBroken) as broken:
            record_work(counsellor, case, did, told(date(2026, 4, 7)), seen=effect.reached)
    assert codes(broken) == ["work:moved_on"]


def test_the_same_job_is_told_once(counsellor: User, session: Any) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 20)):
        record_work(counsellor, case, did, told(date(2026, 4, 7), employer="Forno Rossi"))
        with pytest.raises(RuleBroken) as broken:
            record_work(counsellor, case, did, told(date(2026, 4, 8), employer="FORNO ROSSI"))
    assert codes(broken) == ["work:same_job"]


def test_work_annulled_takes_its_events_back_and_leaves_both_in_the_history(
    counsellor: User, session: Any
) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 20)):
        work = record_work(counsellor, case, did, told(date(2026, 4, 7)))
        with pytest.raises(RuleBroken):
            annul_work(counsellor, case, did, work, note=" ")
        annul_work(counsellor, case, did, work, note="Altra persona")
    assert did.state is DidState.VALIDATED
    assert [kind for kind, _day in history(did)] == [
        "declared",
        "validated",
        "suspended",
        "annulled",
    ]
    assert status_differences(0, 10, on=date(2026, 4, 20))[0] == []


def test_an_end_taken_back_suspends_again(counsellor: User, session: Any) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 20)):
        work = record_work(counsellor, case, did, told(date(2026, 4, 7), date(2026, 4, 15)))
        reopen_work(counsellor, case, did, work, note="Il contratto è stato prorogato")
    assert (did.state, work.ended_on) == (DidState.SUSPENDED, None)
    assert status_differences(0, 10, on=date(2026, 4, 20))[0] == []


def test_a_loss_that_rested_on_wrong_work_is_taken_back_by_the_manager_alone(
    counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 3, 10)):
        work = record_work(counsellor, case, did, told(date(2026, 3, 9)))
    with clock.frozen(date(2026, 9, 10)):
        end_by_law(after_id=0, limit=50, dry_run=False)
        with session.begin_nested() as attempt:
            with pytest.raises(NotPermitted):
                annul_work(counsellor, case, did, work, note="Errore")
            attempt.rollback()
        session.expire_all()
        annul_work(as_role(Role.CENTRE_MANAGER), case, did, work, note="Errore")
    assert (did.state, did.ended_on) == (DidState.VALIDATED, None)
    assert case.step is Step.PROFILE
    assert status_differences(0, 10, on=date(2026, 9, 10))[0] == []


def test_work_that_should_be_over_waits_on_the_desk_of_the_centre_alone(
    counsellor: User, session: Any
) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 20)):
        told_work = told(date(2026, 4, 7), expected_end_on=date(2026, 4, 30))
        work = record_work(counsellor, case, did, told_work)
    elsewhere = accounts.user(
        Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE, "Altro centro")
    )
    for user, day, found in (
        (counsellor, date(2026, 4, 30), []),
        (counsellor, date(2026, 5, 1), [work]),
        (elsewhere, date(2026, 5, 1), []),
    ):
        assert list(session.scalars(work_to_confirm(user, on=day))) == found


def test_the_nightly_check_finds_a_state_that_no_event_explains(
    counsellor: User, session: Any
) -> None:
    _case, did = validated(counsellor)
    session.execute(text("UPDATE did SET state = 'suspended' WHERE id = :id"), {"id": did.id})
    session.expire_all()
    found, _last = status_differences(0, 10, on=MARCH)
    assert [(row.did_id, row.stored, row.by_history) for row in found] == [
        (did.id, "suspended", "validated")
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE status_event SET effective_on = effective_on - 1",
        "DELETE FROM status_event",
        "UPDATE work_period SET started_on = started_on - 1",
        "DELETE FROM work_period",
        "INSERT INTO status_event (jobseeker_id, centre_id, did_id, kind, happened_on, effective_on, "
        "recorded_at, source) SELECT jobseeker_id, centre_id, did_id, 'resumed', happened_on, "
        "effective_on - 1, recorded_at, source FROM status_event WHERE kind = 'suspended'",
    ],
)
def test_the_database_keeps_the_history(counsellor: User, session: Any, statement: str) -> None:
    case, did = validated(counsellor)
    with clock.frozen(date(2026, 4, 20)):
        record_work(counsellor, case, did, told(date(2026, 4, 7)))
    session.flush()
    with pytest.raises(DBAPIError):
        session.execute(text(statement))


def test_two_counsellors_end_the_same_work_once(own_app: Flask) -> None:
    with own_app.app_context(), transaction():
        centre = accounts.organisation(OrganisationKind.CENTRE, "Centro")
        counsellor = accounts.user(Role.COUNSELLOR, centre)
        day = clock.today() - timedelta(20)
        case = jobseeker(counsellor)
        did = declare_did(counsellor, case, Declaration(declared_on=day, unemployed_since=day))
        act_on_did(counsellor, case, did, DidAction.VALIDATE)
        work = record_work(counsellor, case, did, told(day + timedelta(5)))
        keys = counsellor.id, case.id, did.id, work.id
    start, answers = threading.Barrier(2), []

    def end() -> None:
        with own_app.app_context():
            actor, person = db.session.get(User, keys[0]), db.session.get(Jobseeker, keys[1])
            declaration, period = db.session.get(Did, keys[2]), db.session.get(WorkPeriod, keys[3])
            start.wait()
            try:
                with transaction():
                    end_work(actor, person, declaration, period, on=clock.today() - DAY)
                answers.append("done")
            except RuleBroken as broken:
                answers.extend(reason.code for reason in broken.reasons)

    threads = [threading.Thread(target=end) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context():
        kinds = db.session.scalars(select(StatusEvent.kind).where(StatusEvent.did_id == keys[2]))
        assert [kind.value for kind in kinds].count("resumed") == 1
    assert sorted(answers) == ["done", "work:ended"]
