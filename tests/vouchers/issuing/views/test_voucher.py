"""The voucher's own page and paper, for each side."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.core.database import db
from tests.factories import accounts
from tests.factories.catalogue import manager_of
from tests.factories.vouchers import issued, person, supply
from vouchers.issuing.operations.answer import decline
from vouchers.issuing.states import VoucherState


@pytest.fixture
def supplied(session):
    return supply()


@pytest.fixture
def user(as_role):
    return as_role(Role.JOBSEEKER)


@pytest.fixture
def voucher(counsellor, supplied, user):
    return issued(counsellor, supplied, user_id=user.id)


@pytest.fixture
def manager(supplied):
    return manager_of(supplied.provider)


def text_of(answer):
    return BeautifulSoup(answer.data, "html.parser").get_text(" ", strip=True)


@pytest.fixture
def sides(client_of, counsellor, as_role, user, manager, voucher):
    return {
        "counsellor": client_of(counsellor),
        "auditor": client_of(as_role(Role.AUDITOR)),
        "jobseeker": client_of(user),
        "provider": client_of(manager),
    }


@pytest.mark.parametrize("side", ["counsellor", "auditor", "jobseeker", "provider"])
@pytest.mark.parametrize("paper", ["", ".pdf"])
def test_each_side_reads_the_voucher_and_leaves_a_line_in_the_access_log(
    session, sides, voucher, side, paper
):
    answer = sides[side].get(f"/vouchers/{voucher.number}{paper}")
    assert answer.status_code == 200
    noted = session.scalars(select(AccessLog).filter_by(record=voucher.number)).one()
    assert noted.part == ("voucher_pdf" if paper else "voucher")
    assert noted.jobseeker_id == voucher.jobseeker_id


def test_outsiders_find_nothing_neither_page_nor_paper(client_of, as_role, voucher):
    outsiders = [
        client_of(accounts.user(Role.COUNSELLOR)),
        client_of(manager_of(supply().provider)),
        client_of(as_role(Role.JOBSEEKER)),
    ]
    for outsider in outsiders:
        for number in (voucher.number, "VG-2026-9999999-X"):
            for end in ("", ".pdf"):
                assert outsider.get(f"/vouchers/{number}{end}").status_code == 404


def test_each_side_reads_the_story_in_its_own_words(sides, voucher):
    told = {side: text_of(sides[side].get(f"/vouchers/{voucher.number}")) for side in sides}
    assert len({words.split("/")[-1][-400:] for words in told.values()}) > 1


def test_a_number_typed_carelessly_finds_the_voucher(sides, voucher):
    typed = voucher.number.replace("-", "").lower()
    answer = sides["counsellor"].get(f"/vouchers/{typed}")
    assert answer.location == f"/vouchers/{voucher.number}"


def test_the_paper_is_a_pdf_in_the_language_of_the_person(client_of, counsellor, supplied):
    browser = client_of(counsellor)
    for language in ("it", "en"):
        voucher = issued(counsellor, supplied, language=language)
        db.session.commit()
        answer = browser.get(f"/vouchers/{voucher.number}.pdf")
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF-")
        assert f"<dc:language><rdf:Bag><rdf:li>{language}-".encode() in answer.data


def test_the_qr_code_opens_the_page_of_this_voucher(app, voucher):
    from flask import url_for

    from app.web.addresses import from_outside
    from catalogue.agreements.rules import PersonField
    from vouchers.issuing.views.paper import _sheet
    from vouchers.issuing.views.person import shown

    with app.test_request_context():
        sheet = _sheet(voucher, shown(voucher, frozenset(PersonField)))
        address = from_outside(url_for("issuing.voucher", number=voucher.number))
    assert address.endswith(f"/vouchers/{voucher.number}")
    assert address.startswith("http")
    from app.core.documents import qr_code

    assert sheet["qr"] == qr_code(address)


def test_after_a_refusal_the_provider_no_longer_sees_the_person(session, sides, voucher, manager):
    decline(voucher=voucher, reason="no_places", note="Aula piena", actor=manager)
    session.commit()
    assert sides["provider"].get(f"/vouchers/{voucher.number}").status_code == 404
    inbox = text_of(sides["provider"].get("/provider/vouchers?state=declined"))
    assert voucher.number in inbox
    assert voucher.jobseeker.name not in inbox
    assert "Aula piena" in text_of(sides["counsellor"].get(f"/vouchers/{voucher.number}"))
    assert "Aula piena" not in text_of(sides["jobseeker"].get(f"/vouchers/{voucher.number}"))


def test_my_voucher_shows_the_open_one_and_the_earlier_ones(session, sides, voucher, manager):
    assert voucher.number in text_of(sides["jobseeker"].get("/me/voucher"))
    decline(voucher=voucher, reason="no_places", note="x", actor=manager)
    session.commit()
    page = BeautifulSoup(sides["jobseeker"].get("/me/voucher").data, "html.parser")
    assert page.select_one(".pc-ticket") is None
    assert voucher.number in page.select_one("table").get_text()


def test_before_any_voucher_the_person_is_led_to_the_choice(client_of, counsellor, user):
    person(counsellor, user_id=user.id)
    page = BeautifulSoup(client_of(user).get("/me/voucher").data, "html.parser")
    assert page.select_one(".pc-empty a")["href"] == "/me/choice"


def test_the_person_gives_the_voucher_back(sides, voucher):
    address = f"/vouchers/{voucher.number}/renounce"
    refused = sides["jobseeker"].post(address, data={"reason": "health"})
    assert refused.status_code == 422
    assert voucher.state is VoucherState.ISSUED
    done = sides["jobseeker"].post(address, data={"reason": "health", "is_sure": "y"})
    assert done.location == "/me/voucher"
    assert voucher.state is VoucherState.RENOUNCED


def test_nobody_else_gives_it_back(sides, voucher):
    for side in ("counsellor", "provider", "auditor"):
        assert sides[side].post(f"/vouchers/{voucher.number}/renounce").status_code == 403
