"""A newcomer comes in with a code; two people compare eight words, and only then she works."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE
from tests.journeys.conversation import unfold
from tests.journeys.site import Site

pytestmark = pytest.mark.journey

LINE = "Dòng mẫu của đơn vị: chim chào mào ngoài ngõ"
PASSPHRASE = "chào mào mũ đỏ hót mẫu"


def test_a_newcomer_is_taken_in_by_eight_equal_words(served: Site) -> None:
    file = file_of_the_unit(served)
    manager = served.person("khanh")
    code = invite(manager)
    newcomer = served.profile(PHONE).new_page()
    read_aloud = join(newcomer, code)
    assert compare(manager) == read_aloud
    assert len(read_aloud) == 8
    not_yet_in(newcomer)
    manager.get_by_role("button", name="Đúng cả tám từ: nhận").click()
    expect(manager.get_by_text("Đã nhận Nông Thị Mới (mẫu) vào đơn vị.")).to_be_visible()
    served.sign_in(newcomer, "moi.nong", PASSPHRASE)
    newcomer.get_by_role("link", name="Hồ sơ", exact=True).click()
    newcomer.locator("main .tasks a").first.click()
    assert newcomer.url == file
    unfold(newcomer)
    expect(newcomer.get_by_text(LINE)).to_be_visible()


def test_a_code_opens_once(served: Site) -> None:
    manager = served.person("khanh")
    code = invite(manager)
    join(served.profile().new_page(), code)
    second = served.profile().new_page()
    second.goto("/join")
    second.get_by_label("Mã trên giấy").fill(code)
    second.get_by_role("button", name="Tiếp tục").click()
    expect(second.get_by_role("alert")).to_be_visible()
    expect(second.get_by_label("Họ và tên")).to_have_count(0)


def file_of_the_unit(site: Site) -> str:
    nurse = site.person("mai")
    nurse.goto("/cases/new")
    nurse.get_by_label("Một dòng về việc vừa nghe").fill(LINE)
    nurse.get_by_role("button", name="Lưu và ghi tiếp").click()
    nurse.wait_for_url(re.compile(r"/cases/[0-9a-f]{32}$"))
    return nurse.url


def invite(manager: Page) -> str:
    """Return the code that the manager's screen shows once."""
    manager.get_by_role("link", name="Đơn vị", exact=True).click()
    manager.get_by_role("radio", name="Người làm việc").check()
    manager.get_by_role("button", name="Tạo mã mời").click()
    return manager.locator(".code").inner_text()


def join(newcomer: Page, code: str) -> list[str]:
    """Come in as far as one can alone; returns the words that her screen shows."""
    newcomer.goto("/login")
    newcomer.get_by_role("link", name="Vào một đơn vị").click()
    newcomer.get_by_label("Mã trên giấy").fill(code.lower().replace("-", " "))
    newcomer.get_by_role("button", name="Tiếp tục").click()
    newcomer.get_by_label("Họ và tên").fill("Nông Thị Mới (mẫu)")
    newcomer.get_by_label("Tên đăng nhập").fill("moi.nong")
    newcomer.get_by_label("Mật khẩu", exact=True).fill(PASSPHRASE)
    newcomer.get_by_label("Gõ lại mật khẩu").fill(PASSPHRASE)
    newcomer.get_by_role("button", name="Xin vào đơn vị", exact=True).click()
    newcomer.wait_for_url("**/join/done")
    return newcomer.locator(".words li").all_inner_texts()


def compare(manager: Page) -> list[str]:
    """Return the words that the manager's screen shows beside the newcomer."""
    manager.goto("/unit")
    waiting = manager.get_by_role("region", name="Nông Thị Mới (mẫu)")
    return waiting.locator(".words li").all_inner_texts()


def not_yet_in(newcomer: Page) -> None:
    newcomer.goto("/login")
    newcomer.get_by_label("Tên đăng nhập").fill("moi.nong")
    newcomer.get_by_label("Mật khẩu", exact=True).fill(PASSPHRASE)
    newcomer.get_by_role("button", name="Đăng nhập").click()
    expect(newcomer.get_by_role("alert")).to_be_visible()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
