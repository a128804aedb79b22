"""The hours of supervision come up on the first page of whoever must keep them, by number only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.cases.upcoming import list_upcoming
from casework.kernel.ids import Id
from casework.police.records import Measure
from casework.workspace.items import Group, WorkItem, work_of
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read
from tests.leadership.scene import file_of, fill
from tests.leadership.test_decide import asked, decided
from tests.police.test_register import ORDER, at, close, parts

ASSIGNED = ORDER | {"supervisor": "Ông Trưởng thôn (mẫu)", "assigned_at": "23/11/2026 07:50"}
MET = ASSIGNED | {"met_at": "23/11/2026 07:55"}


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune)


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


def orders_of(commune: TestCommune, username: str) -> list[WorkItem]:
    items = work_of(commune.house, commune.hand(username))
    return [item for item in items if item.group is Group.ORDERS]


def test_the_hour_comes_up_for_every_officer_and_for_no_other_desk(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    fill(police, at(case, "measure"), **ORDER)
    (record,) = parts(commune, case, Measure.schema)
    (item,) = orders_of(commune, "thanh")
    assert item.address == at(case, "measure", record)
    assert item.due_at == commune.clock.now() + timedelta(minutes=30)
    assert "TT 66/2025/TT-BCA" in (item.basis or "")
    assert SURVIVOR not in item.text + item.note
    for other in ("mai", "ha", "binh", "dung"):
        assert orders_of(commune, other) == []
    commune.clock.advance(timedelta(minutes=50))
    assert "quá hạn 20 phút" in read(commune.client("thanh"), "/")


def test_each_step_takes_the_place_of_the_one_before(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    fill(police, at(case, "measure"), **ORDER)
    (record,) = parts(commune, case, Measure.schema)
    fill(police, at(case, "measure", record), **ASSIGNED)
    (item,) = orders_of(commune, "hung")
    assert "họp các bên" in item.text
    assert "Chỉ thấy trên báo chí" in (item.basis or "")
    fill(police, at(case, "measure", record), **MET)
    assert orders_of(commune, "hung") == []
    commune.clock.advance(timedelta(days=2, hours=1))
    (item,) = orders_of(commune, "hung")
    assert "sắp hết hiệu lực" in item.text
    commune.clock.advance(timedelta(days=1))
    assert orders_of(commune, "hung") == []


def test_an_order_that_ran_out_ended_early_or_whose_file_is_closed_asks_for_nothing(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    fill(police, at(case, "measure"), **ORDER)
    (record,) = parts(commune, case, Measure.schema)
    assert len(orders_of(commune, "hung")) == 1
    fill(police, at(case, "measure", record), **ORDER, ended_at="23/11/2026 07:58")
    assert orders_of(commune, "hung") == []
    fill(police, at(case, "measure", record), **ORDER)
    close(commune, case)
    assert orders_of(commune, "hung") == []
    other = file_of(commune)
    fill(police, at(other, "measure"), **ORDER)
    commune.clock.advance(timedelta(days=3, hours=-1, minutes=-10))
    assert any("phân công" in item.text for item in orders_of(commune, "hung"))
    commune.clock.advance(timedelta(minutes=10))
    assert orders_of(commune, "hung") == []


def test_two_measures_of_one_file_plan_each_for_itself(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    fill(police, at(case, "measure"), **ORDER)
    (first,) = parts(commune, case, Measure.schema)
    fill(police, at(case, "measure"), **(ORDER | {"received_at": "23/11/2026 07:45"}))
    assert len(orders_of(commune, "hung")) == 2
    fill(police, at(case, "measure", first), **MET)
    (left,) = orders_of(commune, "hung")
    assert left.due_at == commune.clock.now() + timedelta(minutes=45)


def test_an_order_that_nobody_has_entered_is_overdue_after_its_hour(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    decided(commune, asked(commune, case))
    (item,) = orders_of(commune, "thanh")
    assert item.address.startswith("/orders/")
    assert item.due_at == commune.clock.now() + timedelta(hours=1)
    fill(police, at(case, "measure"), **MET)
    assert orders_of(commune, "thanh") == []


def test_the_chair_is_told_a_day_before_an_order_ends(commune: TestCommune, case: Id) -> None:
    decided(commune, asked(commune, case))
    assert orders_of(commune, "dung") == []
    commune.clock.advance(timedelta(days=2, hours=1))
    (item,) = orders_of(commune, "dung")
    assert item.due_at == commune.clock.now() + timedelta(hours=23)
    assert "Quyết định cấm tiếp xúc sắp hết hiệu lực" in read(commune.client("dung"), "/")
    commune.clock.advance(timedelta(days=1))
    assert orders_of(commune, "dung") == []


def test_other_measures_and_entries_plan_nothing(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    fill(police, at(case, "measure"), **(ORDER | {"measure": "M1_STOP"}))
    assert list_upcoming(commune.house, commune.hand("hung")) == []
