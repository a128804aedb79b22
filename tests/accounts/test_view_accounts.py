"""The administrator sees accounts and the machine, and no case and no secret."""

from __future__ import annotations

import pytest

from casework.audit.actions import Action
from casework.audit.pages import page_of_events
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read


def test_units_people_and_settings_are_there_and_nothing_else(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    page = read(commune.client("quang"), "/admin")
    assert "Trạm Y tế xã Mẫu" in page
    assert "Đinh Thị Mai (mẫu)" in page
    assert "secrets.pepper" in page
    assert SURVIVOR not in page
    assert "MAU-2026" not in page
    assert (commune.folder / "secrets" / "pepper").read_bytes().hex() not in page


def test_the_look_is_in_the_log(commune: TestCommune) -> None:
    read(commune.client("quang"), "/admin")
    with commune.house.database.read() as db:
        assert page_of_events(db, count=1)[0].action == Action.ACCOUNT_LIST


@pytest.mark.parametrize("username", ["thanh", "tam", "dung"])
def test_nobody_else_opens_it(commune: TestCommune, username: str) -> None:
    assert commune.client(username).get("/admin").status_code == 403
