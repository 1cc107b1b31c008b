"""A provider never receives, in any form, what its security tier hides of a person."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from app.accounts.permissions import Role
from app.core.clock import frozen, now, today
from app.core.errors import RuleBroken
from catalogue.agreements.models import SecurityAnswers
from catalogue.agreements.rules import PersonField
from tests.factories import accounts, catalogue
from tests.factories.agreements_signed import second_version
from tests.factories.vouchers import issued, supply
from vouchers.issuing.states import VoucherState
from vouchers.issuing.views.paper import _sheet
from vouchers.issuing.views.person import shown

FORMS = ("", "?format=csv", "?format=xlsx")


@pytest.fixture
def counsellor(session):
    return accounts.user(Role.COUNSELLOR)


@pytest.fixture
def supplied(session):
    return supply()


@pytest.fixture
def voucher(counsellor, supplied):
    return issued(
        counsellor, supplied, phone="0499999123", email="persona.segreta@posta.example",
        surname="Zuccherini",
    )  # fmt: skip


def in_tier(session, supplied, tier, **values):
    """The provider's answers replaced by others, as time or a new questionnaire would."""
    session.execute(
        update(SecurityAnswers)
        .where(SecurityAnswers.provider_id == supplied.provider.id)
        .values(replaced_at=now())
    )
    manager = catalogue.manager_of(supplied.provider)
    if tier:
        catalogue.answers(supplied.provider, manager, tier, **values)
    return manager


def everything_sent(browser, number):
    """All a provider's user can get about the voucher: pages, files, paper, whatever is searched."""
    paths = [f"/provider/vouchers{form}" for form in FORMS]
    paths += [f"/provider/vouchers?state=&q=x{form.replace('?', '&')}" for form in FORMS]
    paths += [f"/vouchers/{number}{page}" for page in ("", "/take-up", "/decline")]
    sent = []
    for path in [*paths, "/provider", "/notices"]:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        if answer.mimetype.endswith("sheet"):
            rows = load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)
            sent.append(" ".join(str(cell) for row in rows for cell in row))
        else:
            sent.append(answer.get_data(as_text=True))
    return "\n".join(sent)


def known(voucher):
    person = voucher.jobseeker
    return {
        PersonField.NAME: person.surname,
        PersonField.FISCAL_CODE: person.fiscal_code,
        PersonField.PHONE: person.phone,
        PersonField.EMAIL: person.email,
    }


TIERS = {
    "full": set(),
    "contact": {PersonField.FISCAL_CODE},
    "narrow": {PersonField.FISCAL_CODE, PersonField.PHONE, PersonField.EMAIL},
    "": {PersonField.FISCAL_CODE, PersonField.PHONE, PersonField.EMAIL},
}


@pytest.mark.parametrize("tier", TIERS)
def test_what_a_tier_hides_is_in_no_page_and_in_no_file(
    client_of, session, supplied, voucher, tier
):
    browser = client_of(in_tier(session, supplied, tier))
    sent = everything_sent(browser, voucher.number)
    for field, value in known(voucher).items():
        assert (value in sent) == (field not in TIERS[tier]), field


@pytest.mark.parametrize("tier", TIERS)
def test_the_paper_says_no_more_than_the_page(app, session, client_of, supplied, voucher, tier):
    browser = client_of(in_tier(session, supplied, tier))
    assert browser.get(f"/vouchers/{voucher.number}.pdf").data.startswith(b"%PDF")
    seen = frozenset(PersonField) - TIERS[tier]
    with app.test_request_context():
        words = str(_sheet(voucher, shown(voucher, seen)))
    assert (voucher.jobseeker.fiscal_code in words) == (PersonField.FISCAL_CODE in seen)


def test_a_hidden_name_is_neither_shown_nor_found(session, voucher):
    nameless = shown(voucher, frozenset())
    assert (nameless.name, nameless.pathway) == ("", None)
    assert set(nameless.hidden) == set(PersonField)


def test_a_tier_that_expires_hides_at_midnight(client_of, session, supplied, voucher):
    manager = in_tier(session, supplied, "full", valid_until=today())
    browser, code = client_of(manager), voucher.jobseeker.fiscal_code
    assert code in browser.get(f"/vouchers/{voucher.number}").text
    with frozen(now() + timedelta(days=1)):
        assert code not in browser.get(f"/vouchers/{voucher.number}").text


def test_centre_and_person_see_everything_whatever_the_providers_tier(
    client_of, session, supplied, voucher, counsellor
):
    in_tier(session, supplied, "")
    assert (
        voucher.jobseeker.fiscal_code
        in client_of(counsellor).get(f"/vouchers/{voucher.number}").text
    )


def test_after_the_deadline_new_vouchers_wait_and_running_ones_go_on(
    client_of, session, supplied, counsellor
):
    with frozen(now() - timedelta(days=31)):
        second_version(accounts.user(Role.PROGRAMME_OFFICER))
    with frozen(now() - timedelta(days=3)):
        waiting, running = issued(counsellor, supplied), issued(counsellor, supplied)
        browser = client_of(catalogue.manager_of(supplied.provider))
        assert take_up(browser, running).status_code == 302
    refused = take_up(browser, waiting)
    assert refused.status_code == 422
    assert "Accordo di Servizio" in refused.text
    assert waiting.state is VoucherState.ISSUED
    assert running.state is VoucherState.TAKEN_UP
    assert browser.get(f"/vouchers/{running.number}").status_code == 200
    # Nor is anybody else sent there: the centre is told before it issues.
    with pytest.raises(RuleBroken) as broken:
        issued(counsellor, supplied)
    assert [reason.code for reason in broken.value.reasons] == ["platform_agreement_overdue"]


def take_up(browser, voucher):
    day = (today() + timedelta(days=4)).isoformat()
    answer = {"appointment_on": day, "appointment_time": "09:00", "place": "Sede"}
    return browser.post(f"/vouchers/{voucher.number}/take-up", data=answer)
