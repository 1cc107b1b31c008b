"""A page asks the database the same number of questions whether it shows two rows or fifteen."""

from datetime import date

import pytest

from app.accounts.permissions import Role
from app.audit.operations import note_reading
from app.core.database import db
from app.programme.operations import submit_draft, write_draft
from tests.counting import statements
from tests.factories import accounts
from tests.factories.cases import jobseeker
from tests.factories.programme import next_text


def people(counsellor, number):
    for _ in range(number):
        jobseeker(counsellor)


def accounts_of(counsellor, number):
    for _ in range(number):
        accounts.user(Role.COUNSELLOR, counsellor.organisation)


def readings(counsellor, number):
    for _ in range(number):
        note_reading(counsellor, jobseeker(counsellor).reach, part="agreement")
    db.session.commit()


def rule_drafts(_counsellor, number):
    for _ in range(number):
        author = accounts.user(Role.PROGRAMME_OFFICER)
        submit_draft(author, write_draft(author, next_text(date(2028, 1, 1))))


PAGES = {
    "/programme/rules": (Role.PROGRAMME_OFFICER, rule_drafts),
    "/programme/rules/drafts": (Role.PROGRAMME_OFFICER, rule_drafts),
    "/cases": (Role.COUNSELLOR, people),
    "/desk?whose=all": (Role.COUNSELLOR, people),
    "/desk/team": (Role.CENTRE_MANAGER, people),
    "/desk/team/distribute?counsellor=": (Role.CENTRE_MANAGER, people),
    "/admin/users": (Role.ADMINISTRATOR, accounts_of),
    "/audit": (Role.AUDITOR, readings),
    "/audit/events": (Role.AUDITOR, people),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_list_asks_as_much_for_two_rows_as_for_fifteen(client_of, as_role, counsellor, page):
    role, fill = PAGES[page]
    browser = client_of(counsellor if role is Role.COUNSELLOR else as_role(role))
    fill(counsellor, 2)
    browser.get(page)  # what a process asks once is not the page's
    counts = []
    for more in (0, 13):
        fill(counsellor, more)
        db.session.commit()
        with statements() as sent:
            assert browser.get(page).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_access_log_of_a_person_asks_the_same_however_long_it_is(
    client_of, session, counsellor
):
    user = accounts.user(Role.JOBSEEKER)
    case = jobseeker(counsellor, user_id=user.id)
    browser = client_of(user)
    browser.get("/me/access-log")
    counts = []
    for more in (1, 14):
        for place in range(more):
            note_reading(counsellor, case.reach, part="data", reference=str(place))
        session.commit()
        with statements() as sent:
            assert browser.get("/me/access-log").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
