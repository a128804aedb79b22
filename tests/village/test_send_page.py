"""The village's page: phone first, one line is enough, sent once, and closed behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.kernel.ids import id_to_text, new_id
from casework.referrals.duty import put_on_duty
from casework.vault.duty import Shift
from casework.village import service
from tests.factories.commune import TestCommune
from tests.factories.pages import read, send, text
from tests.referrals.pages import hidden
from tests.village.scene import SEEN, TYPED, WORDS, desk_of, page_of, sent, typed_and_sent


@pytest.mark.parametrize("address", ["/", "/village"])
def test_the_page_offers_the_telephone_before_the_form(commune: TestCommune, address: str) -> None:
    hand, now = commune.hand("hung"), commune.clock.now()
    shift = Shift(new_id(), hand.keyring.user, "0901112233", now, now + timedelta(hours=9))
    put_on_duty(commune.house, hand, shift)
    page = read(commune.client("thut"), address)
    places = [page.index(words) for words in ("tel:0901112233", "tel:113", "tel:115", "<textarea")]
    assert places == sorted(places)
    assert page.count("chưa kiểm chứng") == 2
    assert " checked" not in page


def test_the_health_station_receives_no_reports(commune: TestCommune) -> None:
    page = read(commune.client("thut"), "/village")
    for username, offered in (("hung", True), ("ha", True), ("binh", True), ("mai", False)):
        assert (f'value="{desk_of(commune, username)}"' in page) is offered, username


def test_one_line_is_enough_and_the_answer_is_the_hour(commune: TestCommune) -> None:
    client = commune.client("thut")
    page = read(client, "/village")
    desk = desk_of(commune, "ha")
    answer = send(client, "/village", page, **hidden(page) | {"desk": desk, "what": SEEN})
    assert (answer.status_code, answer.location) == (303, "/village")
    after = read(client, "/village")
    assert "Đã nhận lúc 08:00" in after
    assert SEEN not in after
    assert [w.village for w in service.waiting(commune.house, commune.hand("ha"))] == [
        "Ban nhân dân Thôn Mẫu 1"
    ]
    assert service.waiting(commune.house, commune.hand("hung")) == []


def test_its_sender_sees_nothing_of_it_again(commune: TestCommune) -> None:
    report = typed_and_sent(commune)
    client = commune.client("thut")
    for address in ("/", "/village", "/unsaved"):
        page = read(client, address)
        assert not [words for words in WORDS if words in page], address
    answer = client.get(page_of(report))
    assert answer.status_code == 404
    assert not [words for words in WORDS if words in text(answer)]


def test_the_village_sees_hours_alone_whatever_became_of_it(commune: TestCommune) -> None:
    report = sent(commune)
    before = read(commune.client("thut"), "/village")
    service.make_file(commune.house, commune.hand("hung"), report, new_id())
    after = read(commune.client("thut"), "/village")
    assert before.count("Đã nhận lúc") == after.count("Đã nhận lúc") == 1
    assert "MAU-2026" not in after


def test_a_form_sent_twice_is_one_report(commune: TestCommune) -> None:
    client = commune.client("thut")
    page = read(client, "/village")
    fields = hidden(page) | {"desk": desk_of(commune, "hung"), "what": SEEN}
    for _ in range(2):
        assert send(client, "/village", page, **fields).status_code == 303
    assert len(service.waiting(commune.house, commune.hand("hung"))) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"what": ""}, "Phần này chưa có câu trả lời."),
        ({"desk": ""}, "Phần này chưa có câu trả lời."),
        ({"desk": "00" * 16}, "Hãy chọn một mục có trong danh sách."),
        ({"what": "a" * 1501}, "Dài quá 1 ký tự"),
        ({"reach": "a" * 301}, "Dài quá 1 ký tự"),
        ({"unnamed": "MAYBE"}, "Hãy chọn một mục có trong danh sách."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    commune: TestCommune, typed: dict[str, str], words: str
) -> None:
    client = commune.client("thut")
    page = read(client, "/village")
    fields = hidden(page) | {"desk": desk_of(commune, "hung"), **TYPED} | typed
    answer = send(client, "/village", page, **fields)
    assert answer.status_code == 200
    assert words in text(answer)
    assert hidden(text(answer))["report_id"] == hidden(page)["report_id"]
    assert "gọi buổi trưa" in text(answer) or "reach" in typed
    assert service.waiting(commune.house, commune.hand("hung")) == []


def test_scripts_stay_words_on_the_desks_page(commune: TestCommune) -> None:
    report = typed_and_sent(commune, what="<script>alert(1)</script>\x07\x00 =1+1")
    page = read(commune.client("hung"), page_of(report))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_id_that_is_somebody_elses_sends_nothing(commune: TestCommune) -> None:
    client = commune.client("thut")
    page = read(client, "/village")
    fields = {"desk": desk_of(commune, "hung"), "what": SEEN}
    for bad in ("", "x", "A" * 32):
        answer = send(client, "/village", page, **fields, report_id=bad)
        assert answer.status_code in (400, 404)
    assert service.waiting(commune.house, commune.hand("hung")) == []


@pytest.mark.parametrize("username", ["hung", "mai", "ha", "lan", "binh", "dung", "tam", "quang"])
def test_nobody_else_finds_the_villages_page(commune: TestCommune, username: str) -> None:
    assert commune.client(username).get("/village").status_code == 404


def test_the_village_of_a_report_stays_within_its_own_list(commune: TestCommune) -> None:
    sent(commune)
    assert len(service.received(commune.house, commune.hand("thut"))) == 1
    assert service.received(commune.house, commune.hand("hung")) == []


def test_a_report_typed_over_a_lock_is_kept_for_its_writer(commune: TestCommune) -> None:
    client = commune.client("thut")
    page = read(client, "/village")
    commune.clock.advance(timedelta(minutes=30))
    fields = hidden(page) | {"desk": desk_of(commune, "hung"), "what": SEEN}
    answer = send(client, "/village", page, **fields)
    assert answer.status_code == 303
    assert "/lock" in answer.location or "/login" in answer.location
    assert id_to_text(commune.hand("hung").keyring.unit) not in answer.location
    assert service.waiting(commune.house, commune.hand("hung")) == []
