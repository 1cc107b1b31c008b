"""Every page of every role, at both widths, with nothing broken and nothing in anybody's way."""

import pytest

from app.accounts.permissions import Role
from tests.journeys.crawler import Crawl

LANGUAGE_OF = {Role.PROVIDER_MANAGER: "en", Role.AUDITOR: "en", Role.CENTRE_MANAGER: "en"}
"""Half of the roles read English; the journeys speak both."""


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "stranger")
def test_every_page_within_reach_is_whole(role, open_page, live_server):
    language = LANGUAGE_OF.get(role, "it")
    page = open_page(role, language=language)
    crawl = Crawl(page, live_server.app.url_map.bind(""), live_server.url, language)

    crawl.walk()

    assert crawl.faults == {}
    assert len(crawl.visited) > 2


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_style_page_is_whole_in_both_states(language, open_page, live_server):
    page = open_page(language=language)
    crawl = Crawl(page, live_server.app.url_map.bind(""), live_server.url, language)
    page.goto("/design")
    crawl._inspect("/design")

    page.locator(".pc-form-foot button").click()

    page.locator(".pc-error-summary").wait_for()
    crawl._inspect("/design, refused")
    assert crawl.faults == {}
