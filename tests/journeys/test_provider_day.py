"""A provider's day: from the application through agreement and offer to an edition that is full."""

import re

import pytest

from app.core import fiscal_code, tax_number
from app.core.fiscal_code import Sex
from tests.journeys import providing
from tests.journeys.counselling import BORN_ON, PADOVA, issue
from tests.journeys.person import Person
from tests.journeys.test_provider import approve

WAYS = [
    pytest.param("it", {}, 7001, id="italian"),
    pytest.param("en", {"javascript": False}, 7002, id="english-no-javascript"),
]
TITLES = {"it": "Il digitale di ogni giorno", "en": "Digital every day"}


@pytest.mark.parametrize(("language", "way", "serial"), WAYS)
def test_a_new_provider_fills_its_first_edition(language, way, serial, open_page, live_server):
    name, title = f"Cooperativa Prova {serial}", TITLES[language]
    need = providing.need_of(live_server)
    page = open_page(language=language, javascript=way.get("javascript", True))
    manager = Person(page, language, **way)
    officer = Person(open_page("officer", language="en"), "en")

    representative = fiscal_code.compose("Sartori", "Marta", BORN_ON, Sex.FEMALE, PADOVA)
    providing.apply(manager, name, tax_number.compose(f"{serial:010d}"), representative)
    providing.accredit(officer, name)
    providing.sign(manager)
    providing.fund(officer, name, need)
    providing.write_offer(manager, title, need)
    approve(officer, title)

    visitor = Person(open_page(language=language), language)
    address = offer_found(visitor, title)
    assert "is-open" in visitor.page.locator(".cat-standing").get_attribute("class")

    counsellor = Person(open_page(need.counsellor), "it")
    number = address.rsplit("/", 1)[1]
    counsellor.open(f"/cases/{need.case_id}/choice/{number}")
    counsellor.press("Choose this edition")
    counsellor.press("Confirm the choice")
    counsellor.is_content()
    issue(counsellor, need.case_id)

    visitor.open(address)
    assert "is-waiting_list" in visitor.page.locator(".cat-standing").get_attribute("class")
    providing.take_up(manager)
    manager.open(f"/provider/editions?q={title}")
    assert title in manager.page.locator("main").inner_text()


def offer_found(visitor: Person, title: str) -> str:
    """The address of the offer, found by its words in the catalogue."""
    visitor.open(f"/catalogue?q={title}")
    link = visitor.page.locator(".cat-result h2 a").filter(has_text=title).first
    found = re.match(r"/catalogue/offers/\d+", link.get_attribute("href") or "")
    assert found is not None
    visitor.open(found[0])
    return found[0]
