"""The page of the ministry's profile: shown beside the computed one, checked, replaced, never edited."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.clock import today
from profiling.assessment.queries.official import current_official, officials_of
from tests.factories import accounts
from tests.factories.profiling import case_to_profile, profile


@pytest.fixture
def case(counsellor):
    return case_to_profile(counsellor)


@pytest.fixture
def address(case):
    return f"/cases/{case.id}/profiling/official"


def typed(**values):
    return {
        "profile_class": "3",
        "index": "0,8123",
        "code": "VE-2026-000123",
        "calculated_on": (today() - timedelta(days=2)).isoformat(),
        "received_on": today().isoformat(),
        "source": "service",
        **values,
    }


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Differs from the computed class"), ("it", "Diversa dalla classe calcolata")],
)
def test_a_different_class_is_tagged_beside_the_computed_one(
    client_of, counsellor, case, address, language, words
):
    profile(counsellor, case, on=today())
    browser = client_of(counsellor)
    browser.get(f"/language/{language}")
    assert browser.post(address, data=typed()).status_code == 302
    page = soup(browser.get(f"/cases/{case.id}/profiling"))
    assert words in page.text
    assert "VE-2026-000123" in page.text
    assert str(current_official(case.id).index) == "0.8123"


def test_the_same_class_is_not_a_difference(client_of, counsellor, case, address):
    profile(counsellor, case, on=today())
    browser = client_of(counsellor)
    browser.get("/language/en")
    browser.post(address, data=typed(profile_class="1", index=""))
    page = browser.get(f"/cases/{case.id}/profiling").get_data(as_text=True)
    assert "Same class as computed" in page
    assert "not stated" in page


def test_impossible_values_are_told_at_their_fields_and_nothing_typed_is_lost(
    client_of, counsellor, case, address
):
    tomorrow = (today() + timedelta(days=1)).isoformat()
    wrong = typed(index="1,5", code="a b", calculated_on=tomorrow)
    answer = client_of(counsellor).post(address, data=wrong)
    assert answer.status_code == 422
    page = soup(answer)
    for field in ("index", "code", "calculated_on", "received_on"):
        assert page.select_one(f'.pc-error-summary a[href="#{field}"]'), field
    assert page.select_one("#code")["value"] == "a b"
    assert page.select_one("#index")["value"] == "1,5"
    assert current_official(case.id) is None


def test_a_correction_is_a_new_row_and_the_old_one_stays_in_the_history(
    client_of, counsellor, case, address
):
    browser = client_of(counsellor)
    browser.post(address, data=typed())
    assert browser.post(address, data=typed()).status_code == 422
    assert browser.post(address, data=typed(profile_class="2")).status_code == 302
    assert [row.superseded_at is None for row in officials_of(case.id)] == [True, False]
    assert current_official(case.id).profile_class == 2
    page = browser.get(f"/cases/{case.id}/profiling/history").get_data(as_text=True)
    assert page.count("VE-2026-000123") == 2


def test_a_foreign_case_looks_like_a_missing_one_and_an_auditor_only_reads(
    client_of, as_role, address
):
    foreign = client_of(accounts.user(Role.COUNSELLOR))
    assert foreign.get(address).status_code == 404
    assert foreign.post(address, data=typed()).status_code == 404
    assert client_of(as_role(Role.AUDITOR)).post(address, data=typed()).status_code == 403
