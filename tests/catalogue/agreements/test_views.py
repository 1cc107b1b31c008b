"""Pages of the platform agreement: sign, answer, publish, list; nothing lost, nothing leaked."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.accounts.operations import hashed
from app.accounts.permissions import Role
from app.core.clock import today
from app.core.database import db
from catalogue.agreements.models import AgreementVersion
from catalogue.agreements.queries import security_answers
from catalogue.providers.models import PlatformAgreement
from tests.catalogue.agreements.test_rules import SAFE
from tests.factories import accounts
from tests.factories import catalogue as make
from tests.factories.agreements_signed import second_version

PASSWORD = "quattro parole a caso"
SIGNED = {
    "read": "y",
    "password": PASSWORD,
    "data_role": "controller",
    "privacy_contact": "Ufficio dati",
    "privacy_email": "dati@ente.example",
}


@pytest.fixture
def officer(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def unsigned(session):
    owner = make.provider(signed=False)
    return owner, manager_with_password(owner)


def manager_with_password(owner):
    manager = make.manager_of(owner)
    manager.password_hash = hashed(PASSWORD)
    return manager


def draft(**values):
    return {
        "title_it": "Accordo di Servizio",
        "title_en": "Platform agreement",
        "act": "",
        "effective_from": today().isoformat(),
        "sign_by": (today() + timedelta(days=45)).isoformat(),
        "clauses_it": "# Oggetto\nNuove parole.\n# Fine\nAltre parole.",
        "clauses_en": "# Subject\nNew words.\n# End\nOther words.",
        "processor_it": "Quando agisce per la Regione.\nTenere i dati al sicuro.",
        "processor_en": "When it acts for the Region.\nKeep data safe.",
        "controller_it": "Quando decide da sé.\nInformare le persone.",
        "controller_en": "When it decides by itself.\nInform people.",
        **values,
    }


def test_the_agreement_is_signed_with_ones_own_password(client_of, unsigned):
    owner, manager = unsigned
    browser = client_of(manager)
    assert browser.get("/provider/agreement").status_code == 200
    wrong = browser.post("/provider/agreement", data={"read": "y", "password": "another one"})
    assert wrong.status_code == 422
    assert browser.post("/provider/agreement", data={"password": PASSWORD}).status_code == 422
    right = browser.post("/provider/agreement", data={"read": "y", "password": PASSWORD})
    assert right.status_code == 302
    signed = db.session.scalar(
        select(PlatformAgreement).where(PlatformAgreement.provider_id == owner.id)
    )
    assert (signed.signed_by_id, signed.text_version) == (manager.id, "1")
    assert browser.get("/provider").status_code == 200
    assert manager.name in browser.get("/provider/agreement").text


def test_an_operator_reads_the_agreement_but_cannot_sign_it(client_of, unsigned):
    owner, _ = unsigned
    operator = accounts.user(Role.PROVIDER_OPERATOR, owner.organisation)
    operator.password_hash = hashed(PASSWORD)
    client_of(operator).post("/provider/agreement", data={"read": "y", "password": PASSWORD})
    assert db.session.scalar(select(PlatformAgreement.id)) is None


def test_a_second_version_is_signed_with_its_role_and_the_copy_has_both(client_of, officer):
    owner = make.provider()
    manager = manager_with_password(owner)
    second_version(officer)
    browser = client_of(manager)
    assert browser.get("/provider").status_code == 200  # the area stays open
    page = browser.get("/provider/agreement").text
    assert 'name="data_role"' in page
    lacking = browser.post("/provider/agreement", data={"read": "y", "password": PASSWORD})
    assert lacking.status_code == 422
    assert browser.post("/provider/agreement", data=SIGNED).status_code == 302
    copies = db.session.scalars(
        select(PlatformAgreement).where(PlatformAgreement.provider_id == owner.id)
    ).all()
    assert sorted(copy.text_version for copy in copies) == ["1", "2"]
    for copy in copies:
        document = browser.get(f"/agreements/{copy.id}.pdf")
        assert document.mimetype == "application/pdf"
        assert document.data.startswith(b"%PDF")
    assert client_of(officer).get(f"/agreements/{copies[0].id}.pdf").status_code == 200


def test_a_copy_of_another_provider_is_not_found(client_of):
    foreign = make.provider()
    copy = db.session.scalar(
        select(PlatformAgreement.id).where(PlatformAgreement.provider_id == foreign.id)
    )
    browser = client_of(make.manager_of(make.provider()))
    assert browser.get(f"/agreements/{copy}.pdf").status_code == 404


def test_answers_are_kept_and_the_page_says_what_they_mean(client_of):
    owner = make.provider(tier="")
    browser = client_of(make.manager_of(owner))
    assert "ristretto" in browser.get("/provider/agreement").text
    missing = browser.post("/provider/agreement/security", data={"assurance": "statement"})
    assert missing.status_code == 422
    chosen = BeautifulSoup(missing.text, "html.parser").select("input[checked]")
    assert [box["value"] for box in chosen] == ["statement"]
    assert browser.post("/provider/agreement/security", data=SAFE).status_code == 302
    assert security_answers(owner.id).tier == "full"
    assert "Livello ampio" in browser.get("/provider/agreement").text


def test_an_officer_reads_the_text_once_more_before_it_is_published(client_of, officer):
    make.provider()
    browser = client_of(officer)
    first = browser.get("/programme/agreements/new")
    assert "Doveri sui dati" in first.text  # begins with the words in force
    check = browser.post("/programme/agreements/new", data=draft())
    assert check.status_code == 200
    assert "Nuove parole." in check.text
    assert (
        db.session.scalar(select(AgreementVersion.id).where(AgreementVersion.number == 2)) is None
    )
    done = browser.post("/programme/agreements/new", data=draft(publish="1"))
    assert done.status_code == 302
    version = db.session.scalars(select(AgreementVersion).where(AgreementVersion.number == 2)).one()
    assert version.published_by_id == officer.id
    assert "Altre parole." in browser.get("/programme/agreements/2").text


@pytest.mark.parametrize(
    "values",
    [
        {"sign_by": today().isoformat()},
        {"clauses_en": "# Only one\nWords."},
        {"controller_it": "", "controller_en": ""},
        {"title_en": ""},
    ],
)
def test_a_text_with_something_wrong_comes_back_with_all_its_words(client_of, officer, values):
    answer = client_of(officer).post("/programme/agreements/new", data=draft(publish="1", **values))
    assert answer.status_code == 422
    assert "Nuove parole." in answer.text
    assert (
        db.session.scalar(select(AgreementVersion.id).where(AgreementVersion.number == 2)) is None
    )


def test_the_list_of_signatures_is_filtered_and_taken_away(client_of, officer):
    owner = make.provider(legal_name="Scuola Tardiva")
    second_version(officer)
    browser = client_of(officer)
    assert "Scuola Tardiva" in browser.get("/programme/agreements?standing=to_sign").text
    assert "Scuola Tardiva" not in browser.get("/programme/agreements?standing=signed").text
    taken = browser.get("/programme/agreements.csv?q=tardiva")
    assert owner.legal_name in taken.get_data(as_text=True)
    assert browser.get("/programme/agreements.xlsx").status_code == 200


@pytest.mark.parametrize("role", [Role.PROVIDER_MANAGER, Role.COUNSELLOR, Role.JOBSEEKER])
def test_texts_are_published_by_officers_alone(client_of, as_role, role):
    browser = client_of(as_role(role))
    assert browser.get("/programme/agreements").status_code == 403
    assert browser.post("/programme/agreements/new", data=draft(publish="1")).status_code == 403
