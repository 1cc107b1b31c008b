"""Pages of the waiting lists: the person's own, the centre's; who may, what is told."""

import pytest

from app.accounts.permissions import Role
from app.core.database import db
from tests.factories import accounts, catalogue
from tests.factories.vouchers import person, supply
from tests.factories.waiting import full, waiting
from vouchers.issuing.operations.close import cancel
from vouchers.waiting.states import WaitingState


@pytest.fixture
def counsellor(session):
    return accounts.user(Role.COUNSELLOR)


@pytest.fixture
def crowded(counsellor):
    """A full edition with two people on its list, the second of them with an account."""
    supplied, (voucher,) = full(counsellor)
    first = waiting(counsellor, supplied.edition)
    account = accounts.user(Role.JOBSEEKER)
    second = waiting(counsellor, supplied.edition, user_id=account.id)
    return supplied.edition, voucher, first, second, account


def free(voucher, counsellor):
    cancel(voucher=voucher, reason="issued_in_error", note="Prova.", actor=counsellor)


def test_a_person_sees_their_turn_and_how_many_come_first(client_of, crowded):
    page = client_of(crowded[4]).get("/me/waiting").text
    assert "Posizione 2 in lista: 1 persona ha la precedenza." in page


def test_a_person_answers_from_their_own_area(client_of, crowded, counsellor):
    edition, voucher, (_, first), (case, second), account = crowded
    browser = client_of(account)
    assert browser.post(f"/me/waiting/{first.id}/leave").status_code == 404
    free(voucher, counsellor)
    browser_of_centre = client_of(counsellor)
    declined = f"/cases/{first.jobseeker_id}/waiting/{first.id}/decline"
    assert browser_of_centre.get(declined).status_code == 200
    assert browser_of_centre.post(declined).status_code == 302
    db.session.refresh(second)
    assert second.state is WaitingState.OFFERED
    assert edition.offer.title in browser.get("/me").text
    assert browser.get(f"/me/waiting/{second.id}/take").status_code == 200
    assert browser.post(f"/me/waiting/{second.id}/take").status_code == 302
    db.session.refresh(second)
    assert second.state is WaitingState.TAKEN
    # Pressing the button of an old page does nothing twice.
    assert browser.post(f"/me/waiting/{second.id}/take").status_code == 302
    assert "voucher" in browser.get("/me/waiting").text
    issue = client_of(counsellor).post(f"/cases/{case.id}/vouchers", data={"token": "t" * 20})
    assert issue.status_code == 302
    db.session.refresh(second)
    assert second.state is WaitingState.HONOURED


def test_a_person_leaves_and_the_next_page_says_so(client_of, crowded):
    *_, (_, second), account = crowded
    browser = client_of(account)
    assert browser.post(f"/me/waiting/{second.id}/leave").status_code == 302
    db.session.refresh(second)
    assert second.state is WaitingState.LEFT
    assert "Nessuna lista" in browser.get("/me/waiting").text


def test_the_counsellor_puts_a_person_on_a_list_found_on_the_page(client_of, crowded, counsellor):
    edition, *_ = crowded
    case = person(counsellor)
    browser = client_of(counsellor)
    listing = f"/cases/{case.id}/waiting"
    join = f"{listing}/join/{edition.id}"
    assert join in browser.get(listing).text
    assert join in browser.get(f"/cases/{case.id}/choice/{edition.offer_id}").text
    assert browser.get(join).status_code == 200
    assert browser.post(join).status_code == 302
    db.session.refresh(edition)
    assert edition.waiting == 3
    again = browser.post(join)
    assert again.status_code == 422
    assert "già in questa lista" in again.text


def test_where_places_are_left_the_page_sends_to_the_choice(client_of, counsellor):
    case, edition = person(counsellor), supply().edition
    page = client_of(counsellor).get(f"/cases/{case.id}/waiting/join/{edition.id}").text
    assert "senza attendere" in page
    assert (
        'name="csrf_token"' not in page or "<form" not in page.split("<main")[1].split("</main")[0]
    )


def test_a_case_of_another_centre_is_not_found(client_of, crowded):
    *_, (case, second), _account = crowded
    other = accounts.user(Role.COUNSELLOR)
    browser = client_of(other)
    assert browser.get(f"/cases/{case.id}/waiting").status_code == 404
    assert browser.post(f"/cases/{case.id}/waiting/{second.id}/leave").status_code == 404


def test_a_provider_learns_how_many_wait_and_nobodys_name(client_of, crowded):
    edition, _, (first, _), (second, _), _ = crowded
    browser = client_of(catalogue.manager_of(edition.offer.provider))
    assert browser.get(f"/cases/{first.id}/waiting").status_code in (403, 404)
    page = browser.get("/provider/capacity").text
    assert "2 su 5" in page
    assert first.surname not in page
    assert second.surname not in page


def test_the_auditor_reads_and_cannot_act(client_of, crowded, as_role):
    *_, (case, second), _account = crowded
    browser = client_of(as_role(Role.AUDITOR))
    assert browser.get(f"/cases/{case.id}/waiting").status_code == 200
    assert browser.post(f"/cases/{case.id}/waiting/{second.id}/leave").status_code == 403
