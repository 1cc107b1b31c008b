"""The page of a case."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.cases.operations import tell
from tests.counting import statements
from tests.factories.accounts import organisation
from tests.factories.cases import jobseeker

ClientOf = Callable[[User], FlaskClient]


def test_the_counsellor_sees_the_person_and_what_is_next(
    client_of: ClientOf, counsellor: User
) -> None:
    case = jobseeker(counsellor, surname="Zanella")
    page = client_of(counsellor).get(f"/cases/{case.id}", headers={"Accept-Language": "en"}).text
    assert "Zanella" in page
    assert "Record the declaration of availability" in page


def test_a_foreign_case_is_answered_exactly_as_a_missing_one(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User]
) -> None:
    elsewhere = as_role(Role.COUNSELLOR, organisation(OrganisationKind.CENTRE))
    foreign = jobseeker(elsewhere)
    browser = client_of(counsellor)
    answers = [browser.get(f"/cases/{number}") for number in (foreign.id, foreign.id + 10**6)]
    assert [answer.status_code for answer in answers] == [404, 404]
    texts = [
        a.text.replace(str(foreign.id + 10**6), "N").replace(str(foreign.id), "N") for a in answers
    ]
    assert _without_nonce(texts[0]) == _without_nonce(texts[1])


def test_reading_a_case_leaves_a_line_in_the_access_log(
    client_of: ClientOf, counsellor: User, session: Any
) -> None:
    case = jobseeker(counsellor)
    client_of(counsellor).get(f"/cases/{case.id}")
    lines = session.scalars(select(AccessLog).where(AccessLog.jobseeker_id == case.id)).all()
    assert [(line.actor_id, line.part) for line in lines] == [(counsellor.id, "overview")]


def test_a_provider_does_not_open_the_centres_page(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    case = jobseeker(counsellor)
    answer = client_of(as_role(Role.PROVIDER_OPERATOR)).get(f"/cases/{case.id}")
    assert answer.status_code == 403
    assert session.scalar(select(func.count()).select_from(AccessLog)) == 0


def test_a_case_is_given_to_a_colleague_and_to_nobody_elsewhere(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    case = jobseeker(counsellor, counsellor_id=None)
    colleague = as_role(Role.COUNSELLOR)
    stranger = as_role(Role.COUNSELLOR, organisation(OrganisationKind.CENTRE))
    browser = client_of(counsellor)
    for chosen, held in ((stranger, None), (colleague, colleague.id)):
        browser.post(f"/cases/{case.id}/counsellor", data={"counsellor": str(chosen.id)})
        session.refresh(case)
        assert case.counsellor_id == held
    assert client_of(stranger).post(f"/cases/{case.id}/counsellor").status_code == 404


def test_the_story_costs_the_same_however_long(client_of: ClientOf, counsellor: User) -> None:
    case = jobseeker(counsellor)
    counts = []
    for _ in range(2):
        browser = client_of(counsellor)
        with statements() as sent:
            browser.get(f"/cases/{case.id}")
        counts.append(len(sent))
        for _again in range(10):
            tell(case, counsellor, "update")
    assert counts[0] == counts[1] <= 9


def _without_nonce(page: str) -> str:
    drawn = ("nonce=", "csrf_token")  # the token holds the second in which it was made
    return "\n".join(line for line in page.splitlines() if not any(word in line for word in drawn))
