"""Pages of the periods of work: the effect is shown first, then confirmed; nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.status import WorkPeriod
from app.cases.models.steps import Did
from app.cases.operations.did import Declaration, act_on_did, declare_did
from app.cases.operations.work import WorkTold, record_work
from app.cases.rules.unemployment import ContractKind
from app.cases.states import DidAction, DidState
from app.core import clock
from tests.factories import accounts
from tests.factories.cases import jobseeker

ClientOf = Callable[[User], FlaskClient]


def validated(counsellor: User, days_ago: int = 25) -> tuple[Jobseeker, Did]:
    case, day = jobseeker(counsellor), clock.today() - timedelta(days_ago)
    did = declare_did(counsellor, case, Declaration(declared_on=day, unemployed_since=day))
    act_on_did(counsellor, case, did, DidAction.VALIDATE)
    return case, did


def sent(days_ago: int, **changes: str) -> dict[str, str]:
    day = clock.today() - timedelta(days_ago)
    return {"kind": "fixed_term", "started_on": day.isoformat(), "source": "person", **changes}


def seen_in(page: str) -> str:
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]


def test_the_effect_is_shown_before_it_binds(
    client_of: ClientOf, counsellor: User, session: Any
) -> None:
    case, did = validated(counsellor)
    browser, url = client_of(counsellor), f"/cases/{case.id}/did/work"
    shown = browser.post(url, data=sent(5, employer="Forno Rossi"))
    assert shown.status_code == 200
    assert "Forno Rossi" in shown.text
    assert session.scalar(select(WorkPeriod)) is None
    confirmed = {**sent(5, employer="Forno Rossi"), "seen": seen_in(shown.text)}
    assert browser.post(url, data=confirmed).status_code == 302
    session.refresh(did)
    assert did.state is DidState.SUSPENDED
    page = browser.get(f"/cases/{case.id}/did")
    assert "Forno Rossi" in page.text
    stale = browser.post(url, data=confirmed)
    assert stale.status_code == 422


def test_a_refusal_keeps_what_was_typed(client_of: ClientOf, counsellor: User) -> None:
    case, _did = validated(counsellor)
    data = sent(90, employer="Bottega Blu", annual_income="7000")
    answer = client_of(counsellor).post(f"/cases/{case.id}/did/work", data=data)
    assert answer.status_code == 422
    assert "Bottega Blu" in answer.text
    assert "7000" in answer.text


@pytest.mark.parametrize("seen", ["x", "1" * 30, "٣"])
def test_a_picture_nobody_drew_binds_nothing(
    client_of: ClientOf, counsellor: User, session: Any, seen: str
) -> None:
    case, _did = validated(counsellor)
    url = f"/cases/{case.id}/did/work"
    assert client_of(counsellor).post(url, data=sent(5, seen=seen)).status_code == 200
    assert session.scalar(select(WorkPeriod)) is None


def test_a_period_ends_and_is_annulled_from_its_pages(
    client_of: ClientOf, counsellor: User, session: Any
) -> None:
    case, did = validated(counsellor)
    started = clock.today() - timedelta(10)
    told = WorkTold(kind=ContractKind.FIXED_TERM, started_on=started)
    work = record_work(counsellor, case, did, told)
    browser, url = client_of(counsellor), f"/cases/{case.id}/did/work/{work.id}"
    data = {"ended_on": (clock.today() - timedelta(1)).isoformat()}
    shown = browser.post(f"{url}/end", data=data)
    assert shown.status_code == 200
    done = browser.post(f"{url}/end", data={**data, "seen": seen_in(shown.text)})
    assert done.status_code == 302
    session.refresh(did)
    assert did.state is DidState.VALIDATED
    assert browser.post(f"{url}/annul/work", data={"note": " "}).status_code == 422
    assert browser.post(f"{url}/annul/work", data={"note": "Errore"}).status_code == 302
    for kind in ("csv", "xlsx"):
        assert browser.get(f"/cases/{case.id}/did/history.{kind}").status_code == 200


def test_another_centre_finds_nothing(client_of: ClientOf, counsellor: User, session: Any) -> None:
    case, _did = validated(counsellor)
    other = accounts.organisation(OrganisationKind.CENTRE, "Altro centro")
    browser = client_of(accounts.user(Role.COUNSELLOR, other))
    for path in ("did/work", "did/work/1/end", "did/history.csv"):
        assert browser.get(f"/cases/{case.id}/{path}").status_code == 404


def test_the_end_of_a_declaration_takes_effect_on_the_day_that_is_told(
    client_of: ClientOf, counsellor: User, session: Any
) -> None:
    case, did = validated(counsellor)
    day = clock.today() - timedelta(3)
    data = {"end-reason": "renounced", "end-effective_on": day.isoformat()}
    browser = client_of(counsellor)
    future = {**data, "end-effective_on": (clock.today() + timedelta(1)).isoformat()}
    assert browser.post(f"/cases/{case.id}/did/end", data=future).status_code == 422
    assert browser.post(f"/cases/{case.id}/did/end", data=data).status_code == 302
    session.refresh(did)
    assert did.ended_on == day
