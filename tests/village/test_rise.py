"""A village's report that nobody deals with rises: to the manager, to the coordinator, for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.keeper import keep
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.referrals.rules import Rise
from casework.vault.errors import RowMissing
from casework.vault.models import VillageReport
from casework.village import rising, service
from casework.village.rising import mark_risen
from casework.web.paging import PAGE_SIZE
from tests.factories.commune import TestCommune
from tests.factories.pages import read
from tests.village.scene import WORDS, filed, page_of, sent, set_aside

HOUR, TWO = timedelta(hours=1), timedelta(hours=2)


def told(commune: TestCommune, action: Action = Action.VILLAGE_RISE) -> list[tuple[Id, ...]]:
    """Return the reports that each event of this action names, the oldest first."""
    with commune.house.database.read() as db:
        found = page_of_events(db, EventFilter(action=action))
    return [event_from_bytes(one.event).sections for one in reversed(found)]


@pytest.mark.parametrize(
    ("minutes", "rise"),
    [(59, Rise.DESK), (60, Rise.MANAGER), (119, Rise.MANAGER), (120, Rise.COORDINATION)],
)
def test_it_rises_by_the_clock_and_never_lapses(
    commune: TestCommune, minutes: int, rise: Rise
) -> None:
    sent(commune)
    commune.clock.advance(timedelta(minutes=minutes))
    (one,) = service.waiting(commune.house, commune.hand("hung"))
    assert one.rises_to is rise
    commune.clock.advance(timedelta(days=900))
    assert len(rising.risen(commune.house, commune.hand("binh"), 9)) == 1


def test_the_log_tells_each_level_once(commune: TestCommune) -> None:
    house, report = commune.house, sent(commune)
    assert mark_risen(house) == 0
    commune.clock.advance(HOUR)
    later = sent(commune)
    assert (mark_risen(house), mark_risen(house)) == (1, 0)
    commune.clock.advance(HOUR)
    keep(house)
    keep(house)
    assert [set(ids) for ids in told(commune)] == [{report}, {report, later}]
    with house.database.read() as db:
        found = page_of_events(db, EventFilter(action=Action.VILLAGE_RISE))
    marks = [event_from_bytes(one.event) for one in found]
    assert all(one.actor.user is None and one.tips == () and one.cases == () for one in marks)


@pytest.mark.parametrize("end", [filed, set_aside])
def test_what_was_dealt_with_does_not_rise(commune: TestCommune, end: object) -> None:
    report = sent(commune)
    assert callable(end)
    end(commune, report)
    commune.clock.advance(timedelta(days=3))
    assert mark_risen(commune.house) == 0
    assert rising.risen(commune.house, commune.hand("binh"), 9) == []
    assert told(commune, Action.VILLAGE_ESCALATE) == [()]


def test_what_was_only_opened_rises_all_the_same(commune: TestCommune) -> None:
    report = sent(commune)
    read(commune.client("hung"), page_of(report))
    commune.clock.advance(TWO)
    assert mark_risen(commune.house) == 1


def test_the_desk_sees_that_its_manager_and_coordination_know(commune: TestCommune) -> None:
    sent(commune)
    commune.clock.advance(timedelta(minutes=70))
    for address in ("/", "/village/reports"):
        page = read(commune.client("hung"), address)
        assert "Đã báo người quản lý" in page
        assert "quá hạn 10 phút" in page
    commune.clock.advance(HOUR)
    for address in ("/", "/village/reports"):
        assert "Đã báo Phòng Văn hóa – Xã hội" in read(commune.client("hung"), address)


def test_the_coordinator_sees_code_units_and_time_and_opens_nothing(commune: TestCommune) -> None:
    report = sent(commune)
    commune.clock.advance(timedelta(minutes=119))
    binh = commune.client("binh")
    assert rising.code_of(report) not in read(binh, "/")
    commune.clock.advance(timedelta(minutes=1))
    for address in ("/", "/village/risen"):
        page = read(binh, address)
        for words in (rising.code_of(report), "Ban nhân dân Thôn Mẫu 1 → ", "Công an", "quá hạn"):
            assert words in page, words
        assert not [words for words in WORDS if words in page]
        assert page_of(report) not in page
    assert binh.get(page_of(report)).status_code == 404
    assert told(commune, Action.VILLAGE_ESCALATE) == [(report,)]
    assert (report,) in told(commune, Action.WORK_LIST)
    assert told(commune, Action.VILLAGE_OPEN) == [()], "refused, and nothing opened"
    assert rising.code_of(report) in read(commune.client("hung"), page_of(report))


@pytest.mark.parametrize("username", ["hung", "ha", "mai", "dung", "thut", "tam", "quang"])
def test_nobody_else_sees_what_rose(commune: TestCommune, username: str) -> None:
    sent(commune, to="binh")
    commune.clock.advance(TWO)
    client = commune.client(username)
    assert "Tin báo từ thôn" not in read(client, "/")
    assert client.get("/village/risen").status_code == 403
    with pytest.raises(Forbidden):
        rising.risen(commune.house, commune.hand(username), 9)


def test_a_report_that_was_taken_out_stops_the_list(commune: TestCommune) -> None:
    report = sent(commune)
    commune.clock.advance(TWO)
    with commune.house.database.write() as db:
        db.execute(delete(VillageReport).where(VillageReport.report_id == report))
        db.commit()
    with pytest.raises(RowMissing):
        rising.risen(commune.house, commune.hand("binh"), 9)


def test_more_than_one_page_waits_and_each_stands_on_one_page(commune: TestCommune) -> None:
    every = [page_of(sent(commune)) for _ in range(PAGE_SIZE + 3)]
    hung = commune.client("hung")
    work = read(hung, "/")
    assert "Còn tin khác đang chờ" in work
    first = read(hung, "/village/reports")
    onward = first[first.index("/village/reports?after=") :].split('"')[0]
    second = read(hung, onward)
    on_first, on_second = ([a for a in every if a in page] for page in (first, second))
    assert (len(on_first), len(on_second)) == (PAGE_SIZE, 3)
    assert sorted(on_first + on_second) == sorted(every)
    assert "Trang sau" not in second
    again = read(hung, "/village/reports?after=rubbish")
    assert [a for a in every if a in again] == on_first
    commune.clock.advance(TWO)
    binh = commune.client("binh")
    risen = read(binh, "/village/risen")
    again = read(binh, risen[risen.index("/village/risen?after=") :].split('"')[0])
    assert (risen.count("TB-"), again.count("TB-")) == (PAGE_SIZE, 3)
