"""The centre's voucher pages: issuing on one confirmation page, cancelling."""

import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.core.database import db
from app.core.money import Money
from profiling.matching.queries import current_choice
from profiling.matching.states import ChoiceState
from tests.factories import accounts
from tests.factories.vouchers import chosen, issued, person, supply
from vouchers.issuing.models import Voucher
from vouchers.issuing.states import VoucherState


@pytest.fixture
def browser(client_of, counsellor):
    return client_of(counsellor)


@pytest.fixture
def supplied(session):
    return supply()


@pytest.fixture
def case(counsellor, supplied):
    case = person(counsellor)
    chosen(case, supplied.edition, counsellor)
    return case


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def token_on(page):
    return soup(page).select_one("input[name=token]")["value"]


def vouchers():
    return db.session.scalars(select(Voucher)).all()


def test_the_page_shows_what_would_be_issued_and_every_check(browser, case, supplied):
    page = soup(browser.get(f"/cases/{case.id}/vouchers"))
    text = page.get_text(" ", strip=True)
    assert supplied.offer.title in text
    assert supplied.call.code in text
    assert len(page.select(".pc-checks .is-ok")) == 13
    assert not page.select(".pc-checks .is-no")
    assert page.select_one("table tfoot .is-number").get_text().strip()


def test_the_button_issues_and_leads_to_the_confirmation(browser, case):
    page = browser.get(f"/cases/{case.id}/vouchers")
    answer = browser.post(f"/cases/{case.id}/vouchers", data={"token": token_on(page)})
    (voucher,) = vouchers()
    assert answer.location == f"/vouchers/{voucher.number}?issued=1"
    confirmation = soup(browser.get(answer.location))
    assert confirmation.select_one(".pc-alert.is-success")
    assert voucher.number in confirmation.select_one(".pc-reference strong").get_text()


def test_pressing_the_button_twice_leads_twice_to_the_same_voucher(browser, case):
    token = token_on(browser.get(f"/cases/{case.id}/vouchers"))
    first, second = (
        browser.post(f"/cases/{case.id}/vouchers", data={"token": token}) for _ in range(2)
    )
    assert first.location == second.location
    assert len(vouchers()) == 1


def test_a_page_left_open_too_long_tells_every_reason(session, browser, case, supplied):
    token = token_on(browser.get(f"/cases/{case.id}/vouchers"))
    supplied.edition.taken = supplied.edition.seats
    session.commit()
    answer = browser.post(f"/cases/{case.id}/vouchers", data={"token": token})
    assert answer.status_code == 422
    assert len(soup(answer).select(".pc-error-summary li")) == 1
    assert soup(answer).select(".pc-checks .is-no")
    assert vouchers() == []


def test_without_money_the_button_is_not_there_and_the_amounts_say_why(browser, counsellor):
    poor = supply(granted=Money(100))
    case = person(counsellor)
    chosen(case, poor.edition, counsellor)
    db.session.commit()
    page = soup(browser.get(f"/cases/{case.id}/vouchers"))
    assert page.select_one("input[name=token]") is None
    assert re.search(r"1[.,]00", page.select_one(".pc-checks .is-no").get_text())


@pytest.mark.parametrize("token", ["", "short", "x" * 65])
def test_a_forged_token_issues_nothing(browser, case, token):
    answer = browser.post(f"/cases/{case.id}/vouchers", data={"token": token})
    assert answer.status_code == 422
    assert vouchers() == []


def test_the_auditor_reads_but_finds_no_button(client_of, as_role, case):
    auditor = client_of(as_role(Role.AUDITOR))
    page = auditor.get(f"/cases/{case.id}/vouchers")
    assert page.status_code == 200
    assert soup(page).select_one("input[name=token]") is None
    assert auditor.post(f"/cases/{case.id}/vouchers").status_code == 403


def test_a_foreign_case_is_not_found_like_a_missing_one(client_of, case):
    stranger = client_of(accounts.user(Role.COUNSELLOR))
    for method in (stranger.get, stranger.post):
        assert method(f"/cases/{case.id}/vouchers").status_code == 404
        assert method("/cases/999999999/vouchers").status_code == 404


def test_cancelling_asks_for_reason_and_note_and_loses_nothing_typed(browser, counsellor, supplied):
    voucher = issued(counsellor, supplied)
    db.session.commit()
    address = f"/vouchers/{voucher.number}/cancel"
    answer = browser.post(address, data={"note": "Persona sbagliata"})
    assert answer.status_code == 422
    assert "Persona sbagliata" in soup(answer).select_one("textarea").get_text()
    assert soup(answer).select_one(".pc-error-summary a[href^='#reason']")
    done = browser.post(address, data={"reason": "issued_in_error", "note": "Persona sbagliata"})
    assert done.location == f"/cases/{voucher.jobseeker_id}/vouchers"
    assert voucher.state is VoucherState.CANCELLED
    assert browser.get(address).status_code == 409


def test_every_look_at_the_vouchers_of_a_case_is_noted(session, browser, case):
    browser.get(f"/cases/{case.id}/vouchers")
    noted = session.scalars(select(AccessLog).filter_by(jobseeker_id=case.id)).one()
    assert noted.part == "vouchers"


def test_a_choice_withdrawn_meanwhile_is_told_on_the_page(session, browser, case):
    token = token_on(browser.get(f"/cases/{case.id}/vouchers"))
    current_choice(case.id).state = ChoiceState.WITHDRAWN
    session.commit()
    answer = browser.post(f"/cases/{case.id}/vouchers", data={"token": token})
    assert answer.status_code == 422
    assert len(soup(answer).select(".pc-error-summary li")) == 1
