"""The first page of each desk shows its own work, what to press next, and nothing of others'."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.workspace.items import Group, WorkItem, by_urgency, work_of
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def test_an_intake_desk_sees_its_own_files_and_no_other_desks(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    assert SURVIVOR in read(commune.client("thanh"), "/")
    assert SURVIVOR not in read(commune.client("mai"), "/")


def test_the_files_shown_are_in_the_log(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    before = commune.house.ledger.checkpoint().checkpoint.size
    assert [item.address for item in work_of(commune.house, commune.hand("hung"))] == [
        f"/cases/{case.hex()}"
    ]
    assert commune.house.ledger.checkpoint().checkpoint.size == before + 1


@pytest.mark.parametrize("username", ["hung", "mai", "ha", "binh"])
def test_a_desk_without_files_is_told_kindly_what_to_press(
    commune: TestCommune, username: str
) -> None:
    page = read(commune.client(username), "/")
    assert "Chưa có việc nào đang chờ" in page
    assert page.count("Tiếp nhận mới") == 2


@pytest.mark.parametrize(
    ("username", "words"),
    [
        ("tam", "Mở nhật ký"),
        ("quang", "Xem đơn vị và tài khoản"),
        ("dung", "Chưa có gì chờ quyết định"),
        ("thut", "Đang nguy hiểm: gọi điện trước"),
    ],
)
def test_every_other_desk_has_an_honest_first_page(
    commune: TestCommune, username: str, words: str
) -> None:
    page = read(commune.client(username), "/")
    assert words in page
    assert "Tiếp nhận mới" not in page


def test_what_is_due_first_comes_first_and_the_rest_newest_first() -> None:
    def item(text: str, hours: int, due: int | None = None) -> WorkItem:
        due_at = None if due is None else NOON + timedelta(hours=due)
        return WorkItem(text, "/", "", NOON + timedelta(hours=hours), due_at)

    offered = [item("old", 0), item("new", 1), item("late", 0, -2), item("soon", 2, 3)]
    asked = replace(item("asked", 0, 9), group=Group.ANSWER)
    ordered = [item.text for item in by_urgency([*offered, asked])]
    assert ordered == ["asked", "late", "soon", "new", "old"]


def test_without_a_session_there_is_nothing(commune: TestCommune) -> None:
    assert commune.client().get("/").location == "/login"
