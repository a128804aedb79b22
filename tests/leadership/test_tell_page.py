"""The pages of a notice: short, nameless, nothing ticked, nothing lost, and a person is phoned."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from casework.cases.service import view_case
from casework.kernel.ids import id_to_text, new_id
from casework.referrals.duty import put_on_duty
from casework.vault.duty import Shift
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, SURVIVOR
from tests.factories.pages import read, send, text
from tests.leadership.scene import (
    DIRECTION,
    DONE,
    FILLED,
    file_of,
    fill,
    form_address,
    page_of,
    told,
    written,
)
from tests.referrals.pages import hidden


def on_duty(commune: TestCommune) -> None:
    hand = commune.hand("dung")
    now = commune.clock.now()
    shift = Shift(new_id(), hand.keyring.user, "0901112233", now, now + timedelta(hours=9))
    put_on_duty(commune.house, hand, shift)


def test_the_form_ticks_nothing_and_names_nobody(commune: TestCommune) -> None:
    page = read(commune.client("hung"), form_address(file_of(commune)))
    assert " checked" not in page
    assert 'value="23/11/2026 08:00"' in page  # the hour of the report, and nothing else
    main = page[page.index("<main") :]
    assert SURVIVOR not in main
    assert "A Mẫu Núi" not in main


def test_a_notice_waits_is_phoned_confirmed_seen_and_known(commune: TestCommune) -> None:
    on_duty(commune)
    case = file_of(commune)
    hung, thanh, dung = (commune.client(name) for name in ("hung", "thanh", "dung"))
    notice = written(hung, case)

    call = read(hung, f"{page_of(notice)}/call")
    assert "0901112233" in call
    assert "Cuộc gọi thì không chờ" in call
    assert "nhận một tin báo bạo lực gia đình" in call
    assert SURVIVOR not in call
    reached = {"outcome": "YES", "who": "Chủ tịch (mẫu)"}
    assert fill(hung, f"{page_of(notice)}/call", **reached).status_code == 303
    assert "Chờ người thứ hai xác nhận" in read(hung, f"/cases/{id_to_text(case)}")
    assert "Chờ xác nhận, gọi ngay" in read(thanh, "/")

    waits = read(thanh, page_of(notice))
    review = re.search(r'href="(/cases/\w+/grounds/\w+)"', waits)
    assert review is not None
    shown = read(thanh, review[1])
    assert DONE not in shown
    assert send(thanh, f"{review[1]}/confirm", shown).status_code == 303

    assert "Có tin báo" in read(dung, "/chair")
    seen = read(dung, page_of(notice))
    for word in (DONE, "Biết để chỉ đạo", "07:40 23/11/2026", "Chủ tịch (mẫu)"):
        assert word in seen
    for secret in (SURVIVOR, "A Mẫu Núi", LINE):
        assert secret not in seen
    assert "Chủ tịch đã xem lúc 08:00 23/11/2026" in read(hung, page_of(notice))

    answer = dung.post(f"{page_of(notice)}/know", data=hidden(seen) | {"text": DIRECTION})
    assert answer.status_code == 303
    back = read(hung, page_of(notice))
    assert "Chủ tịch ghi đã biết lúc 08:00" in back
    assert DIRECTION in back
    assert "Chủ tịch ghi đã biết" in read(hung, f"/cases/{id_to_text(case)}")


def test_danger_is_sent_at_once_and_says_so(commune: TestCommune) -> None:
    case = file_of(commune)
    hung = commune.client("hung")
    page = text(fill(hung, form_address(case), **(FILLED | {"danger": "YES"})))
    assert "thiếu điều này thì không gửi ngay được" in page
    assert DONE in page
    notice = written(hung, case, danger="YES", danger_why="Đang cầm dao trước cửa (mẫu)")
    seen = read(commune.client("dung"), page_of(notice))
    assert "Đang nguy hiểm" in seen
    assert "Luật 91/2025/QH15 Đ19.1.a" in seen


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"received_at": ""}, "Phần này chưa có câu trả lời"),
        ({"received_at": "24/11/2026 09:00"}, "Thời điểm này chưa đến"),
        ({"received_at": "30/02/2026 09:00"}, "Viết ngày và giờ"),
        ({"danger": ""}, "Phần này chưa có câu trả lời"),
        ({"danger": "MAYBE"}, "Hãy chọn một mục có trong danh sách"),
        ({"asks": ""}, "Phần này chưa có câu trả lời"),
        ({"done": "x" * 501}, "Dài quá 1 ký tự"),
        ({"done": "Đã gặp y blơi tại nhà"}, "Ô này có tên người trong hồ sơ"),
        ({"asks_note": "gọi A MẪU NÚI lên"}, "Ô này có tên người trong hồ sơ"),
        ({"village": "nhà mẹ Mẫu"}, "Ô này có tên người trong hồ sơ"),
        ({"priority": "NOBODY"}, "Hãy chọn một mục có trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    commune: TestCommune, changes: dict[str, str], words: str
) -> None:
    kept = {"asks_note": "giữ lại câu này"} if "asks_note" not in changes else {}
    address = form_address(file_of(commune))
    page = text(fill(commune.client("hung"), address, **(FILLED | kept | changes)))
    assert words in page
    assert all(word in page for word in kept.values())


def test_script_and_control_characters_are_only_text(commune: TestCommune) -> None:
    case = file_of(commune)
    hung = commune.client("hung")
    notice = written(hung, case, done="<script>alert(1)</script>\x00\u202e=1+1")
    page = read(hung, page_of(notice))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("relation", "words", "link"),
    [
        (None, "Chưa ghi người có hành vi bạo lực là gì", "/parts/person"),
        ("ONLINE", "không thuộc Luật Phòng, chống bạo lực gia đình", "/grounds/new"),
    ],
)
def test_outside_the_law_the_page_says_why_and_where_to_go(
    commune: TestCommune, relation: str | None, words: str, link: str
) -> None:
    case = file_of(commune, relation=relation)
    hung = commune.client("hung")
    page = read(hung, form_address(case))
    assert words in page
    assert f"/cases/{id_to_text(case)}{link}" in page
    ids = ("referral_id", "consent_id", "reason_id", "notice_id", "note_id")
    fresh = {name: id_to_text(new_id()) for name in ids}
    answer = send(hung, form_address(case), page, **FILLED, **fresh)
    assert answer.status_code == 403
    assert DONE in text(answer) or "chưa áp dụng được" in text(answer)


def test_where_the_relation_leaves_it_open_a_person_judges(commune: TestCommune) -> None:
    case = file_of(commune, relation="EX_SPOUSE")
    hung = commune.client("hung")
    page = read(hung, form_address(case))
    if "Vì sao thuộc Luật" in page:
        assert "Ghi vì sao việc này thuộc Luật" in text(fill(hung, form_address(case), **FILLED))


@pytest.mark.parametrize(
    ("username", "status"), [("mai", 403), ("dung", 403), ("ha", 404), ("binh", 404)]
)
def test_nobody_else_writes_a_notice_about_this_file(
    commune: TestCommune, username: str, status: int
) -> None:
    case = file_of(commune)
    client = commune.client(username)
    assert client.get(form_address(case)).status_code == status
    notice = told(commune, case, danger="YES")
    if username == "dung":
        return  # the chair reads it; that is what it is for
    page = read(client, "/")
    for verb in ("know", "send"):
        answer = send(client, f"{page_of(notice)}/{verb}", page, answer_id=id_to_text(new_id()))
        assert answer.status_code in (403, 404), verb
    assert client.get(f"{page_of(notice)}/call").status_code == status
    assert client.get(page_of(notice)).status_code == status


def test_a_closed_file_and_a_stale_tab(commune: TestCommune) -> None:
    case = file_of(commune)
    hung = commune.client("hung")
    form = read(hung, form_address(case))
    once = hung.post(form_address(case), data=hidden(form) | FILLED)
    twice = hung.post(form_address(case), data=hidden(form) | FILLED)
    assert once.location == twice.location
    file = view_case(commune.house, commune.hand("hung"), case)
    assert len(file.agreements.referrals) == 1


def test_the_general_pages_of_referrals_lead_to_the_notice(commune: TestCommune) -> None:
    notice = told(commune, file_of(commune), danger="YES")
    dung = commune.client("dung")
    read(dung, page_of(notice))
    for verb in ("", "/accept", "/decline", "/complete"):
        answer = dung.get(f"/referrals/{id_to_text(notice)}{verb}")
        assert (answer.status_code, answer.location) == (303, page_of(notice)), verb


def test_the_chair_from_whom_it_was_taken_back_is_told_that_and_no_more(
    commune: TestCommune,
) -> None:
    case = file_of(commune)
    notice = told(commune, case, danger="YES")
    dung, thanh = commune.client("dung"), commune.client("thanh")
    seen = read(dung, page_of(notice))
    review = re.search(r'href="(/cases/\w+/grounds/\w+)"', read(thanh, "/grounds"))
    assert review is not None
    send(thanh, f"{review[1]}/refuse", read(thanh, review[1]))
    for answer in (
        dung.get(page_of(notice)),
        dung.post(f"{page_of(notice)}/know", data=hidden(seen) | {"text": ""}),
    ):
        assert answer.status_code == 404
        assert "Việc chia sẻ đã kết thúc" in text(answer)
        assert DONE not in text(answer)
