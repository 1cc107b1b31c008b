"""Walks every page a person can reach by links, once per kind of page."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.journeys.browser import PHONE, WIDE, accessibility_faults, shape_faults

LINKS = """() => [...document.querySelectorAll("a[href]")]
    .map(link => ({
        // A link inside a drawing has its address in another form.
        address: new URL(link.getAttribute("href"), document.baseURI).href,
        file: link.hasAttribute("download"),
    }))"""
OF_ONE_KIND = 2
"""How many pages of one kind (endpoint and names of the query) are looked at; one with a query."""
checked: set[tuple[object, ...]] = set()
"""Pages already given to axe in this run, by endpoint, language and width: roles share pages."""
PASSED_OVER = {"web.language", "static"}


@dataclass
class Crawl:
    """One person's walk through the site."""

    page: Page
    routes: MapAdapter
    base: str
    language: str
    faults: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)

    def walk(self, start: str = "/") -> None:
        """Follow links from `start` until nothing new is found."""
        waiting = deque([(start, False)])
        known = {start}
        while waiting:
            address, is_file = waiting.popleft()
            for link, file in self._visit(address, is_file):
                if link not in known and self._is_new_kind(link):
                    known.add(link)
                    waiting.append((link, file))

    def _visit(self, address: str, is_file: bool) -> Iterator[tuple[str, bool]]:
        self.visited.append(address)
        if is_file:
            self._note(address, self._fetch(address))
            return
        try:
            answer = self.page.goto(self.base + address)
        except Exception as error:  # a download is no page: ask for it as a file
            if "Download is starting" not in str(error):
                raise
            self._note(address, self._fetch(address))
            return
        if answer is None or answer.status >= 400:
            self._note(address, [f"status {answer.status if answer else 'none'}"])
            return
        if "text/html" not in answer.headers.get("content-type", ""):
            return
        yield from [(self._local(link["address"]), link["file"]) for link in self._own_links()]
        self._inspect(address)

    def _inspect(self, address: str) -> None:
        for width in (WIDE, PHONE):
            self.page.set_viewport_size({"width": width, "height": 900})
            found = shape_faults(self.page, self.language)
            if (
                self.seen.get(self._kind(address), 0) <= 1
            ):  # the second of a kind has the same parts
                found += accessibility_faults(self.page)
            self._note(address, [f"{width}: {fault}" for fault in found])
        watch = self.page.watch  # type: ignore[attr-defined]
        self._note(address, watch.faults)
        watch.faults.clear()

    def _fetch(self, address: str) -> list[str]:
        status = self.page.request.get(self.base + address).status
        return [f"file: status {status}"] if status >= 400 else []

    def _note(self, address: str, found: list[str]) -> None:
        if found:
            self.faults.setdefault(address, []).extend(found)

    def _own_links(self) -> list[dict[str, str]]:
        links = self.page.evaluate(LINKS)
        return [link for link in links if link["address"].startswith(self.base + "/")]

    def _local(self, address: str) -> str:
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _kind(self, address: str) -> tuple[str, ...]:
        parts = urlsplit(address)
        try:
            endpoint, _arguments = self.routes.match(parts.path, method="GET")
        except HTTPException:
            endpoint = parts.path  # a dead link: look at it, it will be noted
        return endpoint, *sorted(parse_qs(parts.query))

    def _is_new_kind(self, address: str) -> bool:
        kind = self._kind(address)
        if kind[0] in PASSED_OVER:
            return False
        self.seen[kind] = self.seen.get(kind, 0) + 1
        return self.seen[kind] <= (OF_ONE_KIND if len(kind) == 1 else 1)
