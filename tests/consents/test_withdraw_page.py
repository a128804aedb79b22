"""The list of answers: hand over, take back at any desk without a reason, print for the drawer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.audit.pages import page_of_events
from casework.cases.consents.reading import list_consents
from casework.cases.consents.service import record, share
from casework.kernel.ids import Id, id_to_text
from tests.cases.pages import read, save
from tests.consents.pages import file_of, unit_of
from tests.factories.agreements import agreed, recording
from tests.factories.commune import TestCommune, token_of
from tests.factories.files import LINE, SURVIVOR


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune, "hung")


def yes_to(commune: TestCommune, case: Id, to: str = "mai") -> Id:
    return agreed(commune.house, commune.hand("hung"), case, commune.hand(to).keyring.unit)


def address(case: Id, *more: str) -> str:
    return "/".join((f"/cases/{id_to_text(case)}/consents", *more))


def test_the_file_says_that_nobody_was_asked_and_then_what_she_said(
    commune: TestCommune, case: Id
) -> None:
    client = commune.client("hung")
    page = read(client, f"/cases/{id_to_text(case)}")
    assert "Chưa hỏi lần nào" in page
    assert f"{address(case)}/new" in page
    yes_to(commune, case)
    page = read(client, f"/cases/{id_to_text(case)}")
    assert "Trạm Y tế xã Mẫu" in page
    assert "Chưa hỏi lần nào" not in page


def test_an_answer_shows_to_whom_what_and_until_when(commune: TestCommune, case: Id) -> None:
    yes_to(commune, case)
    page = read(commune.client("hung"), address(case))
    for said in ("Đồng ý", "Trạm Y tế xã Mẫu", "Chuyện đã xảy ra", "Cho xem đến 08:00 23/12/2026"):
        assert said in page
    assert LINE not in page
    assert SURVIVOR not in page


def test_sharing_opens_it_and_withdrawing_shuts_it(commune: TestCommune, case: Id) -> None:
    police, nurse = commune.client("hung"), commune.client("mai")
    consent = id_to_text(yes_to(commune, case))
    assert nurse.get(address(case)).status_code == 404
    page = read(police, address(case))
    assert "Mở cho nơi nhận" in page
    sent = police.post(address(case, consent, "share"), data={"csrf_token": token_of(page)})
    assert sent.status_code == 303
    page = read(police, address(case))
    assert "Nơi nhận đang mở được" in page
    assert "Mở cho nơi nhận" not in page
    assert LINE not in read(nurse, address(case))

    answer = save(police, address(case, consent, "withdraw"))
    assert answer.status_code == 303
    page = read(police, address(case))
    assert "Đã rút lại" in page
    assert "Khóa chưa đổi" in page
    assert "Nơi nhận đang mở được" not in page
    assert nurse.get(address(case)).status_code == 404


def test_withdrawing_asks_once_and_for_no_reason(commune: TestCommune, case: Id) -> None:
    consent = id_to_text(yes_to(commune, case))
    page = read(commune.client("hung"), address(case, consent, "withdraw"))
    main = page[page.index("<main") :]
    assert "Chỗ ở và việc chữa bệnh vẫn tiếp tục" in main
    assert "<textarea" not in main
    assert 'type="text"' not in main


def test_withdrawn_twice_is_withdrawn_once_and_has_no_page_any_more(
    commune: TestCommune, case: Id
) -> None:
    client = commune.client("hung")
    consent = id_to_text(yes_to(commune, case))
    token = token_of(read(client, address(case, consent, "withdraw")))
    for _ in range(2):
        sent = client.post(address(case, consent, "withdraw"), data={"csrf_token": token})
        assert sent.status_code == 303
    assert client.get(address(case, consent, "withdraw")).status_code == 404


def test_the_desk_that_received_may_hear_her_no_as_well(commune: TestCommune, case: Id) -> None:
    consent = yes_to(commune, case)
    share(commune.house, commune.hand("hung"), case, consent)
    nurse = commune.client("mai")
    answer = save(nurse, address(case, id_to_text(consent), "withdraw"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert list_consents(commune.house, commune.hand("hung"), case)[0].state is (
        ConsentState.WITHDRAWN
    )


def test_any_desk_may_record_it_without_learning_what_there_was(
    commune: TestCommune, case: Id
) -> None:
    to_health, to_union = yes_to(commune, case), yes_to(commune, case, "ha")
    for consent in (to_health, to_union):
        share(commune.house, commune.hand("hung"), case, consent)
    nurse = commune.client("mai")
    assert "Hội Liên hiệp Phụ nữ" not in read(nurse, address(case))
    for recipient in ("ha", "binh"):
        answer = save(nurse, address(case, "withdraw"), recipient=unit_of(commune, recipient))
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    states = {
        one.recipient: one.state for one in list_consents(commune.house, commune.hand("hung"), case)
    }
    assert states[commune.hand("ha").keyring.unit] is ConsentState.WITHDRAWN
    assert states[commune.hand("mai").keyring.unit] is ConsentState.GIVEN


def test_withdrawing_from_no_desk_says_so(commune: TestCommune, case: Id) -> None:
    answer = save(commune.client("hung"), address(case, "withdraw"))
    assert answer.status_code == 200
    assert "Chọn một nơi" in answer.get_data(as_text=True)


def test_a_stranger_to_the_case_withdraws_nothing(commune: TestCommune, case: Id) -> None:
    consent = id_to_text(yes_to(commune, case))
    client = commune.client("ha")
    token = token_of(read(client, "/"))
    for place in ((consent, "withdraw"), (consent, "share"), ("withdraw",)):
        data = {"csrf_token": token, "recipient": unit_of(commune, "mai")}
        assert client.post(address(case, *place), data=data).status_code == 404
    assert client.get(address(case, consent, "sheet")).status_code == 404


def test_the_sheet_is_for_the_drawer_and_the_log_knows_of_it(
    commune: TestCommune, case: Id
) -> None:
    consent = id_to_text(yes_to(commune, case))
    page = read(commune.client("hung"), address(case, consent, "sheet"))
    for said in ("Đinh Thị Mai (mẫu)", "để lại ở đơn vị", "Chuyện đã xảy ra", "Chị hàng xóm (mẫu)"):
        assert said in page
    assert SURVIVOR not in page
    assert LINE not in page
    assert "Người đại diện" not in page
    with commune.house.database.read() as db:
        assert page_of_events(db, count=1)[0].action == Action.PAGE_PRINT


def test_a_refusal_has_its_sheet_and_no_section(commune: TestCommune, case: Id) -> None:
    house, hung = commune.house, commune.hand("hung")
    no = replace(recording(house, hung, case, commune.hand("mai").keyring.unit), given=False)
    record(house, hung, case, no)
    page = read(commune.client("hung"), address(case, id_to_text(no.consent_id), "sheet"))
    assert "không đồng ý" in page
    assert "Chuyện đã xảy ra" not in page
