"""The service agreement from draft to force, on both sides of the desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.accounts.operations import hashed
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Ball, Jobseeker, Step
from app.cases.models.steps import Consent, Did, PathwayRecord, ServiceAgreement
from app.cases.states import AgreementState, DidState
from app.core import clock
from app.core.database import db
from app.programme.queries import rule_set_id_on
from tests.factories.cases import jobseeker

ClientOf = Callable[[User], FlaskClient]
PASSWORD = "quattro parole da ricordare"
AVAILABILITY = ["search_skills", "training", "suitable_offers"]


@pytest.fixture
def person(as_role: Callable[..., User]) -> User:
    user = as_role(Role.JOBSEEKER)
    user.password_hash = hashed(PASSWORD)
    return user


@pytest.fixture
def case(counsellor: User, person: User, session: Any) -> Jobseeker:
    """Somebody whose pathway has been decided."""
    made = jobseeker(counsellor, user_id=person.id, step=Step.DRAFT, pathway=2, surname="Zanella")
    reach = {"jobseeker_id": made.id, "centre_id": made.centre_id}
    today = clock.today()
    db.session.add_all(
        [
            Did(**reach, state=DidState.VALIDATED, declared_on=today, unemployed_since=today),
            PathwayRecord(
                **reach, assessment_id=1, rule_set_id=rule_set_id_on(today), rule="r", proposed=2,
                decided=2, decided_by_id=counsellor.id,
            ),
        ]
    )  # fmt: skip
    db.session.flush()
    return made


def terms(counsellor: User, **changes: object) -> dict[str, object]:
    day = clock.today() + timedelta(30)
    return {
        "responsible_id": str(counsellor.id),
        "ends_on": (clock.today() + timedelta(200)).isoformat(),
        "profile": "Esperienza nel commercio.",
        "actions-0-code": "other",
        "actions-0-description": "Rivedere il curriculum",
        "actions-0-due_on": day.isoformat(),
        "contact_frequency": "monthly",
        "search_proofs": ["search_diary"],
        **changes,
    }


def proposed(browser: FlaskClient, case: Jobseeker, counsellor: User) -> None:
    browser.post(f"/cases/{case.id}/agreement/draft")
    sent = terms(counsellor, propose="1")
    assert browser.post(f"/cases/{case.id}/agreement", data=sent).status_code == 302


def the_agreement(session: Any) -> ServiceAgreement:
    session.expire_all()
    found: ServiceAgreement = session.scalar(
        select(ServiceAgreement).order_by(ServiceAgreement.id.desc()).limit(1)
    )
    return found


def test_it_comes_into_force_by_two_signatures(
    client_of: ClientOf, counsellor: User, person: User, case: Jobseeker, session: Any
) -> None:
    desk = client_of(counsellor)
    proposed(desk, case, counsellor)
    session.refresh(case)
    assert (case.step, case.ball) == (Step.SIGN, Ball.JOBSEEKER)
    home = client_of(person)
    assert "Rivedere il curriculum" in home.get("/me/agreement").text
    signature = {
        "availability": AVAILABILITY,
        "consents": ["contact_channels"],
        "password": PASSWORD,
    }
    assert home.post("/me/agreement", data=signature).status_code == 302
    session.refresh(case)
    assert (case.step, case.ball) == (Step.COUNTERSIGN, Ball.CENTRE)
    assert desk.post(f"/cases/{case.id}/agreement/countersign").status_code == 302
    agreement = the_agreement(session)
    assert agreement.state is AgreementState.IN_FORCE
    assert (agreement.signed_where, agreement.countersigned_by_id) == ("own_area", counsellor.id)
    assert session.scalars(select(Consent.purpose)).all() == ["contact_channels"]
    session.refresh(case)
    assert (case.step, case.ball) == (Step.CHOOSE, Ball.JOBSEEKER)


def test_everything_missing_is_told_at_once_and_nothing_typed_is_lost(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    browser = client_of(counsellor)
    browser.post(f"/cases/{case.id}/agreement/draft")
    sent = {"profile": "", "propose": "1", "contact_frequency": "",
            "actions-0-description": "", "ends_on": "2020-01-01"}  # fmt: skip
    answer = browser.post(
        f"/cases/{case.id}/agreement", data=sent, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    for words in (
        "profile (art. 20",
        "at least one action",
        "how often",
        "how the search",
        "within two",
    ):
        assert words in answer.text, words
    assert 'value="2020-01-01"' in answer.text


@pytest.mark.parametrize(
    "changes",
    [{"password": "sbagliata"}, {"availability": AVAILABILITY[:2]}, {"password": ""}],
)
def test_a_signature_without_declarations_or_password_does_not_count(
    client_of: ClientOf, counsellor: User, person: User, case: Jobseeker, session: Any,
    changes: dict[str, object],
) -> None:  # fmt: skip
    proposed(client_of(counsellor), case, counsellor)
    sent = {"availability": AVAILABILITY, "password": PASSWORD, **changes}
    assert client_of(person).post("/me/agreement", data=sent).status_code == 422
    assert the_agreement(session).state is AgreementState.PROPOSED


def test_a_draft_is_not_shown_to_the_person(
    client_of: ClientOf, counsellor: User, person: User, case: Jobseeker
) -> None:
    client_of(counsellor).post(f"/cases/{case.id}/agreement/draft")
    home = client_of(person)
    assert home.get("/me/agreement").status_code == 200
    assert home.get("/me/agreement.pdf").status_code == 404


def test_the_desk_records_a_signature_on_paper(
    client_of: ClientOf, counsellor: User, case: Jobseeker, session: Any
) -> None:
    browser = client_of(counsellor)
    proposed(browser, case, counsellor)
    address = f"/cases/{case.id}/agreement/signature"
    assert browser.post(address, data={"availability": AVAILABILITY[:1]}).status_code == 422
    assert browser.post(address, data={"availability": AVAILABILITY}).status_code == 302
    agreement = the_agreement(session)
    assert (agreement.signed_where, agreement.signature_recorded_by_id) == ("desk", counsellor.id)


def test_only_the_responsible_person_countersigns(
    client_of: ClientOf,
    counsellor: User,
    case: Jobseeker,
    session: Any,
    as_role: Callable[..., User],
) -> None:
    browser = client_of(counsellor)
    proposed(browser, case, counsellor)
    browser.post(f"/cases/{case.id}/agreement/signature", data={"availability": AVAILABILITY})
    client_of(as_role(Role.COUNSELLOR)).post(f"/cases/{case.id}/agreement/countersign")
    assert the_agreement(session).state is AgreementState.SIGNED
    client_of(as_role(Role.CENTRE_MANAGER)).post(f"/cases/{case.id}/agreement/countersign")
    assert the_agreement(session).state is AgreementState.IN_FORCE


def test_a_new_version_lists_what_it_no_longer_promises_and_replaces_the_old(
    client_of: ClientOf, counsellor: User, case: Jobseeker, session: Any
) -> None:
    browser = client_of(counsellor)
    for description in ("Rivedere il curriculum", "Cercare un corso"):
        browser.post(f"/cases/{case.id}/agreement/draft")
        sent = terms(counsellor, propose="1", **{"actions-0-description": description})
        browser.post(f"/cases/{case.id}/agreement", data=sent)
        browser.post(f"/cases/{case.id}/agreement/signature", data={"availability": AVAILABILITY})
        browser.post(f"/cases/{case.id}/agreement/countersign")
    agreement = the_agreement(session)
    assert (agreement.edition, agreement.state) == (2, AgreementState.IN_FORCE)
    assert agreement.content["removed"] == ["Rivedere il curriculum"]
    states = set(session.scalars(select(ServiceAgreement.state)))
    assert states == {AgreementState.VARIED, AgreementState.IN_FORCE}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE service_agreement SET content = '{}'",
        "UPDATE service_agreement SET ends_on = '2030-01-01'",
        "UPDATE agreement_step SET description = 'altro'",
        "DELETE FROM agreement_step",
        "DELETE FROM service_agreement",
    ],
)
def test_the_database_lets_nobody_change_what_was_proposed(
    client_of: ClientOf, counsellor: User, case: Jobseeker, session: Any, change: str
) -> None:
    proposed(client_of(counsellor), case, counsellor)
    with pytest.raises(DBAPIError) as refused, session.begin_nested():
        session.execute(text(change))
    assert isinstance(refused.value.orig, psycopg.errors.RestrictViolation)


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_document_is_accessible_and_names_the_person(
    client_of: ClientOf, counsellor: User, case: Jobseeker, language: str
) -> None:
    case.language = language
    browser = client_of(counsellor)
    proposed(browser, case, counsellor)
    answer = browser.get(f"/cases/{case.id}/agreement.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.data
    assert b"pdfaid" in answer.data


def test_a_foreign_agreement_is_not_found(
    client_of: ClientOf, case: Jobseeker, as_role: Callable[..., User]
) -> None:
    browser = client_of(as_role(Role.AUDITOR))
    assert browser.get(f"/cases/{case.id}/agreement").status_code == 200
    assert browser.post(f"/cases/{case.id}/agreement/draft").status_code == 403
    assert browser.get(f"/cases/{case.id + 999}/agreement").status_code == 404


def test_actions_are_added_and_removed_without_javascript(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    browser = client_of(counsellor)
    browser.post(f"/cases/{case.id}/agreement/draft")
    added = browser.post(f"/cases/{case.id}/agreement", data=terms(counsellor, add_action="1"))
    assert 'name="actions-1-description"' in added.text
    removed = browser.post(
        f"/cases/{case.id}/agreement", data=terms(counsellor, remove_actions="0")
    )
    assert "Rivedere il curriculum" not in removed.text
