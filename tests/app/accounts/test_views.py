"""Signing in, activating, changing a password: what is granted, what is refused, and in which words."""

import pytest

from app.accounts.operations import hashed, invite
from app.accounts.permissions import Role
from tests.factories import accounts

PASSWORD = "tre parole lunghe"


@pytest.fixture
def person(session):
    user = accounts.user(Role.COUNSELLOR, password_hash=hashed(PASSWORD))
    session.commit()
    return user


def test_the_right_password_opens_the_page_asked_for(client, person):
    answer = client.post(
        "/login?next=/account", data={"email": person.email.upper(), "password": PASSWORD}
    )
    assert answer.status_code == 302
    assert answer.location == "/account"


def test_wrong_password_and_unknown_address_get_the_same_answer_and_keep_what_was_typed(
    client, person
):
    wrong = client.post("/login", data={"email": person.email, "password": "x"})
    unknown = client.post("/login", data={"email": "nobody@prova.example", "password": "x"})
    assert wrong.status_code == unknown.status_code == 422
    assert person.email in wrong.text
    assert "nobody@prova.example" in unknown.text


def test_ten_failures_close_the_door_even_to_the_right_password(client, person):
    for _attempt in range(10):
        client.post("/login", data={"email": person.email, "password": "x"})
    answer = client.post("/login", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 422


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(client, person, target):
    answer = client.post(
        "/login", query_string={"next": target}, data={"email": person.email, "password": PASSWORD}
    )
    assert answer.location == "/"


def test_a_closed_account_is_refused_and_its_session_ends_at_the_next_request(
    client_of, session, person
):
    browser = client_of(person)
    assert browser.get("/account").status_code == 200
    person.active = False
    session.commit()
    session.expire_all()
    assert browser.get("/account").status_code == 302


def test_an_invited_person_activates_once_with_the_code(client, session):
    body = accounts.user(Role.COUNSELLOR).organisation
    _user, code = invite(
        name="Nuova", email="nuova@prova.example", role=Role.COUNSELLOR, organisation_id=body.id
    )
    session.commit()
    data = {"code": code.lower(), "password": PASSWORD, "again": PASSWORD}
    assert client.post("/activate", data=data).status_code == 302
    client.post("/logout")
    assert client.post("/activate", data=data).status_code == 422


def test_a_short_or_different_password_is_refused_with_a_reason_for_each(client_of, person):
    answer = client_of(person).post(
        "/account", data={"present": PASSWORD, "password": "corta", "again": "altra"}
    )
    assert answer.status_code == 422
    assert answer.text.count('class="pc-error"') == 2


def test_changing_the_password_ends_the_other_sessions(client_of, session, person):
    here, elsewhere = client_of(person), client_of(person)
    new = "altre parole lunghe"
    assert (
        here.post("/account", data={"present": PASSWORD, "password": new, "again": new}).status_code
        == 302
    )
    session.expire_all()
    assert elsewhere.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_demo_accounts_are_not_shown_outside_demonstrations(client, session):
    shown = accounts.user(Role.COUNSELLOR, is_demo=True, password_hash=hashed(PASSWORD))
    session.commit()
    assert shown.email not in client.get("/login").text
