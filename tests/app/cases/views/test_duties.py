"""Appointments and duties on both sides of the desk."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.duties import Duty
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries.duties import duties_of, planned_duties
from app.cases.states import DutyKind, DutyState
from app.core.clock import frozen
from app.core.database import db
from tests.counting import statements
from tests.factories import accounts, agreements

ClientOf = Callable[[User], FlaskClient]
ENGLISH = {"Accept-Language": "en"}
TODAY = date(2026, 11, 25)


@pytest.fixture
def person(as_role: Callable[..., User]) -> User:
    return as_role(Role.JOBSEEKER)


@pytest.fixture
def case(counsellor: User, person: User, session: Any) -> Iterator[Jobseeker]:
    """An agreement in force since today, Wednesday 25 November 2026."""
    with frozen(TODAY):
        made = agreements.decided_case(counsellor, user_id=person.id)
        agreements.in_force(counsellor, made, actions=[("Rivedere il curriculum", 1)])
        yield made


def the_action(case: Jobseeker) -> Duty:
    return next(duty for duty in planned_duties(case.id) if duty.kind is DutyKind.ACTION)


def meeting(counsellor: User, **changes: str) -> dict[str, str]:
    return {
        "kind": "appointment", "due_on": "2026-12-03", "hour": "09:30", "meeting": "centre",
        "place": "Stanza 12", "counsellor_id": str(counsellor.id), "description": "Bilancio",
        **changes,
    }  # fmt: skip


def state_of(duty: Duty) -> DutyState:
    db.session.refresh(duty)
    return duty.state


@pytest.mark.parametrize(("language", "words"), [("it", "Da registrare"), ("en", "To record")])
def test_what_is_past_waits_to_be_recorded_and_one_press_records_it(
    client_of: ClientOf, counsellor: User, case: Jobseeker, language: str, words: str
) -> None:
    with frozen(date(2026, 11, 27)):
        browser, duty = client_of(counsellor), the_action(case)
        page = browser.get(f"/cases/{case.id}/duties", headers={"Accept-Language": language}).text
        assert words in page
        assert browser.post(f"/cases/{case.id}/duties/{duty.id}/do").status_code == 302
        assert state_of(duty) is DutyState.DONE
        assert (
            words
            not in browser.get(
                f"/cases/{case.id}/duties", headers={"Accept-Language": language}
            ).text
        )


def test_a_missed_duty_needs_its_reason_and_nothing_typed_is_lost(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    with frozen(date(2026, 11, 27)):
        browser, duty = client_of(counsellor), the_action(case)
        place = f"/cases/{case.id}/duties/{duty.id}/miss"
        answer = browser.post(place, data={"miss-note": "Telefono spento"}, headers=ENGLISH)
        assert answer.status_code == 422
        assert "Choose a reason from the list." in answer.text
        assert "Telefono spento" in answer.text
        assert browser.post(place, data={"miss-reason": "absent"}).status_code == 302
        assert state_of(duty) is DutyState.MISSED


def test_the_second_of_two_tabs_is_told_and_gets_its_words_back(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    with frozen(date(2026, 11, 27)):
        browser, duty = client_of(counsellor), the_action(case)
        browser.post(f"/cases/{case.id}/duties/{duty.id}/do")
        sent = {"miss-reason": "absent", "miss-note": "Aspettata fino alle dieci"}
        answer = browser.post(f"/cases/{case.id}/duties/{duty.id}/miss", data=sent, headers=ENGLISH)
        assert answer.status_code == 409
        assert "Somebody has recorded it meanwhile" in answer.text
        assert "Aspettata fino alle dieci" in answer.text
        assert state_of(duty) is DutyState.DONE


def test_too_long_ago_is_refused_with_the_days_the_rules_allow(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    with frozen(date(2027, 1, 15)):
        duty = the_action(case)
        answer = client_of(counsellor).post(
            f"/cases/{case.id}/duties/{duty.id}/do", headers=ENGLISH
        )
        assert answer.status_code == 422
        assert "in the last 30 days" in answer.text


def test_an_appointment_is_made_moved_and_seen_by_the_person(
    client_of: ClientOf, counsellor: User, person: User, case: Jobseeker
) -> None:
    browser = client_of(counsellor)
    assert browser.get(f"/cases/{case.id}/duties/new").status_code == 200
    made = browser.post(f"/cases/{case.id}/duties/new", data=meeting(counsellor))
    assert made.status_code == 302
    duty = next(one for one in duties_of(case) if one.kind is DutyKind.APPOINTMENT)
    home = client_of(person).get("/me/appointments").text
    assert "ore 09:30" in home
    assert "Stanza 12" in home
    moved = meeting(counsellor, due_on="2026-12-04", reason="asked")
    sent = {f"move-{name}": value for name, value in moved.items()}
    assert browser.post(f"/cases/{case.id}/duties/{duty.id}/move", data=sent).status_code == 302
    assert state_of(duty) is DutyState.MOVED
    assert "4 dicembre 2026" in client_of(person).get("/me/appointments").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hour": ""}, "Enter the hour."),
        ({"due_on": "2026-11-24"}, "Choose a day and hour to come."),
        ({"due_on": "2026-12-08"}, "The centre is closed on December 8, 2026"),
        ({"meeting": "video", "place": ""}, "Write the address of the video call."),
    ],
)
def test_an_impossible_appointment_is_refused_and_nothing_typed_is_lost(
    client_of: ClientOf, counsellor: User, case: Jobseeker, changes: dict[str, str], words: str
) -> None:
    sent = meeting(counsellor, **changes)
    answer = client_of(counsellor).post(f"/cases/{case.id}/duties/new", data=sent, headers=ENGLISH)
    assert answer.status_code == 422
    assert words.replace("December 8, 2026", "") in answer.text or words in answer.text
    assert "Bilancio" in answer.text


def test_the_person_says_they_cannot_come_and_the_centre_sees_it_first(
    client_of: ClientOf, counsellor: User, person: User, case: Jobseeker
) -> None:
    duty, home = the_action(case), client_of(person)
    place = f"/me/appointments/{duty.id}/cannot-come"
    assert home.get(place).status_code == 200
    assert home.post(place, data={"reason": "", "note": "Treni fermi"}).status_code == 422
    sent = {"reason": "transport", "note": "Treni fermi"}
    assert home.post(place, data=sent).status_code == 302
    page = client_of(counsellor).get(f"/cases/{case.id}/duties", headers=ENGLISH).text
    assert "Cannot come: answer the person" in page
    assert "Treni fermi" in page
    excused = {"excuse-reason": "transport", "excuse-note": "Sciopero"}
    client_of(counsellor).post(f"/cases/{case.id}/duties/{duty.id}/excuse", data=excused)
    assert state_of(duty) is DutyState.EXCUSED


def test_a_duty_of_somebody_else_is_not_found(
    client_of: ClientOf, as_role: Callable[..., User], counsellor: User, case: Jobseeker
) -> None:
    duty = the_action(case)
    other = agreements.decided_case(counsellor, user_id=as_role(Role.JOBSEEKER).id)
    stranger = accounts.user(
        Role.COUNSELLOR, accounts.organisation(counsellor.organisation.kind, "Altro centro")
    )
    somebody = db.session.get_one(User, other.user_id)
    assert client_of(somebody).get(f"/me/appointments/{duty.id}/cannot-come").status_code == 404
    assert client_of(stranger).get(f"/cases/{case.id}/duties").status_code == 404
    assert client_of(stranger).post(f"/cases/{case.id}/duties/{duty.id}/do").status_code == 404
    assert client_of(counsellor).get(f"/cases/{other.id}/duties/{duty.id}").status_code == 404


def test_nobody_without_the_permission_records_anything(
    client_of: ClientOf, as_role: Callable[..., User], case: Jobseeker
) -> None:
    duty = the_action(case)
    auditor = client_of(as_role(Role.AUDITOR))
    assert auditor.get(f"/cases/{case.id}/duties").status_code == 200
    assert auditor.post(f"/cases/{case.id}/duties/{duty.id}/do").status_code == 403


def test_the_list_costs_the_same_however_long_it_is(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    browser = client_of(counsellor)
    browser.get(f"/cases/{case.id}/duties")
    with statements() as few:
        browser.get(f"/cases/{case.id}/duties")
    for day in range(1, 10):
        browser.post(
            f"/cases/{case.id}/duties/new", data=meeting(counsellor, due_on=f"2026-12-{day + 13}")
        )
    with statements() as many:
        browser.get(f"/cases/{case.id}/duties")
    assert len(many) == len(few)
