"""What an order excepts: with form 09, signed first, four hours at most, the chair told at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.kernel.ids import Id, id_to_text
from casework.police.records import ContactException, Measure
from tests.factories.commune import TestCommune
from tests.factories.pages import read, text
from tests.leadership.scene import file_of, fill
from tests.police.test_register import ORDER, at, parts
from tests.police.test_supervise import MET, orders_of

FORM = {
    "cause": "FUNERAL",
    "asked_at": "23/11/2026 07:40",
    "supervisor": "Ông Trưởng thôn (mẫu)",
    "signed_at": "23/11/2026 07:50",
    "from_at": "23/11/2026 08:00",
    "until_at": "23/11/2026 12:00",
    "told_her": "YES",
    "note": "đưa tang bà (mẫu)",
}


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


@pytest.fixture
def case(commune: TestCommune, police: FlaskClient) -> Id:
    found = file_of(commune)
    fill(police, at(found, "measure"), **MET)
    return found


def measure_of(commune: TestCommune, case: Id) -> str:
    return id_to_text(parts(commune, case, Measure.schema)[0])


def test_the_chair_is_told_at_once_and_the_contact_ends_in_time(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    form = FORM | {"measure": measure_of(commune, case)}
    answer = fill(police, at(case, "contact"), **form)
    assert answer.status_code == 303, text(answer)
    late, ends = orders_of(commune, "thanh")
    assert "báo Chủ tịch ngay" in late.text
    assert late.due_at == commune.clock.now() - timedelta(minutes=10)
    assert ends.due_at == commune.clock.now() + timedelta(hours=4)
    page = read(police, f"/cases/{id_to_text(case)}")
    for word in ("đưa tang bà", "Việc tang", "Phải kết thúc tiếp xúc", "còn 4 giờ", "Đ18"):
        assert word in page
    (record,) = parts(commune, case, ContactException.schema)
    fill(police, at(case, "contact", record), **form, reported_at="23/11/2026 07:55")
    assert [item.text for item in orders_of(commune, "hung")] == [ends.text]
    commune.clock.advance(timedelta(hours=4, minutes=5))
    assert "quá hạn 5 phút" in read(commune.client("thanh"), "/")
    police = commune.client("hung")
    ended = {"reported_at": "23/11/2026 07:55", "ended_at": "23/11/2026 11:30"}
    fill(police, at(case, "contact", record), **form, **ended)
    assert orders_of(commune, "hung") == []


def test_without_a_signature_nobody_may_come_near(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    form = FORM | {"measure": measure_of(commune, case), "signed_at": ""}
    assert fill(police, at(case, "contact"), **form).status_code == 303
    assert "Chưa ký – không được tiếp xúc" in read(police, f"/cases/{id_to_text(case)}")
    assert orders_of(commune, "hung") == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until_at": "23/11/2026 12:01"}, "không quá 04 giờ"),
        ({"until_at": "23/11/2026 07:59"}, "Giờ kết thúc phải sau"),
        ({"from_at": "23/11/2026 07:45", "until_at": "23/11/2026 09:00"}, "ký rồi mới được"),
        ({"asked_at": "23/11/2026 07:55"}, "Giờ ký phải sau"),
        ({"supervisor": ""}, "Ghi tên người giám sát đã ký"),
        ({"reported_at": "23/11/2026 07:30"}, "Giờ báo Chủ tịch phải sau"),
        ({"ended_at": "23/11/2026 07:30"}, "trước giờ bắt đầu"),
        ({"asked_at": "24/11/2026 07:30"}, "chưa đến"),
        ({"cause": "PARTY"}, "có trong danh sách"),
        ({"measure": "f" * 32}, "có trong danh sách"),
        ({"from_at": ""}, "chưa có câu trả lời"),
    ],
)
def test_what_the_law_does_not_let_pass_is_said_and_nothing_is_lost(
    commune: TestCommune, police: FlaskClient, case: Id, changes: dict[str, str], words: str
) -> None:
    form = FORM | {"measure": measure_of(commune, case)} | changes
    page = text(fill(police, at(case, "contact"), **form))
    assert words in page
    assert "đưa tang bà" in page
    assert parts(commune, case, ContactException.schema) == []


def test_only_orders_that_forbid_contact_except_any(
    commune: TestCommune, police: FlaskClient
) -> None:
    case = file_of(commune)
    fill(police, at(case, "measure"), **(ORDER | {"measure": "M1_STOP"}))
    form = FORM | {"measure": measure_of(commune, case)}
    assert "có trong danh sách" in text(fill(police, at(case, "contact"), **form))
    assert "chưa kiểm chứng" in read(police, at(case, "contact"))
