"""Closing by the page: what runs is listed, the words survive, and a closed file says why."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.audit.actions import Action
from casework.audit.events import Outcome
from casework.audit.pages import EventFilter, page_of_events
from casework.kernel.ids import Id, id_to_text, new_id
from tests.cases.pages import hidden
from tests.closing.test_close import joined, shut
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file
from tests.factories.pages import read, send, text

FILLED = {"reason": "MOVED", "words": "Chuyển về quê (mẫu)", "told": "Gọi điện buổi sáng (mẫu)"}


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return opened_file(commune.house, commune.hand("hung"))


@pytest.fixture
def file(case: Id) -> str:
    return f"/cases/{id_to_text(case)}"


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


def press_close(client: FlaskClient, file: str, **fields: str) -> object:
    page = read(client, f"{file}/close")
    record_id = hidden(page, "record_id")
    return send(client, f"{file}/close", page, record_id=record_id, **(FILLED | fields))


def test_the_whole_way_from_the_file_to_the_closed_list(police: FlaskClient, file: str) -> None:
    assert f"{file}/close" in read(police, file)
    assert "Không còn phiếu chuyển" in read(police, f"{file}/close")

    press_close(police, file)

    page = read(police, file)
    assert "Hồ sơ đã đóng ngày 23/11/2026 vì: Chuyển nơi cư trú/chuyển địa bàn." in page
    assert "Chuyển về quê (mẫu)" in page
    assert f"{file}/close" not in page
    assert f"{file}/parts/" not in page
    assert file not in read(police, "/cases")
    assert file in read(police, "/cases?closed=1")
    assert "Chuyển về quê" not in read(police, "/cases?closed=1")


def test_what_runs_is_listed_and_must_be_spoken_to(
    commune: TestCommune, police: FlaskClient, case: Id, file: str
) -> None:
    joined(commune, case)

    page = read(police, f"{file}/close")
    assert "Phiếu chuyển đến" in page
    assert "đọc được những phần đã chia sẻ" in page
    refused = text(press_close(police, file, words=""))  # type: ignore[arg-type]  # a response
    assert "Ghi vì sao vẫn đóng" in refused
    assert FILLED["told"] in refused


def test_mistakes_are_said_and_nothing_is_lost(police: FlaskClient, file: str) -> None:
    for wrong in ({"reason": ""}, {"reason": "MEDIATED"}, {"told": ""}, {"words": "x" * 2001}):
        answer = text(press_close(police, file, **wrong))  # type: ignore[arg-type]  # a response
        assert "Chưa lưu được" in answer
        assert (FILLED | wrong)["told"] in answer


def test_a_tab_from_before_is_told_why_and_keeps_its_words(
    commune: TestCommune, police: FlaskClient, case: Id, file: str
) -> None:
    form = read(police, f"{file}/parts/safety")
    shut(commune, case, "thanh")

    answer = send(police, f"{file}/parts/safety", form, plan="Ra cửa sau, sang nhà bà Hai (mẫu)")

    page = text(answer)
    assert answer.status_code == 403
    assert "Hồ sơ đã đóng ngày 23/11/2026 vì: An toàn" in page
    assert "Ra cửa sau, sang nhà bà Hai (mẫu)" in page
    for address in ("close", "consents/new", "referrals/new", "parts/safety"):
        answer = police.get(f"{file}/{address}")
        assert answer.status_code == 403, address
        assert "Hồ sơ đã đóng ngày" in text(answer), address


def test_another_desk_sees_that_it_is_closed_and_not_why(
    commune: TestCommune, case: Id, file: str
) -> None:
    joined(commune, case)
    shut(commune, case)
    health = commune.client("mai")

    page = read(health, file)

    assert "đã đóng hồ sơ." in page
    assert "An toàn" not in page
    assert f"{file}/parts/" in page
    assert health.get(f"{file}/close").status_code == 403


def test_a_stranger_and_another_role_do_not_come_near_it(commune: TestCommune, file: str) -> None:
    assert commune.client("ha").get(f"{file}/close").status_code == 404
    assert commune.client("quang").get(f"{file}/close").status_code == 403
    assert commune.client("khanh").get(f"{file}/reopen").status_code == 404


def test_a_colleague_is_told_that_the_manager_opens_it_again_and_the_log_that_he_asked(
    commune: TestCommune, police: FlaskClient, case: Id, file: str
) -> None:
    shut(commune, case)
    assert police.get(f"{file}/reopen").status_code == 403
    with commune.house.database.read() as db:
        newest = page_of_events(db, EventFilter(case=case), count=1)[0]
    assert (newest.action, newest.outcome) == (Action.CASE_REOPEN, Outcome.REFUSED)
    assert police.get(f"/cases/{id_to_text(new_id())}/reopen").status_code == 404
    assert police.get("/cases/x/reopen").status_code == 404
    given = {"record_id": id_to_text(new_id()), "words": "thử (mẫu)"}
    assert send(police, f"{file}/reopen", read(police, "/"), **given).status_code == 403
    assert file in read(police, "/cases?closed=1")


def test_another_desks_asking_to_close_is_logged(commune: TestCommune, case: Id, file: str) -> None:
    joined(commune, case)
    assert commune.client("mai").get(f"{file}/close").status_code == 403
    with commune.house.database.read() as db:
        newest = page_of_events(db, EventFilter(case=case), count=1)[0]
    assert (newest.action, newest.outcome) == (Action.CASE_CLOSE, Outcome.REFUSED)


def test_the_manager_opens_it_again(commune: TestCommune, case: Id, file: str) -> None:
    shut(commune, case)
    manager = commune.client("thanh")
    assert f"{file}/reopen" in read(manager, file)
    page = read(manager, f"{file}/reopen")

    again = {"record_id": hidden(page, "record_id"), "words": "Người kia quay lại (mẫu)"}
    assert "Chưa lưu được" in text(send(manager, f"{file}/reopen", page, **(again | {"words": ""})))
    assert send(manager, f"{file}/reopen", page, **again).status_code == 303

    assert "Hồ sơ đã đóng ngày" not in read(manager, file)
    assert "Mở lại" in read(manager, file)
    assert send(manager, f"{file}/reopen", page, **again).status_code == 303, "sent twice"


def test_a_form_without_its_id_is_not_found(police: FlaskClient, file: str) -> None:
    assert send(police, f"{file}/close", read(police, file), record_id="x").status_code == 404
    twice = {"record_id": id_to_text(new_id()), **FILLED}
    for _ in range(2):
        assert send(police, f"{file}/close", read(police, file), **twice).status_code == 303
