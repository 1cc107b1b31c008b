"""Pages of the calls."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.money import Money
from catalogue.services.queries import call_with_code
from catalogue.services.states import CallState
from tests.factories import catalogue

CALL = {
    "code": "avviso-7",
    "programme": "gol",
    "title_it": "Avviso sette",
    "title_en": "Call seven",
    "act": "DGR 7/2026",
    "text_it": "Di che cosa si tratta.",
    "text_en": "What it is about.",
    "pathways": ["1", "2"],
    "service_types": ["digital_skills"],
    "opens_on": "2026-01-01",
    "closes_on": "2027-12-31",
    "total": "1.000.000,00",
    "automatic_approval": "y",
    "automatic_known_only": "y",
    "revision": "0",
}


@pytest.fixture
def browser(client_of, as_role):
    return client_of(as_role(Role.PROGRAMME_OFFICER))


@pytest.fixture
def drafted(browser):
    answer = browser.post("/programme/calls/new", data=CALL)
    assert answer.status_code == 302
    return call_with_code("AVVISO-7")


def test_a_call_is_drafted_published_and_read_by_everybody(app, browser, drafted):
    path, public = f"/programme/calls/{drafted.id}", f"/calls/{drafted.id}"
    assert drafted.total == Money.euro(1_000_000)
    assert app.test_client().get(public).status_code == 404
    assert browser.post(f"{path}/publish").status_code == 302
    page = app.test_client().get(public).text
    assert "Avviso sette" in page
    assert "pc-mark" in page
    assert "AVVISO-7" in app.test_client().get("/calls").text
    assert drafted.state is CallState.PUBLISHED


def test_a_draft_is_changed_in_place(browser, drafted):
    path = f"/programme/calls/{drafted.id}/edit"
    page = BeautifulSoup(browser.get(path).text, "html.parser")
    shown = page.find(id="total")
    assert (shown["type"], shown["value"]) == ("text", "1.000.000,00")
    assert browser.post(path, data={**CALL, "act": "DGR 7-bis/2026"}).status_code == 302
    assert drafted.act == "DGR 7-bis/2026"
    answer = browser.post(path, data={**CALL, "act": "DGR 7-ter/2026"})
    assert answer.status_code == 422
    assert "DGR 7-ter/2026" in answer.text


def test_a_published_call_is_amended_and_shows_what_it_said(app, browser, drafted):
    path = f"/programme/calls/{drafted.id}"
    browser.post(f"{path}/publish")
    assert browser.get(f"{path}/edit").status_code == 404
    change = {**CALL, "code": "AVVISO-7", "total": "2.000.000,00"}
    refused = browser.post(f"{path}/amend", data=change)
    assert refused.status_code == 422
    change |= {"amending_act": "DGR 8/2026", "reason": "Nuove risorse."}
    assert browser.post(f"{path}/amend", data=change).status_code == 302
    page = app.test_client().get(f"/calls/{drafted.id}").text
    assert "DGR 8/2026" in page
    assert "Nuove risorse." in page


def test_a_call_without_words_is_not_published(browser):
    browser.post("/programme/calls/new", data={**CALL, "text_it": "", "text_en": ""})
    path = f"/programme/calls/{call_with_code('AVVISO-7').id}"
    assert browser.post(f"{path}/publish").status_code == 422
    assert browser.post(f"{path}/discard").status_code == 302
    assert "AVVISO-7" in browser.get("/programme/calls?standing=discarded").text


def test_a_call_is_closed_early_with_a_reason(browser):
    call = catalogue.call()
    path = f"/programme/calls/{call.id}/close"
    assert browser.get(path).status_code == 200
    assert browser.post(path, data={"reason": "funds_used_up"}).status_code == 422
    answer = browser.post(path, data={"reason": "funds_used_up", "note": "Esaurite."})
    assert answer.status_code == 302
    assert call.state is CallState.CLOSED


def test_the_list_narrows_and_its_file_with_it(browser):
    open_one, over = catalogue.call(), catalogue.call(closes_on=catalogue.call().opens_on)
    found = browser.get(f"/programme/calls?standing=open&q={open_one.code.lower()}").text
    assert open_one.code in found
    assert over.code not in browser.get("/programme/calls?standing=open").text
    file = browser.get("/programme/calls?standing=closed&format=csv")
    assert over.code in file.text
    assert open_one.code not in file.text
    assert browser.get("/programme/calls?standing=nonsense&pathway=99").status_code == 200
    assert browser.get("/calls?past=1").status_code == 200


def test_a_wrong_call_says_what_is_wrong_and_loses_nothing(browser, drafted):
    answer = browser.post("/programme/calls/new", data={**CALL, "closes_on": "2025-01-01"})
    assert answer.status_code == 422
    assert "DGR 7/2026" in answer.text
    assert browser.post("/programme/calls/new", data={"act": "DGR 8"}).status_code == 422


def test_calls_are_for_officers(client_of, as_role):
    assert client_of(as_role(Role.PROVIDER_MANAGER)).get("/programme/calls").status_code == 403
