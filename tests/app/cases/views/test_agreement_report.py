"""The report of an agreement, for both sides, as page and as document."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cases.operations.agreement import countersign
from app.cases.operations.duties import Outcome, record_outcome
from app.cases.operations.suspending import resume_agreement, suspend_agreement
from app.cases.queries.duties import planned_duties
from app.cases.queries.steps import binding_agreement
from app.cases.rules.suspension import Rest
from app.cases.states import DutyAction, DutyKind
from app.cases.views.report_text import report_pdf, report_text
from app.core.clock import frozen
from app.core.database import db
from tests.counting import statements
from tests.factories import accounts, agreements

ClientOf = Callable[[User], FlaskClient]
TODAY = date(2026, 12, 16)


@pytest.fixture
def person(as_role: Callable[..., User]) -> User:
    return as_role(Role.JOBSEEKER)


@pytest.fixture
def case(counsellor: User, person: User, session: Any) -> Iterator[Jobseeker]:
    """In force since 25 November; one action missed, a rest, a second version of today."""
    with frozen(date(2026, 11, 25)):
        made = agreements.decided_case(counsellor, user_id=person.id)
        agreements.in_force(counsellor, made, actions=[("Rivedere il curriculum", 5), ("Corso", 6)])
    with frozen(TODAY):
        first, second = [d for d in planned_duties(made.id) if d.kind is DutyKind.ACTION]
        record_outcome(counsellor, first, Outcome(action=DutyAction.MISS, reason="not_done"))
        record_outcome(counsellor, second, Outcome(action=DutyAction.DO))
        before = binding_agreement(made)
        assert before is not None
        suspend_agreement(counsellor, before, Rest(reason="care", from_on=TODAY))
        resume_agreement(counsellor, before)
        db.session.flush()
        version = agreements.signed(counsellor, made, before=before, contact_frequency="weekly")
        countersign(counsellor, made, version)
        yield made


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["2 due so far: 1 kept, 1 missed, 0 excused", "of those kept or missed: 50%.",
                "The agreed action was not done", "Care of a family member", "Version 2"]),
        ("it", ["Rispettati 1, mancati 1", "rispettati o mancati: 50%.",
                "Assistenza a un familiare", "Versione 2"]),
    ],
)  # fmt: skip
def test_the_report_says_what_was_kept_missed_suspended_and_is_open(
    client_of: ClientOf,
    counsellor: User,
    person: User,
    case: Jobseeker,
    language: str,
    said: list[str],
) -> None:
    spoken = {"Accept-Language": language}
    page = client_of(counsellor).get(f"/cases/{case.id}/agreement/report", headers=spoken).text
    mine = client_of(person).get("/me/agreement/report", headers=spoken).text
    assert [words for words in said if words not in page] == []
    assert [words for words in said if words not in mine] == []


def test_the_document_holds_the_same_data_in_the_persons_language(
    client_of: ClientOf, counsellor: User, person: User, case: Jobseeker
) -> None:
    text = report_text(case, "it")
    assert text is not None
    assert [line.what for line in text.settled] == [
        "Azione concordata: Rivedere il curriculum", "Azione concordata: Corso",
    ]  # fmt: skip
    document = report_pdf(text)  # refused by the compiler when it is not accessible
    assert document.startswith(b"%PDF")
    assert b"pdfuaid" in document
    for browser, place in (
        (client_of(counsellor), f"/cases/{case.id}/agreement/report.pdf"),
        (client_of(person), "/me/agreement/report.pdf"),
    ):
        answer = browser.get(place)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


def test_before_an_agreement_is_in_force_there_is_no_report(
    client_of: ClientOf, as_role: Callable[..., User], counsellor: User, session: Any
) -> None:
    other = as_role(Role.JOBSEEKER)
    bare = agreements.decided_case(counsellor, user_id=other.id)
    assert client_of(counsellor).get(f"/cases/{bare.id}/agreement/report").status_code == 404
    assert client_of(other).get("/me/agreement/report").status_code == 404


def test_the_report_of_another_centre_is_not_found(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    stranger = accounts.user(
        Role.COUNSELLOR, accounts.organisation(counsellor.organisation.kind, "Altro centro")
    )
    for place in ("report", "report.pdf", "compare"):
        browser = client_of(stranger)
        assert browser.get(f"/cases/{case.id}/agreement/{place}").status_code == 404


def test_the_report_costs_the_same_however_much_there_is_to_tell(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    browser, place = client_of(counsellor), f"/cases/{case.id}/agreement/report"
    browser.get(place)
    with statements() as few:
        browser.get(place)
    agreement = binding_agreement(case)
    assert agreement is not None
    version = agreements.signed(
        counsellor, case, before=agreement, actions=[(f"Azione {n}", n) for n in range(1, 12)]
    )
    countersign(counsellor, case, version)
    with statements() as many:
        browser.get(place)
    assert len(many) == len(few)
