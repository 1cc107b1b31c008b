import pytest
from flask import abort
from werkzeug.exceptions import HTTPException

from app.accounts.guard import public
from app.core.errors import (
    IllegalTransition,
    NotFoundForYou,
    NotPermitted,
    Refusal,
    RuleBroken,
    StaleRecord,
)
from app.factory import create_app
from app.web.errors import error_page, http_error
from tests.conftest import close_connections

SECRET = "RSSMRA80A01H501U"
DOMAIN_ERRORS = [
    (NotFoundForYou(), 404),
    (NotPermitted("case:read"), 403),
    (IllegalTransition("voucher", "issued", "end"), 409),
    (StaleRecord(), 409),
    (RuleBroken([Refusal("late", "Too late by %(days)s days.", {"days": 3})]), 409),
]


@pytest.fixture
def faulty(app):
    """The application with doors behind which something goes wrong."""
    application = create_app(app.config["PERCORSO"])
    application.config["WTF_CSRF_ENABLED"] = False

    @application.get("/fault/<int:code>")
    @public
    def fault(code: int) -> str:
        abort(code)

    @application.get("/domain/<int:number>")
    @public
    def domain(number: int) -> str:
        raise DOMAIN_ERRORS[number][0]

    @application.get("/broken")
    @public
    def broken() -> str:
        raise ZeroDivisionError(SECRET)

    yield application.test_client()
    close_connections(application)


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 422, 429, 418])
def test_each_error_has_a_page_with_a_way_out(faulty, code):
    answer = faulty.get(f"/fault/{code}", headers={"Accept-Language": "en"})
    assert answer.status_code == code
    assert answer.text.count("<h1") == 1
    assert "Go to the home page" in answer.text


@pytest.mark.parametrize("number", range(len(DOMAIN_ERRORS)))
def test_errors_of_the_domain_become_pages(faulty, number):
    answer = faulty.get(f"/domain/{number}")
    assert answer.status_code == DOMAIN_ERRORS[number][1]
    assert answer.text.count("<h1") == 1


def test_a_refused_rule_says_its_reasons(faulty):
    answer = faulty.get("/domain/4", headers={"Accept-Language": "en"})
    assert "Too late by 3 days." in answer.text


def test_a_record_out_of_reach_looks_like_a_missing_one(faulty):
    def without_nonce(text: str) -> str:
        return text.split("<main")[1]

    missing, foreign = faulty.get("/fault/404"), faulty.get("/domain/0")
    assert without_nonce(missing.text) == without_nonce(foreign.text)


def test_a_fault_of_ours_tells_nothing_of_the_inside(faulty):
    answer = faulty.get("/broken", headers={"Accept-Language": "it"})
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert 'lang="it"' in answer.text
    assert "Qualcosa non ha funzionato" in answer.text


def test_a_wrong_method_says_which_are_allowed(faulty):
    answer = faulty.post("/privacy")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_error_without_a_page_of_its_own_borrows_one(app):
    with app.test_request_context():
        app.preprocess_request()
        assert error_page(451)[1] == 451
        assert isinstance(http_error(HTTPException()), HTTPException)


def test_the_log_of_a_fault_says_where_but_never_what_the_message_quotes(faulty, caplog):
    faulty.get("/broken")
    assert "ZeroDivisionError at GET /broken" in caplog.text
    assert SECRET not in caplog.text
