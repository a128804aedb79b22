"""At any desk she says that a body outside shall have no letter: all desks of the case hear it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.cases.closing.records import Closing
from casework.cases.closing.service import close
from casework.cases.records import KinAnswer
from casework.cases.service import Saving, save_part, view_case
from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.surveyed import recall_section
from tests.closing.test_close import joined
from tests.closing.test_close_page import press_close
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.referrals.letter_pages import FILLED, hand_over, press, write_letter

HOUR = timedelta(hours=1)


@pytest.fixture
def case(commune: TestCommune) -> str:
    """A file of the police on which the health station works, too."""
    opened = opened_file(commune.house, commune.hand("hung"))
    joined(commune, opened)
    return id_to_text(opened)


def take_back(commune: TestCommune, case: str, at: str, body: str = "HOSPITAL") -> None:
    """Let somebody at a desk hear that she wants no letter to a body any more."""
    answer = press(commune.client(at), f"/cases/{case}/letters/withdraw", body=body)
    assert (answer.status_code, answer.location) == (303, f"/cases/{case}"), text(answer)


def schemas_at(commune: TestCommune, username: str, case: str) -> set[tuple[str, bool]]:
    """Return which records somebody opens, and whether their own desk wrote them."""
    file = view_case(commune.house, commune.hand(username), id_from_text(case))
    return {(part.content.schema, file.own(part)) for part in file.parts}


@pytest.mark.parametrize("body", ["HOSPITAL", "EVERY"])
def test_what_another_desk_wrote_is_not_printed_or_handed_over_any_more(
    commune: TestCommune, case: str, body: str
) -> None:
    mai = commune.client("mai")
    letter = write_letter(mai, case)
    read(mai, f"{letter}/print")
    take_back(commune, case, "hung", body)
    assert mai.get(f"{letter}/print").status_code == 409
    assert press(mai, f"{letter}/hand", handed_by="x").status_code == 409
    assert mai.get(f"{letter}/edit").status_code == 409
    assert "Người ấy đã rút lại" in read(mai, letter)
    assert "Người ấy đã rút lại" in read(mai, f"/cases/{case}")


def test_what_has_left_asks_the_writing_desk_to_phone(commune: TestCommune, case: str) -> None:
    hung = commune.client("hung")
    letter = write_letter(hung, case)
    hand_over(hung, letter)
    take_back(commune, case, "mai")
    assert "Gọi nơi nhận ngay" in read(hung, letter)
    press(hung, f"{letter}/withdraw", withdrawn_told="Cô Mẫu, 9 giờ")
    assert "Gọi nơi nhận ngay" not in read(hung, letter)


def test_another_body_and_a_later_yes_stand(commune: TestCommune, case: str) -> None:
    mai = commune.client("mai")
    court = write_letter(mai, case, body="COURT", body_name="Tòa Mẫu")
    take_back(commune, case, "hung")
    read(mai, f"{court}/print")
    late = press(mai, f"/cases/{case}/letters/new", **FILLED)
    assert late.status_code == 409, "the conversation was before she took it back"
    commune.clock.advance(HOUR)
    fresh = write_letter(commune.client("mai"), case, held_at="23/11/2026 08:30")
    read(commune.client("mai"), f"{fresh}/print")


def test_it_says_nothing_of_any_letter_and_one_event_of_the_case(
    commune: TestCommune, case: str
) -> None:
    take_back(commune, case, "hung")
    event = newest_event(commune, Action.LETTER_WITHDRAW)
    section = recall_section(id_from_text(case), commune.hand("hung").keyring.unit)
    assert (event.cases, event.sections) == ((id_from_text(case),), (section,))
    assert ("outside-recall", False) in schemas_at(commune, "mai", case)
    page = read(commune.client("mai"), f"/cases/{case}")
    assert "Bệnh viện" not in page
    assert 'id="exclusions"' not in page
    assert ("outside-letter", False) not in schemas_at(commune, "hung", case)


def test_what_is_written_of_kin_later_stays_with_its_own_desk(
    commune: TestCommune, case: str
) -> None:
    take_back(commune, case, "hung")
    take_back(commune, case, "hung", "COURT")
    kin = Saving(SectionKind.EXCLUSIONS, KinAnswer(answer="NO"), new_id(), 0)
    save_part(commune.house, commune.hand("hung"), id_from_text(case), kin)
    assert (KinAnswer.schema, True) in schemas_at(commune, "hung", case)
    assert KinAnswer.schema not in {schema for schema, _ in schemas_at(commune, "mai", case)}


def test_sent_twice_it_is_written_once_and_a_closed_file_still_takes_it(
    commune: TestCommune, case: str
) -> None:
    hung = commune.client("hung")
    closing = Closing(reason="MOVED", told="Đã nói (mẫu)", words="Trạm Y tế theo tiếp (mẫu)")
    close(commune.house, commune.hand("hung"), id_from_text(case), closing, new_id())
    address = f"/cases/{case}/letters/withdraw"
    page = read(hung, address)
    for _ in range(2):
        assert press(hung, address, page, body="EVERY").status_code == 303
    file = view_case(commune.house, commune.hand("hung"), id_from_text(case))
    assert len(file.of("outside-recall")) == 1


def test_no_body_and_a_strange_one_are_asked_again(commune: TestCommune, case: str) -> None:
    hung = commune.client("hung")
    for body in ("", "MOON"):
        answer = press(hung, f"/cases/{case}/letters/withdraw", body=body)
        assert answer.status_code == 200
        assert "Chưa lưu được" in text(answer)


@pytest.mark.parametrize(
    ("username", "status"), [("ha", 404), ("binh", 404), ("dung", 403), ("tam", 403)]
)
def test_who_does_not_work_on_the_case_records_nothing(
    commune: TestCommune, case: str, username: str, status: int
) -> None:
    client, address = commune.client(username), f"/cases/{case}/letters/withdraw"
    assert client.get(address).status_code == status


def test_what_still_waits_is_listed_before_the_file_is_closed(
    commune: TestCommune, case: str
) -> None:
    hung = commune.client("hung")
    letter = write_letter(hung, case)
    page = read(hung, f"/cases/{case}/close")
    assert letter in page
    assert "Hỏi lại nơi nhận ngày 26/11/2026" in page
    refused = text(press_close(hung, f"/cases/{case}", words=""))  # type: ignore[arg-type]  # a response
    assert "Ghi vì sao vẫn đóng" in refused
    press(hung, f"{letter}/outcome", outcome="ANSWERED")
    assert letter not in read(hung, f"/cases/{case}/close")
