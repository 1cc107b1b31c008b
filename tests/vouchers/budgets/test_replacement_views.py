"""Pages of targets and replacement budget, on both sides."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.money import Money
from tests.factories import accounts, catalogue
from vouchers.budgets.operations import commit_amount, grant, request_replacement
from vouchers.budgets.queries import lines_of
from vouchers.budgets.rules import EntryKind
from vouchers.budgets.states import ReplacementState


@pytest.fixture
def officer(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def budget(officer):
    place = (catalogue.call().id, catalogue.provider().id, 2)
    made = grant(officer, to=place, kind=EntryKind.GRANT, amount=Money.euro(1_000), act="DGR 1")
    commit_amount(officer, made, Money.euro(900), "VG-1")
    return made


@pytest.fixture
def manager(budget):
    return accounts.user(Role.PROVIDER_MANAGER, budget.provider)


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def test_a_provider_sees_its_budgets_and_asks_for_more(client_of, officer, manager, budget):
    browser = client_of(manager)
    listed = soup(browser.get("/provider/budgets"))
    assert listed.select_one("svg.pc-budget-bar")
    assert "900" in browser.get("/provider/budgets?format=csv").text
    page = soup(browser.get(f"/provider/budgets/{budget.id}"))
    assert page.select_one(".pc-share-bar table")
    path = f"/provider/budgets/{budget.id}/replacement"
    refused = browser.post(path, data={"amount": "tanto", "reason": "Dieci persone."})
    assert refused.status_code == 422
    assert "Dieci persone." in refused.text
    assert len(soup(refused).select(".pc-error-summary li")) == 1
    answer = browser.post(path, data={"amount": "400,50", "reason": "Dieci persone."})
    assert answer.status_code == 302
    assert "400,50" in browser.get(answer.headers["Location"]).text
    assert "BS-" in browser.get("/provider/replacements?state=requested&format=csv").text
    assert browser.post(path, data={"amount": "1", "reason": "Ancora."}).status_code == 422


def test_the_region_decides_and_the_provider_reads_why(client_of, officer, manager, budget):
    asked = request_replacement(manager, budget, Money.euro(400), "Dieci persone.")
    browser = client_of(officer)
    assert asked.number in browser.get("/programme/replacements?state=requested").text
    path = f"/programme/replacements/{asked.id}"
    assert soup(browser.get(path)).find(id="amount")["value"] == "400,00"
    without = browser.post(f"{path}/decide", data={"verdict": "grant", "amount": "300"})
    assert without.status_code == 422
    assert len(soup(without).select(".pc-error-summary li")) == 2
    data = {"verdict": "grant", "amount": "300", "act": "DGR 5", "decision": "Fondi residui."}
    assert browser.post(f"{path}/decide", data=data).status_code == 302
    assert asked.state is ReplacementState.REDUCED
    own = client_of(manager).get(f"/provider/replacements/{asked.id}").text
    assert "Fondi residui." in own
    assert officer.name not in own


def test_a_request_is_withdrawn_by_its_provider(client_of, manager, budget):
    asked = request_replacement(manager, budget, Money.euro(400), "Dieci persone.")
    browser = client_of(manager)
    assert browser.post(f"/provider/replacements/{asked.id}/withdraw").status_code == 302
    assert asked.state is ReplacementState.WITHDRAWN


def test_another_provider_finds_nothing(client_of, manager, budget):
    asked = request_replacement(manager, budget, Money.euro(400), "Dieci persone.")
    browser = client_of(catalogue.manager_of(catalogue.provider()))
    for path in (
        f"/provider/budgets/{budget.id}",
        f"/provider/budgets/{budget.id}/replacement",
        f"/provider/replacements/{asked.id}",
    ):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/provider/replacements/{asked.id}/withdraw").status_code == 404
    assert asked.number not in browser.get("/provider/replacements").text


def test_operators_neither_read_nor_ask(client_of, budget):
    operator = accounts.user(Role.PROVIDER_OPERATOR, budget.provider)
    assert client_of(operator).get("/provider/budgets").status_code == 403


def test_a_target_is_set_and_shown_beside_what_was_reached(client_of, officer, budget):
    browser = client_of(officer)
    path = f"/programme/budgets/{budget.id}/target"
    wrong = browser.post(path, data={"people": "10", "starts": "11", "act": "DGR 1"})
    assert wrong.status_code == 422
    for people in ("10", "12"):
        data = {"people": people, "starts": "8", "act": "DGR 1"}
        assert browser.post(path, data=data).status_code == 302
    assert lines_of([budget])[0].target.people == 12
    page = soup(browser.get(f"/programme/budgets/{budget.id}"))
    assert len(page.select(".pc-share-bar")) == 2
    assert "12" in browser.get("/programme/budgets?format=csv").text
