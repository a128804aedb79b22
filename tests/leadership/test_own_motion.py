"""The chair orders without being asked where life is threatened; who told it reads the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, id_to_text, new_id
from casework.leadership import own_motion
from casework.leadership.errors import NotADecision
from casework.leadership.reading import decision_of, motion_of, open_message
from casework.leadership.records import ISSUED, REFUSED, NoContactDecision, OwnMotion
from casework.leadership.rules import NOTICE
from casework.referrals.errors import MovedOn
from casework.referrals.reading import ReferralPage
from casework.workspace.items import Group, WorkItem, work_of
from tests.factories.commune import MORNING, TestCommune
from tests.factories.files import SURVIVOR as HER
from tests.factories.pages import read, text
from tests.leadership.scene import file_of, fill, told
from tests.leadership.test_cancel import FORM as CANCELLED
from tests.leadership.test_cancel import ask, newest_action, sign
from tests.police.test_register import ORDER as ENTRY
from tests.police.test_register import at
from tests.referrals.pages import hidden

THREAT = "Đốt nhà lúc người ấy đang ngủ (mẫu)"
WHY = OwnMotion(HER, "A Mẫu Núi (mẫu)", THREAT, "YES", "muốn yên")
PAPER = NoContactDecision(ISSUED, "15/QĐ-UBND", MORNING, None, "Không đến gần nhà")
FORM = {
    "protected": HER,
    "kept_away": "A Mẫu Núi",
    "threat": THREAT,
    "told_rights": "YES",
    "number": "15/QĐ-UBND",
    "signed_at": "23/11/2026 08:00",
}


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune)


@pytest.fixture
def notice(commune: TestCommune, case: Id) -> Id:
    return told(commune, case, danger="YES")


def opened(commune: TestCommune, notice: Id, username: str) -> ReferralPage:
    return open_message(commune.house, commune.hand(username), notice, NOTICE)


def initiate(
    commune: TestCommune,
    notice: Id,
    username: str = "dung",
    why: OwnMotion = WHY,
    paper: NoContactDecision = PAPER,
) -> None:
    hand = commune.hand(username)
    own_motion.initiate(commune.house, hand, notice, why, paper, [new_id(), new_id()])


def test_the_order_answers_the_notice_and_is_known_by_it(commune: TestCommune, notice: Id) -> None:
    opened(commune, notice, "dung")
    ids = [new_id(), new_id()]
    for _ in range(2):  # sent twice, entered once
        own_motion.initiate(commune.house, commune.hand("dung"), notice, WHY, PAPER, ids)
    page = opened(commune, notice, "thanh")
    assert (decision_of(page), motion_of(page)) == (PAPER, WHY)
    assert page.face.state is ReferralState.IN_SERVICE
    with pytest.raises(MovedOn):
        initiate(commune, notice)
    assert newest_action(commune) == Action.REFERRAL_VIEW


def test_it_runs_like_an_order_that_was_asked_for(
    commune: TestCommune, case: Id, notice: Id
) -> None:
    opened(commune, notice, "dung")
    initiate(commune, notice)
    (item,) = of_orders(commune, "hung")
    assert item.due_at == MORNING + timedelta(hours=1)
    fill(commune.client("hung"), at(case, "measure"), **ENTRY, supervisor="Ông Mẫu")
    assert "phân công" in of_orders(commune, "hung")[0].text
    ask(commune, notice)
    sign(commune, case, notice)
    assert opened(commune, notice, "hung").face.state is ReferralState.COMPLETED
    assert "kết thúc giám sát" in " ".join(item.text for item in of_orders(commune, "hung"))


def of_orders(commune: TestCommune, username: str) -> list[WorkItem]:
    items = work_of(commune.house, commune.hand(username))
    return [item for item in items if item.group is Group.ORDERS]


def test_only_a_signed_order_with_its_reason_is_entered(commune: TestCommune, notice: Id) -> None:
    opened(commune, notice, "dung")
    wrong = (
        (replace(WHY, threat=" "), PAPER),
        (WHY, replace(PAPER, number="")),
        (WHY, replace(PAPER, outcome=REFUSED)),
        (WHY, replace(PAPER, until_at=MORNING + timedelta(days=9))),
    )
    for why, paper in wrong:
        with pytest.raises(NotADecision):
            initiate(commune, notice, why=why, paper=paper)


def test_nobody_but_the_chair_orders(commune: TestCommune, notice: Id) -> None:
    opened(commune, notice, "dung")
    with pytest.raises(Forbidden):
        initiate(commune, notice, "hung")
    for username in ("ha", "mai", "binh", "tam", "quang", "thut"):
        with pytest.raises(NotFound):
            initiate(commune, notice, username)
        client = commune.client(username)
        assert client.get(f"/notices/{id_to_text(notice)}/order").status_code == 404


def test_on_the_pages_the_whole_way(commune: TestCommune, case: Id, notice: Id) -> None:
    dung, hung = commune.client("dung"), commune.client("hung")
    address = f"/notices/{id_to_text(notice)}"
    assert "Chủ tịch tự ra quyết định" in read(dung, address)
    form = read(dung, f"{address}/order")
    assert "chưa kiểm chứng" in form
    short = text(dung.post(f"{address}/order", data=hidden(form) | FORM | {"threat": ""}))
    assert "Phần này chưa có câu trả lời" in short
    assert "A Mẫu Núi" in short
    answer = dung.post(f"{address}/order", data=hidden(form) | FORM)
    assert answer.status_code == 303, text(answer)
    order = answer.location
    assert "Gọi Trưởng Công an xã, giao bản ký" in read(dung, order)
    page = read(hung, order)
    for word in (THREAT, "15/QĐ-UBND", "còn 3 ngày", "Có đơn xin hủy bỏ"):
        assert word in page
    assert "Chủ tịch tự ra quyết định cấm tiếp xúc" in read(hung, f"/cases/{id_to_text(case)}")
    assert order in read(hung, address)
    assert dung.get(f"{address}/order").status_code == 409
    ended = fill(dung, f"{order}/cancel", **(CANCELLED | {"asked_by": "NOBODY", "asked_at": ""}))
    assert ended.status_code == 303, text(ended)
    assert "đã được hủy bỏ" in read(hung, order)
    assert "còn 3 ngày" not in read(hung, order)


def test_a_desk_that_is_not_the_police_learns_it_from_its_notice(commune: TestCommune) -> None:
    case = file_of(commune, "ha")
    notice = told(commune, case, danger="YES", username="ha")
    opened(commune, notice, "dung")
    initiate(commune, notice)
    ha, address = commune.client("ha"), id_to_text(notice)
    assert "Chủ tịch tự ra quyết định cấm tiếp xúc" in read(ha, f"/notices/{address}")
    assert ha.get(f"/orders/{address}").status_code == 403
    assert commune.client("hung").get(f"/orders/{address}").status_code == 404


def test_a_notice_without_an_order_is_no_order(commune: TestCommune, notice: Id) -> None:
    assert commune.client("dung").get(f"/orders/{id_to_text(notice)}").status_code == 404
    opened(commune, notice, "dung")
    with pytest.raises(MovedOn):
        ask(commune, notice)
