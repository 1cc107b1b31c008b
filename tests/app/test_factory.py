"""What every answer of the application carries, and what it never does."""

import pytest

from app.accounts.permissions import Role


@pytest.fixture
def with_csrf(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_an_unsafe_request_without_its_token_is_refused(with_csrf, client):
    assert client.post("/login", data={"email": "a@b.it", "password": "x"}).status_code == 400


def test_scripts_need_the_nonce_of_this_very_answer(client):
    first, second = client.get("/login"), client.get("/login")
    policy = first.headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in first.text
    assert nonce not in second.headers["Content-Security-Policy"]
    assert "unsafe" not in policy


def test_pages_of_a_signed_in_person_are_not_kept_by_anyone(client_of, as_role):
    answer = client_of(as_role(Role.COUNSELLOR)).get("/account")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_language_follows_the_browser_until_the_person_chooses(client):
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert '<html lang="en">' in client.get("/login", headers=english).text
    assert '<html lang="it">' in client.get("/login", headers={"Accept-Language": "fr"}).text
    client.get("/language/it")
    assert '<html lang="it">' in client.get("/login", headers=english).text
