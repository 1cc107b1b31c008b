"""One list of many kinds: its order, its pages, its counts, what belongs on it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.cases.models.duties import Duty
from app.cases.models.jobseeker import Ball, Step, reach_columns
from app.cases.models.status import WorkPeriod
from app.cases.models.steps import Did
from app.cases.operations.caseload import assign_counsellor
from app.cases.rules.status_history import WorkSource
from app.cases.rules.unemployment import ContractKind
from app.cases.states import DutyKind, DutyState
from app.core.clock import now
from app.core.database import db
from app.dashboards.queries import desk as desk_queries
from app.dashboards.queries.desk import Asked, DeskFilters, desk_export, desk_page
from app.dashboards.queries.desk_counts import desk_load
from app.dashboards.queries.sources import Present, acts_of
from app.dashboards.rules.desk import Due
from app.programme.queries import rules_in_force
from profiling.assessment.models import ProfileRefresh
from profiling.assessment.operations.assess import expire_assessments
from profiling.assessment.states import Cause
from tests.factories.accounts import organisation
from tests.factories.cases import jobseeker
from tests.factories.profiling import assessed, case_to_profile, profile

TODAY = date(2026, 11, 25)


def duty(counsellor, case, due_on, kind=DutyKind.CONTACT, **values):
    made = Duty(
        **reach_columns(case),
        kind=kind,
        state=DutyState.PLANNED,
        counsellor_id=counsellor.id,
        due_on=due_on,
        **values,
    )
    db.session.add(made)
    db.session.flush()
    return made


def asked(user, day=TODAY, **filters):
    return Asked(user, DeskFilters(**filters), Present(day, rules_in_force(day)))


def listed(user, day=TODAY, **filters):
    found = desk_export(asked(user, day, **filters), is_latest_first=False, most=1000)
    return [(item.kind, item.id) for item in found]


def walked(query, falling):
    """Every page forwards to the end, then backwards to the beginning."""
    forwards, cursor = [], None
    while True:
        page = desk_page(query, is_latest_first=falling, cursor=cursor)
        forwards.append([(item.kind, item.id) for item in page.rows])
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    backwards = [forwards[-1]]
    while page.previous_cursor:
        page = desk_page(query, is_latest_first=falling, cursor=page.previous_cursor)
        backwards.insert(0, [(item.kind, item.id) for item in page.rows])
    return forwards, backwards


def under_way(counsellor, on):
    """Somebody long assessed, whose measure is under way."""
    case = case_to_profile(counsellor)
    profile(counsellor, case, on=on)
    made = assessed(counsellor, case, on=on)
    case.step, case.ball, case.due_on = Step.DELIVER, Ball.PROVIDER, TODAY + timedelta(90)
    db.session.flush()
    return case, made


@pytest.mark.parametrize("falling", [False, True])
@given(days=st.lists(st.tuples(st.sampled_from("cdx"), st.integers(-2, 3)), max_size=14))
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_paging_forwards_and_back_visits_each_thing_exactly_once(
    session, counsellor, falling, days
):
    nested = session.begin_nested()
    size, desk_queries.PAGE_SIZE = desk_queries.PAGE_SIZE, 3
    try:
        for what, ahead in days:
            due_on = TODAY + timedelta(ahead)
            if what == "c":
                jobseeker(counsellor, step=Step.ASSESS, due_on=due_on)
                continue
            case = jobseeker(counsellor, step=Step.CLOSED, ball=Ball.NOBODY)
            told = {"cannot_come_at": now(), "cannot_come_reason": "illness"} if what == "x" else {}
            duty(counsellor, case, due_on, **told)
        query = asked(counsellor)
        forwards, backwards = walked(query, falling)
        seen = [one for page in forwards for one in page]
        assert Counter(seen) == Counter(listed(counsellor))
        assert len(seen) == len(days)
        assert [one for page in backwards for one in page] == seen
        due_days = [item.due_on for item in desk_export(query, is_latest_first=falling, most=99)]
        assert due_days == sorted(due_days, reverse=falling)
    finally:
        desk_queries.PAGE_SIZE = size
        nested.rollback()


def test_on_one_day_requests_come_before_steps_and_steps_before_duties(session, counsellor):
    case = jobseeker(counsellor, step=Step.ASSESS, due_on=TODAY)
    contact = duty(counsellor, case, TODAY)
    request = duty(counsellor, case, TODAY, cannot_come_at=now(), cannot_come_reason="illness")
    assert listed(counsellor) == [
        ("cannot_come", request.id),
        ("assess", case.id),
        ("contact", contact.id),
    ]


@pytest.mark.parametrize("cursor", ["nonsense", "WyI-IiwxLDIsM10", "WyI8IiwieCIsInkiLCJ6Il0"])
def test_a_cursor_that_is_not_one_is_the_first_page(session, counsellor, cursor):
    case = jobseeker(counsellor, due_on=TODAY)
    page = desk_page(asked(counsellor), is_latest_first=False, cursor=cursor)
    assert [item.id for item in page.rows] == [case.id]


def test_duties_far_ahead_wait_their_turn_and_done_ones_are_gone(session, counsellor):
    case = jobseeker(counsellor, step=Step.CLOSED, ball=Ball.NOBODY)
    near = duty(counsellor, case, TODAY + timedelta(14))
    duty(counsellor, case, TODAY + timedelta(15))
    late = duty(counsellor, case, TODAY - timedelta(40), DutyKind.ACTION)
    assert listed(counsellor) == [("action", late.id), ("contact", near.id)]


def test_duties_follow_the_case_to_the_desk_of_its_new_counsellor(session, counsellor, as_role):
    colleague = as_role(Role.COUNSELLOR)
    case = jobseeker(counsellor, step=Step.ASSESS, due_on=TODAY)
    contact = duty(counsellor, case, TODAY)
    assign_counsellor(counsellor, case, colleague.id)
    assert listed(counsellor, counsellor_id=counsellor.id) == []
    assert listed(counsellor, counsellor_id=colleague.id) == [
        ("assess", case.id),
        ("contact", contact.id),
    ]


def test_an_assessment_comes_back_thirty_days_before_it_runs_out(session, counsellor):
    case, made = under_way(counsellor, date(2026, 6, 1))
    notice = made.valid_until - timedelta(30)
    assert listed(counsellor, day=notice - timedelta(1)) == []
    assert listed(counsellor, day=notice) == [("reassess", case.id)]
    expire_assessments(on=made.valid_until + timedelta(1), limit=10)
    assert listed(counsellor, day=made.valid_until + timedelta(5)) == [("reassess", case.id)]


def test_a_new_assessment_takes_the_old_one_off_the_desk(session, counsellor):
    case, old = under_way(counsellor, date(2026, 6, 1))
    again = old.valid_until - timedelta(10)
    profile(counsellor, case, on=again)
    new = assessed(counsellor, case, on=again)
    case.step = Step.DELIVER
    session.flush()
    assert listed(counsellor, day=old.valid_until) == []
    assert listed(counsellor, day=new.valid_until) == [("reassess", case.id)]


def test_where_a_first_assessment_is_the_step_nothing_runs_out(session, counsellor):
    case, made = under_way(counsellor, date(2026, 6, 1))
    case.step, case.ball = Step.CLOSED, Ball.NOBODY
    session.flush()
    assert listed(counsellor, day=made.valid_until) == []


def test_another_centre_sees_nothing_whatever_it_asks(session, counsellor, as_role):
    stranger = as_role(Role.COUNSELLOR, organisation(OrganisationKind.CENTRE))
    case = jobseeker(counsellor, step=Step.ASSESS, due_on=TODAY)
    duty(counsellor, case, TODAY)
    assert listed(stranger) == []
    assert listed(stranger, counsellor_id=counsellor.id) == []
    assert not any(desk_load(asked(stranger, counsellor_id=counsellor.id)).by_due.values())


def test_filters_narrow_every_kind_alike(session, counsellor):
    second = jobseeker(counsellor, step=Step.CHOOSE, pathway=2, due_on=TODAY, surname="Verdi")
    jobseeker(counsellor, step=Step.CHOOSE, pathway=4, due_on=TODAY)
    contact = duty(counsellor, second, TODAY - timedelta(1))
    both = [("contact", contact.id), ("choose", second.id)]
    assert listed(counsellor, pathway=2) == both
    assert listed(counsellor, text="verd") == both
    assert listed(counsellor, kind="contact") == [("contact", contact.id)]
    assert listed(counsellor, bucket=Due.OVERDUE) == [("contact", contact.id)]
    assert listed(counsellor, is_unassigned=True) == []


def test_counts_are_those_of_the_list(session, counsellor):
    for ahead in (-3, 0, 0, 5, 9, 60):
        case = jobseeker(counsellor, step=Step.ASSESS, due_on=TODAY + timedelta(ahead))
        duty(counsellor, case, TODAY + timedelta(min(ahead, 14)), DutyKind.SEARCH_EVIDENCE)
    load = desk_load(asked(counsellor))
    assert load.by_due == {Due.OVERDUE: 2, Due.TODAY: 4, Due.WEEK: 2, Due.LATER: 4}
    assert load.by_kind == {"assess": 6, "search_evidence": 6}
    assert list(load.by_day.values())[:6] == [4, 0, 0, 0, 0, 2]
    assert len(load.by_day) == 14
    narrowed = desk_load(asked(counsellor, kind="assess", bucket=Due.TODAY))
    assert narrowed == load


def test_counting_stops_where_more_is_all_that_is_said(session, counsellor, monkeypatch):
    monkeypatch.setattr("app.dashboards.queries.desk_counts.MOST_COUNTED", 2)
    for _ in range(5):
        jobseeker(counsellor, step=Step.ASSESS, due_on=TODAY)
    load = desk_load(asked(counsellor))
    assert load.by_due[Due.TODAY] == 3
    assert load.by_kind["assess"] == 3


def test_what_others_have_to_do_is_listed_when_asked_for(session, counsellor):
    case = jobseeker(counsellor, step=Step.SIGN, ball=Ball.JOBSEEKER, due_on=TODAY)
    duty(counsellor, case, TODAY)
    assert [kind for kind, _ in listed(counsellor)] == ["contact"]
    assert listed(counsellor, ball=Ball.JOBSEEKER) == [("sign", case.id)]


def test_nobody_without_a_centre_has_a_desk(session, counsellor, as_role):
    jobseeker(counsellor, due_on=TODAY)
    assert listed(as_role(Role.AUDITOR)) == []


def test_every_table_that_can_hold_a_deadline_is_asked(session, counsellor, client_of):
    """Each source alone answers, also by kind, with a link that can be built."""
    browser = client_of(counsellor)
    for kind in acts_of(counsellor):
        assert browser.get(f"/desk?kind={kind}&whose=all&ball=centre").status_code == 200, kind


def test_a_profile_that_needs_the_person_is_on_the_desk_and_one_for_the_job_is_not(
    session, counsellor
):
    waiting, for_the_job = under_way(counsellor, TODAY)[0], under_way(counsellor, TODAY)[0]
    for case, tried_on in ((waiting, TODAY), (for_the_job, None)):
        session.add(
            ProfileRefresh(
                **reach_columns(case), cause=list(Cause)[0], due_on=TODAY, tried_on=tried_on
            )
        )
    session.flush()
    found = desk_export(asked(counsellor), is_latest_first=False, most=9)
    assert [(item.kind, item.case_id) for item in found] == [("ask_profile", waiting.id)]


def test_work_that_should_be_over_is_asked_about_until_somebody_says_so(session, counsellor):
    case, _made = under_way(counsellor, TODAY)
    did = session.scalar(select(Did).where(Did.jobseeker_id == case.id))
    period = WorkPeriod(
        **reach_columns(case),
        did_id=did.id,
        kind=list(ContractKind)[0],
        started_on=TODAY - timedelta(60),
        expected_end_on=TODAY - timedelta(1),
        source=list(WorkSource)[0],
    )
    session.add(period)
    session.flush()
    assert listed(counsellor) == [("work_ending", period.id)]
    period.ended_on = TODAY - timedelta(1)
    session.flush()
    assert listed(counsellor) == []
