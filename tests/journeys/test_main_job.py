"""The main job: one survivor's file from the police to the desks that help, and its trace."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.attacks.canaries import find_canaries
from tests.browser import DESKTOP, PHONE
from tests.journeys.conversation import Person, finish, hear_her, reach, refer, take_on
from tests.journeys.files import CANARIES, PARTS
from tests.journeys.hands import Hands, Keyboard, Pointer
from tests.journeys.places import everything_written
from tests.journeys.site import Site
from tests.journeys.test_first_day import fill_part, open_file, whole_log

pytestmark = pytest.mark.journey

HEALTH = "Trạm Y tế xã Mẫu"
SHARED = ("Tên, tuổi", "Mức nguy cơ")
UNION = "Hội Liên hiệp Phụ nữ xã Mẫu"
SAID_HEALTH = "Lời mẫu với trạm: Hoét Đá cho trạm biết"
SAID_UNION = "Lời mẫu với hội: Oanh Lưng Xanh cho hội biết"
ASKS_HEALTH = "Nhờ mẫu: Đớp Ruồi xem vết thương ở tay"
ASKS_UNION = "Nhờ mẫu: Yến Hông Trắng tìm chỗ nghỉ"
NURSE_SAYS = "Trạm mẫu: Chào Mào nhận, sẽ khám ngay"
UNION_SAYS = "Hội mẫu: Bách Thanh nhận, sẽ tìm chỗ"
CALLED_HEALTH = "mẹ Sơn Ca Mẫu"
CALLED_UNION = "chị Sơn Tước Mẫu"
HEALTH_DONE = "Trạm mẫu: Vạc Hoa đã khám xong"
UNION_DONE = "Hội mẫu: đã bố trí nơi tạm lánh"
WRITTEN = (
    *CANARIES,
    SAID_HEALTH,
    SAID_UNION,
    ASKS_HEALTH,
    ASKS_UNION,
    NURSE_SAYS,
    UNION_SAYS,
    CALLED_HEALTH,
    CALLED_UNION,
    HEALTH_DONE,
)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_with_a_pointer(served: Site, size: tuple[int, int]) -> None:
    main_job(served, size)


def test_without_script(served: Site) -> None:
    main_job(served, DESKTOP, script=False)


def test_by_keyboard_alone(served: Site) -> None:
    main_job(served, DESKTOP, keyboard=True)


def main_job(
    site: Site, size: tuple[int, int], *, script: bool = True, keyboard: bool = False
) -> None:
    """Walk the whole job, each desk at a browser of its own."""

    def sit_down(username: str) -> Person:
        page = site.profile(size, script=script).new_page()
        site.sign_in(page, username)
        return Person(page, hands_for(page, keyboard=keyboard))

    officer, nurse, worker = (sit_down(name) for name in ("hung", "mai", "ha"))
    file = open_file(officer.page, officer.hands)
    for part in PARTS:
        fill_part(officer.page, officer.hands, *part)
    hear_her(officer, file, HEALTH, SHARED, SAID_HEALTH)
    hear_her(officer, file, UNION, SHARED, SAID_UNION)
    to_health = refer(officer, file, "Khám, điều trị", HEALTH, ASKS_HEALTH)
    reach(officer, "Đinh Thị Mai")
    to_union = refer(officer, file, "Tạm lánh", UNION, ASKS_UNION)
    reach(officer, "Nguyễn Thị Hà")
    take_on(nurse, CALLED_HEALTH, NURSE_SAYS)
    take_on(worker, CALLED_UNION, UNION_SAYS)
    finish(nurse, to_health, "Đã được phục vụ", HEALTH_DONE)
    finish(worker, to_union, "Đã được phục vụ", UNION_DONE)
    officer.page.goto(to_health)
    officer.reads(HEALTH_DONE)
    the_auditor_finds_each_step(site)
    assert find_canaries(WRITTEN, everything_written(site)) == []


def hands_for(page: Page, *, keyboard: bool) -> Hands:
    return Keyboard(page) if keyboard else Pointer()


STEPS = (
    "Mở hồ sơ mới",
    "Ghi sự đồng ý",
    "Gửi phiếu chuyển",
    "Ghi đã gọi được ai",
    "Tiếp nhận phiếu chuyển",
    "Xong phiếu chuyển",
)


def the_auditor_finds_each_step(site: Site) -> None:
    auditor = site.person("tam")
    auditor.goto("/audit")
    log = whole_log(auditor)
    assert [step for step in STEPS if step not in log] == []
    assert not [text for text in WRITTEN if text in log]
