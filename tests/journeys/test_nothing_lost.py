"""What somebody typed is never lost: not by a lock in between, not by a second editor."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.files import FILE
from tests.journeys.site import Site

pytestmark = pytest.mark.journey

LINE = "Dòng mẫu có từ trước: chim bồ chao"
TYPED = "Đoạn mẫu gõ rất lâu: chim chìa vôi đậu bờ rào"
FIRST = "Bản mẫu của Hùng: khướu đầu đen"
SECOND = "Bản mẫu của Thành: khướu mỏ dài"


def test_what_was_typed_while_another_tab_locked_is_offered_back_and_saved(served: Site) -> None:
    page = served.person("hung")
    address = open_file(page)
    page.get_by_role("link", name="Sửa Sự việc").click()
    page.get_by_label("Chuyện đã xảy ra").fill(TYPED)
    lock_in_another_tab(page)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã khóa")
    expect(page.get_by_text("Đã giữ lại phần anh/chị đang gõ")).to_be_visible()
    assert TYPED not in page.content()
    unlock(served, page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nội dung chưa lưu")
    expect(page.get_by_role("listitem").filter(has_text=TYPED)).to_be_visible()
    page.get_by_role("button", name="Gửi đi").click()
    page.wait_for_url(address)
    expect(page.locator("article").get_by_text(TYPED)).to_be_visible()


def test_what_is_half_typed_survives_the_quick_lock(served: Site) -> None:
    page = served.person("hung")
    open_file(page)
    page.get_by_role("link", name="Sửa Sự việc").click()
    page.get_by_label("Chuyện đã xảy ra").fill(TYPED)
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã khóa")
    unlock(served, page)
    expect(page.get_by_role("listitem").filter(has_text=TYPED)).to_be_visible()


def test_a_form_of_ticks_alone_says_what_it_is_when_it_comes_back(served: Site) -> None:
    page = served.person("hung")
    page.goto("/cases/new")
    page.get_by_role("checkbox", name=re.compile("Đang bị dọa giết")).check()
    page.get_by_role("button", name="Khóa", exact=True).click()
    unlock(served, page)
    expect(page.get_by_text("Chưa gõ chữ nào, chỉ đánh dấu.")).to_be_visible()
    page.get_by_role("button", name="Gửi đi").click()
    page.wait_for_url(FILE)
    expect(page.get_by_text(re.compile("Đang bị dọa giết: "))).to_be_visible()


def test_two_editors_both_keep_their_words(served: Site) -> None:
    first, second = served.person("hung"), served.person("thanh")
    address = open_file(first)
    for page in (first, second):
        page.goto(address)
        page.get_by_role("link", name="Sửa Sự việc").click()
    first.get_by_label("Chuyện đã xảy ra").fill(FIRST)
    save(first)
    first.wait_for_url(address)
    second.get_by_label("Chuyện đã xảy ra").fill(SECOND)
    save(second)
    expect(second.get_by_text("Người khác vừa lưu phần này trước")).to_be_visible()
    expect(second.locator(".panel .summary").get_by_text(FIRST)).to_be_visible()
    assert second.get_by_label("Chuyện đã xảy ra").input_value() == SECOND
    second.get_by_label("Chuyện đã xảy ra").fill(f"{FIRST}\n{SECOND}")
    save(second)
    second.wait_for_url(address)
    shown = second.locator("main").inner_text()
    assert FIRST in shown
    assert SECOND in shown


def open_file(page: Page) -> str:
    """Open a file from one line; returns its address."""
    page.goto("/cases/new")
    page.get_by_label("Một dòng về việc vừa nghe").fill(LINE)
    page.get_by_role("button", name="Lưu và ghi tiếp").click()
    page.wait_for_url(FILE)
    return page.url


def save(page: Page) -> None:
    page.get_by_role("button", name="Lưu", exact=True).click()


def lock_in_another_tab(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Khóa", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Đã khóa")
    other.close()


def unlock(site: Site, page: Page) -> None:
    page.get_by_label("Mật khẩu", exact=True).fill(site.commune.password("hung"))
    page.get_by_role("button", name="Mở khóa").click()
