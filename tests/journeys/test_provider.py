"""The provider's story: an offer written, approved and found in the catalogue; a voucher answered."""

from datetime import timedelta

import pytest

from app.core.clock import today
from tests.journeys.person import Person

WAYS = [
    pytest.param("it", {"keyboard": True}, id="italian-keyboard"),
    pytest.param("en", {"javascript": False}, id="english-no-javascript"),
]
TITLES = {"it": "Saldatura per chi comincia", "en": "Giardinaggio professionale"}


@pytest.mark.parametrize(("language", "way"), WAYS)
def test_an_offer_goes_from_the_provider_through_the_region_to_the_catalogue(
    language, way, open_page
):
    javascript = way.get("javascript", True)
    page = open_page("provider", language=language, javascript=javascript)
    provider = Person(page, language, **way)
    title = TITLES[language]

    provider.open("/provider/offers?state=published")
    page.locator("main table a").first.click()
    provider.press("Copy")
    provider.press("Copy")
    provider.sees("This is the copy. Give it a code of your own and look at its dates.")
    provider.fill("Title", "")
    provider.press("Keep the draft")
    provider.sees("Give the offer a title.")
    provider.fill("Title", title)
    provider.press("Keep the draft")
    provider.is_content()
    for number in (1, 2):
        add_edition(provider, f"E{number}", weeks=6 + number)
    provider.press("Submit for approval")
    provider.is_content()

    approve(Person(open_page("officer", language="en"), "en"), title)
    visitor = Person(open_page(language=language), language)
    visitor.open(f"/catalogue?q={title}")
    assert title in visitor.page.locator("main").inner_text()


def add_edition(provider: Person, code: str, weeks: int) -> None:
    """Add dates and places, at first with the days the wrong way round."""
    start = today() + timedelta(weeks=weeks)
    provider.press("Add an edition")
    provider.fill("Code of the edition", code)
    provider.choose_first("Site")
    provider.fill("First day", start.isoformat())
    provider.fill("Last day", (start - timedelta(days=9)).isoformat())
    provider.fill("Enrolment ends on", (start - timedelta(days=3)).isoformat())
    provider.fill("Places", "12")
    provider.press("Keep the edition")
    provider.sees("There is a problem")
    assert provider.field_value("Code of the edition") == code
    provider.fill("Last day", (start + timedelta(days=20)).isoformat())
    provider.press("Keep the edition")
    provider.is_content()


def approve(officer: Person, title: str) -> None:
    """Publish the offer of that title."""
    # The queue may be longer than a page, and a rule may have published it where the call allows.
    officer.open(f"/programme/offers?state=all&q={title}")
    officer.page.locator("main").get_by_role("link", name=title).first.click()
    if officer.page.get_by_role("button", name="Approve and publish").count():
        officer.press("Approve and publish")
    officer.is_content()


def test_a_voucher_is_taken_up_with_a_first_appointment(open_page, live_server):
    provider = Person(open_page("provider", language="it", width=390), "it", keyboard=True)
    provider.open("/provider/vouchers")
    provider.page.locator("main table a").first.click()
    number = provider.page.url.rsplit("/", 1)[1]
    provider.press("Take up")
    provider.press("Take up the voucher")
    provider.sees("Enter the day of the first appointment.")
    provider.fill("Day of the first appointment", (today() + timedelta(days=7)).isoformat())
    provider.fill("Time", "09:30")
    provider.fill("Place", "Aula 2, via di Prova 5")
    provider.press("Take up the voucher")
    provider.sees("Voucher taken up. The person and the centre have been told.")
    assert number in provider.page.locator("main").inner_text()
