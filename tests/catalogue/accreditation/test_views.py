"""Pages of accreditation: the way of an applicant, what the public reads, the preview before a decision."""

import io

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.database import db
from catalogue.accreditation.models import Application, ApplicationDocument
from catalogue.accreditation.operations import standing
from catalogue.accreditation.states import ApplicationState
from catalogue.offers.states import OfferState
from catalogue.providers.states import AccreditationAction, AccreditationState
from tests.counting import statements
from tests.factories import catalogue as make
from tests.factories.accreditation import (
    LEGAL,
    PDF,
    filled,
    manager_of,
    start,
    under_review,
)

OWN = "/provider/application"


@pytest.fixture
def officer(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


def begin(client_of, **values):
    body = start()
    given = {
        "legal_name": body.legal_name,
        "tax_number": body.tax_number,
        "manager_name": body.manager_name,
        "manager_email": body.manager_email,
    }
    return client_of(None).post("/accreditation/apply", data={**given, **values})


def test_anybody_begins_and_gets_a_reference_and_a_code(client_of, session):
    answer = begin(client_of, manager_email="nuovo@ente.example")
    assert answer.status_code == 200
    manager = db.session.scalar(select(User).where(User.email == "nuovo@ente.example"))
    made = db.session.scalar(
        select(Application).where(Application.provider_id == manager.provider_id)
    )
    assert made.reference in answer.text
    assert "198.51" not in made.sender_hash
    assert manager.activation_hash is not None


def test_a_wrong_beginning_says_why_and_loses_nothing(client_of, session):
    answer = begin(client_of, tax_number="12345678901", legal_name="Cooperativa Prova")
    assert answer.status_code == 422
    assert "Cooperativa Prova" in answer.text
    assert "12345678901" in answer.text


def test_an_applicant_fills_in_part_by_part_and_sends(client_of, session):
    application, _manager = filled()
    browser = client_of(manager_of(application))
    half = browser.post(f"{OWN}/legal", data={"legal_form": "Srl", "fiscal_code": "123"})
    assert half.location.endswith(f"{OWN}/legal")
    shown = browser.get(f"{OWN}/legal")
    assert 'value="123"' in shown.text
    assert "pc-error" in shown.text
    assert browser.post(f"{OWN}/submit", data={"declared": "y"}).status_code == 422
    assert browser.post(f"{OWN}/legal", data=LEGAL).location.endswith(OWN)
    assert browser.post(f"{OWN}/submit", data={"declared": "y"}).status_code == 302
    db.session.refresh(application)
    assert application.state is ApplicationState.SUBMITTED
    assert browser.get(OWN).status_code == 200


def test_before_accreditation_the_area_leads_to_the_application(client_of, session):
    application, _manager = filled()
    answer = client_of(manager_of(application)).get("/provider")
    assert answer.location.endswith(OWN)


def upload(browser, content, name="statuto.pdf", kind="statute"):
    data = {"kind": kind, "file": (io.BytesIO(content), name)}
    return browser.post(f"{OWN}/documents", data=data)


def test_a_document_is_taken_by_its_content_and_given_to_those_entitled(
    client_of, session, officer
):
    application, _manager = filled()
    browser = client_of(manager_of(application))
    assert upload(browser, b"MZ programma", "statuto.pdf").status_code == 422
    assert upload(browser, PDF + b"%%EOF altro", "../../x.pdf").status_code == 302
    made = session.scalars(select(ApplicationDocument).order_by(ApplicationDocument.id)).all()[-1]
    assert made.name == "x.pdf"
    path = f"/accreditation/documents/{made.id}"
    taken = browser.get(path)
    assert taken.data == PDF + b"%%EOF altro"
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert client_of(officer).get(path).status_code == 200
    other, _somebody = filled()
    assert client_of(manager_of(other)).get(path).status_code == 404


@pytest.mark.parametrize(
    "role", [Role.COUNSELLOR, Role.JOBSEEKER, Role.AUDITOR, Role.CENTRE_MANAGER]
)
def test_a_document_does_not_exist_for_anybody_else(client_of, as_role, role):
    application, _manager = filled()
    path = f"/accreditation/documents/{application.documents[0].id}"
    assert client_of(as_role(role)).get(path).status_code == 404


def test_the_examination_asks_for_corrections_and_grants(client_of, officer):
    application, _manager = under_review(officer)
    browser, path = client_of(officer), f"/programme/applications/{application.id}"
    assert browser.get(path).status_code == 200
    assert browser.post(path, data={"legal": "REA"}).status_code == 422
    kept = browser.post(path, data={"legal": "REA", "due_on": "2001-01-01"})
    assert (kept.status_code, "REA" in kept.text) == (422, True)
    assert browser.get(f"{path}/refuse").status_code == 200
    assert browser.get(f"{path}/grant").status_code == 200
    assert browser.post(path, data={"legal": "REA", "due_on": "2099-01-01"}).status_code == 302
    own = client_of(manager_of(application)).get(OWN)
    assert "REA" in own.text


def test_a_decision_is_shown_before_it_is_taken_and_only_as_shown(client_of, officer):
    owner = make.provider()
    at = make.site(owner)
    offer = make.offer(owner)
    make.edition(offer, at)
    rows = [row.id for row in owner.accreditations]
    path = f"/programme/providers/{owner.id}/standing/suspend"
    browser = client_of(officer)
    assert browser.get(path).status_code == 200
    data = {"rows": rows, "reason": "inspection", "note": "Sede", "act": "Decreto 5/2026"}
    shown = browser.post(path, data=data)
    assert (shown.status_code, offer.title in shown.text) == (200, True)
    other = browser.post(path, data={**data, "confirm": str(rows[0])})
    assert other.status_code == 200
    db.session.refresh(offer)
    assert offer.state is OfferState.PUBLISHED
    seen = ",".join(str(key) for key in sorted(rows))
    assert browser.post(path, data={**data, "confirm": seen, "act": ""}).status_code == 422
    assert browser.post(path, data={**data, "confirm": seen}).status_code == 302
    db.session.refresh(offer)
    assert offer.state is OfferState.SUSPENDED
    assert browser.get(f"/programme/providers/{owner.id}/standing/accredit").status_code == 404
    assert browser.get(f"/programme/providers/{owner.id}/standing/lift").status_code == 200


def test_the_public_reads_acts_and_days_and_never_the_reasons(client_of, officer):
    owner = make.provider(legal_name="Istituto Pubblico")
    make.site(owner)
    decision = standing.Decision(
        action=AccreditationAction.SUSPEND,
        reason="inspection",
        note="Segreto",
        act="Decreto 5/2026",
    )
    standing.decide(officer, owner, [owner.accreditations[0].id], decision)
    db.session.commit()
    page = client_of(None).get(f"/register/{owner.id}")
    assert page.status_code == 200
    assert "Decreto 5/2026" in page.text
    assert "Segreto" not in page.text
    own = client_of(make.manager_of(owner)).get("/provider/accreditations")
    assert "Segreto" in own.text
    assert owner.accreditations[0].state is AccreditationState.SUSPENDED


def test_an_applicant_is_not_in_the_public_register(client_of, session):
    application, _manager = filled()
    make.site(make.provider(legal_name="Ente visibile"))
    browser = client_of(None)
    listed = browser.get("/register").text
    assert "Ente visibile" in listed
    assert application.provider.legal_name not in listed
    assert browser.get(f"/register/{application.provider_id}").status_code == 404


@pytest.mark.parametrize("page", ["/register", "/programme/applications"])
def test_a_list_asks_as_much_for_two_rows_as_for_ten(client_of, officer, page):
    browser, counts = client_of(officer), []

    def more(number):
        for _ in range(number):
            make.site(make.provider())
            under_review(officer)
        db.session.commit()

    more(2)
    browser.get(page)
    for extra in (0, 8):
        more(extra)
        with statements() as sent:
            assert browser.get(page).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/register.csv?field=training", "/register.xlsx"])
def test_the_register_is_a_file_too(client_of, session, path):
    make.site(make.provider())
    assert client_of(None).get(path).status_code == 200


def test_the_queue_is_a_file_too(client_of, officer):
    application, _manager = under_review(officer)
    answer = client_of(officer).get("/programme/applications.csv")
    assert application.reference in answer.get_data().decode("utf-8-sig")
