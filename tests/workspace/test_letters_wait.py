"""What waits about a letter to a body outside stands on the first page of its desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.cases.restriction import restrict
from casework.kernel.ids import id_from_text, id_to_text
from casework.referrals.letters.authority import WAITS_WORDS
from casework.vault.errors import RowAltered
from casework.workspace.item import Group, WorkItem
from casework.workspace.items import work_of
from tests.attacks.writer import DatabaseWriter
from tests.closing.test_close import joined
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read
from tests.health.logs import newest_event
from tests.referrals.letter_pages import hand_over, press, write_letter
from tests.referrals.test_authority_letter import decide, ground_of
from tests.referrals.test_authority_letter import write as write_answer
from tests.referrals.test_letter_recall import take_back


@pytest.fixture
def case(commune: TestCommune) -> str:
    """A file of the police on which the health station works, too."""
    opened = opened_file(commune.house, commune.hand("hung"))
    joined(commune, opened)
    return id_to_text(opened)


@pytest.fixture
def alone(commune: TestCommune) -> str:
    """A file on which only the police work."""
    return id_to_text(opened_file(commune.house, commune.hand("hung")))


def of(commune: TestCommune, username: str, group: Group = Group.STOP) -> list[WorkItem]:
    """Return what stands under a heading of somebody's first page."""
    items = work_of(commune.house, commune.hand(username))
    return [item for item in items if item.group is group]


def test_a_letter_taken_back_elsewhere_is_an_item_of_its_desk_at_once(
    commune: TestCommune, case: str
) -> None:
    letter = write_letter(commune.client("mai"), case)
    assert of(commune, "mai") == []
    take_back(commune, case, "hung")
    (item,) = of(commune, "mai")
    assert item.address == letter
    assert "hủy bản đã in" in item.text
    assert SURVIVOR not in item.text + item.note
    event = newest_event(commune, Action.WORK_LIST)
    assert id_from_text(case) in event.cases
    assert len(event.sections) == 2, "the letter, and what she said"
    page = read(commune.client("khanh"), "/")
    assert Group.STOP in page
    assert letter in page
    for username in ("hung", "ha", "binh", "dung"):
        assert of(commune, username) == []


def test_it_goes_once_the_desk_has_written_what_it_did_and_nothing_is_opened_for_it(
    commune: TestCommune, case: str
) -> None:
    mai = commune.client("mai")
    letter = write_letter(mai, case)
    take_back(commune, case, "hung", "EVERY")
    page = read(mai, letter)
    assert "Ghi đã dừng thư" in page
    commune.clock.advance(timedelta(minutes=1))
    assert press(commune.client("mai"), f"{letter}/withdraw").status_code == 303
    assert of(commune, "mai") == []
    assert newest_event(commune, Action.WORK_LIST).sections == ()
    assert "Ghi đã dừng thư" not in read(commune.client("mai"), letter)


def test_of_a_letter_that_has_left_it_says_to_phone(commune: TestCommune, case: str) -> None:
    mai = commune.client("mai")
    letter = write_letter(mai, case)
    hand_over(mai, letter)
    commune.clock.advance(timedelta(minutes=1))
    take_back(commune, case, "hung")
    (item,) = of(commune, "mai")
    assert "gọi nơi nhận" in item.text
    assert item.due_at == commune.clock.now()


def test_another_body_and_a_letter_without_her_yes_are_no_item(
    commune: TestCommune, case: str
) -> None:
    mai = commune.client("mai")
    write_letter(mai, case, body="COURT", body_name="Tòa Mẫu")
    write_letter(mai, case, survivor_answer="NO")
    take_back(commune, case, "hung")
    assert of(commune, "mai") == []


def test_only_who_holds_the_file_by_name_sees_it(commune: TestCommune) -> None:
    found = opened_file(commune.house, commune.hand("hung"))
    restrict(commune.house, commune.hand("thanh"), found, [commune.hand("hung").keyring.user])
    case = id_to_text(found)
    letter = write_letter(commune.client("hung"), case)
    take_back(commune, case, "hung")
    assert [item.address for item in of(commune, "hung")] == [letter]
    assert of(commune, "thanh") == []


def test_an_altered_recall_is_refused_on_the_first_page(commune: TestCommune, case: str) -> None:
    write_letter(commune.client("mai"), case)
    take_back(commune, case, "hung")
    sections = newest_event(commune, Action.LETTER_WITHDRAW).sections
    writer = DatabaseWriter(commune.url, commune.house.commune)
    row = writer.row("records", section_id=sections[0])
    writer.change("records", row, section_epoch=row["section_epoch"] + 1)
    writer.close()
    with pytest.raises(RowAltered):
        work_of(commune.house, commune.hand("mai"))


def test_a_confirmed_answer_to_a_request_waits_until_it_has_left(
    commune: TestCommune, alone: str
) -> None:
    hung = commune.client("hung")
    letter = write_answer(hung, alone)
    assert of(commune, "hung", Group.LETTERS) == [], "it waits for the second person, not for us"
    assert decide(commune, alone, "thanh") == 303
    for username in ("hung", "thanh"):
        (item,) = of(commune, username, Group.LETTERS)
        assert (item.text, item.address) == (WAITS_WORDS, letter)
        assert SURVIVOR not in item.note
    assert of(commune, "mai", Group.LETTERS) == []
    assert press(hung, letter, handed_by="Bưu điện (mẫu)").status_code == 303
    assert of(commune, "hung", Group.LETTERS) == []


def test_an_answer_that_was_not_confirmed_is_no_item(commune: TestCommune, alone: str) -> None:
    write_answer(commune.client("hung"), alone)
    assert decide(commune, alone, "thanh", "refuse") == 303
    assert of(commune, "hung", Group.LETTERS) == []


def test_a_ground_that_was_made_to_look_confirmed_is_refused(
    commune: TestCommune, alone: str
) -> None:
    write_answer(commune.client("hung"), alone)
    ground = ground_of(commune, alone)
    writer = DatabaseWriter(commune.url, commune.house.commune)
    row = writer.row("consents", consent_id=ground.consent_id)
    writer.change("consents", row, state="CONFIRMED")
    writer.close()
    with pytest.raises(RowAltered):
        work_of(commune.house, commune.hand("hung"))
