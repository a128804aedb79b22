"""Every page in both sizes and both schemes: axe finds nothing, and nothing scrolls sideways.

Each size with one scheme: what fits does not hang on colours, nor contrast on width.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import (  # type: ignore[import-untyped]  # has none
    AXE_SCRIPT,
    AxeResults,
)
from playwright.sync_api import Page

from casework.kernel.clock import SystemClock
from casework.kernel.ids import Id, id_to_text
from casework.kernel.settings import load_settings
from casework.vault.house import open_house
from tests.browser import DESKTOP, PHONE
from tests.factories.whole_file import whole_file
from tests.journeys.site import Site

pytestmark = pytest.mark.journey

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
}
LOOK = "options => axe.run(options).then(found => ({ violations: found.violations }))"
UNFOLD = """() => {
    const folded = document.querySelectorAll("details:not([open])");
    const unasked = document.querySelectorAll(".choice input:not(:checked)");
    folded.forEach(one => { one.open = true });
    unasked.forEach(one => { one.checked = true });
    return folded.length + unasked.length > 0;
}"""
"""Unfold everything and show every help; says whether anything is another than before."""

STARTS = {
    None: ("/login", "/join", "/activate", "/activate/done", "/no-such-page"),
    "thanh": ("/", "/password", "/unsaved", "/no-such-page"),
    "ha": ("/", "/shelter"),
    "mai": ("/",),
    "nha1": ("/",),
    "dung": ("/", "/chair"),
    "thut": ("/",),
    "tam": ("/", "/audit"),
    "quang": ("/", "/admin"),
}
"""Where each walk begins; it goes on to whatever these pages lead to."""

PLAIN = '<html lang="vi"><title>Mẫu</title><main><h1>Mẫu</h1><div>Chữ</div></main></html>'


@pytest.mark.parametrize(
    ("size", "dark"), [(PHONE, False), (DESKTOP, True)], ids=["phone, light", "desktop, dark"]
)
def test_no_page_shuts_anybody_out(served: Site, size: tuple[int, int], dark: bool) -> None:
    case = open_whole_file(served)
    seen: set[str] = set()
    wrong: list[str] = []
    for who, starts in STARTS.items():
        if who is None:
            page = served.profile(size, dark=dark).new_page()
        else:
            page = served.person(who, size, dark=dark)
        more = (f"/cases/{id_to_text(case)}",) if who == "thanh" else ()
        walk(page, [*starts, *more], seen, wrong)
        if who == "tam":
            wrong += faults(ask_for_no_such_day(page), "/audit, with a mistake")
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 25


def ask_for_no_such_day(page: Page) -> Page:
    """Filter the log by a day that there is not: the page that says so is looked at too."""
    page.goto("/audit")
    page.get_by_text("Lọc nhật ký").click()
    page.get_by_label("Từ ngày").fill("31/02/2026")
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.get_by_text("Viết ngày có thật").first.wait_for()
    return page


def open_whole_file(site: Site) -> Id:
    """Let an officer have opened a file with every part filled."""
    settings = load_settings(site.commune.folder, site.commune.env)
    house = open_house(settings, SystemClock())
    try:
        return whole_file(house, site.commune.hand("hung"))
    finally:
        house.database.close()


def walk(page: Page, waiting: list[str], seen: set[str], wrong: list[str]) -> None:
    """Look at these pages and at every page of ours that they lead to, each address once."""
    own: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in own or (address in seen and address != "/"):
            continue
        own.add(address)
        page.goto(address)
        wrong += faults(page, address)
        waiting += page.eval_on_selector_all(
            "a[href^='/']",
            "links => links.map(link => link.getAttribute('href').split('#')[0])"
            ".filter(address => address !== '/audit/export' && !address.includes('after='))",
        )
    seen |= own


def faults(page: Page, address: str) -> Iterator[str]:
    """Look at the page as it comes, and with everything unfolded and every help shown."""
    page.evaluate(AXE_SCRIPT)
    yield from faults_as_it_stands(page, address)
    if page.evaluate(UNFOLD):
        yield from faults_as_it_stands(page, address)


def faults_as_it_stands(page: Page, address: str) -> Iterator[str]:
    found = AxeResults(page.evaluate(LOOK, OPTIONS))
    if found.violations_count:
        yield f"{address}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"{address} scrolls sideways by {wide} px"


def test_a_planted_fault_is_found_also_where_it_is_folded(page: Page) -> None:
    fault, wide = '<img src="data:,">', '<p style="width: 300vw">rộng</p>'
    for planting in (fault, wide, f"<details><summary>Thêm</summary>{fault}{wide}</details>"):
        page.set_content(PLAIN.replace("Chữ", planting))
        assert list(faults(page, "/planted")), planting
    page.set_content(PLAIN)
    assert not list(faults(page, "/plain"))
