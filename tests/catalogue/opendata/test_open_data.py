"""The open data: complete, true to their schema, without persons, whole or not at all, fetched once."""

import csv
import io
import json
import tracemalloc
from datetime import timedelta

import pytest

from app.core.clock import today
from app.core.database import db
from catalogue.offers.states import EditionState, OfferState
from catalogue.opendata import operations
from catalogue.opendata.models import OpenDataPiece, OpenDataRelease
from catalogue.opendata.operations import make_release
from catalogue.opendata.queries import pieces_of, present_file, present_release
from catalogue.opendata.rules import FIELDS, FILES, json_schema
from tests.factories import catalogue as make

JSON_TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
}


@pytest.fixture
def edition(session):
    owner = make.provider()
    offer = make.offer(owner, title="Saldatura", contact_name="Carla Referente")
    site = make.site(owner, phone="049 1", email="sede@ente.example")
    return make.edition(offer, site, taken=3)


def bytes_of(name):
    return b"".join(pieces_of(present_file(name).id))


def rows():
    return json.loads(bytes_of("catalogue.json"))["rows"]


def test_a_row_says_what_is_on_offer_where_and_how_many_places_are_left(edition):
    make_release()
    (row,) = rows()
    assert row["title"] == "Saldatura"
    assert (row["edition"], row["seats"], row["places_left"]) == (edition.code, 10, 7)
    assert (row["office_phone"], row["municipality_code"]) == ("049 1", make.PADOVA)
    assert row["starts_on"] == edition.starts_on.isoformat()


def test_both_files_hold_the_same_rows(edition):
    make.offer(edition.offer.provider, title="=CMD()")
    make_release()
    table = list(csv.DictReader(io.StringIO(bytes_of("catalogue.csv").decode())))
    assert [row["title"] for row in table] == ["Saldatura", "'=CMD()"]
    assert [row["title"] for row in rows()] == ["Saldatura", "=CMD()"]
    assert list(table[0]) == [field.name for field in FIELDS]
    assert rows()[1]["edition"] is None


def test_every_row_is_as_the_schema_says(edition):
    make.offer(edition.offer.provider)
    make_release()
    schema = json_schema("http://localhost/open-data/schema.json")
    for row in rows():
        assert list(row) == schema["required"] == list(schema["properties"])
        for name, value in row.items():
            kinds = schema["properties"][name]["type"]
            kinds = kinds if isinstance(kinds, list) else [kinds]
            fits = value is None and "null" in kinds
            assert fits or isinstance(value, JSON_TYPES[kinds[0]]), (name, value)
            assert kinds[0] == "boolean" or not isinstance(value, bool)


def test_no_person_is_named(edition):
    make_release()
    for name in FILES:
        content = bytes_of(name)
        assert b"Carla" not in content
        assert b"corsi@ente.example" not in content
    assert not any("contact" in field.source for field in FIELDS)


@pytest.mark.parametrize(
    "values",
    [
        {"state": OfferState.DRAFT},
        {"state": OfferState.SUSPENDED},
        {"faded_on": today()},
    ],
)
def test_what_the_search_does_not_show_is_not_given_away(edition, values):
    for name, value in values.items():
        setattr(edition.offer, name, value)
    make_release()
    assert rows() == []


def test_an_edition_called_off_or_over_is_left_out_with_its_offer_kept(edition):
    edition.state = EditionState.CANCELLED
    make_release()
    assert [(row["title"], row["edition"]) for row in rows()] == [("Saldatura", None)]


def test_an_offer_of_a_provider_whose_accreditation_has_ended_is_left_out(edition):
    edition.offer.provider.accredited_until = today() - timedelta(days=1)
    make_release()
    assert rows() == []


def test_a_release_that_fails_leaves_the_one_before(edition, monkeypatch):
    first = make_release()
    db.session.commit()
    monkeypatch.setattr(operations, "_line", lambda _cells: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_release()
    db.session.rollback()
    assert present_release().id == first.id
    assert rows()


def test_two_releases_are_kept_and_no_more(edition):
    made = [make_release().id for _ in range(3)]
    kept = db.session.query(OpenDataRelease.id).order_by(OpenDataRelease.id).all()
    assert [key for (key,) in kept] == made[1:]


def test_a_file_is_cut_into_pieces_and_comes_out_whole(edition, monkeypatch):
    monkeypatch.setattr(operations, "PIECE", 100)
    make_release()
    assert db.session.query(OpenDataPiece).count() > len(FILES) * 3
    assert len(rows()) == 1
    found = present_file("catalogue.json")
    assert found.size == len(bytes_of("catalogue.json"))


def test_memory_does_not_grow_with_the_catalogue(edition, monkeypatch):
    monkeypatch.setattr(operations, "PIECE", 4096)

    def peak(rows_made):
        one = {field.name: "x" * 50 for field in FIELDS} | {"offer": 1}
        monkeypatch.setattr(operations, "_rows", lambda: (dict(one) for _ in range(rows_made)))
        tracemalloc.start()
        make_release()
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(2000) < 2 * peak(200) + 200_000


def test_the_page_and_its_files_are_public_and_fetched_once(client, edition):
    assert client.get("/open-data").status_code == 200
    assert client.get("/open-data/catalogue.csv").status_code == 404
    make_release()
    db.session.commit()
    page = client.get("/open-data").text
    assert "CC BY 4.0" in page
    assert all(field.name in page for field in FIELDS)
    first = client.get("/open-data/catalogue.csv")
    assert first.status_code == 200
    assert "Saldatura" in first.text
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert first.headers["Last-Modified"]
    again = client.get("/open-data/catalogue.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head("/open-data/catalogue.json")
    assert int(head.headers["Content-Length"]) == present_file("catalogue.json").size
    assert client.get("/open-data/other.csv").status_code == 404


def test_the_published_schema_and_description_are_those_of_the_table(client, edition):
    make_release()
    db.session.commit()
    schema = client.get("/open-data/schema.json").get_json()
    assert schema["required"] == [field.name for field in FIELDS]
    dataset = client.get("/open-data/dataset.jsonld")
    assert dataset.mimetype == "application/ld+json"
    addresses = [item["dcat:accessURL"]["@id"] for item in dataset.get_json()["dcat:distribution"]]
    assert len(addresses) == len(FILES)
    assert dataset.get_json()["dct:modified"] == today().isoformat()
