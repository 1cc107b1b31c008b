"""Whatever page of a case is opened, by whoever may, a line of the access log is there afterwards."""

import re

import pytest
from sqlalchemy import func, select

from app.accounts.permissions import Permission, Role
from app.audit.models import AccessLog
from tests.architecture.test_doors import APP, ROUTES
from tests.factories import accounts
from tests.factories.cases import jobseeker

CASE_PAGES = sorted(
    {
        rule.rule
        for rule in ROUTES
        if "GET" in rule.methods
        and rule.arguments == {"case_id"}
        and rule.rule.startswith("/cases/<int")
    }
)
OWN_PAGES = sorted(
    {
        rule.rule
        for rule in ROUTES
        if "GET" in rule.methods
        and not rule.arguments
        and getattr(APP.view_functions[rule.endpoint], "required_permission", None)
        in (Permission.OWN_READ, Permission.CHOICE_MAKE_OWN, Permission.AGREEMENT_SIGN_OWN)
    }
)


def lines(session, case):
    return session.scalar(select(func.count()).where(AccessLog.jobseeker_id == case.id))


@pytest.mark.parametrize("page", CASE_PAGES)
def test_a_counsellor_opening_a_page_of_a_case_is_noted(client_of, session, counsellor, page):
    case = jobseeker(counsellor)
    answer = client_of(counsellor).get(page.replace("<int:case_id>", str(case.id)))
    if answer.status_code == 200:
        assert lines(session, case) == 1
    else:
        assert answer.status_code in (302, 303, 404, 409)


@pytest.mark.parametrize("page", CASE_PAGES)
def test_a_case_of_another_centre_looks_exactly_like_a_missing_one(
    client_of, session, counsellor, page
):
    stranger = jobseeker(accounts.user(Role.COUNSELLOR))
    browser = client_of(counsellor)
    foreign = browser.get(page.replace("<int:case_id>", str(stranger.id)))
    missing = browser.get(page.replace("<int:case_id>", "999999999"))
    assert foreign.status_code == missing.status_code == 404
    shown = [answer.text.split("<main")[1] for answer in (foreign, missing)]
    own_address = re.compile(rf"(cases(?:/|%2F)){stranger.id}\b")
    assert own_address.sub(r"\g<1>999999999", shown[0]) == shown[1]
    assert lines(session, stranger) == 0


@pytest.mark.parametrize("page", OWN_PAGES)
def test_the_jobseekers_own_reading_is_noted_too(client_of, session, counsellor, page):
    user = accounts.user(Role.JOBSEEKER)
    case = jobseeker(counsellor, user_id=user.id)
    if client_of(user).get(page).status_code == 200:
        assert lines(session, case) == 1
