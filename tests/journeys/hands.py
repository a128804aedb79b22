"""Two ways to work a page: with a pointer, and with the keyboard alone."""

from __future__ import annotations

import re
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 300


class Hands(Protocol):
    """What a person does on a page; each thing is named as it stands on the screen."""

    def press(self, target: Locator) -> None:
        """Press a link or a button."""

    def type(self, target: Locator, text: str) -> None:
        """Type a text into a field, behind what stands there already."""

    def tick(self, target: Locator) -> None:
        """Choose a checkbox or a radio button."""

    def choose(self, target: Locator, option: str) -> None:
        """Choose the first option of a list that drops down which begins like this."""


class Pointer:
    """A finger or a mouse."""

    def press(self, target: Locator) -> None:
        target.click()

    def type(self, target: Locator, text: str) -> None:
        before = target.input_value()
        target.fill(f"{before} {text}" if before else text)

    def tick(self, target: Locator) -> None:
        target.check()

    def choose(self, target: Locator, option: str) -> None:
        wanted = target.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(option)}"))
        target.select_option(wanted.first.get_attribute("value"))


class Keyboard:
    """Tab, Enter, Space, the arrows and letters; nothing is focused by any other way."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, target: Locator) -> None:
        self._reach(target)
        self._page.keyboard.press("Enter")

    def type(self, target: Locator, text: str) -> None:
        self._reach(target)
        self._page.keyboard.press("Control+End")
        self._page.keyboard.type(f" {text}")

    def tick(self, target: Locator) -> None:
        if target.get_attribute("type") != "radio":
            self._reach(target)
            self._page.keyboard.press("Space")
            return
        group = self._page.locator(f"input[name='{target.get_attribute('name')}']")
        self._reach(group)
        self._page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.is_checked():
                return
            self._page.keyboard.press("ArrowDown")
        raise AssertionError("the arrows do not lead to this choice")

    def choose(self, target: Locator, option: str) -> None:
        self._reach(target)
        for _ in range(target.locator("option").count()):
            if target.locator("option:checked").inner_text().strip().startswith(option):
                return
            self._page.keyboard.press("ArrowDown")
        raise AssertionError("the arrows do not lead to this option")

    def _reach(self, target: Locator) -> None:
        """Press Tab until the focus stands on one of these, and see that it shows."""
        target.first.wait_for()
        for _ in range(MOST_TABS):
            self._page.keyboard.press("Tab")
            if target.evaluate_all("found => found.includes(document.activeElement)"):
                assert self._page.evaluate(
                    "getComputedStyle(document.activeElement).outlineStyle"
                ) not in ("none", "auto"), "the focus is not shown as ours"
                return
        raise AssertionError("Tab does not lead there")
