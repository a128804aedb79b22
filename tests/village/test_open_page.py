"""The receiving desk opens a report under an event, makes one file of it, or says why not."""

from __future__ import annotations

from threading import Thread

import pytest

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.cases.records import FirstMinutes, Incident, Reporter
from casework.cases.service import view_case
from casework.kernel.errors import LogUnavailable, NotFound
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.village import service
from casework.village.errors import ReportEnded
from casework.village.records import FiledReport, VillageMessage
from tests.factories.commune import TestCommune
from tests.factories.pages import read, send, text
from tests.referrals.pages import hidden
from tests.village.scene import PHONE, REPORTER, SEEN, WORDS, filed, page_of, sent, set_aside


def events(commune: TestCommune, action: Action) -> list[tuple[tuple[Id, ...], tuple[Id, ...]]]:
    with commune.house.database.read() as db:
        found = page_of_events(db, EventFilter(action=action))
    return [(e.cases, e.sections) for e in (event_from_bytes(one.event) for one in found)]


def test_my_work_shows_the_village_and_the_hour_and_no_names(commune: TestCommune) -> None:
    report = sent(commune)
    for username in ("hung", "thanh"):
        page = read(commune.client(username), "/")
        assert "Tin báo từ thôn" in page
        assert page_of(report) in page
        assert "Ban nhân dân Thôn Mẫu 1" in page
        assert not [words for words in WORDS if words in page]
    for username in ("ha", "binh", "mai", "dung"):
        assert "Tin báo từ thôn" not in read(commune.client(username), "/"), username
    assert events(commune, Action.VILLAGE_OPEN) == []


def test_opening_it_is_an_event_that_names_it(commune: TestCommune) -> None:
    report = sent(commune)
    page = read(commune.client("hung"), page_of(report))
    assert not [words for words in WORDS if words not in page]
    assert events(commune, Action.VILLAGE_OPEN) == [((), (report,))]


