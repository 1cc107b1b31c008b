"""Pages of conditionality: the centre decides step by step, the person reads, explains, appeals."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.cases.models.conditionality import ConditionalityEvent
from app.cases.models.jobseeker import Benefit, Jobseeker
from app.cases.operations.conditionality import (
    FailureTold,
    confirm,
    explain,
    open_sanction,
    tell_person,
)
from app.cases.operations.did import Declaration, act_on_did, declare_did
from app.cases.states import DidAction, SanctionState
from app.core import clock
from tests.factories import accounts
from tests.factories.cases import jobseeker

ClientOf = Callable[[User], FlaskClient]


def bound(counsellor: User, user: User | None = None) -> Jobseeker:
    day = clock.today() - timedelta(20)
    account = {"user_id": user.id} if user else {}
    case = jobseeker(counsellor, benefit=Benefit.NASPI, **account)
    did = declare_did(counsellor, case, Declaration(declared_on=day, unemployed_since=day))
    act_on_did(counsellor, case, did, DidAction.VALIDATE)
    return case


def told_of(counsellor: User, case: Jobseeker, failure: str = "no_show") -> ConditionalityEvent:
    told = FailureTold(failure=failure, failed_on=clock.today(), facts="Assente al colloquio")
    event = open_sanction(counsellor, case, told)
    tell_person(counsellor, event)
    return event


def test_a_failure_is_opened_told_and_closed_by_a_reason(
    client_of: ClientOf, counsellor: User, session: Any
) -> None:
    case = bound(counsellor)
    browser, url = client_of(counsellor), f"/cases/{case.id}/conditionality"
    assert browser.get(url).status_code == 200
    data = {"failure": "no_show", "failed_on": clock.today().isoformat(), "facts": "Assente"}
    empty = browser.post(url, data={**data, "failure": ""})
    assert empty.status_code == 422
    assert "Assente" in empty.text
    assert browser.post(url, data=data).status_code == 302
    event = session.query(ConditionalityEvent).one()
    for action in ("tell", "confirm", "justify"):
        reason = {f"{event.id}-{action}-note": "?", f"{event.id}-{action}-reason": "illness"}
        status = browser.post(f"{url}/{event.id}/{action}", data=reason).status_code
        assert status == (422 if action == "confirm" else 302), action
    session.refresh(event)
    assert event.state is SanctionState.JUSTIFIED
    assert browser.get(url).status_code == 200
    assert browser.post(f"{url}/{event.id}/explode").status_code == 404


def test_the_person_reads_explains_once_and_appeals(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    person = as_role(Role.JOBSEEKER)
    case = bound(counsellor, person)
    event = told_of(counsellor, case)
    browser = client_of(person)
    page = browser.get("/me/conditionality")
    assert "Assente al colloquio" in page.text
    url, name = f"/me/conditionality/{event.id}/explain", f"{event.id}-explain-words"
    assert browser.post(url, data={name: " "}).status_code == 422
    assert browser.post(url, data={name: "Ero in ospedale"}).status_code == 302
    again = browser.post(url, data={name: "Altra versione"})
    assert again.status_code == 422
    session.refresh(event)
    assert event.explanation == "Ero in ospedale"
    confirm(counsellor, case, event, note="Nessun documento")
    appealing = {f"{event.id}-appeal-words": "Ho il certificato"}
    assert browser.post(f"/me/conditionality/{event.id}/appeal", data=appealing).status_code == 302
    session.refresh(event)
    assert (event.state, event.appeal_text) == (SanctionState.APPEALED, "Ho il certificato")
    assert "Ho il certificato" in browser.get("/me/conditionality").text


def test_what_is_not_told_yet_or_belongs_to_another_is_not_found(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    person, stranger = as_role(Role.JOBSEEKER), as_role(Role.JOBSEEKER)
    case = bound(counsellor, person)
    bound(counsellor, stranger)
    told = FailureTold(failure="no_show", failed_on=clock.today(), facts="Assente al colloquio")
    event = open_sanction(counsellor, case, told)
    url, data = f"/me/conditionality/{event.id}/explain", {f"{event.id}-explain-words": "No"}
    assert client_of(person).post(url, data=data).status_code == 404
    assert "Assente" not in client_of(person).get("/me/conditionality").text
    tell_person(counsellor, event)
    assert client_of(stranger).post(url, data=data).status_code == 404
    other = accounts.organisation(OrganisationKind.CENTRE, "Altro centro")
    foreign = client_of(accounts.user(Role.COUNSELLOR, other))
    assert foreign.get(f"/cases/{case.id}/conditionality").status_code == 404


def test_forfeiture_waits_for_the_manager_on_the_page(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User], session: Any
) -> None:
    case = bound(counsellor)
    event = told_of(counsellor, case, "offer_refused")
    explain(counsellor, event, words="Troppo lontano")
    confirm(counsellor, case, event, note="Offerta congrua")
    url = f"/cases/{case.id}/conditionality/{event.id}"
    assert client_of(as_role(Role.COUNSELLOR)).post(f"{url}/approve").status_code == 403
    assert client_of(as_role(Role.CENTRE_MANAGER)).post(f"{url}/approve").status_code == 302
    session.refresh(event)
    assert event.state is SanctionState.CONFIRMED
