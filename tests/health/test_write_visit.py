"""A visit is saved from one line on, in any order, and nothing typed is ever lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.cases.service import view_case
from casework.health.records import CareVisit
from casework.kernel.ids import id_from_text
from casework.kernel.kinds import SectionKind
from tests.consents.pages import file_of
from tests.factories.commune import MORNING, TestCommune
from tests.factories.pages import read, text
from tests.factories.whole_file import whole_file
from tests.health.logs import newest_event
from tests.health.pages import CHART, COMPLAINT, fields, hidden, joined, press, text_of, write_visit


@pytest.fixture
def case(commune: TestCommune) -> str:
    return text_of(file_of(commune, "mai"))


def visits_in(commune: TestCommune, case: str, reader: str = "mai") -> list[CareVisit]:
    """Return the visits that a reader's keys open."""
    file = view_case(commune.house, commune.hand(reader), id_from_text(case))
    return [part.content for part in file.of("care-visit") if isinstance(part.content, CareVisit)]


def test_one_line_is_enough_and_the_hour_is_now(commune: TestCommune, case: str) -> None:
    write_visit(commune.client("mai"), case)
    assert visits_in(commune, case) == [CareVisit(seen_at=MORNING, complaint=COMPLAINT)]


def test_nothing_at_all_is_not_a_visit(commune: TestCommune, case: str) -> None:
    answer = press(commune.client("mai"), f"/cases/{case}/visits/new")
    assert answer.status_code == 200
    assert "Ghi một dòng" in text(answer)
    assert visits_in(commune, case) == []


def test_the_chart_keeps_each_injury_and_drops_empty_lines(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = write_visit(client, case, **CHART)
    (visit,) = visits_in(commune, case)
    assert [(i.region, i.side, i.kind, i.size) for i in visit.injuries] == [
        ("NECK", "LEFT", "BRUISE", "3 x 1 cm, tím"),
        ("FOREARM", None, "WOUND", ""),
    ]
    assert 'value="3 x 1 cm, tím"' in read(client, address)
    page = read(client, f"/cases/{case}")
    assert "Cổ, họng, bên trái" in page


def test_a_late_entry_keeps_the_hour_of_the_paper(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    write_visit(client, case, seen_at="20/11/2026 21:30")
    (visit,) = visits_in(commune, case)
    assert visit.seen_at == MORNING - timedelta(days=2, hours=10, minutes=30)
    page = read(client, f"/cases/{case}")
    assert "Khám 21:30 20/11/2026" in page
    assert "ghi sau khi khám" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("seen_at", "24/11/2026 09:00", "chưa đến"),
        ("assault_at", "01/12/2026 09:00", "chưa đến"),
        ("seen_at", "30/02/2026 09:00", "ngày và giờ như"),
        ("next_at", "20/11/2026 09:00", "sau lần khám này"),
        ("complaint", "x" * 4001, "Dài quá 1 ký tự"),
        ("suicidal", "MAYBE", "có trong danh sách"),
        ("injuries-0-region", "TAIL", "có trong danh sách"),
        ("injuries-0-size", "x" * 81, "Dài quá 1 ký tự"),
    ],
)
def test_bad_input_is_answered_in_words_and_nothing_is_lost(
    commune: TestCommune, case: str, field: str, value: str, said: str
) -> None:
    given = {"findings": "Họng đỏ (mẫu)", **CHART, field: value}
    answer = press(commune.client("mai"), f"/cases/{case}/visits/new", **given)
    assert answer.status_code == 200
    assert said in text(answer)
    assert "Họng đỏ (mẫu)" in text(answer)
    assert 'value="3 x 1 cm, tím"' in text(answer) or field == "injuries-0-size"
    assert visits_in(commune, case) == []


