"""The filters of the desk: in the address, remembered for the person, taken into the files."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.models import SavedFilter
from app.accounts.permissions import Role
from app.audit.models import AccessLog, AuditEvent
from app.cases.models.jobseeker import Ball, Step
from app.core import clock
from tests.factories import accounts
from tests.factories.cases import jobseeker

ENGLISH = {"Accept-Language": "en"}


def saved(session, user):
    return session.scalar(select(SavedFilter.chosen).where(SavedFilter.user_id == user.id))


def test_the_last_filters_come_back_when_the_desk_is_opened_bare(client_of, session, counsellor):
    client_of(counsellor).get("/desk?whose=all&kind=assess&when=&ball=centre&pathway=2&sort=-due")
    elsewhere = client_of(counsellor)  # another device: nothing but the account is the same
    back = elsewhere.get("/desk")
    assert back.status_code == 302
    chosen = {"whose": ["all"], "kind": ["assess"], "pathway": ["2"], "sort": ["-due"]}
    assert parse_qs(urlsplit(back.location).query) == chosen
    assert elsewhere.get(back.location).status_code == 200


def test_a_manager_begins_with_the_whole_centre(client_of, session, counsellor):
    manager = accounts.user(Role.CENTRE_MANAGER, counsellor.organisation)
    jobseeker(counsellor, surname="Colleghi", step=Step.ASSESS, due_on=clock.today())
    assert "Colleghi" in client_of(manager).get("/desk").text
    assert "Colleghi" not in client_of(manager).get("/desk?whose=mine").text
    assert saved(session, manager) == {"whose": "mine"}


def test_they_are_the_persons_own(client_of, counsellor, as_role):
    client_of(counsellor).get("/desk?whose=all")
    assert client_of(as_role(Role.COUNSELLOR)).get("/desk").status_code == 200


def test_an_address_with_filters_wins_over_what_is_remembered(client_of, counsellor):
    jobseeker(counsellor, surname="Mia", step=Step.ASSESS, due_on=clock.today())
    browser = client_of(counsellor)
    browser.get("/desk?kind=sign")
    page = browser.get("/desk?kind=assess")
    assert page.status_code == 200
    assert "Mia" in page.text


def test_clearing_the_filters_forgets_them(client_of, session, counsellor):
    browser = client_of(counsellor)
    browser.get("/desk?whose=all")
    cleared = browser.get("/desk?clear=1")
    assert cleared.location == "/desk"
    assert browser.get("/desk").status_code == 200
    assert saved(session, counsellor) == {}


def test_taking_the_last_filter_off_is_remembered_too(client_of, session, counsellor):
    jobseeker(counsellor, due_on=clock.today())
    browser = client_of(counsellor)
    page = browser.get("/desk?when=today").text
    assert 'href="/desk?when="' in page
    assert browser.get("/desk?when=").status_code == 200
    assert browser.get("/desk").status_code == 200


def test_a_typed_name_is_never_remembered(client_of, session, counsellor):
    client_of(counsellor).get("/desk?q=Rossi&whose=all")
    assert saved(session, counsellor) == {"whose": "all"}


@pytest.mark.parametrize(
    "query", ["whose=999999999", "kind=nonsense", "when=1", "ball=nobody", "pathway=9", "sort=x"]
)
def test_what_is_not_understood_filters_nothing_and_is_not_remembered(
    client_of, session, counsellor, query
):
    jobseeker(counsellor, surname="Mia", due_on=clock.today())
    page = client_of(counsellor).get(f"/desk?{query}")
    assert "Mia" in page.text
    assert not saved(session, counsellor)


def test_the_same_filters_again_write_nothing(client_of, session, counsellor):
    browser = client_of(counsellor)
    browser.get("/desk?whose=all")
    first = session.execute(select(SavedFilter.__table__.c.id, SavedFilter.chosen)).all()
    browser.get("/desk?whose=all")
    browser.get("/desk?whose=all&format=csv")
    assert session.execute(select(SavedFilter.__table__.c.id, SavedFilter.chosen)).all() == first


def test_a_colleagues_desk_can_be_looked_at(client_of, counsellor, as_role):
    colleague = as_role(Role.COUNSELLOR)
    jobseeker(colleague, surname="Collega", due_on=clock.today())
    jobseeker(counsellor, surname="Mia", due_on=clock.today())
    page = client_of(counsellor).get(f"/desk?whose={colleague.id}").text
    assert ("Collega" in page, "Mia " in page) == (True, False)


def test_the_latest_come_first_when_asked(client_of, counsellor):
    for surname, days in (("Presto", 1), ("Tardi", 5)):
        jobseeker(counsellor, surname=surname, due_on=clock.today() + timedelta(days))
    page = client_of(counsellor).get("/desk?sort=-due").text
    assert page.index("Tardi") < page.index("Presto")


def test_each_line_leads_straight_to_where_it_is_done(client_of, counsellor):
    case = jobseeker(counsellor, step=Step.VALIDATE, due_on=clock.today())
    jobseeker(counsellor, step=Step.SIGN, ball=Ball.JOBSEEKER, due_on=clock.today())
    page = client_of(counsellor).get("/desk", headers=ENGLISH).text
    assert f'<a class="pc-do" href="/cases/{case.id}/did">Validate' in page
    assert "pc-do" not in client_of(counsellor).get("/desk?ball=jobseeker").text


def test_the_files_hold_the_same_rows_and_every_person_is_written_down(
    client_of, session, counsellor
):
    first = jobseeker(counsellor, surname="Presto", step=Step.ASSESS, due_on=clock.today())
    jobseeker(counsellor, surname="Assente", step=Step.SIGN, due_on=clock.today())
    browser = client_of(counsellor)
    text = browser.get("/desk?kind=assess&format=csv", headers=ENGLISH).data.decode("utf-8-sig")
    assert [line.split(",")[2] for line in text.splitlines()] == ["Surname", "Presto"]
    answer = browser.get("/desk?kind=assess&format=xlsx", headers={"Accept-Language": "it"})
    sheet = load_workbook(BytesIO(answer.data)).active
    assert [row[2].value for row in sheet.iter_rows()] == ["Cognome", "Presto"]
    readings = session.scalars(select(AccessLog).where(AccessLog.part == "export")).all()
    assert [reading.jobseeker_id for reading in readings] == [first.id, first.id]
    events = session.scalars(select(AuditEvent).where(AuditEvent.event == "case:export")).all()
    assert [event.details["list"] for event in events] == ["desk", "desk"]
    assert browser.get("/desk?format=pdf").status_code == 404


def test_an_empty_desk_is_kind_in_both_languages(client_of, counsellor):
    browser = client_of(counsellor)
    assert "Nothing waits for you" in browser.get("/desk", headers=ENGLISH).text
    assert "Niente aspetta" in browser.get("/desk", headers={"Accept-Language": "it"}).text
