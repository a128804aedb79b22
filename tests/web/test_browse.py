"""In a real browser: the lock is quick, nothing is lost by it, and every page fits its screen."""

import re
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from casework.database.engine import Database
from casework.kernel.clock import SystemClock
from tests.web.gallery import make_app

pytestmark = pytest.mark.journey

PAGES = ("login", "work", "file", "form", "table", "host", "unsaved", "fails/log")


@pytest.fixture
def app(database: Database) -> Flask:
    return make_app(database, SystemClock())


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def nurse(page: Page, site: str) -> Page:
    page.goto(f"{site}/login?next=/work")
    page.click("main button[type=submit]")
    page.wait_for_url("**/work")
    return page


def test_three_shifts_lock_at_once_and_keep_what_was_typed(nurse: Page, site: str) -> None:
    nurse.goto(f"{site}/form")
    nurse.fill("#account", "Chị kể là tối qua có người đập cửa.")
    for _ in range(3):
        nurse.keyboard.press("Shift")
    nurse.wait_for_url("**/lock")
    assert "đập cửa" not in nurse.content()
    nurse.eval_on_selector("main form", "form => { form.action = '/unlock'; form.submit() }")
    nurse.wait_for_url("**/work")
    nurse.goto(f"{site}/unsaved")
    assert "đập cửa" in nurse.inner_text("main")


def test_typing_a_capital_letter_three_times_locks_nothing(nurse: Page, site: str) -> None:
    nurse.goto(f"{site}/form")
    nurse.focus("#name")
    for letter in "YBM":
        nurse.keyboard.down("Shift")
        nurse.keyboard.press(letter)
        nurse.keyboard.up("Shift")
    nurse.wait_for_timeout(300)
    assert nurse.url.endswith("/form")
    assert nurse.input_value("#name") == "YBM"


def test_the_back_button_shows_nothing_after_the_lock(nurse: Page, site: str) -> None:
    nurse.goto(f"{site}/file")
    nurse.click("#lock button")
    nurse.wait_for_url("**/lock")
    nurse.go_back()
    nurse.wait_for_url(re.compile("/lock"))
    assert "Y Blơi" not in nurse.content()


def test_the_lock_works_without_script(nurse: Page, site: str) -> None:
    context = nurse.context.browser.new_context(  # type: ignore[union-attr]  # a window has a browser
        java_script_enabled=False, storage_state=nurse.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(f"{site}/file")
    plain.click("#lock button")
    assert plain.url.endswith("/lock")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways_or_breaks_the_policy(
    nurse: Page, site: str, width: int, scheme: str
) -> None:
    said: list[str] = []
    nurse.on("console", lambda message: said.append(message.text))
    nurse.on("pageerror", lambda error: said.append(str(error)))
    nurse.set_viewport_size({"width": width, "height": 740})
    nurse.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for name in PAGES:
        nurse.goto(f"{site}/{name}")
        assert nurse.evaluate("document.documentElement.scrollWidth") <= width, name
    assert [text for text in said if "503" not in text] == []


def test_errors_take_the_focus_and_lead_to_their_fields(nurse: Page, site: str) -> None:
    nurse.goto(f"{site}/form")
    nurse.click("main .buttons button")
    nurse.wait_for_selector(".errors:focus")
    nurse.click(".errors a[href='#name']")
    assert nurse.evaluate("document.activeElement.id") == "name"


def test_every_target_is_large_enough_for_a_thumb(nurse: Page, site: str) -> None:
    nurse.set_viewport_size({"width": 360, "height": 740})
    for name in PAGES:
        nurse.goto(f"{site}/{name}")
        small = nurse.evaluate(
            """() => [...document.querySelectorAll('button, .button, .choice, nav a, summary')]
              .filter(item => item.checkVisibility())
              .map(item => [item.textContent.trim(), item.getBoundingClientRect().height])
              .filter(([, height]) => height < 28)"""
        )
        assert small == [], name
