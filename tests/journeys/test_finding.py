"""Finding a measure: filters with counts, the map, a shortlist, three side by side, a saved search."""

import re

import pytest

from tests.journeys.person import Person

WAYS = [
    pytest.param("it", {"keyboard": True}, id="italian-keyboard"),
    pytest.param("en", {"javascript": False}, id="english-no-javascript"),
]
CIRCLES = "svg.map a"


def visitor(open_page, language, way, who=None, **options):
    page = open_page(who, language=language, javascript=way.get("javascript", True), **options)
    return Person(page, language, **way)


def press_first(person, link):
    """Follow a link by hand or by keyboard, and look at what comes."""
    if person.keyboard:
        link.focus()
        with person.page.expect_navigation():
            person.page.keyboard.press("Enter")
    else:
        with person.page.expect_navigation():
            link.click()
    person.look()


@pytest.mark.parametrize(("language", "way"), WAYS)
def test_the_map_is_walked_from_circle_to_offer(language, way, open_page):
    person = visitor(open_page, language, way)
    person.open("/catalogue")
    person.press("See it on the map")
    circles = person.page.locator(CIRCLES)
    assert circles.count() > 3
    table = person.page.locator(".map-table tbody tr")
    # What the circles say in sum, the table says too.
    counted = sum(int(text) for text in person.page.locator("svg.map text").all_text_contents())
    listed = sum(int(row.locator("td").first.inner_text()) for row in table.all())
    assert counted == listed

    name = circles.first.get_attribute("aria-label")
    number = int(re.search(r": (\d+)", name).group(1))
    while "/catalogue/map" in person.page.url:
        alone = person.page.locator("svg.map a:not(.is-many)")
        press_first(person, alone.first if alone.count() else circles.first)
        assert number > 0
    assert person.page.locator(".cat-result").count() > 0
    press_first(person, person.page.locator(".cat-result h2 a").first)
    person.sees("Who pays what")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_circle_shows_when_the_keyboard_is_on_it(width, open_page):
    person = visitor(open_page, "it", {"keyboard": True}, width=width)
    person.open("/catalogue/map")
    circle = person.page.locator(CIRCLES).first
    before = circle.locator("circle").evaluate("shape => getComputedStyle(shape).stroke")
    person._reach(circle)
    focused = circle.locator("circle").evaluate("shape => getComputedStyle(shape).stroke")
    assert focused != before
    box = circle.locator("circle").bounding_box()
    assert min(box["width"], box["height"]) >= 24, "large enough for a finger (WCAG 2.5.8)"


@pytest.mark.parametrize(("language", "way"), WAYS)
def test_a_stranger_keeps_two_offers_and_compares_them(language, way, open_page):
    person = visitor(open_page, language, way)
    for number in (0, 5):
        person.open("/catalogue?free=1")
        press_first(person, person.page.locator(".cat-result h2 a").nth(number))
        person.press("Keep in mind")
        person.sees("It is on the shortlist.")
    person.open("/catalogue/shortlist")
    person.compare("Compare", 2)
    person.press("Compare the marked ones (up to three)")
    assert person.page.locator(".disc-compared thead th").count() == 2
    assert person.words("Nothing") in person.page.locator(".disc-compared").inner_text()


@pytest.mark.parametrize(("language", "way"), WAYS)
def test_a_jobseeker_saves_a_search_renames_it_and_deletes_it(language, way, open_page):
    person = visitor(open_page, language, way, "jobseeker-choose")
    name = {"it": "Digitale", "en": "Digital"}[language]
    person.open("/catalogue?q=digitali")
    person.press("Save this search")
    person.press("Save the search")
    person.sees("Give the search a name.")
    person.fill("Name of the search", name)
    person.press("Save the search")
    person.sees("The search is saved.")
    person.press("See all results")
    assert person.page.locator(".cat-result").count() > 0

    person.open("/me/searches")
    person.press("Change")
    person.is_content()
    person.press("Keep the changes")
    person.sees("The search is changed.")
    card = person.page.locator(".pc-card").filter(has_text=name)
    press_first(person, card.get_by_role("link", name=re.compile(person.words("Delete"))))
    person.press("Delete the search")
    person.sees("The search is deleted.")
    assert person.page.locator(".pc-card").filter(has_text=name).count() == 0


@pytest.mark.parametrize("language", ["it", "en"])
def test_filters_and_their_counts_are_read_by_everybody(language, open_page):
    person = visitor(open_page, language, {"javascript": False})
    reader = Person(open_page(language=language), language)
    for address in ("/catalogue", "/catalogue?free=1&start=90", "/catalogue?q=zzzzzz"):
        person.open(address)
        reader.open(address)


@pytest.mark.parametrize(("language", "way"), WAYS)
def test_the_progress_of_an_upload_is_read_by_everybody(language, way, open_page):
    person = visitor(open_page, language, way, "provider")
    person.open("/provider/uploads")
    person.page.locator("main input[type=file]").set_input_files(
        {"name": "offerte.csv", "mimeType": "text/csv", "buffer": b"codice;titolo\nX1;Prova\n"}
    )
    person.press("Upload and check")
    bar = person.page.locator(".pc-progress progress")
    assert bar.count() == 1
    assert bar.evaluate("bar => bar.labels.length") == 1
    assert person.page.locator(".pc-progress [role=status]").count() == 1
    if not person.javascript:
        assert person.page.locator(".pc-progress noscript a").count() == 1
