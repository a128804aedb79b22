"""The running system and the people before it: a server on loopback, a browser for each person."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from casework.demo.founding import found_demo
from casework.kernel.clock import FixedClock, SystemClock
from tests.browser import DESKTOP
from tests.factories.commune import PreparedCommune, TestCommune
from tests.servers import Templates

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30
FIRST_PAGE = {"nha1": "Người sắp đến"}
"""What the first page is called for those who have one of their own."""


class FoundedToday(PreparedCommune):
    """The commune founded by the machine's clock, for a server that lives by it."""

    def fill(self, url: str) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        demo = found_demo(self.folder, {"CASEWORK_DATABASE_URL": url}, SystemClock())
        demo.house.database.close()
        self.accounts = {account.username: account for account in demo.accounts}
        self.keyrings = {name: hand.keyring.to_bytes() for name, hand in demo.hands.items()}


@dataclass
class Site:
    """A served commune: its address, its folder, and a browser profile for whoever comes."""

    address: str
    commune: TestCommune
    browser: Browser
    log: Path
    profiles: ExitStack = field(default_factory=ExitStack)

    def profile(
        self, size: tuple[int, int] = DESKTOP, *, script: bool = True, dark: bool = False
    ) -> BrowserContext:
        """Open a browser profile that nobody has used, as a Vietnamese reader has it."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        self.profiles.callback(context.close)
        return context

    def person(self, username: str, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> Page:
        """Sit one of the cast down before a browser of their own, signed in through the page."""
        page = self.profile(size, dark=dark).new_page()
        self.sign_in(page, username)
        return page

    def sign_in(self, page: Page, username: str, password: str | None = None) -> None:
        """Sign in as a person would: open the page, fill it in, press the button."""
        page.goto("/login")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu", exact=True).fill(password or self.commune.password(username))
        page.get_by_role("button", name="Đăng nhập").click()
        page.get_by_role("heading", name=FIRST_PAGE.get(username, "Việc của tôi")).wait_for()


@contextmanager
def make_site(
    templates: Templates, prepared: PreparedCommune, folder: Path, browser: Browser
) -> Iterator[Site]:
    """Copy the prepared commune and serve it until the block ends."""
    url = templates.copy_of("today", prepared.fill)
    shutil.copytree(prepared.folder, folder, ignore=shutil.ignore_patterns("casework.sqlite3*"))
    commune = TestCommune(folder, url, FixedClock(SystemClock().now()), prepared)
    log = folder.with_name("server.log")
    with serving(commune, log) as address:
        site = Site(address, commune, browser, log)
        with site.profiles:
            yield site


@contextmanager
def serving(commune: TestCommune, log: Path) -> Iterator[str]:
    """Run the production server on a port of its own, as config/gunicorn.conf.py has it.

    The socket is ours and handed over listening, so that no port is guessed and nothing waits.
    """
    with socket.create_server(("127.0.0.1", 0)) as door, log.open("wb") as said:
        port, descriptor = door.getsockname()[1], door.fileno()
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "wsgi:app"],
            cwd=ROOT,
            env=os.environ | commune.env | {"CASEWORK_BIND": f"fd://{descriptor}"},
            pass_fds=(descriptor,),
            stdout=said,
            stderr=said,
        )
    try:
        _require_answer(port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _require_answer(port: int, log: Path) -> None:
    """Wait for the first answer; a server that did not start says why."""
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        line.request("GET", "/healthz")
        assert line.getresponse().read() == b"ok"
    except OSError as error:
        raise RuntimeError(f"the server does not answer: {log.read_text()[-4000:]}") from error
    finally:
        line.close()
