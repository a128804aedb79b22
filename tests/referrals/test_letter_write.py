"""A letter says what was ticked and no more, on her own yes to exactly this body."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from casework.audit.actions import Action
from casework.cases.consents.errors import NotAConsent
from casework.cases.records import PersonCausingViolence, Survivor
from casework.cases.restriction import restrict
from casework.cases.service import NewPart, Opening, Saving, open_case, save_part, view_case
from casework.kernel.dates import PartialDate
from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.letters import service
from casework.referrals.letters.records import Letter
from casework.vault.directory import DirectoryEntry
from tests.consents.pages import file_of
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.referrals.letter_pages import ASKS, FILLED, press, write_letter

LARGEST_PAGE_BYTES = 14 * 1024
CHILD, SMALL = PartialDate(2016), PartialDate(2021)
BOTH: dict[str, Any] = {
    "representative": "Bà ngoại Mẫu",
    "representative_safe": "YES",
    "representative_answer": "YES",
}


@pytest.fixture
def case(commune: TestCommune) -> str:
    return id_to_text(file_of(commune, "ha", PartialDate(1990)))


def content_of(commune: TestCommune, case: str) -> Letter:
    """Return the only letter of a file."""
    (part,) = view_case(commune.house, commune.hand("ha"), id_from_text(case)).of(Letter.schema)
    assert isinstance(part.content, Letter)
    return part.content


def test_nothing_of_her_stands_on_paper_unless_it_was_ticked(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("ha")
    page = read(client, f"/cases/{case}/letters/new")
    assert " checked" not in page[page.index("<main") :]
    paper = read(client, write_letter(client, case) + "/print")
    assert SURVIVOR not in paper
    assert "1990" not in paper
    assert "người cầm thư này" in paper
    named = read(client, write_letter(client, case, tell=["name"]) + "/print")
    assert SURVIVOR in named
    assert "1990" not in named
    assert "ngày 23 tháng 11 năm 2026" in named
    assert "Kính gửi: Bệnh viện Mẫu" in named
    assert "người bị bạo lực" not in named.lower()


def test_it_is_one_event_and_one_section_which_nobody_else_holds(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("ha")
    write_letter(client, case)
    event = newest_event(commune, Action.LETTER_WRITE)
    assert event.cases == (id_from_text(case),)
    write_letter(client, case, body="COURT", body_name="")
    file = view_case(commune.house, commune.hand("ha"), id_from_text(case))
    doors = {part.section_id for part in file.of(Letter.schema)}
    assert len(doors) == 2
    held = [door for door in file.doors if door.section_id in doors]
    assert {door.kind for door in held} == {SectionKind.REFERRAL}
    assert {door.receivers for door in held} == {(commune.hand("ha").keyring.unit,)}


def test_printing_opens_this_letter_and_nothing_else(commune: TestCommune, case: str) -> None:
    client = commune.client("ha")
    letter = write_letter(client, case, tell=["name"])
    read(client, f"{letter}/print")
    event = newest_event(commune, Action.PAGE_PRINT)
    (part,) = view_case(commune.house, commune.hand("ha"), id_from_text(case)).of(Letter.schema)
    assert event.sections == (part.section_id,)


def test_her_no_needs_nothing_but_the_body_and_nothing_leaves(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("ha")
    page = read(client, f"/cases/{case}/letters/new")
    answer = press(client, f"/cases/{case}/letters/new", page, body="COURT", survivor_answer="NO")
    assert answer.status_code == 303
    shown = read(client, answer.location)
    assert "Người ấy không đồng ý" in shown
    assert "/print" not in shown
    for step in ("print", "edit"):
        assert client.get(f"{answer.location}/{step}").status_code == 409
    assert press(client, f"{answer.location}/hand", handed_by="x").status_code == 409


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("alone", "NO", "Chưa nói chuyện riêng thì chưa hỏi"),
        ("told_limits", "", "Nói với người ấy điều này trước khi hỏi"),
        ("survivor_answer", "", "Ghi lời của chính người ấy"),
        ("witness", "", "ghi tên người chứng kiến"),
        ("held_at", "23/11/2031 07:00", "Thời điểm này chưa đến"),
        ("until_on", "22/11/2026", "Ngày này đã qua"),
        ("until_on", "30/11/2029", "Nhiều nhất là một năm"),
        ("ask_on", "01/01/2026", "từ hôm nay đến một năm"),
        ("ask_on", "", "Phần này chưa có câu trả lời"),
        ("asks", "x" * 1501, "Dài quá 1 ký tự"),
        ("body", "NOWHERE", "Hãy chọn một mục có trong danh sách"),
        ("tell", ["id_number"], "Hãy chọn một mục có trong danh sách"),
        ("service", "MEDIATION", "Hãy chọn một mục có trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    commune: TestCommune, case: str, name: str, wrong: object, said: str
) -> None:
    client = commune.client("ha")
    answer = press(client, f"/cases/{case}/letters/new", **(FILLED | {name: wrong}))
    assert answer.status_code == 200
    assert said in text(answer)
    assert "Người ấy tự đến, không gọi" in text(answer)
    assert (
        view_case(commune.house, commune.hand("ha"), id_from_text(case)).of("outside-letter") == []
    )


def test_another_body_needs_its_name(commune: TestCommune, case: str) -> None:
    client = commune.client("ha")
    answer = press(
        client, f"/cases/{case}/letters/new", **(FILLED | {"body": "OTHER", "body_name": ""})
    )
    assert "Ghi tên nơi nhận" in text(answer)


def test_script_and_control_characters_are_only_text(commune: TestCommune, case: str) -> None:
    client = commune.client("ha")
    letter = write_letter(client, case, asks="<script>alert(1)</script>\x07")
    assert "<script>alert" not in read(client, letter)
    assert content_of(commune, case).asks == "<script>alert(1)</script>"


def test_a_child_from_seven_and_the_representative_both_answer(commune: TestCommune) -> None:
    case = id_to_text(file_of(commune, "ha", CHILD))
    client = commune.client("ha")
    answer = press(client, f"/cases/{case}/letters/new", **FILLED)
    assert "ở tuổi này cần cả lời của người đại diện" in text(answer)
    paper = read(client, write_letter(client, case, **BOTH) + "/print")
    assert "Người ấy và người đại diện đã đồng ý" in paper
    assert "Bà ngoại Mẫu" not in paper


def test_under_seven_the_representative_answers_alone(commune: TestCommune) -> None:
    case = id_to_text(file_of(commune, "ha", SMALL))
    client = commune.client("ha")
    assert 'name="survivor_answer"' not in read(client, f"/cases/{case}/letters/new")
    write_letter(client, case, **(BOTH | {"survivor_answer": ""}))


def test_where_the_carer_is_the_danger_nobody_answers_for_a_child(commune: TestCommune) -> None:
    parts = [
        NewPart(SectionKind.IDENTITY, Survivor(name=SURVIVOR, birth=CHILD)),
        NewPart(SectionKind.INCIDENT, PersonCausingViolence(name="Ông Mẫu", is_carer="YES")),
    ]
    opening = Opening(new_id(), parts, DirectoryEntry(name=SURVIVOR))
    case = id_to_text(open_case(commune.house, commune.hand("ha"), opening))
    client = commune.client("ha")
    assert "Không ai đồng ý thay cho trẻ được" in read(client, f"/cases/{case}/letters/new")
    answer = press(client, f"/cases/{case}/letters/new", **(FILLED | BOTH))
    assert answer.status_code == 200
    assert "không hỏi, và lời người đó không" in text(answer)


def test_the_service_itself_asks_the_file_whatever_a_page_says(commune: TestCommune) -> None:
    case = file_of(commune, "ha", CHILD)
    letter = Letter(body="COURT", survivor_answer="YES", until_on=date(2026, 11, 30))
    saving = service.SavingLetter(new_id(), new_id(), 0, letter)
    with pytest.raises(NotAConsent):
        service.save(commune.house, commune.hand("ha"), case, saving)


def test_a_form_sent_twice_writes_one_letter(commune: TestCommune, case: str) -> None:
    client = commune.client("ha")
    address = f"/cases/{case}/letters/new"
    page = read(client, address)
    first, second = (press(client, address, page, **FILLED) for _ in range(2))
    assert first.location == second.location
    assert content_of(commune, case).asks == ASKS


def test_who_saves_second_sees_both_versions(commune: TestCommune, case: str) -> None:
    client, other = commune.client("ha"), commune.client("nga")
    letter = write_letter(client, case)
    page = read(client, f"{letter}/edit")
    press(other, f"{letter}/edit", **(FILLED | {"asks": "Điều của chị Nga (mẫu)"}))
    answer = press(client, f"{letter}/edit", page, **(FILLED | {"asks": "Điều của Hà (mẫu)"}))
    assert answer.status_code == 200
    assert "Người khác vừa lưu thư này trước" in text(answer)
    assert "Điều của chị Nga" in text(answer)
    assert "Điều của Hà" in text(answer)
    assert content_of(commune, case).asks == "Điều của chị Nga (mẫu)"
    assert press(client, f"{letter}/edit", text(answer), **FILLED).status_code == 303
    assert content_of(commune, case).asks == ASKS


def test_strangers_find_nothing_and_other_roles_are_refused(
    commune: TestCommune, case: str
) -> None:
    letter = write_letter(commune.client("ha"), case)
    for name in ("hung", "mai", "binh"):
        client = commune.client(name)
        for address in (letter, f"{letter}/print", f"{letter}/hand", f"/cases/{case}/letters/new"):
            assert client.get(address).status_code == 404
    for name in ("dung", "thut", "tam", "quang"):
        assert commune.client(name).get(letter).status_code == 403
    assert (
        commune.client("ha").get(f"/cases/{case}/letters/{id_to_text(new_id())}").status_code == 404
    )


def test_in_a_restricted_file_only_the_named_open_it(commune: TestCommune, case: str) -> None:
    letter = write_letter(commune.client("ha"), case)
    ha = commune.hand("ha")
    restrict(commune.house, ha, id_from_text(case), [ha.keyring.user])
    assert commune.client("nga").get(letter).status_code == 404
    client = commune.client("ha")
    assert press(client, f"{letter}/edit", **(FILLED | {"asks": "Khác (mẫu)"})).status_code == 303
    assert "Khác (mẫu)" in read(client, letter)


def test_a_letter_whose_day_has_passed_is_asked_about_anew(commune: TestCommune, case: str) -> None:
    letter = write_letter(commune.client("ha"), case)
    commune.clock.advance(timedelta(days=10))
    client = commune.client("ha")
    assert "Đã quá ngày người ấy cho gửi" in read(client, letter)
    assert client.get(f"{letter}/print").status_code == 409
    fresh = {"until_on": "31/12/2026", "ask_on": "31/12/2026", "held_at": "03/12/2026 07:00"}
    assert press(client, f"{letter}/edit", **(FILLED | fresh)).status_code == 303
    read(client, f"{letter}/print")


def test_a_tick_takes_what_the_file_says_now(commune: TestCommune, case: str) -> None:
    client, ha = commune.client("ha"), commune.hand("ha")
    letter = write_letter(client, case, tell=["name"])
    part = view_case(commune.house, ha, id_from_text(case)).of(Survivor.schema)[0]
    assert isinstance(part.content, Survivor)
    new = replace(part.content, name="Y Tên Mới (mẫu)")
    save_part(
        commune.house,
        ha,
        id_from_text(case),
        Saving(SectionKind.IDENTITY, new, part.record_id, part.version),
    )
    assert SURVIVOR in read(client, f"{letter}/print")
    press(client, f"{letter}/edit", **(FILLED | {"tell": ["name"]}))
    assert "Y Tên Mới" in read(client, f"{letter}/print")


def test_the_pages_are_small(commune: TestCommune, case: str) -> None:
    client = commune.client("ha")
    letter = write_letter(client, case, tell=["name", "birth"])
    for address in (f"/cases/{case}/letters/new", letter, f"{letter}/print", f"{letter}/hand"):
        assert len(gzip.compress(read(client, address).encode())) < LARGEST_PAGE_BYTES
    assert "Thư gửi nơi ngoài xã" in read(client, f"/cases/{case}")
