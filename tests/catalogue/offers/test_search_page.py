"""The page of the catalogue: filters with counts, chips that remove them, the way out of an empty list."""

import pytest
from bs4 import BeautifulSoup

from app.core.database import db
from catalogue.offers.models import Mode
from tests.factories import catalogue as make


@pytest.fixture
def shelf(session):
    owner = make.provider()
    site, far = make.site(owner), make.site(owner, make.BELLUNO)
    make.edition(make.offer(owner, title="Saldatura"), site)
    make.edition(make.offer(owner, title="Cucina", mode=Mode.ONLINE), far, in_days=100)
    db.session.commit()


def page(client, asked):
    return BeautifulSoup(client.get(f"/catalogue{asked}").data, "html.parser")


def counts(soup, name):
    """The count beside each value of a filter."""
    found = {}
    for box in soup.select(f"#facets input[name={name}]"):
        count = soup.select_one(f"label[for='{box['id']}'] .cat-facet-count")
        if count:
            found[box["value"]] = int(count.get_text().strip("()"))
    return found


def test_every_filter_is_a_group_with_a_legend_and_every_value_has_a_label(client, shelf):
    soup = page(client, "")
    for group in soup.select("#facets fieldset"):
        assert group.legend.get_text(strip=True)
    for box in soup.select("#facets input:not([type=hidden])"):
        assert soup.select_one(f"label[for='{box['id']}']").get_text(strip=True)
    assert counts(soup, "province") == {"028": 1, "025": 1}
    assert soup.select_one("#found-count")["role"] == "status"


def test_a_chosen_value_is_marked_and_leaves_the_other_counts_of_its_group(client, shelf):
    soup = page(client, "?mode=online")
    assert soup.select_one("#mode-online").has_attr("checked")
    assert counts(soup, "mode") == {"online": 1, "in_person": 1}
    assert counts(soup, "province") == {"025": 1}


def test_each_chip_leads_to_the_search_without_it(client, shelf):
    soup = page(client, "?mode=online&mode=in_person&start=180&q=cucina")
    links = [link["href"] for link in soup.select(".cat-chips a:not(.cat-chips-clear)")]
    assert len(links) == 4
    assert "/catalogue?mode=in_person&mode=online&start=180" in links
    assert "/catalogue?q=cucina&mode=in_person&start=180" in links


def test_an_empty_list_says_which_filter_to_drop_and_what_that_gives(client, shelf):
    soup = page(client, "?q=saldatura&mode=online")
    said = [item.get_text(" ", strip=True) for item in soup.select(".cat-fewer li")]
    assert len(said) == 2
    assert all(item.endswith("1 risultato") for item in said)
    assert soup.select(".cat-results") == []


def test_a_code_of_a_municipality_is_shown_as_its_name(client, shelf):
    assert page(client, "?near=028060").select_one("#near")["value"] == "Padova (PD)"
    assert page(client, "?near=Nowhere").select_one("#near")["value"] == "Nowhere"