def test_hostile_text_is_kept_as_text(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    write_visit(client, case, complaint="<script>alert(1)</script>=cmd\x00\u202eđau 😔")
    page = read(client, f"/cases/{case}")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\x00" not in page
    assert "\u202e" not in page


def test_more_lines_are_offered_without_losing_any(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = f"/cases/{case}/visits/new"
    before = read(client, address)
    answer = press(client, address, before, go="more", complaint=COMPLAINT, **CHART)
    page = text(answer)
    assert len([f for f in fields(page) if f.endswith("-region")]) == 5
    assert COMPLAINT in page
    assert hidden(page)["record_id"] == hidden(before)["record_id"]


def test_sent_twice_is_one_visit(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = f"/cases/{case}/visits/new"
    page = read(client, address)
    for _ in range(2):
        commune.clock.advance(timedelta(minutes=1))
        assert press(client, address, page, complaint=COMPLAINT).status_code == 303
    (visit,) = visits_in(commune, case)
    assert visit.seen_at == MORNING + timedelta(minutes=1)


def test_a_change_is_a_new_version_and_keeps_the_hour(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = write_visit(client, case)
    commune.clock.advance(timedelta(minutes=9))
    answer = press(client, address, complaint="Đau họng, đã đỡ (mẫu)", seen_at="")
    assert answer.status_code == 303
    assert visits_in(commune, case) == [CareVisit(MORNING, complaint="Đau họng, đã đỡ (mẫu)")]
    assert "bản 2" in read(client, f"/cases/{case}")


def test_two_nurses_at_once_lose_nothing(commune: TestCommune, case: str) -> None:
    mai, khanh = commune.client("mai"), commune.client("khanh")
    address = write_visit(mai, case)
    stale = read(mai, address)
    assert press(khanh, address, findings="Khánh khám thấy (mẫu)").status_code == 303
    answer = press(mai, address, stale, findings="Mai khám thấy (mẫu)")
    page = text(answer)
    assert answer.status_code == 200
    assert "Khánh khám thấy (mẫu)" in page
    assert "Mai khám thấy (mẫu)" in page
    both = press(mai, address, page, findings="Cả hai (mẫu)")
    assert both.status_code == 303
    assert [v.findings for v in visits_in(commune, case)] == ["Cả hai (mẫu)"]


def test_two_visits_written_at_once_both_stand(commune: TestCommune, case: str) -> None:
    mai, khanh = commune.client("mai"), commune.client("khanh")
    address = f"/cases/{case}/visits/new"
    first, second = read(mai, address), read(khanh, address)
    assert press(mai, address, first, complaint="Một (mẫu)").status_code == 303
    assert press(khanh, address, second, complaint="Hai (mẫu)").status_code == 303
    assert {v.complaint for v in visits_in(commune, case)} == {"Một (mẫu)", "Hai (mẫu)"}


def test_a_station_that_joined_by_referral_writes_in_its_own_section(commune: TestCommune) -> None:
    case = whole_file(commune.house, commune.hand("hung"))
    joined(commune, case)
    write_visit(commune.client("mai"), text_of(case))
    assert len(visits_in(commune, text_of(case))) == 1
    file = view_case(commune.house, commune.hand("mai"), case)
    (door,) = [door for door in file.doors if door.kind is SectionKind.CARE]
    assert door.own
    assert door.receivers == (commune.hand("mai").keyring.unit,)


def test_the_write_is_one_event_that_names_the_section(commune: TestCommune, case: str) -> None:
    write_visit(commune.client("mai"), case)
    event = newest_event(commune, Action.CARE_WRITE)
    file = view_case(commune.house, commune.hand("mai"), id_from_text(case))
    (door,) = [door for door in file.doors if door.kind is SectionKind.CARE]
    assert event.cases == (id_from_text(case),)
    assert event.sections == (door.section_id,)


@pytest.mark.parametrize(("answer", "said"), [("THOUGHTS", "về một mình"), ("PLAN", "Không rời")])
def test_thoughts_of_suicide_call_for_something_now(
    commune: TestCommune, case: str, answer: str, said: str
) -> None:
    client = commune.client("mai")
    address = write_visit(client, case, suicidal=answer)
    assert said in read(client, f"/cases/{case}")
    page = read(client, address)
    assert "làm ngay" in page
    assert 'href="tel:115"' in page
    assert "chưa kiểm chứng" in page
