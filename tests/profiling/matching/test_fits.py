"""What fits a person in the whole catalogue, with the reasons when something does not."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.core.database import db
from catalogue.offers.models import Mode
from profiling.matching.rules import FAR_KM, LifeFacts, to_check
from tests.factories import accounts, catalogue
from tests.factories.vouchers import person, supply


def life(**values):
    plain = {
        "kilometres": 5.0,
        "has_licence": True,
        "minor_children": 0,
        "hours": 24,
        "is_online": False,
        "is_step_free": True,
        "requirements": "",
    }
    return LifeFacts(**{**plain, **values})


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"kilometres": 20.1, "has_licence": False}, ["far_without_licence"]),
        ({"kilometres": 20.0, "has_licence": False}, []),
        ({"kilometres": 90.0}, []),
        ({"minor_children": 2}, ["hours_beside_children"]),
        ({"minor_children": 2, "hours": 0}, []),
        ({"is_step_free": False}, ["not_step_free"]),
        ({"requirements": "Inglese"}, ["requirements"]),
        (
            {"is_online": True, "kilometres": None, "minor_children": 1, "is_step_free": False},
            [],
        ),
    ],
)
def test_what_to_think_of_before_choosing(values, codes):
    assert [check.code for check in to_check(life(**values))] == codes


@given(st.floats(0, 500), st.integers(0, 300))
def test_a_licence_and_no_children_leave_nothing_to_think_of(kilometres, hours):
    assert to_check(life(kilometres=kilometres, hours=hours)) == []
    far = to_check(life(kilometres=kilometres, hours=hours, has_licence=False))
    assert bool(far) is (kilometres > FAR_KM)


@pytest.fixture
def supplied(session):
    return supply()


@pytest.fixture
def case(counsellor):
    return person(counsellor)


def listed(answer):
    soup = BeautifulSoup(answer.data, "html.parser")
    return {
        item.h2.get_text(strip=True): item.get_text(" ", strip=True)
        for item in soup.select(".pc-offer")
    }


def other(supplied, town=catalogue.PADOVA, **values):
    offer = catalogue.offer(supplied.provider, call_id=supplied.call.id, **values)
    site = catalogue.site(supplied.provider, town, step_free=True)
    return offer, catalogue.edition(offer, site)


def test_everything_is_listed_and_what_does_not_fit_says_why(client_of, counsellor, case, supplied):
    unfit, _ = other(supplied, pathways=[3])
    full, edition = other(supplied)
    edition.taken = edition.seats
    found = listed(client_of(counsellor).get(f"/cases/{case.id}/fits"))
    assert "Adatto" in found[supplied.offer.title]
    assert "Non adatto" in found[unfit.title]
    assert "percorso" in found[unfit.title]
    assert "Posti esauriti" in found[full.title]


def test_what_can_be_chosen_says_what_to_think_of(client_of, counsellor, case, supplied):
    case.driving_licence, case.dependent_children, case.minor_children = False, 1, 1
    far, _ = other(supplied, catalogue.BELLUNO, requirements="Inglese letto")
    other(supplied, catalogue.BELLUNO, mode=Mode.ONLINE)
    found = listed(client_of(counsellor).get(f"/cases/{case.id}/fits"))
    assert "patente" in found[far.title]
    assert "figli" in found[far.title]
    assert "Inglese letto" in found[far.title]


def test_words_and_filters_narrow_it(client_of, counsellor, case, supplied):
    welding, _ = other(supplied, title="Saldatura a filo")
    found = listed(client_of(counsellor).get(f"/cases/{case.id}/fits?q=saldature"))
    assert list(found) == [welding.title]


def test_the_person_sees_the_same_and_a_stranger_nothing(client_of, counsellor, case, supplied):
    own = accounts.user(Role.JOBSEEKER)
    case.user_id = own.id
    assert supplied.offer.title in listed(client_of(own).get("/me/fits"))
    stranger = accounts.user(
        Role.COUNSELLOR, accounts.organisation(counsellor.organisation.kind, "CPI altrove")
    )
    assert client_of(stranger).get(f"/cases/{case.id}/fits").status_code == 404


def test_the_reading_is_noted(client_of, counsellor, case, supplied):
    client_of(counsellor).get(f"/cases/{case.id}/fits")
    noted = db.session.scalars(select(AccessLog).where(AccessLog.jobseeker_id == case.id)).all()
    assert [reading.actor_id for reading in noted] == [counsellor.id]


def test_twenty_offers_cost_as_many_statements_as_one(client_of, counsellor, case, supplied):
    browser, counts = client_of(counsellor), []

    def count():
        db.session.commit()
        seen = []
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        browser.get(f"/cases/{case.id}/fits")
        return len(seen)

    count()
    counts.append(count())
    for _ in range(15):
        other(supplied)
    counts.append(count())
    assert counts[0] == counts[1]
