"""An officer's first day: a file in under five minutes, read back, locked, and found in the log."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.attacks.canaries import find_canaries
from tests.browser import DESKTOP, PHONE
from tests.journeys.conversation import unfold
from tests.journeys.files import (
    AMBULANCE,
    BLEEDING,
    CANARIES,
    FILE,
    LINE,
    PARTS,
    STEPS,
    SURVIVOR,
)
from tests.journeys.hands import Hands, Keyboard, Pointer
from tests.journeys.places import everything_written
from tests.journeys.site import Site

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_with_a_pointer(served: Site, size: tuple[int, int]) -> None:
    first_day(served, served.profile(size).new_page(), Pointer())


def test_without_script(served: Site) -> None:
    first_day(served, served.profile(script=False).new_page(), Pointer(), script=False)


def test_by_keyboard_alone(served: Site) -> None:
    page = served.profile().new_page()
    first_day(served, page, Keyboard(page))


def first_day(site: Site, page: Page, hands: Hands, *, script: bool = True) -> None:
    """Walk through the whole day; afterwards nothing of it lies readable anywhere."""
    sign_in(site, page, hands)
    address = open_file(page, hands)
    for part in PARTS:
        fill_part(page, hands, *part)
    read_back(page)
    another_desk_finds_nothing(site, address)
    lock_by_button(site, page, hands)
    if script:
        lock_by_shift(site, page, hands)
    sign_out(page, hands)
    the_auditor_sees_steps_and_no_name(site)
    the_manager_sees_who_read(site, address)
    assert find_canaries(CANARIES, everything_written(site)) == []


def sign_in(site: Site, page: Page, hands: Hands) -> None:
    page.goto("/")
    hands.type(page.get_by_label("Tên đăng nhập"), "hung")
    hands.type(page.get_by_label("Mật khẩu", exact=True), site.commune.password("hung"))
    hands.press(button(page, "Đăng nhập"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")


def open_file(page: Page, hands: Hands) -> str:
    """One line and one danger are enough; returns the address of the file."""
    hands.press(page.get_by_role("link", name="Tiếp nhận mới"))
    expect(page.get_by_text(AMBULANCE)).to_be_hidden()
    hands.tick(page.get_by_role("checkbox", name=BLEEDING))
    expect(page.get_by_text(AMBULANCE)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("115")).first).to_be_visible()
    hands.type(page.get_by_label("Một dòng về việc vừa nghe"), LINE)
    hands.type(page.get_by_label("Tên người bị bạo lực"), SURVIVOR)
    hands.press(button(page, "Lưu và ghi tiếp"))
    page.wait_for_url(FILE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(SURVIVOR)
    expect(page.get_by_text(AMBULANCE)).to_be_visible()
    return page.url


def fill_part(
    page: Page, hands: Hands, title: str, texts: dict[str, str], ticks: tuple[str, ...]
) -> None:
    """Open a part from the file, type, save, and be back on the file."""
    unfold(page)
    hands.press(page.get_by_role("link", name=re.compile(f"^(Sửa )?{title}$")).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    for label in fields_in_order(page, [*texts, *ticks]):
        if label in texts:
            hands.type(page.get_by_label(label, exact=True), texts[label])
        else:
            hands.tick(page.get_by_label(label, exact=True))
    hands.press(button(page, "Lưu"))
    page.wait_for_url(FILE)
    expect(page.get_by_text("Đã lưu.")).to_be_visible()


def fields_in_order(page: Page, labels: list[str]) -> list[str]:
    """Return the labels from the top of the page to its bottom, as one fills a form."""
    return sorted(labels, key=lambda label: place(page.get_by_label(label, exact=True)))


def place(field: Locator) -> float:
    box = field.bounding_box()
    assert box is not None
    return box["y"]


def read_back(page: Page) -> None:
    page.reload()
    unfold(page)
    for summary in page.locator("main article summary").all():
        summary.click()
    shown = page.locator("main").inner_text()
    assert [text for text in CANARIES if text not in shown] == []


def another_desk_finds_nothing(site: Site, address: str) -> None:
    nurse = site.person("mai")
    answer = nurse.goto(address)
    assert answer is not None
    assert answer.status == 404
    assert not [text for text in CANARIES if text in nurse.content()]
    nurse.goto("/cases")
    assert SURVIVOR not in nurse.content()


def lock_by_button(site: Site, page: Page, hands: Hands) -> None:
    address = page.url
    hands.press(button(page, "Khóa"))
    shut_and_opened_again(site, page, hands, address)


def lock_by_shift(site: Site, page: Page, hands: Hands) -> None:
    address = page.url
    for _ in range(3):
        page.keyboard.press("Shift")
    shut_and_opened_again(site, page, hands, address)


def shut_and_opened_again(site: Site, page: Page, hands: Hands, address: str) -> None:
    """Locked, back shows nothing; the password leads to the page that one came from."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã khóa")
    assert SURVIVOR not in page.content()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã khóa")
    assert SURVIVOR not in page.content()
    hands.type(page.get_by_label("Mật khẩu", exact=True), site.commune.password("hung"))
    hands.press(button(page, "Mở khóa"))
    page.wait_for_url(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(SURVIVOR)


def sign_out(page: Page, hands: Hands) -> None:
    hands.press(page.get_by_role("link", name="Việc của tôi"))
    hands.press(button(page, "Đăng xuất"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    assert SURVIVOR not in page.content()


def the_auditor_sees_steps_and_no_name(site: Site) -> None:
    auditor = site.person("tam")
    auditor.get_by_role("link", name="Nhật ký", exact=True).click()
    expect(auditor.get_by_role("heading", level=1)).to_have_text("Nhật ký")
    log = whole_log(auditor)
    assert [step for step in STEPS if step not in log] == []
    assert "Phạm Mạnh Hùng" in log
    assert not [text for text in CANARIES if text in log]


def whole_log(auditor: Page) -> str:
    """Turn the pages of the log to its end; returns all that their sources say."""
    said = auditor.content()
    next_page = auditor.get_by_role("link", name="Trang sau")
    while next_page.count():
        next_page.click()
        said += auditor.content()
    return said


def the_manager_sees_who_read(site: Site, address: str) -> None:
    manager = site.person("thanh")
    manager.goto(address)
    manager.get_by_role("link", name="Ai đã xem").click()
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Ai đã xem hồ sơ")
    rows = manager.get_by_role("row").filter(has_text="Phạm Mạnh Hùng")
    expect(rows.filter(has_text="Đọc hồ sơ").first).to_be_visible()
    tried = manager.get_by_role("row").filter(has_text="Đinh Thị Mai")
    expect(tried).to_have_count(1)
    expect(tried).to_contain_text("bị từ chối")


def button(page: Page, name: str) -> Locator:
    """Return the button that says exactly this."""
    return page.get_by_role("button", name=name, exact=True)
