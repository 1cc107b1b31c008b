"""The pages of the budgets."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.money import Money
from tests.factories import catalogue
from vouchers.budgets.operations import grant
from vouchers.budgets.queries import budget_of
from vouchers.budgets.rules import EntryKind


@pytest.fixture
def officer(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def place(session):
    return catalogue.call().id, catalogue.provider().id, 2


@pytest.fixture
def budget(officer, place):
    return grant(officer, to=place, kind=EntryKind.GRANT, amount=Money.euro(1000), act="DGR 1/2026")


@pytest.fixture
def browser(client_of, officer):
    return client_of(officer)


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def entry(place, **changes):
    call_id, provider_id, pathway = place
    return {
        "call": call_id,
        "provider": provider_id,
        "pathway": pathway,
        "kind": "grant",
        "amount": "1500,50",
        "act": "DGR 2/2026",
        **changes,
    }


def test_the_list_shows_where_every_budget_stands(browser, budget):
    page = soup(browser.get("/programme/budgets"))
    assert budget.provider.name in page.select_one("td a").get_text()
    assert page.select_one("svg.pc-budget-bar")


def test_filters_and_files_go_together(browser, budget):
    assert soup(browser.get("/programme/budgets?pathway=3")).select("td a") == []
    assert soup(browser.get(f"/programme/budgets?call={budget.call_id}")).select("td a")
    file = browser.get("/programme/budgets?format=csv&pathway=2").get_data(as_text=True)
    assert budget.provider.name in file
    empty = browser.get("/programme/budgets?format=csv&pathway=3").get_data(as_text=True)
    assert budget.provider.name not in empty


def test_the_ledger_shows_every_entry(browser, budget):
    answer = browser.get(f"/programme/budgets/{budget.id}")
    assert "DGR 1/2026" in soup(answer).select_one(".pc-table tbody").get_text()
    assert browser.get(f"/programme/budgets/{budget.id}?format=xlsx").status_code == 200
    assert browser.get("/programme/budgets/999999999").status_code == 404


def test_granting_enters_a_line_in_the_ledger(browser, place):
    answer = browser.post("/programme/budgets/grant", data=entry(place))
    budget = budget_of(*place)
    assert answer.location == f"/programme/budgets/{budget.id}"
    assert budget.balance == Money(150050)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "molto"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "99999999999999"}, "amount"),
        ({"call": ""}, "call"),
        ({"provider": "999999999"}, "provider"),
        ({"pathway": "6"}, "pathway"),
        ({"kind": "commitment"}, "kind"),
        ({"act": " "}, "act"),
        ({"kind": "reduction", "amount": "1"}, "amount"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_nothing_typed_is_lost(browser, place, changes, field):
    typed = entry(place, note="resta qui", **changes)
    answer = browser.post("/programme/budgets/grant", data=typed)
    assert answer.status_code == 422
    assert soup(answer).select_one(f".pc-error-summary a[href='#{field}']")
    assert soup(answer).select_one("#note").get_text().strip() == "resta qui"
    assert budget_of(*place) is None


def test_the_auditor_reads_and_grants_nothing(client_of, as_role, budget):
    auditor = client_of(as_role(Role.AUDITOR))
    assert auditor.get("/programme/budgets").status_code == 200
    assert auditor.get(f"/programme/budgets/{budget.id}").status_code == 200
    assert auditor.get("/programme/budgets/grant").status_code == 403


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.PROVIDER_MANAGER, Role.JOBSEEKER])
def test_money_is_nobody_elses_page(client_of, as_role, budget, role):
    assert client_of(as_role(role)).get("/programme/budgets").status_code == 403
