"""Before the village is asked to criticise she is asked, alone, and her no is the end of it."""

from __future__ import annotations

import gzip
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from casework.audit.actions import Action
from casework.cases.service import view_case
from casework.kernel.ids import Id, id_to_text
from casework.police import rules
from casework.police.records import CriticismAnswer
from tests.factories.commune import MORNING, TestCommune
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.leadership.scene import file_of, fill
from tests.police.test_barring import CRITICISM, is_offered, says
from tests.police.test_register import ORDER, at, close
from tests.referrals.pages import hidden

MEASURE = ORDER | {"measure": CRITICISM, "decided_by": "Trưởng thôn", "received_at": ""}
NOT_LISTED = "có trong danh sách"


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune)


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


def file_page(case: Id) -> str:
    return f"/cases/{id_to_text(case)}"


def test_nobody_criticises_before_she_was_asked_and_agreed(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    for answer in (None, "NOT_ASKED", "NO_ANSWER", "REFUSED"):
        if answer:
            assert says(police, case, answer).status_code == 303
        assert not is_offered(commune, case)
        assert CRITICISM not in read(police, at(case, "measure"))
        assert NOT_LISTED in text(fill(police, at(case, "measure"), **MEASURE))
    says(police, case, "AGREED", "07:40")
    assert is_offered(commune, case)
    assert fill(police, at(case, "measure"), **MEASURE).status_code == 303


def test_the_newest_answer_counts_and_a_measure_that_stands_is_to_stop(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    says(police, case, "AGREED", "07:10")
    fill(police, at(case, "measure"), **MEASURE)
    assert "Dừng: người ấy" not in read(police, file_page(case))
    says(police, case, "REFUSED", "07:30")
    page = read(commune.client("thanh"), file_page(case))
    assert "Dừng: người ấy" in page
    assert "Không đồng ý" in page
    assert "07:30 23/11/2026" in page
    assert not is_offered(commune, case)


def test_an_answer_needs_its_hour_and_a_yes_was_given_alone(police: FlaskClient, case: Id) -> None:
    asked = {"asked_at": "23/11/2026 07:10"}
    wrong: tuple[tuple[dict[str, str], str], ...] = (
        ({}, "câu trả lời"),
        ({"answer": "REFUSED"}, "Ghi hỏi lúc nào"),
        ({"answer": "NOT_ASKED"} | asked, "chọn điều người ấy trả lời"),
        ({"answer": "AGREED"} | asked, "Hỏi lại khi ở riêng"),
        ({"answer": "AGREED", "alone": "NO"} | asked, "Hỏi lại khi ở riêng"),
        ({"answer": "REFUSED", "asked_at": "23/11/2031 07:10"}, "chưa đến"),
        ({"answer": "<script>"} | asked, NOT_LISTED),
        ({"answer": "REFUSED", "asked_by": "x" * 121} | asked, "120"),
    )
    for typed, said in wrong:
        answer = fill(police, at(case, "criticism"), words="sợ cả thôn biết (mẫu)", **typed)
        assert answer.status_code == 200
        assert said in text(answer), typed
        assert "sợ cả thôn biết (mẫu)" in text(answer)
    page = read(police, at(case, "criticism"))
    assert "checked" not in page, "nothing is chosen beforehand"
    assert len(gzip.compress(page.encode())) <= 14 * 1024


def test_where_it_is_barred_anyway_she_is_not_asked_for_a_yes(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    assert "/police/criticism" in read(police, file_page(case))
    fill(police, at(case, "measure"), **(ORDER | {"measure": "M10_ADMIN_CRIM"}))
    assert "/police/criticism" not in read(police, file_page(case))
    assert 'value="AGREED"' not in read(police, at(case, "criticism"))
    assert NOT_LISTED in text(says(police, case, "AGREED"))
    assert says(police, case, "REFUSED").status_code == 303


def test_it_is_one_event_of_the_case_and_sent_twice_it_is_written_once(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    page = read(police, at(case, "criticism"))
    typed = {"answer": "REFUSED", "asked_at": "23/11/2026 07:10"}
    for _ in range(2):
        answer = police.post(at(case, "criticism"), data=hidden(page) | typed)
        assert answer.status_code == 303
    file = view_case(commune.house, commune.hand("thanh"), case)
    (part,) = file.of(CriticismAnswer.schema)
    event = newest_event(commune, Action.SECTION_WRITE)
    assert (event.cases, event.sections) == ((case,), (part.section_id,))


def test_two_officers_lose_nothing(commune: TestCommune, police: FlaskClient, case: Id) -> None:
    says(police, case, "NO_ANSWER")
    file = view_case(commune.house, commune.hand("thanh"), case)
    (part,) = file.of(CriticismAnswer.schema)
    address, thanh = at(case, "criticism", part.record_id), commune.client("thanh")
    mine, theirs = read(police, address), read(thanh, address)
    asked = {"asked_at": "23/11/2026 07:10", "alone": "YES"}
    no = hidden(theirs) | asked | {"answer": "REFUSED", "words": "sợ (mẫu)"}
    assert thanh.post(address, data=no).status_code == 303
    page = text(police.post(address, data=hidden(mine) | asked | {"answer": "AGREED"}))
    for words in ("Người khác vừa lưu", "Không đồng ý", "sợ (mẫu)"):
        assert words in page


@pytest.mark.parametrize(
    ("username", "status"),
    [("mai", 403), ("ha", 403), ("binh", 403), ("dung", 403), ("tam", 403), ("thut", 403)],
)
def test_only_the_police_write_it(
    commune: TestCommune, case: Id, username: str, status: int
) -> None:
    assert commune.client(username).get(at(case, "criticism")).status_code == status


def test_a_closed_file_takes_no_answer(commune: TestCommune, police: FlaskClient, case: Id) -> None:
    close(commune, case)
    assert police.get(at(case, "criticism")).status_code == 403


LATER: datetime = MORNING.replace(hour=9)


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ([], "NOT_ASKED"),
        ([("NOT_ASKED", None)], "NOT_ASKED"),
        ([("AGREED", MORNING)], "AGREED"),
        ([("AGREED", MORNING), ("NO_ANSWER", LATER)], "NOT_ASKED"),
        ([("REFUSED", MORNING), ("AGREED", LATER)], "AGREED"),
        ([("AGREED", MORNING), ("REFUSED", MORNING)], "REFUSED"),
        ([("AGREED", LATER), ("NOT_ASKED", None)], "AGREED"),
        ([("AGREED", None)], "NOT_ASKED"),
    ],
)
def test_of_several_answers_the_last_counts_and_of_two_at_once_the_no(
    given: list[tuple[str, datetime | None]], counts: str
) -> None:
    answers = [CriticismAnswer(answer=answer, asked_at=asked_at) for answer, asked_at in given]
    assert rules.newest_answer(answers) == counts
