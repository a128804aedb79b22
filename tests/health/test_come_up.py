"""What comes up stands on the first page by number alone, and costs no opening of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.listing import list_cases
from casework.cases.records import Incident, SafeContact, Survivor
from casework.cases.restriction import lift, restrict
from casework.cases.service import NewPart, Opening, Saving, open_case, save_part, view_case
from casework.health.service import list_due
from casework.kernel.clock import format_moment
from casework.kernel.errors import Tampered
from casework.kernel.ids import Id, id_from_text, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.agenda import Upcoming, agenda_holder, from_bytes, open_agenda, to_bytes
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import NoKey, RowReplayed
from casework.vault.models import DirectoryRow
from casework.vault.models.files import agenda_row_id
from tests.attacks.writer import DatabaseWriter
from tests.consents.pages import file_of
from tests.factories.commune import MORNING, TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read
from tests.health.logs import newest_event
from tests.health.pages import press, text_of, write_visit
from tests.vectors import load

TODAY = "23/11/2026 15:00"
FROZEN = load("agenda")


@pytest.fixture
def case(commune: TestCommune) -> str:
    return text_of(file_of(commune, "mai"))


def due(commune: TestCommune, reader: str = "mai") -> list[tuple[str, str]]:
    """Return what the first page of a reader shows: kind, and hour in local time."""
    found = list_due(commune.house, commune.hand(reader))
    return [(item.kind, format_moment(item.at)) for item in found]


def test_a_visit_of_today_stands_on_the_first_page_without_a_name(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("mai")
    write_visit(client, case, next_at=TODAY)
    assert due(commune) == [("next-visit", "15:00 23/11/2026")]
    group = read(client, "/").partition("Khám lại và 72 giờ")[2].partition("</ul>")[0]
    assert "Hẹn khám lại" in group
    assert "MAU-2026-000001" in group
    assert SURVIVOR not in group


def test_one_of_another_day_waits_until_then_and_then_stays_until_it_is_settled(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("mai")
    address = write_visit(client, case, next_at="26/11/2026 08:00")
    assert due(commune) == []
    commune.clock.advance(timedelta(days=9))
    assert due(commune) == [("next-visit", "08:00 26/11/2026")]
    client = commune.client("mai")
    press(client, address, complaint="Đau (mẫu)", next_at="26/11/2026 08:00", next_settled="y")
    assert due(commune) == []


def test_who_comes_on_the_day_is_waited_for_no_more(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    write_visit(client, case, next_at=TODAY)
    commune.clock.advance(timedelta(hours=8))
    write_visit(commune.client("mai"), case, complaint="Đã đỡ (mẫu)")
    assert due(commune) == []


def test_a_second_appointment_does_not_push_out_the_first(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    write_visit(client, case, seen_at="21/11/2026 08:00", next_at=TODAY)
    write_visit(client, case, seen_at="22/11/2026 08:00", next_at="23/11/2026 16:00")
    assert due(commune) == [
        ("next-visit", "15:00 23/11/2026"),
        ("next-visit", "16:00 23/11/2026"),
    ]


def assaulted(commune: TestCommune, hours: int) -> str:
    """Open a file whose incident tells of a rape so many hours ago."""
    told = Incident(told=("SEX_FORCED",), happened_at=MORNING - timedelta(hours=hours))
    parts = [NewPart(SectionKind.INCIDENT, told)]
    opening = Opening(new_id(), parts, DirectoryEntry(name=SURVIVOR))
    return text_of(open_case(commune.house, commune.hand("mai"), opening))


def test_the_clock_runs_from_the_hour_that_the_incident_tells(commune: TestCommune) -> None:
    case = assaulted(commune, 67)
    client = commune.client("mai")
    page = read(client, f"/cases/{case}/visits/new")
    assert "Còn 5 giờ" in page
    assert 'name="assault_at"' not in page
    assert "Dự phòng HIV sau phơi nhiễm" in page
    write_visit(client, case)
    assert due(commune) == [("window-72h", "13:00 23/11/2026")]
    commune.clock.advance(timedelta(hours=6))
    assert due(commune) == []
    page = read(commune.client("mai"), f"/cases/{case}/visits/new")
    assert "Quá 72 giờ" in page


def test_what_is_done_needs_no_reminder(commune: TestCommune) -> None:
    case = assaulted(commune, 10)
    write_visit(commune.client("mai"), case, sexual_care="HIV_PEP")
    assert due(commune) == []


def test_the_hour_is_asked_where_no_incident_tells_it(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    assert "Dự phòng HIV sau phơi nhiễm" not in read(client, f"/cases/{case}/visits/new")
    page = read(client, f"/cases/{case}/visits/new")
    answer = press(client, f"/cases/{case}/visits/new", page, sexual="YES")
    assert answer.location.endswith("#after")
    address = answer.location.removesuffix("#after")
    page = read(client, address)
    assert 'name="assault_at"' in page
    assert "Chưa biết giờ xảy ra" in page
    press(client, address, page, sexual="YES", assault_at="22/11/2026 09:00")
    assert due(commune) == [("window-72h", "09:00 25/11/2026")]
    assert "Còn 49 giờ" in read(client, address)


def test_questions_that_were_not_on_the_page_keep_their_answers(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("mai")
    page = read(client, f"/cases/{case}/visits/new")
    address = press(client, f"/cases/{case}/visits/new", page, sexual="YES").location[:-6]
    before = read(client, address)
    press(client, address, before, sexual="YES", sexual_care=["STI"], assault_on="22/11/2026")
    press(client, address, sexual="UNKNOWN", sexual_care=["STI"], assault_on="22/11/2026")
    page = read(client, address)
    assert 'name="sexual_care"' not in page
    press(client, address, page, sexual="UNKNOWN", findings="Thêm (mẫu)")
    (part,) = view_case(commune.house, commune.hand("mai"), id_from_text(case)).of("care-visit")
    assert getattr(part.content, "sexual_care", None) == ("STI",)


def test_the_look_opens_what_is_planned_and_nothing_else(commune: TestCommune, case: str) -> None:
    write_visit(commune.client("mai"), case, next_at=TODAY)
    quiet = text_of(file_of(commune, "mai"))
    write_visit(commune.client("mai"), quiet)
    list_due(commune.house, commune.hand("mai"))
    event = newest_event(commune, Action.WORK_LIST)
    assert event.cases == (id_from_text(case),)
    assert event.sections == ()


def test_the_file_stands_once_in_the_list_and_is_found_by_its_name(
    commune: TestCommune, case: str
) -> None:
    mai = commune.hand("mai")
    write_visit(commune.client("mai"), case, next_at=TODAY)
    part = view_case(commune.house, mai, id_from_text(case)).of(Survivor.schema)[0]
    assert isinstance(part.content, Survivor)
    content = replace(part.content, called="mẹ Mẫu")
    entry = DirectoryEntry(name="mẹ Mẫu")
    saving = Saving(SectionKind.IDENTITY, content, part.record_id, part.version, entry)
    save_part(commune.house, mai, id_from_text(case), saving)
    assert [line.entry.name for line in list_cases(commune.house, mai).lines] == ["mẹ Mẫu"]
    assert len(due(commune)) == 1


def test_in_a_restricted_case_only_the_named_see_what_comes_up(commune: TestCommune) -> None:
    mai = commune.hand("mai")
    parts = [NewPart(SectionKind.IDENTITY, SafeContact(never="gọi (mẫu)"))]
    opening = Opening(new_id(), parts, DirectoryEntry(name=SURVIVOR), (mai.keyring.user,))
    case = text_of(open_case(commune.house, mai, opening))
    write_visit(commune.client("mai"), case, next_at=TODAY)
    assert len(due(commune)) == 1
    assert due(commune, "khanh") == []


def row_of(commune: TestCommune, case: str) -> DirectoryRow:
    """Return the agenda row of a case as it stands in the database."""
    holder = agenda_holder(commune.hand("mai").keyring.unit)
    with commune.house.database.read() as db:
        row = db.get(DirectoryRow, agenda_row_id(id_from_text(case), holder))
        assert row is not None
        db.expunge(row)
    return row


def test_an_older_row_put_back_is_refused(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = write_visit(client, case, next_at=TODAY)
    writer = DatabaseWriter(commune.url, commune.house.commune)
    before = writer.row("directory", row_id=row_of(commune, case).row_id)
    press(client, address, complaint="Đau (mẫu)", next_at="23/11/2026 17:00")
    now = writer.row("directory", row_id=row_of(commune, case).row_id)
    writer.replace("directory", now, before)
    writer.close()
    with pytest.raises(RowReplayed):
        list_due(commune.house, commune.hand("mai"))


def test_a_row_opens_with_a_receipt_for_its_case_only(commune: TestCommune, case: str) -> None:
    write_visit(commune.client("mai"), case, next_at=TODAY)
    mai, row = commune.hand("mai"), row_of(commune, case)
    with commune.house.ledger.entry(mai.actor, Action.WORK_LIST) as entry:
        entry.lists(cases=[new_id()])
    with pytest.raises(NoKey):
        open_agenda(entry.receipt, mai.keyring, row)
    with commune.house.ledger.entry(mai.actor, Action.WORK_LIST) as entry:
        entry.lists(cases=[id_from_text(case)])
    assert [item.kind for item in open_agenda(entry.receipt, mai.keyring, row)] == ["next-visit"]
    with pytest.raises((NoKey, Tampered)):
        open_agenda(entry.receipt, commune.hand("hung").keyring, row)


def test_ids_and_content_of_a_row_are_the_frozen_ones() -> None:
    holder, case = bytes.fromhex(FROZEN["holder"]), bytes.fromhex(FROZEN["case"])
    place: Id = agenda_holder(holder)
    assert place.hex() == FROZEN["agenda_holder"]
    assert agenda_row_id(case, place).hex() == FROZEN["row"]
    items = [Upcoming("next-visit", MORNING), Upcoming("window-72h", MORNING)]
    assert to_bytes(items).decode() == FROZEN["content"]
    assert from_bytes(FROZEN["content"].encode()) == tuple(items)


def test_the_end_of_a_row_leaves_a_tombstone(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = write_visit(client, case, next_at=TODAY)
    row = row_of(commune, case)
    press(client, address, complaint="Đau (mẫu)", next_at="")
    tips = newest_event(commune, Action.CARE_WRITE).tips
    assert [(t.kind, t.version) for t in tips if t.object_id == row.row_id] == [
        (ObjectKind.DIRECTORY, row.version + 1)
    ]
    press(client, address, complaint="Đau (mẫu)", next_at=TODAY)
    assert row_of(commune, case).version == row.version + 2


def test_whoever_is_left_out_of_a_restricted_file_sees_no_more_what_comes_up(
    commune: TestCommune, case: str
) -> None:
    house, mai, khanh = commune.house, commune.hand("mai"), commune.hand("khanh")
    case_id = id_from_text(case)
    write_visit(commune.client("mai"), case, next_at=TODAY)
    assert len(due(commune, "khanh")) == 1
    restrict(house, mai, case_id, [mai.keyring.user])
    assert due(commune, "khanh") == []
    assert len(due(commune)) == 1
    restrict(house, mai, case_id, [mai.keyring.user, khanh.keyring.user])
    assert len(due(commune, "khanh")) == 1
    restrict(house, mai, case_id, [mai.keyring.user])
    assert due(commune, "khanh") == []
    assert [line.case_id for line in list_cases(house, mai).lines] == [case_id]


def test_a_visit_written_in_a_file_that_is_open_again_is_everybodys(
    commune: TestCommune, case: str
) -> None:
    house, mai = commune.house, commune.hand("mai")
    case_id = id_from_text(case)
    restrict(house, mai, case_id, [mai.keyring.user])
    kept = write_visit(commune.client("mai"), case)
    lift(house, mai, case_id)
    again = {"complaint": "Sửa (mẫu)"}
    assert press(commune.client("mai"), kept, **again).status_code == 303
    write_visit(commune.client("khanh"), case, complaint="Lần sau (mẫu)", next_at=TODAY)
    assert len(due(commune)) == len(due(commune, "khanh")) == 1
    page = read(commune.client("khanh"), f"/cases/{case}")
    assert "Lần sau (mẫu)" in page
    assert "Sửa (mẫu)" not in page
