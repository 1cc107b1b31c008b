"""The public catalogue's pages."""

import pytest
from sqlalchemy import event

from app.core.database import db
from catalogue.offers.states import OfferState
from tests.factories import catalogue as make


@pytest.fixture
def statements(session):
    """Every statement sent to the database while the test runs."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def filled(number):
    owner = make.provider()
    place = make.site(owner)
    for _ in range(number):
        make.edition(make.offer(owner), place)
    db.session.commit()


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?q=digitali&near=Padova&within=30&sort=nearest",
        "?near=Padova&within=any&service=digital_skills&pathway=2&mode=in_person&free=y&start=90",
        "?province=028&sort=soonest",
    ],
)
def test_everybody_may_search(client, asked):
    filled(2)
    answer = client.get(f"/catalogue{asked}")
    assert answer.status_code == 200
    assert "Competenze digitali" in answer.text


@pytest.mark.parametrize(
    "asked",
    ["?near=Nowhere", "?mode=%00", "?cursor=garbage", "?pathway=x", "?start=-1", "?within=9"],
)
def test_what_cannot_be_understood_narrows_nothing(client, asked):
    filled(1)
    answer = client.get(f"/catalogue{asked}")
    assert answer.status_code == 200
    assert "Competenze digitali" in answer.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_exported_with_its_filters(client, kind):
    filled(1)
    assert client.get(f"/catalogue.{kind}?q=digitali").status_code == 200


def test_an_offer_shows_its_editions_and_the_distance(client):
    owner = make.provider()
    edition = make.edition(make.offer(owner), make.site(owner, make.TREVISO))
    db.session.commit()
    page = client.get(f"/catalogue/offers/{edition.offer_id}?near=Padova").text
    assert edition.timetable in page
    assert " km" in page
    assert client.get(f"/catalogue/providers/{owner.id}").status_code == 200


def test_what_is_not_published_is_not_found(client):
    offer = make.offer(make.provider(), state=OfferState.DRAFT)
    db.session.commit()
    assert client.get(f"/catalogue/offers/{offer.id}").status_code == 404
    assert client.get("/catalogue/providers/999999").status_code == 404


def test_a_page_costs_the_same_queries_for_one_offer_and_for_twenty(client, statements):
    counts = []
    for number in (1, 19):
        filled(number)
        client.get("/catalogue")  # the rule set is parsed once per process
        db.session.expire_all()
        statements.clear()
        client.get("/catalogue")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert (
        counts[0] < 13
    )  # two of them read the whole, as a transaction with changes of its own does
