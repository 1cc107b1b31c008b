"""The counsellor's desk."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Ball, Step
from app.core import clock
from tests.counting import statements
from tests.factories.accounts import organisation
from tests.factories.cases import jobseeker

ClientOf = Callable[[User], FlaskClient]


def test_the_most_pressing_comes_first_under_its_heading(
    client_of: ClientOf, counsellor: User
) -> None:
    for surname, days in (("Domani", 1), ("Ieri", -1), ("Poi", 30), ("Oggi", 0)):
        jobseeker(counsellor, surname=surname, due_on=clock.today() + timedelta(days))
    page = client_of(counsellor).get("/desk", headers={"Accept-Language": "en"}).text
    places = [page.index(f">{surname} ") for surname in ("Ieri", "Oggi", "Domani", "Poi")]
    assert places == sorted(places)
    assert page.count('class="pc-desk-group') == 4


def test_it_shows_my_cases_unless_asked_for_the_centres(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User]
) -> None:
    jobseeker(counsellor, surname="Mia")
    jobseeker(as_role(Role.COUNSELLOR), surname="Collega")
    jobseeker(counsellor, surname="Libera", counsellor_id=None)
    jobseeker(as_role(Role.COUNSELLOR, organisation(OrganisationKind.CENTRE)), surname="Altrove")
    browser = client_of(counsellor)
    mine, everybodys = browser.get("/desk").text, browser.get("/desk?whose=all").text
    assert "Mia" in mine
    assert "Collega" not in mine
    assert "Collega" in everybodys
    assert "Altrove" not in everybodys
    assert "Libera" in browser.get("/desk?whose=unassigned").text


def test_counts_and_filters_agree(client_of: ClientOf, counsellor: User) -> None:
    jobseeker(counsellor, surname="Uno", step=Step.ASSESS, due_on=clock.today())
    jobseeker(counsellor, surname="Due", step=Step.ASSESS, due_on=clock.today() - timedelta(3))
    jobseeker(counsellor, surname="Tre", step=Step.SIGN, ball=Ball.JOBSEEKER)
    browser = client_of(counsellor)
    page = browser.get("/desk", headers={"Accept-Language": "en"}).text
    assert "<strong>2</strong></a>" in page
    assert "Tre" not in page
    late = browser.get("/desk?when=overdue&kind=assess").text
    assert ("Due" in late, "Uno " in late) == (True, False)
    assert "Tre" in browser.get("/desk?ball=jobseeker").text


def test_it_costs_the_same_however_much_waits(client_of: ClientOf, counsellor: User) -> None:
    jobseeker(counsellor, due_on=clock.today())
    browser = client_of(counsellor)
    with statements() as few:
        browser.get("/desk")
    for days in range(15):
        jobseeker(counsellor, due_on=clock.today() + timedelta(days))
    browser = client_of(counsellor)
    with statements() as many:
        browser.get("/desk")
    assert len(few) == len(many) <= 7


def test_the_file_holds_what_the_page_shows(client_of: ClientOf, counsellor: User) -> None:
    jobseeker(counsellor, surname="Presente", due_on=clock.today())
    jobseeker(counsellor, surname="Assente", due_on=clock.today() + timedelta(50))
    text = client_of(counsellor).get("/desk?when=today&format=csv").text
    assert "Presente" in text
    assert "Assente" not in text


def test_only_the_centre_has_a_desk(client_of: ClientOf, as_role: Callable[..., User]) -> None:
    for role in (Role.AUDITOR, Role.PROVIDER_OPERATOR, Role.JOBSEEKER, Role.ADMINISTRATOR):
        assert client_of(as_role(role)).get("/desk").status_code == 403
