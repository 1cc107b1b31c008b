"""A real browser for the tests: how it starts, what it watches, what it asks of every page."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE, PHONE = 1280, 390
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
]
LOCALES = {"it": "it-IT", "en": "en-GB"}
# Chromium reports refused forms (422) and error pages as console errors; they are judged by status.
EXPECTED = "Failed to load resource: the server responded with a status of"


def chromium_path() -> str | None:
    """Where the machine's Chromium is, if it has one."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright, path: str) -> Browser:
    """Start the browser, hidden."""
    return playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)


@dataclass
class Watch:
    """What went wrong in a page without anybody seeing it: console, scripts, missing files."""

    faults: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Note every fault from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.faults.append(f"console: {message.text[:300]}")

    def _failed(self, request: Request) -> None:
        if request.resource_type != "document" and request.failure != "net::ERR_ABORTED":
            self.faults.append(f"not loaded: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.faults.append(f"{response.status}: {response.url}")


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it stands."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{violation['impact']} {violation['id']}: {node['html'][:200]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Nothing serious or critical on the page as it stands."""
    faults = accessibility_faults(page)
    assert not faults, f"{page.url}: {faults}"


def shape_faults(page: Page, language: str) -> list[str]:
    """What every page owes: a title, one h1, its language, no sideways scrolling."""
    seen = page.evaluate(
        """() => ({
            title: document.title,
            headings: document.querySelectorAll("h1").length,
            language: document.documentElement.lang,
            mains: document.querySelectorAll("main").length,
            spill: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            widest: [...document.querySelectorAll("main *")]
              .filter(item => item.getBoundingClientRect().right > innerWidth + 1)
              .slice(0, 3).map(item => item.outerHTML.slice(0, 120)),
            ids: [...document.querySelectorAll("[id]")].map(item => item.id)
              .filter((id, at, all) => all.indexOf(id) !== at),
        })"""
    )
    faults = []
    if not seen["title"].removesuffix("· Percorso").strip():
        faults.append("no title")
    if seen["headings"] != 1:
        faults.append(f"{seen['headings']} h1")
    if seen["mains"] != 1:
        faults.append(f"{seen['mains']} main")
    if seen["language"] != language:
        faults.append(f"language {seen['language']}")
    if seen["spill"] > 0:
        faults.append(f"{seen['spill']} px too wide: {seen['widest']}")
    if seen["ids"]:
        faults.append(f"ids used twice: {sorted(set(seen['ids']))}")
    return faults
