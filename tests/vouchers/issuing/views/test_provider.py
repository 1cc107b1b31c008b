"""The provider's inbox, taking up and declining."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event, select, update

from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.core.clock import frozen, now, today
from app.core.database import db
from catalogue.providers.models import PlatformAgreement
from tests.factories import accounts
from tests.factories.catalogue import manager_of
from tests.factories.vouchers import issued, supply
from vouchers.issuing.states import VoucherState


@pytest.fixture
def supplied(session):
    return supply(seats=30)


@pytest.fixture
def voucher(counsellor, supplied):
    return issued(counsellor, supplied)


@pytest.fixture
def browser(client_of, supplied, voucher):
    return client_of(manager_of(supplied.provider))


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def listed(answer):
    return [link.get_text() for link in soup(answer).select("td a")]


def appointment(**changes):
    day = (today() + timedelta(days=3)).isoformat()
    return {
        "appointment_on": day,
        "appointment_time": "09:30",
        "place": "Via Roma 1",
        **changes,
    }


def test_the_inbox_lists_what_has_to_be_answered_with_its_countdown(browser, voucher):
    page = browser.get("/provider/vouchers")
    assert listed(page) == [voucher.number]
    assert soup(page).select_one("td [data-due]")["data-due"] == voucher.take_up_by.isoformat()


def test_the_inbox_is_the_providers_own(client_of, voucher):
    other = client_of(manager_of(supply().provider))
    assert listed(other.get("/provider/vouchers?state=all")) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=taken_up", False),
        ("state=all", True),
        ("state=nonsense", True),
        ("q=rossi", True),
        ("q=zzzz", False),
        ("q=competenze", True),
    ],
)
def test_filters_narrow_the_inbox(browser, voucher, query, found):
    assert (listed(browser.get(f"/provider/vouchers?{query}")) != []) is found


def test_the_list_leaves_as_a_file_and_is_noted(session, browser, voucher):
    for kind in ("csv", "xlsx"):
        answer = browser.get(f"/provider/vouchers?format={kind}")
        assert answer.status_code == 200
        assert kind in answer.headers["Content-Disposition"]
    assert voucher.number in browser.get("/provider/vouchers?format=csv").get_data(as_text=True)
    assert session.scalars(select(AuditEvent).filter_by(event="voucher:export")).first()
    assert browser.get("/provider/vouchers?format=exe").status_code == 404


def test_taking_up_sets_the_first_appointment(browser, voucher):
    answer = browser.post(f"/vouchers/{voucher.number}/take-up", data=appointment())
    assert answer.location == f"/vouchers/{voucher.number}"
    assert voucher.state is VoucherState.TAKEN_UP
    assert "Via Roma 1" in browser.get(answer.location).get_data(as_text=True)
    assert browser.get(f"/vouchers/{voucher.number}/take-up").status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"appointment_on": ""},
        {"appointment_on": "31/02/2027"},
        {"appointment_on": "2020-01-01"},
        {"appointment_on": "2099-01-01"},
        {"appointment_time": "26:00"},
        {"place": "  "},
        {"place": "x" * 301},
    ],
)
def test_wrong_input_is_told_and_nothing_typed_is_lost(browser, voucher, changes):
    typed = appointment(**changes)
    answer = browser.post(f"/vouchers/{voucher.number}/take-up", data=typed)
    assert answer.status_code == 422
    assert soup(answer).select_one(".pc-error-summary a[href^='#']")
    assert soup(answer).select_one("#place")["value"] == typed["place"].strip()
    assert voucher.state is VoucherState.ISSUED


def test_after_the_deadline_the_page_says_that_it_is_too_late(browser, voucher):
    with frozen(voucher.take_up_by + timedelta(days=1)):
        data = appointment(appointment_on=(today() + timedelta(days=2)).isoformat())
        answer = browser.post(f"/vouchers/{voucher.number}/take-up", data=data)
    assert answer.status_code == 422


def test_declining_needs_reason_and_note(browser, voucher):
    address = f"/vouchers/{voucher.number}/decline"
    for data in ({}, {"reason": "no_places"}, {"reason": "no_answer", "note": "x"}):
        assert browser.post(address, data=data).status_code == 422
    assert browser.post(address, data={"reason": "no_places", "note": "Aula piena"}).location == (
        "/provider/vouchers"
    )
    assert voucher.state is VoucherState.DECLINED


def test_another_providers_voucher_is_not_found(client_of, voucher):
    other = client_of(manager_of(supply().provider))
    for page in ("take-up", "decline"):
        assert other.get(f"/vouchers/{voucher.number}/{page}").status_code == 404
        assert other.post(f"/vouchers/{voucher.number}/{page}").status_code == 404


def test_an_operator_answers_too(client_of, supplied, voucher):
    operator = client_of(accounts.user(Role.PROVIDER_OPERATOR, supplied.provider.organisation))
    operator.post(f"/vouchers/{voucher.number}/take-up", data=appointment())
    assert voucher.state is VoucherState.TAKEN_UP


def test_without_a_platform_agreement_no_person_is_seen(session, browser, supplied, voucher):
    session.execute(update(PlatformAgreement).values(ended_at=now()))
    session.commit()
    for path in ("/provider/vouchers", f"/vouchers/{voucher.number}"):
        answer = browser.get(path)
        assert answer.status_code in (302, 303, 403, 404)
        assert voucher.jobseeker.name not in answer.get_data(as_text=True)


def test_more_vouchers_cost_no_more_queries(browser, counsellor, supplied):
    def queries():
        seen = []
        bind = db.session.get_bind()
        engine = getattr(bind, "engine", bind)

        def count(*_):
            seen.append(1)

        event.listen(engine, "before_cursor_execute", count)
        try:
            db.session.expire_all()
            assert browser.get("/provider/vouchers").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    queries()
    few = queries()
    for _ in range(4):
        issued(counsellor, supplied)
    db.session.commit()
    assert queries() <= few
