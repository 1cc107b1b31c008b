"""The menu and the home page of each role, as tables the roof fills in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for

from app.accounts.guard import someone_signed_in
from app.accounts.permissions import Role
from app.web.words import gettext


@dataclass(frozen=True)
class NavLink:
    """A menu entry: English label to translate, endpoint."""

    label: str
    endpoint: str


@dataclass(frozen=True)
class ShownLink:
    """A menu entry as the layout draws it."""

    label: str
    url: str
    active: bool


_home: dict[Role, str] = {}
_menu: dict[Role | None, tuple[NavLink, ...]] = {}


def install(home: Mapping[Role, str], menu: Mapping[Role | None, Sequence[NavLink]]) -> None:
    """Install the tables of wiring; called once by the factory. None is the stranger's menu."""
    _home.clear()
    _home.update(home)
    _menu.clear()
    _menu.update({role: tuple(links) for role, links in menu.items()})


def home_endpoint() -> str | None:
    """Where the signed-in person's day begins; None for a stranger."""
    user = someone_signed_in()
    return _home[user.role] if user else None


def shown_menu() -> list[ShownLink]:
    """The menu of the person at the screen."""
    user = someone_signed_in()
    links = [(link, url_for(link.endpoint)) for link in _menu.get(user.role if user else None, ())]
    # The longest matching address wins: an area's first page is the beginning of its others.
    here = [url for _, url in links if request.path == url or request.path.startswith(f"{url}/")]
    active = max(here, key=len, default="")
    return [ShownLink(gettext(link.label), url, url == active) for link, url in links]
