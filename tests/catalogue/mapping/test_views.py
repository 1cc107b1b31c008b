"""The page of the map."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.core.clock import today
from catalogue.offers.models import Mode
from tests.counting import statements
from tests.factories import catalogue


@pytest.fixture
def owner(session):
    return catalogue.provider()


def held(owner, town=catalogue.PADOVA, **values):
    offer = catalogue.offer(owner, **values)
    catalogue.edition(offer, catalogue.site(owner, town))
    return offer


def page(client, query=""):
    answer = client.get(f"/catalogue/map{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def circles(soup):
    return {link["aria-label"]: link["href"] for link in soup.select("svg.map a")}


def test_each_circle_is_a_link_that_says_where_and_how_many_and_the_table_says_the_same(
    client, owner
):
    for town in (catalogue.PADOVA, catalogue.PADOVA, catalogue.BELLUNO):
        held(owner, town)
    soup = page(client)
    assert set(circles(soup)) == {"Padova (PD): 2 offerte", "Belluno (BL): 1 offerta"}
    rows = [
        (row.th.get_text(strip=True), row.find_all("td")[0].get_text())
        for row in soup.select(".map-table tbody tr")
    ]
    assert rows == [("Padova (PD)", "2"), ("Belluno (BL)", "1")]


def test_a_circle_leads_to_exactly_the_offers_it_counted(client, owner):
    mine = held(owner, title="Saldatura a filo")
    held(owner, catalogue.TREVISO, title="Saldatura a elettrodo")
    held(owner, title="Giardinaggio")
    address = circles(page(client, "?q=saldatura"))["Padova (PD): 1 offerta"]
    soup = BeautifulSoup(client.get(address).data, "html.parser")
    assert [link.get_text() for link in soup.select(".cat-result h2 a")] == [mine.title]


def test_what_is_online_stands_on_no_map_and_is_said(client, owner):
    held(owner, mode=Mode.ONLINE)
    soup = page(client)
    assert circles(soup) == {}
    assert "1 offerta trovata" in soup.main.get_text(" ", strip=True)


def test_distances_are_said_from_the_municipality_typed_and_order_the_table(client, owner):
    for town in (catalogue.BELLUNO, catalogue.TREVISO, catalogue.PADOVA):
        held(owner, town)
    soup = page(client, "?near=Padova&within=any")
    rows = [row.get_text(" ", strip=True) for row in soup.select(".map-table tbody tr")]
    assert [row.split(" (")[0] for row in rows] == ["Padova", "Treviso", "Belluno"]
    assert "0 km" in rows[0]


def test_a_province_is_shown_larger_with_its_offers_alone(client, owner):
    held(owner)
    held(owner, catalogue.BELLUNO)
    whole, padova = page(client), page(client, "?province=028")
    assert list(circles(padova)) == ["Padova (PD): 1 offerta"]
    sizes = [float(soup.select_one("svg.map")["viewbox"].split()[2]) for soup in (whole, padova)]
    assert sizes[1] < sizes[0] / 2


def test_nothing_found_says_so_without_an_empty_map(client, owner):
    held(owner)
    soup = page(client, "?q=xyzxyz")
    assert soup.select("svg.map") == []
    assert "Nessun risultato" in soup.main.get_text()


def test_the_map_is_light_and_asks_as_much_for_twelve_towns_as_for_two(client, owner):
    page(client)
    counts = []
    for towns in (["028060", "025006"], [f"0280{n}" for n in range(10, 20)]):
        for town in towns:
            held(owner, town)
        with statements() as sent:
            answer = client.get("/catalogue/map")
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert len(answer.data) < 60_000


def test_a_start_date_narrows_the_map_as_it_narrows_the_list(client, owner):
    offer = held(owner)
    catalogue.edition(offer, catalogue.site(owner, catalogue.BELLUNO), in_days=100)
    soup = page(client, "?start=60")
    assert list(circles(soup)) == ["Padova (PD): 1 offerta"]
    day = (today() + timedelta(days=30)).strftime("%Y")
    assert day in soup.select_one(".map-table tbody").get_text()
