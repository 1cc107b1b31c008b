"""The menu: one entry at a time is here; an area shows its pages where the reader is in it."""

import pytest
from flask_login import login_user

from app.accounts.permissions import Role
from app.web.navigation import shown_menu
from tests.factories import accounts


@pytest.fixture
def menu_at(app, session):
    officer = accounts.user(Role.PROGRAMME_OFFICER)

    def at(path):
        with app.test_request_context(path):
            login_user(officer)
            return shown_menu()

    return at


@pytest.mark.parametrize(
    "path",
    ["/programme/rules", "/programme/rules/2", "/programme/trials", "/programme/recomputation"],
)
def test_an_area_is_here_on_each_of_its_pages_and_shows_them(menu_at, path):
    (here,) = [link for link in menu_at(path) if link.active]
    assert here.url == "/programme/rules"
    (tab,) = [page for page in here.pages if page.active]
    assert path.startswith(tab.url)


def test_an_area_shows_no_pages_from_elsewhere(menu_at):
    shown = menu_at("/catalogue")
    assert [link.url for link in shown if link.active] == ["/catalogue"]
    assert not any(link.pages for link in shown)


def test_nothing_is_here_where_no_entry_leads(menu_at):
    assert not any(link.active for link in menu_at("/account"))
