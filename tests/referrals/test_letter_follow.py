"""A letter that left is asked about on its day, until there is an end or she takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.cases.closing.records import Closing
from casework.cases.closing.service import close
from casework.cases.restriction import lift, restrict
from casework.health.service import list_due
from casework.kernel.ids import id_from_text, id_to_text, new_id
from tests.consents.pages import file_of
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.health.pages import write_visit
from tests.referrals.letter_pages import due, hand_over, press, write_letter

TODAY = "23/11/2026"
LATER = timedelta(days=4)


@pytest.fixture
def case(commune: TestCommune) -> str:
    return id_to_text(file_of(commune, "mai"))


def test_on_its_day_it_stands_on_the_first_page_without_name_or_body(
    commune: TestCommune, case: str
) -> None:
    letter = write_letter(commune.client("mai"), case, tell=["name"])
    hand_over(commune.client("mai"), letter)
    assert due(commune, "mai") == []
    commune.clock.advance(LATER)
    assert due(commune, "mai") == due(commune, "khanh") == [letter]
    page = read(commune.client("khanh"), "/")
    group = page[page.index("Thư gửi nơi ngoài xã") :].partition("</ul>")[0]
    assert letter in group
    assert "MAU-2026-000001" in group
    assert SURVIVOR not in group
    assert "Bệnh viện Mẫu" not in group


def test_handing_over_is_written_down_and_ends_all_editing(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    letter = write_letter(client, case)
    hand_over(client, letter)
    assert newest_event(commune, Action.LETTER_HAND).cases == (id_from_text(case),)
    page = read(client, letter)
    assert "Ông Mẫu, tận tay" in page
    assert client.get(f"{letter}/edit").status_code == 409
    assert press(client, f"{letter}/hand", handed_by="Lần nữa").status_code == 409
    read(client, f"{letter}/print")


def test_printed_again_it_keeps_the_day_on_which_it_left(commune: TestCommune, case: str) -> None:
    letter = write_letter(commune.client("mai"), case, ask_on="30/12/2026")
    hand_over(commune.client("mai"), letter)
    commune.clock.advance(LATER)
    assert "ngày 23 tháng 11 năm 2026" in read(commune.client("mai"), f"{letter}/print")


def test_a_step_without_its_words_is_asked_for_them(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    letter = write_letter(client, case)
    assert "Phần này chưa có câu trả lời" in text(press(client, f"{letter}/hand"))
    late = press(client, f"{letter}/hand", handed_by="x", handed_at="01/01/2031 08:00")
    assert "Thời điểm này chưa đến" in text(late)
    assert "Phần này chưa có câu trả lời" in text(press(client, f"{letter}/outcome"))
    never = press(client, f"{letter}/outcome", outcome="NOT_YET")
    assert "từ hôm nay đến một năm" in text(never)


@pytest.mark.parametrize("outcome", ["ANSWERED", "DID_NOT_COME", "REFUSED", "NO_SERVICE"])
def test_an_end_closes_the_task(commune: TestCommune, case: str, outcome: str) -> None:
    letter = write_letter(commune.client("mai"), case, ask_on=TODAY)
    assert due(commune, "mai") == [letter]
    answer = press(commune.client("mai"), f"{letter}/outcome", outcome=outcome)
    assert answer.status_code == 303
    assert due(commune, "mai") == []
    assert newest_event(commune, Action.LETTER_OUTCOME).cases == (id_from_text(case),)
    assert "Đã có kết quả" in read(commune.client("mai"), f"/cases/{case}")


def test_nothing_yet_asks_again_on_the_next_day(commune: TestCommune, case: str) -> None:
    letter = write_letter(commune.client("mai"), case, ask_on=TODAY)
    press(commune.client("mai"), f"{letter}/outcome", outcome="NOT_YET", ask_on="27/11/2026")
    assert due(commune, "mai") == []
    commune.clock.advance(LATER)
    assert due(commune, "mai") == [letter]


def test_taken_back_before_it_left_nothing_is_printed_or_asked(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("mai")
    letter = write_letter(client, case, ask_on=TODAY)
    assert press(client, f"{letter}/withdraw").status_code == 303
    assert due(commune, "mai") == []
    assert client.get(f"{letter}/print").status_code == 409
    assert press(client, f"{letter}/hand", handed_by="x").status_code == 409
    assert press(client, f"{letter}/outcome", outcome="ANSWERED").status_code == 409
    assert newest_event(commune, Action.LETTER_WITHDRAW).cases == (id_from_text(case),)


def test_taken_back_after_it_left_somebody_phones_the_body(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    letter = write_letter(client, case)
    hand_over(client, letter)
    assert "không lấy lại" in read(client, f"{letter}/withdraw")
    press(client, f"{letter}/withdraw")
    assert due(commune, "mai") == [letter]
    assert "Gọi nơi nhận ngay" in read(client, letter)
    press(client, f"{letter}/withdraw", withdrawn_told="Cô Mẫu, 9 giờ")
    assert due(commune, "mai") == []
    assert "Gọi nơi nhận ngay" not in read(client, letter)


def test_a_step_sent_twice_is_taken_once(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    letter = write_letter(client, case)
    for step, typed in (
        ("hand", {"handed_by": "Ông Mẫu"}),
        ("outcome", {"outcome": "ANSWERED"}),
        ("withdraw", {}),
    ):
        page = read(client, f"{letter}/{step}")
        answers = [press(client, f"{letter}/{step}", page, **typed) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]


def test_who_comes_second_sees_what_was_written(commune: TestCommune, case: str) -> None:
    client, other = commune.client("mai"), commune.client("khanh")
    letter = write_letter(client, case)
    page = read(client, f"{letter}/outcome")
    press(other, f"{letter}/outcome", outcome="REFUSED", outcome_note="Đông quá (mẫu)")
    answer = press(client, f"{letter}/outcome", page, outcome="ANSWERED", outcome_note="Tôi (mẫu)")
    assert answer.status_code == 200
    assert "Đông quá (mẫu)" in text(answer)
    assert "Tôi (mẫu)" in text(answer)


def test_a_closed_file_takes_only_her_no(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    letter = write_letter(client, case, ask_on=TODAY)
    hand_over(client, letter)
    closing = Closing(reason="SAFE_GOALS_MET", words="Đã ổn (mẫu)", told="Gặp (mẫu)")
    assert close(commune.house, commune.hand("mai"), id_from_text(case), closing, new_id())
    assert due(commune, "mai") == []
    read(client, letter)
    for address in (f"/cases/{case}/letters/new", f"{letter}/hand", f"{letter}/outcome"):
        assert client.get(address).status_code == 403
    assert client.get(f"{letter}/print").status_code == 403
    assert press(client, f"{letter}/withdraw", withdrawn_told="Cô Mẫu").status_code == 303


def test_visits_and_letters_of_one_file_leave_each_other_alone(
    commune: TestCommune, case: str
) -> None:
    client, mai = commune.client("mai"), commune.hand("mai")
    letter = write_letter(client, case, ask_on=TODAY)
    visit = write_visit(client, case, next_at="23/11/2026 15:00")
    second = write_letter(client, case, ask_on=TODAY)
    assert due(commune, "mai") == sorted([letter, second])
    assert len(list_due(commune.house, mai)) == 1
    press(client, f"{letter}/outcome", outcome="ANSWERED")
    assert due(commune, "mai") == [second]
    assert len(list_due(commune.house, mai)) == 1
    press(client, visit, complaint="Đỡ (mẫu)", next_at="23/11/2026 15:00", next_settled="y")
    assert list_due(commune.house, mai) == []
    assert due(commune, "mai") == [second]


def test_a_colleague_who_could_not_read_a_plan_does_not_wipe_it(
    commune: TestCommune, case: str
) -> None:
    house, mai = commune.house, commune.hand("mai")
    restrict(house, mai, id_from_text(case), [mai.keyring.user])
    letter = write_letter(commune.client("mai"), case, ask_on=TODAY)
    assert due(commune, "khanh") == []
    lift(house, mai, id_from_text(case))
    write_visit(commune.client("khanh"), case, next_at="23/11/2026 15:00")
    assert due(commune, "mai") == [letter]
    assert len(list_due(house, commune.hand("khanh"))) == 1
    write_visit(commune.client("khanh"), case, complaint="Lần nữa (mẫu)")
    assert due(commune, "mai") == [letter]
    write_letter(commune.client("mai"), case, ask_on=TODAY)
    assert len(due(commune, "mai")) == len(due(commune, "khanh")) == 2
