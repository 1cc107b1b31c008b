"""The pages of the rules: readable by those who decide by them, every value with its source."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.programme.queries import rule_set_id_on, rules_of_version
from app.programme.rules.checks import sourced_values
from app.programme.views.routes import PARTS


@pytest.fixture
def address(session):
    return f"/programme/rules/{rule_set_id_on(date(2026, 11, 20))}"


def test_the_versions_are_listed_with_the_one_in_force(client_of, as_role, address):
    page = client_of(as_role(Role.PROGRAMME_OFFICER)).get("/programme/rules")
    assert BeautifulSoup(page.data, "html.parser").select_one(f'a[href="{address}"]')


@pytest.mark.parametrize("part", PARTS)
def test_every_part_shows_its_values_with_source_and_illustrative_mark(
    client_of, as_role, address, part
):
    page = client_of(as_role(Role.COUNSELLOR)).get(f"{address}/{part}", follow_redirects=True)
    assert page.status_code == 200
    soup = BeautifulSoup(page.data, "html.parser")
    assert soup.select("table.pc-table tbody tr")
    assert len(soup.select(".pc-mark")) >= len(soup.select("table.pc-table tbody tr"))


def test_the_languages_of_the_rules_follow_the_reader(client_of, as_role, address):
    browser = client_of(as_role(Role.AUDITOR))
    with browser.session_transaction() as kept:
        kept["language"] = "en"
    assert "Work and inclusion" in browser.get(address).text
    with browser.session_transaction() as kept:
        kept["language"] = "it"
    assert "Lavoro e inclusione" in browser.get(address).text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROGRAMME_OFFICER, 200),
        (Role.COUNSELLOR, 200),
        (Role.AUDITOR, 200),
        (Role.JOBSEEKER, 403),
        (Role.PROVIDER_MANAGER, 403),
    ],
)
def test_who_may_read_the_rules(client_of, as_role, address, role, status):
    assert client_of(as_role(role)).get(address).status_code == status


def test_an_unknown_version_or_part_is_not_found(client_of, as_role, address):
    browser = client_of(as_role(Role.COUNSELLOR))
    assert browser.get("/programme/rules/999999").status_code == 404
    assert browser.get(f"{address}/secrets").status_code == 404


def test_the_versions_are_exported(client_of, as_role, address):
    browser = client_of(as_role(Role.PROGRAMME_OFFICER))
    assert "gol;1;GOL Veneto" in browser.get("/programme/rules?format=csv").text
    assert browser.get("/programme/rules?format=xlsx").data.startswith(b"PK")


def test_the_pages_of_the_parts_show_every_value_of_the_version_with_its_mark(
    client_of, as_role, address
):
    """A value added to the rules must be shown somewhere, with where it comes from."""
    browser = client_of(as_role(Role.COUNSELLOR))
    marks, whole = 0, 0
    for part in PARTS:
        answer = browser.get(f"{address}/{part}", follow_redirects=True)
        page = BeautifulSoup(answer.data, "html.parser")
        whole = len(page.select(".pc-summary .pc-mark"))
        marks += len(page.select("main .pc-mark")) - whole
    version_id = int(address.rsplit("/", 1)[1])
    assert marks + whole == len(list(sourced_values(rules_of_version(version_id))))