def test_without_its_event_nothing_is_opened(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, hung = sent(commune), commune.hand("hung")

    def fails(*_: object) -> None:
        raise LogUnavailable

    monkeypatch.setattr(commune.house.ledger, "_commit", fails)
    with pytest.raises(LogUnavailable):
        service.read(commune.house, hung, report)


@pytest.mark.parametrize("username", ["ha", "binh", "mai", "dung", "lan", "thut", "tam", "quang"])
def test_every_other_desk_finds_nothing(commune: TestCommune, username: str) -> None:
    report, client = sent(commune), commune.client(username)
    shown = read(client, "/")
    for address in (page_of(report), f"{page_of(report)}/aside"):
        assert client.get(address).status_code == 404
        answer = send(client, address, shown, case_id=id_to_text(new_id()), reason="NO_CASE")
        assert answer.status_code == 404
        assert not [words for words in WORDS if words in text(answer)]
    assert len(service.waiting(commune.house, commune.hand("hung"))) == 1


def test_one_bare_line_is_shown_without_empty_questions(commune: TestCommune) -> None:
    report = sent(commune, message=VillageMessage(what=SEEN))
    page = read(commune.client("hung"), page_of(report))
    assert SEEN in page
    assert "chưa ghi" not in page
    assert "Tin không nói ai báo." in page


def test_one_press_makes_a_file_of_it(commune: TestCommune) -> None:
    report, client = sent(commune), commune.client("hung")
    page = read(client, page_of(report))
    answer = send(client, page_of(report), page, **hidden(page))
    assert answer.status_code == 303
    shown = read(client, answer.location)
    assert "Tin báo từ thôn" in shown
    assert SEEN in shown
    file = view_case(commune.house, commune.hand("thanh"), bytes.fromhex(hidden(page)["case_id"]))
    doors = {door.section_id: door.kind for door in file.doors}
    assert {part.content.schema: doors[part.section_id] for part in file.parts} == {
        FirstMinutes.schema: SectionKind.SAFETY,
        Incident.schema: SectionKind.INCIDENT,
        Reporter.schema: SectionKind.REPORTER,
        FiledReport.schema: SectionKind.VILLAGE_REPORT,
    }
    reporter = next(p.content for p in file.parts if isinstance(p.content, Reporter))
    assert (reporter.name, reporter.phone, reporter.wants_secrecy) == (REPORTER, PHONE, "YES")
    told = next(p.content for p in file.parts if isinstance(p.content, FiledReport))
    assert REPORTER not in str(vars(told))
    assert service.waiting(commune.house, commune.hand("hung")) == []


def test_what_became_a_file_leaves_the_report(commune: TestCommune) -> None:
    report = sent(commune)
    case = filed(commune, report)
    seen = service.read(commune.house, commune.hand("thanh"), report)
    assert seen.message is None
    answer = commune.client("thanh").get(page_of(report))
    assert (answer.status_code, answer.location) == (303, f"/cases/{id_to_text(case)}")


def test_the_event_that_opens_the_file_ends_the_report(commune: TestCommune) -> None:
    report = sent(commune)
    case = filed(commune, report)
    (event,) = events(commune, Action.CASE_OPEN)
    assert event[0] == (case,)
    assert len(event[1]) == 4


def test_two_colleagues_at_once_open_one_file(commune: TestCommune) -> None:
    report, found = sent(commune), []
    house = commune.house

    def press(username: str) -> None:
        found.append(service.make_file(house, commune.hand(username), report, new_id()))

    threads = [Thread(target=press, args=(who,)) for who in ("hung", "thanh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    assert len(events(commune, Action.CASE_OPEN)) == 1


def test_a_press_sent_twice_opens_one_file_and_the_second_colleague_is_told(
    commune: TestCommune,
) -> None:
    report, hung, thanh = sent(commune), commune.client("hung"), commune.client("thanh")
    page, other = read(hung, page_of(report)), read(thanh, page_of(report))
    once, twice = (send(hung, page_of(report), page, **hidden(page)) for _ in range(2))
    late = send(thanh, page_of(report), other, **hidden(other))
    assert once.location == twice.location == late.location
    assert "Đồng nghiệp vừa mở hồ sơ này" in read(thanh, late.location)
    assert len(events(commune, Action.CASE_OPEN)) == 1


def test_a_report_is_set_aside_with_a_reason_that_a_colleague_reads(commune: TestCommune) -> None:
    report, client = sent(commune), commune.client("hung")
    address = f"{page_of(report)}/aside"
    page = read(client, address)
    fields = {"reason": "NOT_OURS", "told": "chị Hà, Hội Phụ nữ (mẫu)"}
    for _ in range(2):
        answer = send(client, address, page, **fields)
        assert (answer.status_code, answer.location) == (303, "/")
    shown = read(commune.client("thanh"), page_of(report))
    assert "chị Hà, Hội Phụ nữ (mẫu)" in shown
    assert "Phạm Mạnh Hùng (mẫu) ghi lúc" in shown
    assert SEEN in shown
    assert "Mở hồ sơ từ tin báo" not in shown
    assert events(commune, Action.VILLAGE_SETTLE) == [((), ())]
    assert service.waiting(commune.house, commune.hand("hung")) == []
    again = commune.client("hung").get(address)
    assert (again.status_code, again.location) == (303, page_of(report))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"told": "ai đó (mẫu)"}, "Phần này chưa có câu trả lời."),
        ({"reason": "DUPLICATE"}, "Ghi tên người đã nghe máy"),
        ({"reason": "NO_CASE", "told": "a" * 301}, "Dài quá 1 ký tự"),
    ],
)
def test_a_reason_is_asked_for(commune: TestCommune, fields: dict[str, str], words: str) -> None:
    report, client = sent(commune), commune.client("hung")
    address = f"{page_of(report)}/aside"
    assert words in text(send(client, address, read(client, address), **fields))
    assert len(service.waiting(commune.house, commune.hand("hung"))) == 1


def test_whoever_sets_aside_second_is_shown_both(commune: TestCommune) -> None:
    report, client = sent(commune), commune.client("thanh")
    address = f"{page_of(report)}/aside"
    page = read(client, address)
    set_aside(commune, report)
    answer = text(send(client, address, page, reason="NO_CASE", told="đã hỏi lại (mẫu)"))
    assert "Đồng nghiệp vừa xử lý tin này trước" in answer
    assert "MAU-2026-000001 (mẫu)" in answer
    assert "đã hỏi lại (mẫu)" in answer


def test_setting_aside_what_has_become_a_file_leads_there(commune: TestCommune) -> None:
    report, client = sent(commune), commune.client("thanh")
    address = f"{page_of(report)}/aside"
    page = read(client, address)
    case = filed(commune, report)
    answer = text(send(client, address, page, reason="NO_CASE", told="đã hỏi lại (mẫu)"))
    assert f"/cases/{id_to_text(case)}" in answer
    assert "đã hỏi lại (mẫu)" in answer


def test_what_was_set_aside_becomes_no_file(commune: TestCommune) -> None:
    report = sent(commune)
    set_aside(commune, report)
    with pytest.raises(ReportEnded):
        filed(commune, report)
    assert events(commune, Action.CASE_OPEN) == []


@pytest.mark.parametrize("bad", ["x", "A" * 32, "00" * 16])
def test_an_address_of_no_report_is_not_found(commune: TestCommune, bad: str) -> None:
    assert commune.client("hung").get(f"/village/reports/{bad}").status_code == 404


def test_a_refused_opening_stands_in_the_log(commune: TestCommune) -> None:
    report = sent(commune)
    with pytest.raises(NotFound):
        service.read(commune.house, commune.hand("ha"), report)
    assert events(commune, Action.VILLAGE_OPEN) == [((), ())]
