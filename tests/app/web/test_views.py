from sqlalchemy import text

from app.accounts.permissions import Role

BEAT = text("INSERT INTO procrastinate_workers DEFAULT VALUES")


def test_a_stranger_finds_the_start_page_in_the_language_of_the_browser(client):
    italian = client.get("/", headers={"Accept-Language": "it"}).text
    english = client.get("/", headers={"Accept-Language": "en-US"}).text
    assert '<html lang="it">' in italian
    assert "Cerco lavoro" in italian
    assert '<html lang="en">' in english
    assert "I am looking for work" in english


def test_somebody_signed_in_is_sent_where_their_day_begins(client_of, as_role):
    answer = client_of(as_role(Role.COUNSELLOR)).get("/")
    assert answer.status_code == 302
    assert answer.location != "/"


def test_the_language_chosen_stays(client):
    answer = client.get("/language/en?next=/privacy%3Fa%3D1", headers={"Accept-Language": "it"})
    assert answer.location == "/privacy?a=1"
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "it"}).text


def test_choosing_a_language_leads_to_no_other_site(client):
    assert client.get("/language/it?next=//elsewhere.example").location == "/"


def test_an_unknown_language_is_not_found(client):
    assert client.get("/language/xx").status_code == 404


def test_the_statements_answer(client):
    assert client.get("/accessibility").status_code == 200
    assert client.get("/privacy").status_code == 200


def test_health_asks_nobody_else(client):
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_readiness_names_the_part_that_is_missing(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {
        "status": "not ready",
        "database": "ok",
        "migrations": "ok",
        "worker": "not ready",
    }


def test_readiness_holds_while_a_worker_beats(client, session):
    session.execute(BEAT)
    assert client.get("/readyz").get_json()["worker"] == "ok"


def test_every_page_forbids_scripts_without_its_nonce(client):
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert answer.text.count("<script") == answer.text.count(f'<script nonce="{nonce}"')
    assert "unsafe" not in policy


def test_a_versioned_file_may_be_kept_and_an_unversioned_one_is_asked_for_again(client):
    with client.get("/static/css/percorso.css?v=abc") as versioned:
        assert "immutable" in versioned.headers["Cache-Control"]
    with client.get("/static/css/percorso.css") as plain:
        assert "immutable" not in plain.headers["Cache-Control"]
