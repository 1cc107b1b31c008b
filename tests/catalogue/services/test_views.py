"""Pages of the calls."""

import pytest

from app.accounts.permissions import Role

CALL = {
    "code": "avviso-7",
    "title_it": "Avviso sette",
    "title_en": "Call seven",
    "act": "DGR 7/2026",
    "pathways": ["1", "2"],
    "opens_on": "2026-01-01",
    "closes_on": "2027-12-31",
}


@pytest.fixture
def browser(client_of, as_role):
    return client_of(as_role(Role.PROGRAMME_OFFICER))


def test_a_call_is_opened_and_listed(browser):
    assert browser.post("/programme/calls/new", data=CALL).status_code == 302
    assert "AVVISO-7" in browser.get("/programme/calls").text
    assert browser.get("/programme/calls.csv").status_code == 200


def test_a_wrong_call_says_what_is_wrong_and_loses_nothing(browser):
    browser.post("/programme/calls/new", data=CALL)
    answer = browser.post("/programme/calls/new", data={**CALL, "closes_on": "2025-01-01"})
    assert answer.status_code == 422
    assert "DGR 7/2026" in answer.text
    assert browser.post("/programme/calls/new", data={"act": "DGR 8"}).status_code == 422


def test_calls_are_for_officers(client_of, as_role):
    assert client_of(as_role(Role.PROVIDER_MANAGER)).get("/programme/calls").status_code == 403
