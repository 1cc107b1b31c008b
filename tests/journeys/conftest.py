"""Browser, server and signed-in pages for the journeys."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.accounts.models import User
from app.accounts.permissions import Role
from tests.conftest import close_connections
from tests.databases import Databases
from tests.journeys.browser import LOCALES, WIDE, Watch, chromium_path, launch
from tests.journeys.region import demonstration
from tests.journeys.server import LiveServer, serving

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser, and skip it with its reason where there is none."""
    for item in items:
        if "tests/journeys/" in str(item.path).replace("\\", "/"):
            item.add_marker(pytest.mark.browser)
            if chromium_path() is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def live_server(databases: Databases) -> Iterator[LiveServer]:
    """The application over real HTTP, on a furnished region that pages may change."""
    with databases.copy("journeys") as name:
        app = demonstration(databases, name)
        with serving(app) as server:
            yield server
        close_connections(app)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys."""
    path = chromium_path()
    assert path is not None
    with sync_playwright() as playwright:
        opened = launch(playwright, path)
        yield opened
        opened.close()


def _account(live_server: LiveServer, who: Role | str) -> User:
    return live_server.user_with(who) if isinstance(who, Role) else live_server.account(who)


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open a page as somebody: role, account or name of a demo account, width, language, with or without JavaScript.

    What went wrong unseen is in `page.watch.faults`, and fails the test at its end.
    """
    contexts = []
    watches = []

    def open_as(
        who: Role | str | User | None = None,
        *,
        width: int = WIDE,
        language: str = "it",
        javascript: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale=LOCALES[language],
            java_script_enabled=javascript,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        if who is not None:
            user = who if isinstance(who, User) else _account(live_server, who)
            context.add_cookies(
                [
                    {
                        "name": live_server.app.config["SESSION_COOKIE_NAME"],
                        "value": live_server.session_of(user),
                        "url": live_server.url,
                    }
                ]
            )
        page = context.new_page()
        page.watch = Watch()  # type: ignore[attr-defined]
        page.watch.follow(page)  # type: ignore[attr-defined]
        watches.append(page.watch)  # type: ignore[attr-defined]
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []
