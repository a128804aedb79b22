"""The pages of a no-contact order: three buttons for the chair, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.kernel.ids import Id, id_from_text, id_to_text
from tests.factories.agreements import agreed
from tests.factories.commune import MORNING, TestCommune
from tests.factories.files import SURVIVOR as HER
from tests.factories.pages import read, send, text
from tests.leadership.scene import file_of, fill
from tests.leadership.test_decide import ACT, asked, decided, opened
from tests.referrals.pages import hidden


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune)


FORM = {
    "asked_by": "SURVIVOR",
    "protected": HER,
    "kept_away": "A Mẫu Núi",
    "act": ACT,
    "told_rights": "YES",
}


def new_address(case: Id) -> str:
    return f"/cases/{id_to_text(case)}/orders/new"


def asked_by_pages(commune: TestCommune, client: FlaskClient, case: Id) -> str:
    chair = commune.hand("dung").keyring.unit
    consent = agreed(commune.house, commune.hand("hung"), case, chair)
    answer = fill(client, new_address(case), **FORM, basis=id_to_text(consent))
    assert answer.status_code == 303, text(answer)
    return answer.location.removesuffix("/call")


def test_the_chair_sees_the_request_the_hours_left_and_three_buttons(
    commune: TestCommune, case: Id
) -> None:
    hung, dung = commune.client("hung"), commune.client("dung")
    order = asked_by_pages(commune, hung, case)
    assert "đề nghị Chủ tịch ra quyết định cấm tiếp xúc" in read(hung, f"{order}/call")
    commune.clock.advance(timedelta(hours=9, minutes=30))
    dung = commune.client("dung")
    assert "còn 2 giờ" in read(dung, "/chair")
    page = read(dung, order)
    for word in ("còn 2 giờ", "Đ25.2", ACT, "Ra quyết định", "Trả lại", "Không ra quyết định"):
        assert word in page
    given = {"number": "12/QĐ-UBND", "signed_at": "23/11/2026 17:00", "sent_to": "POLICE_HEAD"}
    answer = fill(dung, f"{order}/decide", **given)
    assert answer.status_code == 303, text(answer)
    seen = read(commune.client("thanh"), order)
    assert "12/QĐ-UBND" in seen
    assert "còn 2 ngày" in seen
    assert dung.get(f"{order}/refuse").status_code == 409


def test_sent_back_it_keeps_its_hours_and_what_was_typed(commune: TestCommune, case: Id) -> None:
    hung, dung = commune.client("hung"), commune.client("dung")
    order = asked_by_pages(commune, hung, case)
    read(dung, order)
    assert fill(dung, f"{order}/return", text="Ghi giờ xảy ra").status_code == 303
    commune.clock.advance(timedelta(minutes=5))
    assert "Ghi giờ xảy ra" in read(hung, order)
    form = read(hung, new_address(case))
    assert ACT in form
    assert "12 giờ vẫn tính từ 08:00 23/11/2026" in form
    again = asked_by_pages(commune, hung, case)
    page = opened(commune, id_from_text(again.rsplit("/", 1)[1]), "dung")
    assert page.face.due_at == MORNING + timedelta(hours=12)


@pytest.mark.parametrize(
    ("verb", "fields", "words"),
    [
        ("decide", {}, "Phần này chưa có câu trả lời"),
        ("decide", {"number": "1", "signed_at": "23/11/2027 08:00"}, "chưa đến"),
        (
            "decide",
            {"number": "1", "signed_at": "23/11/2026 08:00", "until_at": "30/11/2026 08:00"},
            "không quá 03 ngày",
        ),
        ("refuse", {"number": "1", "signed_at": "23/11/2026 08:00"}, "chưa có câu trả lời"),
        ("return", {"text": "x" * 1001}, "Dài quá 1 ký tự"),
    ],
)
def test_the_chair_is_told_what_is_wrong_and_loses_nothing(
    commune: TestCommune, case: Id, verb: str, fields: dict[str, str], words: str
) -> None:
    order = f"/orders/{id_to_text(asked(commune, case))}"
    dung = commune.client("dung")
    read(dung, order)
    kept = {"text": "giữ câu này"} if verb == "decide" else {}
    page = text(fill(dung, f"{order}/{verb}", **(kept | fields)))
    assert words in page
    assert all(word in page for word in kept.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"basis": ""}, "Phần này chưa có câu trả lời"),
        ({"basis": "f" * 32}, "Hãy chọn một mục có trong danh sách"),
        ({"basis": "LAW"}, "Ghi vì sao đe dọa tính mạng"),
        ({"act": ""}, "Phần này chưa có câu trả lời"),
        ({"asked_by": "ME"}, "Hãy chọn một mục có trong danh sách"),
    ],
)
def test_the_police_are_told_what_is_wrong(
    commune: TestCommune, case: Id, changes: dict[str, str], words: str
) -> None:
    hung = commune.client("hung")
    page = text(fill(hung, new_address(case), **(FORM | changes)))
    assert words in page
    assert "A Mẫu Núi" in page


def test_a_second_chair_is_told_who_was_first(commune: TestCommune, case: Id) -> None:
    order = asked(commune, case)
    address = f"/orders/{id_to_text(order)}"
    dung = commune.client("dung")
    read(dung, address)
    form = read(dung, f"{address}/return")
    decided(commune, order)
    answer = dung.post(f"{address}/return", data=hidden(form) | {"text": "câu đã gõ"})
    assert answer.status_code == 409
    assert "câu đã gõ" in text(answer)


@pytest.mark.parametrize(("username", "status"), [("ha", 403), ("mai", 403), ("binh", 403)])
def test_other_desks_see_no_request(
    commune: TestCommune, case: Id, username: str, status: int
) -> None:
    order = f"/orders/{id_to_text(asked(commune, case))}"
    client = commune.client(username)
    assert client.get(order).status_code == status
    assert client.get(new_address(case)).status_code == status
    home = read(client, "/")
    for verb in ("decide", "refuse", "return"):  # the chair's own, of which others know nothing
        assert send(client, f"{order}/{verb}", home).status_code == 404
    assert send(client, f"{order}/send", home).status_code == status
