"""Coming in, looking at one's account and going out again."""

import pytest

from app.accounts.permissions import Role
from app.config import DEMO_PASSWORD
from tests.journeys.person import Person

WAYS = [
    pytest.param("it", {"keyboard": True}, id="italian, keyboard"),
    pytest.param("en", {"javascript": False}, id="english, no JavaScript"),
]


@pytest.mark.parametrize(("language", "way"), WAYS)
def test_somebody_signs_in_and_out(language, way, open_page, live_server):
    user = live_server.user_with(Role.COUNSELLOR)
    person = Person(
        open_page(language=language, javascript=way.get("javascript", True)), language, **way
    )
    person.open("/login")

    person.press("Sign in")
    person.sees("Enter your email address.")
    person.fill("Email address", user.email)
    person.fill("Password", "not this one")
    person.press("Sign in")
    person.sees("Email address or password is wrong. Check both and try again.")
    assert person.page.get_by_label(person.words("Email address")).input_value() == user.email

    person.fill("Password", DEMO_PASSWORD)
    person.press("Sign in")
    assert user.name in person.page.locator("header").inner_text()

    person.page.get_by_role("button", name=person.words("Sign out")).click()
    person.sees("You have signed out.")


def test_a_stranger_is_asked_to_sign_in_and_then_taken_where_they_wanted(open_page, live_server):
    user = live_server.user_with(Role.ADMINISTRATOR)
    person = Person(open_page(language="en"), "en")
    person.open("/admin/users")
    person.sees("Sign in to continue.")
    person.fill("Email address", user.email)
    person.fill("Password", DEMO_PASSWORD)
    person.press("Sign in")
    assert person.page.url.endswith("/admin/users")


def test_the_menu_of_a_phone_opens_with_a_button_and_closes_with_escape(open_page):
    page = open_page(Role.ADMINISTRATOR, width=390)
    page.goto("/admin/users")
    button = page.locator(".pc-burger")
    menu = page.locator("#main-nav")
    if not menu.count():
        pytest.skip("the administrator has no menu yet")
    assert not menu.is_visible()
    button.click()
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert button.evaluate("control => control === document.activeElement")
