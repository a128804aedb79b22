"""The main job: one survivor's file from the police to the desks that help, and its trace."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.attacks.canaries import find_canaries
from tests.browser import DESKTOP, PHONE
from tests.journeys.conversation import Person, finish, hear_her, reach, refer, take_on
from tests.journeys.desks import (
    add_house,
    answer_without_place,
    close_file,
    know_of_it,
    place_her,
    see_her,
    see_her_come,
    tell_the_chair,
)
from tests.journeys.files import CANARIES, PARTS
from tests.journeys.hands import Hands, Keyboard, Pointer
from tests.journeys.places import everything_written
from tests.journeys.site import Site
from tests.journeys.test_first_day import fill_part, open_file, whole_log
from tests.journeys.test_readable_by_all import faults

pytestmark = pytest.mark.journey

HEALTH = "Trạm Y tế xã Mẫu"
UNION = "Hội Liên hiệp Phụ nữ xã Mẫu"
SHARED = ("Tên, tuổi", "Mức nguy cơ")

SAID_HEALTH = "Lời mẫu với trạm: Hoét Đá cho trạm biết"
SAID_UNION = "Lời mẫu với hội: Oanh Lưng Xanh cho hội biết"
ASKS_HEALTH = "Nhờ mẫu: Đớp Ruồi xem vết thương ở tay"
ASKS_UNION = "Nhờ mẫu: Yến Hông Trắng tìm chỗ nghỉ"
NURSE_SAYS = "Trạm mẫu: Chào Mào nhận, sẽ khám ngay"
UNION_SAYS = "Hội mẫu: Bách Thanh nhận, sẽ tìm chỗ"
CALLED_HEALTH = "mẹ Sơn Ca Mẫu"
CALLED_UNION = "chị Sơn Tước Mẫu"
HEALTH_DONE = "Trạm mẫu: Vạc Hoa đã khám xong"
UNION_DONE = "Hội mẫu: Hút Mật đã lo chỗ nghỉ"
ALREADY_DONE = "Công an mẫu: Cú Mèo đã tách hai người"
INSTRUCTION = "Chủ tịch mẫu: Đại Bàng giao công an"
COMPLAINT = "Lời mẫu khi khám: Bìm Bịp kêu đau tay"
FINDING = "Khám mẫu: Le Nâu thấy sưng cổ tay"
HOUSE = "Nhà Phượng Hoàng Đất Mẫu"
ADDRESS = "ngõ Hồng Hoàng Mẫu, cổng xanh"
HOST = "bà Niệc Mỏ Vằn Mẫu"
TOLD = "Lúc đóng mẫu: Cò Ruồi đã nói với người ấy"
OF_THE_HOUSE = (HOUSE, ADDRESS, HOST)
OF_CARE = (COMPLAINT, FINDING)
WRITTEN = (
    *CANARIES,
    *OF_THE_HOUSE,
    *OF_CARE,
    SAID_HEALTH,
    SAID_UNION,
    ASKS_HEALTH,
    ASKS_UNION,
    NURSE_SAYS,
    UNION_SAYS,
    CALLED_HEALTH,
    CALLED_UNION,
    HEALTH_DONE,
    UNION_DONE,
    ALREADY_DONE,
    INSTRUCTION,
    TOLD,
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

    officer, manager = sit_down("hung"), sit_down("thanh")
    file = open_file(officer.page, officer.hands)
    for part in PARTS:
        fill_part(officer.page, officer.hands, *part)
    tell_the_chair(officer, manager, file, ALREADY_DONE)
    know_of_it(sit_down("dung"), ALREADY_DONE, INSTRUCTION)
    hear_her(officer, file, HEALTH, SHARED, SAID_HEALTH)
    hear_her(officer, file, UNION, SHARED, SAID_UNION)
    to_health = refer(officer, file, "Khám, điều trị", HEALTH, ASKS_HEALTH)
    reach(officer, "Đinh Thị Mai")
    to_union = refer(officer, file, "Tạm lánh", UNION, ASKS_UNION)
    reach(officer, "Nguyễn Thị Hà")
    nurse, worker, host = sit_down("mai"), sit_down("ha"), sit_down("nha1")
    treat(nurse, to_health)
    shelter(worker, host, to_union)
    for referral, answer in ((to_health, HEALTH_DONE), (to_union, UNION_DONE)):
        officer.page.goto(referral)
        officer.reads(answer)
    if script and not keyboard:
        nobody_is_shut_out(officer, f"{file}/close", file, "/referrals/sent")
        nobody_is_shut_out(nurse, file, f"{file}/visits/new", "/")
        nobody_is_shut_out(worker, file, f"{file}/stay", "/shelter", f"{file}/stay/tell", "/")
        nobody_is_shut_out(host, "/")
    close_file(officer, file, TOLD)
    seen_by_police = officer.page.content()
    assert not [text for text in (*OF_THE_HOUSE, *OF_CARE) if text in seen_by_police]
    the_auditor_finds_each_step(site)
    assert find_canaries(WRITTEN, everything_written(site)) == []


def nobody_is_shut_out(person: Person, *addresses: str) -> None:
    """See that axe finds nothing on these pages as they stand in the middle of the work."""
    for address in addresses:
        person.page.goto(address)
        assert not list(faults(person.page, address))


def treat(nurse: Person, referral: str) -> None:
    """The health station takes her on, sees her, and answers."""
    file = take_on(nurse, CALLED_HEALTH, NURSE_SAYS)
    see_her(nurse, file, COMPLAINT, FINDING)
    finish(nurse, referral, "Đã được phục vụ", HEALTH_DONE)


def shelter(worker: Person, host: Person, referral: str) -> None:
    """The union takes her on and finds her a bed; the house sees her come."""
    file = take_on(worker, CALLED_UNION, UNION_SAYS)
    add_house(worker, HOUSE, ADDRESS, HOST)
    word = place_her(worker, file, HOUSE)
    answer_without_place(worker, f"{file}/stay")
    see_her_come(host, word)
    finish(worker, referral, "Đã được phục vụ", UNION_DONE)


def hands_for(page: Page, *, keyboard: bool) -> Hands:
    return Keyboard(page) if keyboard else Pointer()


STEPS = (
    "Mở hồ sơ mới",
    "Viết thông báo cho Chủ tịch",
    "Xác nhận căn cứ pháp luật",
    "Chủ tịch ghi là đã biết",
    "Ghi sự đồng ý",
    "Gửi phiếu chuyển",
    "Ghi đã gọi được ai",
    "Tiếp nhận phiếu chuyển",
    "Ghi một lần khám",
    "Bố trí nơi tạm lánh",
    "Nơi tạm lánh trả lời",
    "Xong phiếu chuyển",
    "Đóng hồ sơ",
)


def the_auditor_finds_each_step(site: Site) -> None:
    auditor = site.person("tam")
    auditor.goto("/audit")
    log = whole_log(auditor)
    assert [step for step in STEPS if step not in log] == []
    assert not [text for text in WRITTEN if text in log]
