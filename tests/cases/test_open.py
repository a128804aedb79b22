"""The first five minutes: one line is enough, twice sent is once opened, nothing is required."""

import pytest
from flask.testing import FlaskClient

from casework.cases.records import FirstMinutes, Incident, Survivor
from casework.cases.service import view_case
from casework.kernel.ids import id_from_text, id_to_text, new_id
from tests.cases.pages import read, save
from tests.factories.commune import TestCommune


def open_file(client: FlaskClient, **data: object) -> str:
    """Open a file through its page; returns the id that stands in its address."""
    answer = save(client, "/cases/new", **data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"]).rsplit("/", 1)[1]


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


def test_one_line_is_enough(commune: TestCommune, police: FlaskClient) -> None:
    case = open_file(police, line="Chị hàng xóm kêu cứu ở cuối thôn")

    file = view_case(commune.house, commune.hand("hung"), id_from_text(case))

    (incident,) = file.of(Incident.schema)
    assert incident.content == Incident(account="Chị hàng xóm kêu cứu ở cuối thôn")
    first = file.of(FirstMinutes.schema)[0].content
    assert isinstance(first, FirstMinutes)
    assert first.received_at == commune.clock.now()
    assert not file.of(Survivor.schema)


def test_a_form_that_was_sent_twice_opens_one_case(
    commune: TestCommune, police: FlaskClient
) -> None:
    case_id = id_to_text(new_id())

    first = open_file(police, case_id=case_id, line="một")
    second = open_file(police, case_id=case_id, line="một")

    assert first == second == case_id
    assert read(police, "/cases").count(f"/cases/{case_id}") == 1


def test_nothing_at_all_is_not_saved_and_says_why(police: FlaskClient) -> None:
    answer = save(police, "/cases/new")

    assert answer.status_code == 200
    assert "Ghi một dòng, một tên" in answer.get_data(as_text=True)


def test_a_danger_alone_is_enough_and_its_number_is_marked(police: FlaskClient) -> None:
    case = open_file(police, dangers=["STRANGLED", "UNDER_16"], whereabouts="NEAR")

    page = read(police, f"/cases/{case}")

    assert "tel:115" in page
    assert "tel:111" in page
    assert page.count("chưa kiểm chứng") >= 2
    assert "Nguy cơ: Cao" in page


def test_paper_keeps_its_own_hour(commune: TestCommune, police: FlaskClient) -> None:
    case = open_file(police, line="x", entered_late="y", received_at="22/11/2026 23:40")

    file = view_case(commune.house, commune.hand("hung"), id_from_text(case))
    first = file.of(FirstMinutes.schema)[0].content

    assert isinstance(first, FirstMinutes)
    assert first.entered_late
    assert first.received_at is not None
    assert first.received_at.isoformat() == "2026-11-22T16:40:00+00:00"


def test_paper_without_an_hour_is_asked_for_it(police: FlaskClient) -> None:
    answer = save(police, "/cases/new", line="x", entered_late="y")

    assert "ghi ngày giờ nhận tin như trên giấy" in answer.get_data(as_text=True)
    assert ">\nx</textarea>" in answer.get_data(as_text=True)


def test_a_file_held_by_named_users_is_unknown_to_their_colleagues(commune: TestCommune) -> None:
    manager, worker = commune.client("thanh"), commune.client("hung")
    case = open_file(worker, line="kín", name="Y Kín", restricted="y")

    assert "Chỉ một người mở được hồ sơ này" in read(worker, f"/cases/{case}")
    assert manager.get(f"/cases/{case}").status_code == 404
    assert "Y Kín" not in read(manager, "/cases")
    assert save(manager, f"/cases/{case}/parts/person", name="x").status_code == 404


def test_a_chosen_colleague_holds_the_file_from_its_first_save(commune: TestCommune) -> None:
    manager, worker = commune.client("thanh"), commune.client("hung")
    chosen = id_to_text(commune.hand("thanh").keyring.user)
    case = open_file(worker, line="kín", restricted="y", holders=[chosen])

    page = read(manager, f"/cases/{case}")

    assert "Giới hạn người mở" in page
    assert "Chỉ một người" not in page
    save(manager, f"/cases/{case}/parts/survivor", name="Y Kín")
    assert "Y Kín" in read(worker, f"/cases/{case}")


def test_somebody_of_another_desk_cannot_be_named(commune: TestCommune) -> None:
    nurse = id_to_text(commune.hand("mai").keyring.user)

    answer = save(commune.client("hung"), "/cases/new", line="x", restricted="y", holders=[nurse])

    assert answer.status_code == 200
    assert "Hãy chọn một mục có trong danh sách" in answer.get_data(as_text=True)


@pytest.mark.parametrize("text", ["", "x", "0" * 31, "G" * 32, "../etc", "0" * 33])
def test_a_malformed_id_is_not_found(police: FlaskClient, text: str) -> None:
    assert save(police, "/cases/new", case_id=text, line="x").status_code == 404
    if text and "/" not in text:
        assert police.get(f"/cases/{text}").status_code == 404


@pytest.mark.parametrize("username", ["dung", "thut", "tam", "quang"])
def test_desks_without_intake_open_nothing(commune: TestCommune, username: str) -> None:
    assert commune.client(username).get("/cases/new").status_code == 403


def test_another_unit_knows_nothing_of_the_case(commune: TestCommune, police: FlaskClient) -> None:
    case = open_file(police, name="Y Blơi")
    nurse = commune.client("mai")

    assert nurse.get(f"/cases/{case}").status_code == 404
    assert "Y Blơi" not in read(nurse, "/cases")
