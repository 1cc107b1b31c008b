"""The list of cases and its files."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.audit.models import AccessLog, AuditEvent
from app.cases.models.jobseeker import Ball, Step
from tests.counting import statements
from tests.factories.accounts import organisation
from tests.factories.cases import jobseeker

ClientOf = Callable[[User], FlaskClient]


def test_the_list_holds_the_centres_people_and_nobody_elses(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User]
) -> None:
    jobseeker(counsellor, surname="Vicini")
    jobseeker(as_role(Role.COUNSELLOR, organisation(OrganisationKind.CENTRE)), surname="Lontani")
    page = client_of(counsellor).get("/cases").text
    assert "Vicini" in page
    assert "Lontani" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=dalla+co", True),
        ("q=GIULIA+d'alla", False),
        ("q=giulia+dalla", True),
        ("q=DLCGLI90", True),
        ("q=DLCGLI91", False),
        ("step=assess", True),
        ("step=sign", False),
        ("ball=centre&pathway=2", True),
        ("ball=provider", False),
        ("counsellor=mine", True),
        ("counsellor=unassigned", False),
        ("due_before=2026-03-31", True),
        ("due_before=2026-03-29", False),
        ("step=nonsense&pathway=9&due_before=soon", True),
        ("q=100%25", False),
    ],
)
def test_filters_of_the_address_narrow_the_list(
    client_of: ClientOf, counsellor: User, query: str, found: bool
) -> None:
    jobseeker(
        counsellor,
        surname="Dalla Còsta",
        given_name="Giulia",
        fiscal_code="DLCGLI90E57G224X",
        step=Step.ASSESS,
        ball=Ball.CENTRE,
        pathway=2,
        due_on=date(2026, 3, 30),
    )
    page = client_of(counsellor).get(f"/cases?{query}").text
    assert ("DLCGLI90E57G224X" in page) is found


def test_pages_follow_each_other_without_gap_or_repetition(
    client_of: ClientOf, counsellor: User
) -> None:
    for number in range(45):
        jobseeker(counsellor, surname=f"Cognome{number % 7}")
    browser, address, seen = client_of(counsellor), "/cases", []
    while address:
        page = browser.get(address).text
        seen += [line for line in page.split("pc-code") if "TST" in line[:20]]
        after = page.partition('rel="next" href="')[2].partition('"')[0]
        address = after.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 45


def test_the_list_costs_the_same_number_of_statements_however_long(
    client_of: ClientOf, counsellor: User
) -> None:
    jobseeker(counsellor)
    browser = client_of(counsellor)
    with statements() as few:
        browser.get("/cases")
    for _ in range(15):
        jobseeker(counsellor)
    browser = client_of(counsellor)
    with statements() as many:
        browser.get("/cases")
    assert len(few) == len(many) <= 6


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_noted_for_each_person_in_it(
    client_of: ClientOf, counsellor: User, session: Any, kind: str
) -> None:
    people = [jobseeker(counsellor, surname="Abati"), jobseeker(counsellor, surname="Abba")]
    jobseeker(counsellor, surname="Zen")
    with statements() as sent:
        answer = client_of(counsellor).get(f"/cases?q=ab&format={kind}")
    assert answer.status_code == 200
    assert sum("INSERT INTO access_log" in statement for statement in sent) == 1
    lines = session.scalars(select(AccessLog).where(AccessLog.part == "export")).all()
    assert {line.jobseeker_id for line in lines} == {person.id for person in people}
    event = session.scalar(select(AuditEvent).where(AuditEvent.event == "case:export"))
    assert event.details == {"people": 2, "format": kind}


def test_a_name_like_a_formula_stays_a_text(client_of: ClientOf, counsellor: User) -> None:
    jobseeker(counsellor, surname="=1+1")
    browser = client_of(counsellor)
    assert "'=1+1" in browser.get("/cases?format=csv").text
    sheet = load_workbook(BytesIO(browser.get("/cases?format=xlsx").data)).active
    assert sheet["A2"].data_type == "s"


def test_the_auditor_sees_every_centre_and_cannot_register(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User]
) -> None:
    jobseeker(counsellor, surname="Chiunque")
    page = client_of(as_role(Role.AUDITOR)).get("/cases").text
    assert "Chiunque" in page
    assert "/cases/new" not in page
