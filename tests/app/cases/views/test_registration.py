"""Registering a person, from the form to the activation sheet."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.cases.models.jobseeker import Jobseeker, LanguageSkill, Step, WorkExperience
from app.core.fiscal_code import compose, omocodia_variants
from tests.factories.accounts import organisation
from tests.factories.cases import jobseeker

ClientOf = Callable[[User], FlaskClient]
BORN = "1990-05-17"


@pytest.fixture
def answers(counsellor: User, centre: Organisation, session: Any) -> dict[str, str]:
    centre.municipality_code = "028060"
    code = compose("Zanella", "Giulia", date(1990, 5, 17), "F", "G224")
    return {
        "fiscal_code": code.lower(),
        "surname": "Zanella",
        "given_name": "Giulia",
        "sex": "F",
        "born_on": BORN,
        "birthplace_code": "Padova",
        "citizenship": "Z000",
        "residence_municipality": "Padova (PD)",
        "residence_address": "Via Roma 1",
        "residence_postcode": "35121",
        "phone": "049 1234567",
        "email": "giulia@posta.example",
        "language": "it",
        "education": "upper_secondary",
        "household_size": "2",
        "dependent_children": "1",
        "minor_children": "1",
        "benefit": "naspi",
        "languages-0-language": "en",
        "languages-0-level": "B1",
        "jobs-0-employer": "Ditta Prova",
        "jobs-0-occupation": "Commessa",
        "jobs-0-sector": "trade",
        "jobs-0-started_on": "2019-01-07",
        "centre_id": "",
        "makes_account": "y",
    }


def test_the_answers_are_shown_before_anything_is_saved(
    client_of: ClientOf, counsellor: User, answers: dict[str, str], session: Any
) -> None:
    page = client_of(counsellor).post("/cases/new", data={**answers, "check": "1"})
    assert page.status_code == 200
    assert "Padova (PD)" in page.text
    assert session.scalar(select(func.count()).select_from(Jobseeker)) == 0


def test_confirming_opens_case_and_account_and_shows_the_code_once(
    client_of: ClientOf, counsellor: User, answers: dict[str, str], session: Any
) -> None:
    browser = client_of(counsellor)
    checked = browser.post("/cases/new", data={**answers, "check": "1"}).text
    kept = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', checked)
    page = browser.post("/cases/new", data={**dict(kept), "confirm": "1"})
    case = session.scalar(select(Jobseeker))
    assert page.status_code == 200
    assert re.search(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", page.text)
    assert (case.centre_id, case.counsellor_id) == (counsellor.organisation_id, counsellor.id)
    assert (case.domicile_municipality, case.step) == ("028060", Step.DECLARE)
    user = session.get(User, case.user_id)
    assert (user.role, user.email) == (Role.JOBSEEKER, "giulia@posta.example")
    assert session.scalar(select(LanguageSkill.level)) == "B1"
    assert session.scalar(select(WorkExperience.occupation)) == "Commessa"
    events = set(session.scalars(select(AuditEvent.event)))
    assert {"case:register", "case:open_account"} <= events


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("surname", "Bianchi", "Bianchi"),
        ("born_on", "1991-05-17", "17/05/1991"),
        ("birthplace_code", "Verona", "L781"),
        ("fiscal_code", "ZNLGLI90E57G224X", "health card"),
        ("residence_municipality", "Padov", "Padova"),
        ("household_size", "zero", "number"),
        ("minor_children", "2", "at most as many"),
        ("jobs-0-started_on", "", "day the job began"),
        ("languages-0-level", "", "how well"),
    ],
)
def test_wrong_answers_are_told_and_nothing_typed_is_lost(
    client_of: ClientOf,
    counsellor: User,
    answers: dict[str, str],
    field: str,
    value: str,
    words: str,
) -> None:
    answers[field] = value
    page = client_of(counsellor).post(
        "/cases/new", data={**answers, "check": "1"}, headers={"Accept-Language": "en"}
    )
    assert page.status_code == 422
    assert words in page.text
    assert 'value="Via Roma 1"' in page.text
    assert 'value="Commessa"' in page.text


def test_rows_are_added_and_removed_without_javascript(
    client_of: ClientOf, counsellor: User, answers: dict[str, str]
) -> None:
    browser = client_of(counsellor)
    added = browser.post("/cases/new", data={**answers, "add_languages": "1"})
    assert added.status_code == 200
    assert 'name="languages-1-language"' in added.text
    removed = browser.post("/cases/new", data={**answers, "remove_jobs": "0"})
    assert "Commessa" not in removed.text
    assert 'name="jobs-0-employer"' in removed.text


def test_a_code_already_registered_here_names_the_case(
    client_of: ClientOf, counsellor: User, answers: dict[str, str]
) -> None:
    known = jobseeker(counsellor, fiscal_code=answers["fiscal_code"].upper(), surname="Zanella")
    page = client_of(counsellor).post("/cases/new", data={**answers, "check": "1"})
    assert page.status_code == 422
    assert str(known.id) in page.text


def test_a_duplicate_of_another_centre_reveals_nothing_but_that_it_is_there(
    client_of: ClientOf, counsellor: User, answers: dict[str, str], as_role: Callable[..., User]
) -> None:
    body = organisation(OrganisationKind.CENTRE, "CPI Segreto")
    elsewhere = as_role(Role.COUNSELLOR, body)
    jobseeker(elsewhere, fiscal_code=answers["fiscal_code"].upper(), phone="333 9999999")
    page = client_of(counsellor).post(
        "/cases/new", data={**answers, "check": "1"}, headers={"Accept-Language": "en"}
    )
    assert page.status_code == 422
    assert "already followed by another employment centre" in page.text
    assert "333 9999999" not in page.text
    assert elsewhere.name not in page.text


def test_a_namesake_needs_the_counsellors_word(
    client_of: ClientOf, counsellor: User, answers: dict[str, str]
) -> None:
    variant = list(omocodia_variants(answers["fiscal_code"].upper()))[3]
    jobseeker(counsellor, fiscal_code=variant, surname="Altra", given_name="Persona")
    browser = client_of(counsellor)
    assert browser.post("/cases/new", data={**answers, "check": "1"}).status_code == 422
    told = {**answers, "check": "1", "is_somebody_else": "y"}
    assert browser.post("/cases/new", data=told).status_code == 200


def test_an_address_in_use_opens_no_second_account(
    client_of: ClientOf, counsellor: User, answers: dict[str, str]
) -> None:
    answers["email"] = counsellor.email
    page = client_of(counsellor).post("/cases/new", data={**answers, "check": "1"})
    assert page.status_code == 422


def test_correcting_tells_which_fields_changed(
    client_of: ClientOf, counsellor: User, answers: dict[str, str], session: Any
) -> None:
    browser = client_of(counsellor)
    browser.post("/cases/new", data={**answers, "confirm": "1"})
    case = session.scalar(select(Jobseeker))
    page = browser.get(f"/cases/{case.id}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    sent = {**answers, "version": version, "phone": "049 7654321", "languages-0-level": "C1"}
    assert browser.post(f"/cases/{case.id}/edit", data=sent).status_code == 302
    event = session.scalar(select(AuditEvent).where(AuditEvent.event == "case:update"))
    assert event.details["fields"] == ["phone", "languages"]
    refused = browser.post(f"/cases/{case.id}/edit", data={**sent, "phone": "049 1"})
    assert refused.status_code == 422
    assert "049 7654321" in refused.text
    assert session.scalar(select(Jobseeker.phone)) == "049 7654321"


def test_the_code_of_the_sheet_opens_the_persons_own_area(
    app: Flask, client_of: ClientOf, counsellor: User, answers: dict[str, str], session: Any
) -> None:
    sheet = client_of(counsellor).post("/cases/new", data={**answers, "confirm": "1"}).text
    found = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", sheet)
    assert found is not None
    stranger = app.test_client()
    words = "quattro parole da ricordare"
    sent = {"code": found[0], "password": words, "again": words}
    assert stranger.post("/activate", data=sent).status_code == 302
    page = stranger.get("/me")
    assert page.status_code == 200
    assert "Giulia" in page.text


def test_the_sheet_speaks_the_persons_language_not_the_counsellors(
    client_of: ClientOf, counsellor: User, answers: dict[str, str]
) -> None:
    sent = {**answers, "confirm": "1", "language": "en"}
    page = (
        client_of(counsellor).post("/cases/new", data=sent, headers={"Accept-Language": "it"}).text
    )
    assert "Activation sheet for Giulia Zanella" in page
    assert "Registrazione completata" in page
