"""Somebody at a browser, who finds things by the words on the page, in either language."""

import re
from collections.abc import Iterator
from functools import lru_cache

from playwright.sync_api import Locator, Page

from app.cli.translations import written_in
from app.core.language import TRANSLATED
from tests.journeys.browser import assert_accessible, shape_faults

FARTHEST = 250
"""Presses of the tabulator after which a control counts as out of reach of the keyboard."""
IS_FOCUSED = "control => control === document.activeElement"


@lru_cache
def italian() -> dict[str, str]:
    """Every text of the pages with its Italian."""
    return dict(_translated())


def _translated() -> Iterator[tuple[str, str]]:
    for part in TRANSLATED:
        for message in written_in(part):
            if (
                isinstance(message.id, str)
                and message.id
                and isinstance(message.string, str)
                and message.string
            ):
                yield message.id, message.string


class Person:
    """Reads and acts on one page: with the mouse, or with the keyboard alone."""

    def __init__(
        self, page: Page, language: str, *, keyboard: bool = False, javascript: bool = True
    ) -> None:
        self.page = page
        self.language = language
        self.keyboard = keyboard
        self.javascript = javascript

    def words(self, text: str) -> str:
        """A text of the pages in the person's language; unknown texts stay as they are."""
        return italian().get(text, text) if self.language == "it" else text

    def open(self, path: str) -> None:
        """Go to an address."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self.look()

    def look(self) -> None:
        """Every page on the way is whole."""
        faults = shape_faults(self.page, self.language)
        assert not faults, f"{self.page.url}: {faults}"
        if self.javascript:
            assert_accessible(self.page)

    def sees(self, text: str) -> None:
        """The words are on the page."""
        self.page.get_by_text(self.words(text)).first.wait_for()

    def is_content(self) -> None:
        """Nothing that was entered has been refused."""
        refused = self.page.locator(".pc-error-summary").all_inner_texts()
        assert not refused, refused

    def fill(self, label: str, value: str) -> None:
        """Write into the field of that label."""
        self._type(self._field(label), value)

    def _type(self, field: Locator, value: str) -> None:
        if not self.keyboard:
            field.fill(value)
            return
        self._reach(field)
        if field.get_attribute("type") == "date":
            year, month, day = value.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")  # Chromium's own order
        elif field.get_attribute("type") == "time":
            hour, minute = map(int, value.split(":"))
            half = "PM" if hour >= 12 else "AM"  # Chromium's own clock
            self.page.keyboard.type(f"{(hour - 1) % 12 + 1:02d}{minute:02d}{half}")
        else:
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.press("Delete")
            self.page.keyboard.type(value)

    def field_value(self, label: str) -> str:
        """What the field of that label holds."""
        return self._field(label).input_value()

    def choose(self, label: str, option: str) -> None:
        """Take an option of a select field."""
        field = self._field(label)
        if self.keyboard:
            self._reach(field)
        field.select_option(label=self.words(option))

    def choose_first(self, label: str) -> None:
        """Take the first real option of a select field."""
        field = self._field(label)
        if self.keyboard:
            self._reach(field)
        field.select_option(index=1)

    def tick(self, label: str, *, within: str | None = None) -> None:
        """Mark a box, or one of several answers."""
        place = self.page.get_by_role("group", name=self.words(within)) if within else self.page
        self._mark(place.get_by_label(self.words(label), exact=True).first)

    def _mark(self, box: Locator) -> None:
        if not self.keyboard:
            box.check()
        elif box.get_attribute("type") == "radio":
            self._reach_answer(box)
        else:
            self._reach(box)
            self.page.keyboard.press("Space")

    def mark_all(self, group: str) -> None:
        """Tick every box of the group."""
        for box in self.page.get_by_role("group", name=self.words(group)).locator("input").all():
            if not box.is_checked():
                self._mark(box)

    def compare(self, label: str, count: int) -> None:
        """Tick the first boxes whose label begins with the words."""
        said = re.compile(f"^{self.words(label)} ")
        boxes = self.page.locator("main").get_by_role("checkbox", name=said)
        for nth in range(count):
            self._mark(boxes.nth(nth))

    def unfold(self, summary: str) -> None:
        """Open a folded part of the page, if it is folded."""
        said = re.compile(rf"^\s*{re.escape(self.words(summary))}")
        control = self.page.locator("main summary").filter(has_text=said).first
        if control.evaluate("control => control.parentElement.open"):
            return
        if self.keyboard:
            self._reach(control)
            self.page.keyboard.press("Enter")
        else:
            control.click()

    def has(self, name: str) -> bool:
        """Whether there is something of that name to press."""
        said = re.compile(rf"^\s*{re.escape(self.words(name))}")
        main = self.page.locator("main")
        return bool(
            main.get_by_role("button", name=said).or_(main.get_by_role("link", name=said)).count()
        )

    def answer_everything(self) -> None:
        """Answer each open question of the page's form with its first real answer."""
        form = self.page.locator("main form").first
        groups, number = form.get_by_role("group"), 0
        while number < groups.count():  # answering one may bring another forth
            group, number = groups.nth(number), number + 1
            boxes = group.locator("input[type=radio], input[type=checkbox]")
            if boxes.count() and not group.locator("input:checked").count():
                self._mark(boxes.first)
        for field in form.locator("select").all():
            if not field.input_value() and field.is_visible():
                field.select_option(index=1)
        for field in form.locator("input[type=number]").all():
            if not field.input_value():
                self._type(field, "1")

    def press(self, name: str, *, nth: int = 0) -> None:
        """Press the button, or follow the link, of that name, and look at what comes."""
        said = re.compile(rf"^\s*{re.escape(self.words(name))}")
        main = self.page.locator("main")
        control = main.get_by_role("button", name=said).or_(main.get_by_role("link", name=said))
        control = control.nth(nth)
        if self.keyboard:
            self._reach(control)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                control.click()
        self.look()

    def _field(self, label: str) -> Locator:
        said = re.compile(rf"^\s*{re.escape(self.words(label))}(\s*\(.*\))?\s*$")
        return self.page.locator("main").get_by_label(said).first

    def _reach(self, control: Locator) -> None:
        control.wait_for()
        for _ in range(FARTHEST):
            if control.evaluate(IS_FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {control}")

    def _reach_answer(self, box: Locator) -> None:
        name = box.get_attribute("name")
        for _ in range(FARTHEST):
            here = self.page.evaluate("() => document.activeElement.name ?? ''")
            if here == name:
                break
            self.page.keyboard.press("Tab")
        if not box.evaluate(IS_FOCUSED):
            for _ in range(40):
                self.page.keyboard.press("ArrowDown")
                if box.evaluate(IS_FOCUSED):
                    break
        self.page.keyboard.press("Space")
        assert box.is_checked()
