"""The menu and the home page of each role, as tables the roof fills in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for

from app.accounts.guard import someone_signed_in
from app.accounts.permissions import Role
from app.web.words import gettext


@dataclass(frozen=True)
class NavLink:
    """A menu entry: English label to translate, endpoint; an area of several pages names them all."""

    label: str
    endpoint: str
    pages: tuple["NavLink", ...] = ()


@dataclass(frozen=True)
class ShownLink:
    """A menu entry as the layout draws it."""

    label: str
    url: str
    active: bool
    pages: tuple["ShownLink", ...] = ()
    """The pages of the area at hand, drawn as tabs; empty elsewhere."""


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
    links = _menu.get(user.role if user else None, ())
    addresses = {page.endpoint for link in links for page in (link, *link.pages)}
    # The longest matching address wins: an area's first page is the beginning of its others.
    here = [endpoint for endpoint in addresses if _leads_here(url_for(endpoint))]
    active = max(here, key=lambda endpoint: len(url_for(endpoint)), default="")
    return [_shown(link, active) for link in links]


def _leads_here(url: str) -> bool:
    return request.path == url or request.path.startswith(f"{url}/")


def _shown(link: NavLink, active: str) -> ShownLink:
    is_active = active in {page.endpoint for page in (link, *link.pages)}
    pages = tuple(_shown(page, active) for page in link.pages) if is_active else ()
    return ShownLink(gettext(link.label), url_for(link.endpoint), is_active, pages)
