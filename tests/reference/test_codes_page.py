"""The pages on which the keeper checks entries, and where the mark is gone afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from casework.reference.service import look
from tests.factories.commune import TestCommune, token_of
from tests.factories.pages import read, text
from tests.reference.scene import BASIS, mark, vouched
from tests.referrals.pages import hidden

LIST, ENTRY = "/reference/codes/hotlines", "/reference/codes/hotlines/POLICE_113"
MARK, TICKED = "chưa kiểm chứng", 'autocomplete="off" checked>'
FILLED: dict[str, Any] = {"codes": ["POLICE_113"], "basis": BASIS, "checked_on": "23/11/2026"}


@pytest.fixture
def keeper(commune: TestCommune) -> FlaskClient:
    return commune.client("binh")


def test_every_doubtful_entry_is_shown_with_its_number_and_none_is_ticked(
    keeper: FlaskClient,
) -> None:
    page = read(keeper, LIST)
    assert page.count(MARK) == 6
    for said in ("Số gọi: 113", "Số gọi: 1900 969 680", "bản mô tả nghiệp vụ §5.1"):
        assert said in page
    assert "111" not in page
    assert TICKED not in page


def test_a_confirmed_number_carries_no_mark_on_paper_and_says_here_who(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    hung = commune.client("hung")
    assert MARK in read(hung, "/kit")
    before = read(hung, "/kit").count(MARK)
    page = read(keeper, LIST)
    for _ in range(2):
        assert keeper.post(LIST, data=hidden(page) | FILLED).status_code == 303
    assert read(hung, "/kit").count(MARK) < before
    page = read(keeper, LIST)
    assert page.count(MARK) == 5
    assert f"Võ Thanh Bình (mẫu), 23/11/2026 · {BASIS}" in page
    assert "1 trên 6 mục" in read(keeper, "/reference")
    assert f"{BASIS}" in read(hung, ENTRY)


def test_the_word_is_taken_back_with_a_reason_and_the_mark_returns(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    vouched(commune, "POLICE_113")
    page = read(keeper, ENTRY)
    empty = keeper.post(ENTRY, data=hidden(page) | {"reason": ""})
    assert empty.status_code == 400
    assert "Phần này chưa có câu trả lời" in text(empty)
    given = hidden(page) | {"reason": "Số đã đổi (mẫu)"}
    for _ in range(2):
        assert keeper.post(ENTRY, data=given).status_code == 303
    assert mark(commune, "POLICE_113") == MARK
    page = read(keeper, ENTRY)
    assert "Số đã đổi (mẫu)" in page
    assert BASIS in page
    late = keeper.post(ENTRY, data=given | {"reason": "Nhầm (mẫu)"})
    assert late.status_code == 409
    assert "Người khác vừa ghi về mục này" in text(late)


def test_of_two_keepers_the_second_sees_what_the_first_confirmed(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    stale = hidden(read(keeper, LIST))
    vouched(commune, "POLICE_113")
    both = FILLED | {"codes": ["POLICE_113", "FIRE_114"], "basis": "Đã gọi thử (mẫu)"}
    answer = keeper.post(LIST, data=stale | both)
    assert answer.status_code == 409
    page = text(answer)
    assert "Người khác vừa ghi" in page
    assert "Đã gọi thử (mẫu)" in page
    assert mark(commune, "FIRE_114") == MARK
    again = hidden(page) | both | {"codes": ["FIRE_114"]}
    assert keeper.post(LIST, data=again).status_code == 303
    assert mark(commune, "FIRE_114") is None


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        ({"codes": []}, "Phần này chưa có câu trả lời"),
        ({"codes": ["CHILD_111"]}, "có trong danh sách"),
        ({"codes": ["<b>"]}, "có trong danh sách"),
        ({"basis": ""}, "Phần này chưa có câu trả lời"),
        ({"basis": "x" * 201}, "Dài quá 1 ký tự"),
        ({"checked_on": "hôm qua"}, "Viết ngày có thật"),
        ({"checked_on": "24/11/2026"}, "Ngày này chưa đến"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_confirmed(
    commune: TestCommune, keeper: FlaskClient, spoiled: dict[str, Any], told: str
) -> None:
    answer = keeper.post(LIST, data=hidden(read(keeper, LIST)) | FILLED | spoiled)
    assert answer.status_code == 400
    assert told in text(answer)
    if "codes" not in spoiled:
        assert TICKED in text(answer)
    assert look(commune.house).entries == {}


def test_what_is_vouched_for_is_said_in_words(keeper: FlaskClient) -> None:
    relations = read(keeper, "/reference/codes/relations")
    assert "Thuộc phạm vi luật: chỉ với một số hành vi" in relations
    grounds = read(keeper, "/reference/codes/legal_grounds")
    assert "LIMITED" not in relations
    assert "leadership" not in grounds


def test_a_list_that_is_all_confirmed_says_so(commune: TestCommune, keeper: FlaskClient) -> None:
    codes = [code.code for code in commune.house.codes["legal_bases"] if code.is_doubtful]
    vouched(commune, *codes, name="legal_bases")
    assert "Mọi mục đã có người kiểm chứng" in read(keeper, "/reference/codes/legal_bases")


@pytest.mark.parametrize("address", ["/reference/codes/sexes", "/reference/codes/none", ENTRY[:-1]])
def test_what_is_in_no_doubt_has_no_page(keeper: FlaskClient, address: str) -> None:
    assert keeper.get(address).status_code == 404


@pytest.mark.parametrize("username", ["hung", "mai", "ha", "dung"])
def test_other_desks_read_and_confirm_nothing(commune: TestCommune, username: str) -> None:
    client = commune.client(username)
    page = read(client, LIST)
    assert "Số gọi: 113" in page
    assert "đã kiểm chứng</button>" not in page
    token = {"csrf_token": token_of(page)}
    assert client.post(LIST, data=FILLED | token).status_code == 403
    assert client.post(ENTRY, data=token | {"reason": "x"}).status_code == 403
    assert mark(commune, "POLICE_113") == MARK
