"""The manager's view: loads, distribution from selection to undoing, history, files."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.audit.models import AccessLog, AuditEvent
from app.cases.models.caseload import Reassignment
from app.cases.models.jobseeker import Ball, Jobseeker, Step
from app.core import clock
from app.dashboards.queries.team import burdens
from tests.factories.accounts import organisation
from tests.factories.cases import jobseeker

ENGLISH = {"Accept-Language": "en"}
TODAY = clock.today()


@pytest.fixture
def manager(as_role):
    return as_role(Role.CENTRE_MANAGER)


@pytest.fixture
def browser(client_of, manager):
    return client_of(manager)


def free(manager, number, **values):
    return [jobseeker(manager, counsellor_id=None, **values) for _ in range(number)]


def given(cases, *targets, **values):
    return {
        "scope": "chosen",
        "cases": [str(case.id) for case in cases],
        "targets": [str(target.id) for target in targets],
        "reason": "new_cases",
        **values,
    }


def made(session):
    return session.scalars(select(Reassignment).order_by(Reassignment.id.desc())).first()


def holders(session, cases):
    rows = session.execute(
        select(Jobseeker.id, Jobseeker.counsellor_id).where(
            Jobseeker.id.in_([case.id for case in cases])
        )
    )
    return dict(rows.all())


def test_the_loads_say_what_is_open_late_and_due_soon(session, counsellor, manager):
    for days, ball in ((-2, Ball.CENTRE), (-2, Ball.JOBSEEKER), (0, Ball.CENTRE), (8, Ball.CENTRE)):
        jobseeker(counsellor, step=Step.SIGN, ball=ball, due_on=TODAY + timedelta(days))
    jobseeker(counsellor, step=Step.CLOSED, ball=Ball.NOBODY)
    free(manager, 2, step=Step.ASSESS)
    found = {one.counsellor and one.counsellor.id: one for one in burdens(manager, TODAY)}
    mine = found[counsellor.id]
    assert (mine.cases, mine.overdue, mine.week) == (4, 1, 1)
    assert mine.by_step == {Step.SIGN: 4}
    assert (found[None].cases, found[manager.id].cases) == (2, 0)


def test_cases_of_who_has_left_count_as_nobodys(session, counsellor, manager):
    jobseeker(counsellor)
    counsellor.active = False
    session.flush()
    assert [one.cases for one in burdens(manager, TODAY)] == [1, 0]


def test_the_page_shows_every_counsellor_and_leads_to_the_unassigned(
    browser, counsellor, manager, as_role
):
    free(manager, 3)
    idle = as_role(Role.COUNSELLOR)
    page = browser.get("/desk/team", headers=ENGLISH).text
    assert "3 open cases are followed by nobody." in page
    assert counsellor.name in page
    assert idle.name in page
    assert "3 pratiche aperte non sono seguite da nessuno." in browser.get(
        "/desk/team", headers={"Accept-Language": "it"}
    ).text  # fmt: skip


def test_the_loads_as_a_file(browser, counsellor):
    jobseeker(counsellor)
    text = browser.get("/desk/team?format=csv", headers=ENGLISH).data.decode("utf-8-sig")
    lines = [line.split(",") for line in text.splitlines()]
    assert lines[0][:4] == ["Counsellor", "Open cases", "Overdue", "Within a week"]
    assert [counsellor.name, "1", "0", "0"] in [line[:4] for line in lines]


def test_from_selection_to_confirmation_and_back(browser, session, counsellor, manager):
    cases = free(manager, 3)
    answer = browser.post("/desk/team/distribute", data=given(cases[:2], counsellor))
    number = made(session).number
    assert answer.location == f"/desk/team/reassignments/{number}"
    preview = browser.get(answer.location, headers=ENGLISH).text
    assert "2 cases change hands" in preview
    assert set(holders(session, cases).values()) == {None}
    told = browser.post(f"{answer.location}/make", headers=ENGLISH, follow_redirects=True).text
    assert "2 cases have changed hands." in told
    assert list(holders(session, cases).values()).count(counsellor.id) == 2
    undone = browser.post(f"{answer.location}/undo", headers=ENGLISH, follow_redirects=True).text
    assert "2 cases were given back." in undone
    assert set(holders(session, cases).values()) == {None}


def test_all_that_match_the_filter_are_given_not_only_those_on_the_page(
    browser, session, counsellor, manager
):
    free(manager, 55, pathway=2)
    others = free(manager, 2, pathway=4)
    browser.post(
        "/desk/team/distribute?counsellor=unassigned&pathway=2",
        data=given([], counsellor, scope="all"),
    )
    assert made(session).cases == 55
    browser.post(f"/desk/team/reassignments/{made(session).number}/make")
    assert set(holders(session, others).values()) == {None}
    mine = select(func.count()).where(Jobseeker.counsellor_id == counsellor.id)
    assert session.scalar(mine) == 55


def test_what_was_given_meanwhile_is_told(browser, session, counsellor, manager):
    cases = free(manager, 2)
    address = browser.post("/desk/team/distribute", data=given(cases, counsellor)).location
    cases[0].counsellor_id = manager.id
    told = browser.post(f"{address}/make", headers=ENGLISH, follow_redirects=True).text
    assert "1 case has changed hands." in told
    assert "1 case was left alone" in told
    again = browser.post(f"{address}/make")
    assert again.status_code == 409


def test_a_refusal_keeps_what_was_chosen_and_tells_everything_at_once(browser, counsellor, manager):
    here = free(manager, 1)[0]
    elsewhere = jobseeker(counsellor, pathway=3)
    data = given([here, elsewhere], reason="", note="Perché sì", most="0")
    answer = browser.post("/desk/team/distribute", data=data, headers=ENGLISH)
    page = answer.text
    assert answer.status_code == 422
    assert "Enter a number from 1 to 9999." in page
    data["most"] = ""
    page = browser.post("/desk/team/distribute", data=data, headers=ENGLISH).text
    assert "Choose who is to follow the cases." in page
    assert "Choose a reason from the list." in page
    assert "Perché sì" in page
    assert f'value="{here.id}" aria-label="Give the case of {here.name}" checked' in page
    assert f'<input type="hidden" name="cases" value="{elsewhere.id}">' in page


def test_giving_up_leaves_everything_as_it_was(browser, session, counsellor, manager):
    cases = free(manager, 1)
    address = browser.post("/desk/team/distribute", data=given(cases, counsellor)).location
    assert browser.post(f"{address}/drop").location == "/desk/team/distribute"
    assert browser.get(address).status_code == 404
    assert set(holders(session, cases).values()) == {None}


def test_foreign_cases_counsellors_and_distributions_do_not_exist(
    browser, client_of, session, counsellor, manager, as_role
):
    other_centre = organisation(OrganisationKind.CENTRE)
    stranger = as_role(Role.CENTRE_MANAGER, other_centre)
    foreign = jobseeker(stranger)
    cases = free(manager, 1)
    assert (
        browser.post("/desk/team/distribute", data=given([foreign], counsellor)).status_code == 404
    )
    assert browser.post("/desk/team/distribute", data=given(cases, stranger)).status_code == 404
    address = browser.post("/desk/team/distribute", data=given(cases, counsellor)).location
    other = client_of(stranger)
    assert other.get(address).status_code == 404
    assert other.post(f"{address}/make").status_code == 404
    assert foreign.name not in browser.get("/desk/team/distribute?counsellor=").text


def test_what_is_only_prepared_is_its_makers_alone(
    browser, client_of, counsellor, manager, as_role
):
    address = browser.post(
        "/desk/team/distribute", data=given(free(manager, 1), counsellor)
    ).location
    assert client_of(as_role(Role.CENTRE_MANAGER)).get(address).status_code == 404


def test_an_unknown_act_is_not_found(browser, counsellor, manager):
    address = browser.post(
        "/desk/team/distribute", data=given(free(manager, 1), counsellor)
    ).location
    assert browser.post(f"{address}/explode").status_code == 404


def test_past_distributions_are_kept_and_can_be_taken_away(browser, session, counsellor, manager):
    cases = free(manager, 2)
    address = browser.post("/desk/team/distribute", data=given(cases, counsellor)).location
    assert "Nothing was distributed yet" in browser.get(
        "/desk/team/reassignments", headers=ENGLISH
    ).text  # fmt: skip
    browser.post(f"{address}/make")
    number = made(session).number
    assert number in browser.get("/desk/team/reassignments").text
    text = browser.get("/desk/team/reassignments?format=csv", headers=ENGLISH).text
    assert number in text
    lines = browser.get(f"{address}?format=csv", headers=ENGLISH).text.splitlines()
    assert len(lines) == 3
    readings = select(AccessLog.jobseeker_id).where(AccessLog.part == "export")
    assert sorted(session.scalars(readings)) == sorted(case.id for case in cases)
    assert session.scalar(
        select(AuditEvent.details["list"].astext).where(AuditEvent.event == "case:export")
    ) == number  # fmt: skip


def test_counsellors_do_not_distribute(client_of, counsellor):
    browser = client_of(counsellor)
    for path in ("/desk/team", "/desk/team/distribute", "/desk/team/reassignments"):
        assert browser.get(path).status_code == 403
    assert browser.post("/desk/team/distribute").status_code == 403


def test_opened_bare_it_shows_what_nobody_follows(browser, counsellor, manager):
    theirs = jobseeker(counsellor, surname="Seguita")
    free(manager, 1, surname="Libera")
    jobseeker(manager, counsellor_id=None, surname="Chiusa", step=Step.CLOSED)
    page = browser.get("/desk/team/distribute").text
    assert ("Libera" in page, theirs.surname in page, "Chiusa" in page) == (True, False, False)


@pytest.mark.parametrize("key", ["9" * 30, "-1", "x", ""])
def test_a_number_that_no_row_can_have_is_no_fault_of_ours(browser, counsellor, manager, key):
    free(manager, 1)
    data = {"scope": "chosen", "cases": [key], "targets": [str(counsellor.id)], "reason": "absence"}
    assert browser.post("/desk/team/distribute", data=data).status_code == 422
    assert browser.get(f"/desk/team/distribute?counsellor={key}").status_code == 200
