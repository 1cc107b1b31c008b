"""Pages of the register and of a provider's own area: who may, what is refused, nothing lost."""

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.operations import hashed
from app.accounts.permissions import Role
from app.core.clock import today
from app.core.database import db
from app.core.tax_number import compose
from catalogue.offers.states import OfferState
from catalogue.providers.models import Provider
from catalogue.providers.states import ProviderState
from tests.factories import accounts
from tests.factories import catalogue as make

PASSWORD = "quattro parole a caso"
APPLICANT = {
    "legal_name": "Nuova Scuola",
    "tax_number": compose("0999999999"),
    "address": "Via Lunga 3",
    "municipality": "Padova",
    "manager_name": "Mara Bianchi",
    "manager_email": "mara@nuova.example",
}
SITE = {
    "name": "Sede di via Lunga",
    "address": "Via Lunga 3",
    "municipality_code": "Padova",
}


@pytest.fixture
def officer(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def unsigned(session):
    owner = make.provider(signed=False)
    manager = make.manager_of(owner)
    manager.password_hash = hashed(PASSWORD)
    return owner, manager


def test_an_applicant_is_entered_given_a_site_and_accredited(client_of, officer):
    browser = client_of(officer)
    entered = browser.post("/programme/providers/new", data=APPLICANT)
    assert entered.status_code == 200
    made = db.session.scalar(select(Provider).where(Provider.legal_name == "Nuova Scuola"))
    assert made.state is ProviderState.APPLICANT
    manager = db.session.scalar(select(User).where(User.organisation_id == made.id))
    assert (manager.role, manager.password_hash) == (Role.PROVIDER_MANAGER, None)
    path = f"/programme/providers/{made.id}"
    terms = {
        "number": "A99",
        "act": "Decreto 1/2026",
        "valid_from": today().isoformat(),
        "valid_to": "2099-12-31",
    }
    refused = browser.post(f"{path}/grant", data=terms)
    assert refused.status_code == 422
    assert "A99" in refused.text
    assert browser.post(f"{path}/sites/new", data=SITE).status_code == 302
    db.session.refresh(made)
    terms["pairs"] = [f"{made.sites[0].id}:training"]
    assert browser.post(f"{path}/grant", data=terms).status_code == 302
    db.session.refresh(made)
    assert made.state is ProviderState.ACCREDITED
    page = browser.get(path)
    assert page.status_code == 200
    assert "A99" in page.text


def test_a_wrong_application_says_what_is_wrong_and_loses_nothing(client_of, officer):
    known = make.provider()
    wrong = {**APPLICANT, "tax_number": known.tax_number, "manager_email": officer.email}
    answer = client_of(officer).post("/programme/providers/new", data=wrong)
    assert answer.status_code == 422
    assert known.tax_number in answer.text
    assert "Nuova Scuola" in answer.text


@pytest.mark.parametrize("path", ["/provider", "/provider/offers", "/provider/members"])
def test_nothing_of_the_area_opens_before_the_agreement_is_signed(client_of, unsigned, path):
    answer = client_of(unsigned[1]).get(path)
    assert answer.status_code == 302
    assert answer.location.endswith("/provider/agreement")


def test_an_operator_is_invited_and_deactivated(client_of):
    owner = make.provider()
    browser = client_of(make.manager_of(owner))
    invited = browser.post(
        "/provider/members", data={"name": "Ugo Verdi", "email": "ugo@ente.example"}
    )
    assert invited.status_code == 200
    member = db.session.scalar(select(User).where(User.email == "ugo@ente.example"))
    assert (member.role, member.organisation_id) == (Role.PROVIDER_OPERATOR, owner.id)
    assert browser.post(f"/provider/members/{member.id}/deactivate").status_code == 302
    db.session.refresh(member)
    assert not member.active
    twice = browser.post("/provider/members", data={"name": "U", "email": "ugo@ente.example"})
    assert twice.status_code == 422


def test_a_colleague_of_another_provider_is_not_found(client_of):
    foreign = make.manager_of(make.provider())
    browser = client_of(make.manager_of(make.provider()))
    assert browser.post(f"/provider/members/{foreign.id}/deactivate").status_code == 404


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.JOBSEEKER, Role.AUDITOR])
def test_the_register_is_for_officers(client_of, as_role, role):
    assert client_of(as_role(role)).get("/programme/providers").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_register_is_exported_with_its_filters(client_of, officer, kind):
    make.provider(legal_name="Istituto Cercato")
    answer = client_of(officer).get(f"/programme/providers.{kind}?q=cercato")
    assert answer.status_code == 200
    if kind == "csv":
        assert answer.get_data().decode("utf-8-sig").count("\n") == 2


def test_the_desk_shows_nobody_a_task_behind_a_closed_door(client_of, session):
    owner = make.provider()
    make.offer(owner, state=OfferState.DRAFT)
    operator = accounts.user(Role.PROVIDER_OPERATOR, owner.organisation)
    assert "/provider/offers?state=draft" in client_of(make.manager_of(owner)).get("/provider").text
    assert "/provider/offers" not in client_of(operator).get("/provider").text
