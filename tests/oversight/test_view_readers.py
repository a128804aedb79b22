"""A manager sees who opened a file of the unit; another unit sees nothing, not even that it is."""

from __future__ import annotations

import pytest

from casework.audit.actions import Action
from casework.audit.events import Outcome
from casework.audit.pages import EventFilter, page_of_events
from casework.cases.service import view_case
from casework.kernel.errors import NotFound
from casework.oversight.service import view_readers
from tests.factories.agreements import referred
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read


def test_the_lead_units_manager_sees_every_reading(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    view_case(house, hung, case)
    page = read(commune.client("thanh"), f"/cases/{case.hex()}/readers")
    assert "Đọc hồ sơ" in page
    assert "Phạm Mạnh Hùng (mẫu)" in page
    assert "mọi lần mở" in page
    assert SURVIVOR not in page


def test_looks_at_the_list_are_told_where_asked(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    manager = commune.client("thanh")
    read(manager, "/cases")
    assert "Xem danh sách hồ sơ" not in read(manager, f"/cases/{case.hex()}/readers")
    assert "Xem danh sách hồ sơ" in read(manager, f"/cases/{case.hex()}/readers?lists=1")


def test_the_look_is_logged_with_the_case(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    view_readers(commune.house, commune.hand("thanh"), case)
    with commune.house.database.read() as db:
        newest = page_of_events(db, EventFilter(case=case), count=1)[0]
    assert (newest.action, newest.outcome) == (Action.CASE_READERS, Outcome.ALLOWED)


def test_a_stranger_learns_nothing_and_the_attempt_is_logged(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    with pytest.raises(NotFound):
        view_readers(commune.house, commune.hand("khanh"), case)
    with commune.house.database.read() as db:
        newest = page_of_events(db, EventFilter(case=case), count=1)[0]
    assert (newest.action, newest.outcome) == (Action.CASE_READERS, Outcome.REFUSED)


def test_a_colleague_who_may_not_ask_is_told_so_and_the_attempt_is_logged(
    commune: TestCommune,
) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    client = commune.client("hung")
    assert client.get(f"/cases/{case.hex()}/readers").status_code == 403
    with commune.house.database.read() as db:
        newest = page_of_events(db, EventFilter(case=case), count=1)[0]
    assert (newest.action, newest.outcome) == (Action.CASE_READERS, Outcome.REFUSED)
    for made_up in ("0" * 32, "x"):
        assert client.get(f"/cases/{made_up}/readers").status_code == 404


def test_a_desk_that_has_not_accepted_its_referral_asks_in_vain(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    house, to = commune.house, commune.hand("mai").keyring.unit
    referred(house, commune.hand("hung"), case, to)
    for username in ("khanh", "mai"):
        answer = commune.client(username).get(f"/cases/{case.hex()}/readers")
        assert answer.status_code == 404, username


@pytest.mark.parametrize("username", ["ha", "khanh", "tam", "quang"])
def test_who_may_not_ask_gets_the_page_of_a_file_that_is_not_there(
    commune: TestCommune, username: str
) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    client = commune.client(username)
    real, made_up = (client.get(f"/cases/{name}/readers") for name in (case.hex(), "0" * 32))
    assert real.status_code == made_up.status_code == 404
