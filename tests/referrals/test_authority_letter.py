"""A written request is answered by a letter that a second person confirms before it is printed."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from flask.testing import FlaskClient

from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.cases.consents import service as consents
from casework.cases.consents.reading import list_consents
from casework.cases.service import view_case
from casework.kernel.dates import PartialDate
from casework.kernel.errors import Forbidden
from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.referrals.letters import authority
from casework.referrals.letters.authority import Asking
from casework.referrals.letters.errors import LetterStopped
from casework.referrals.letters.records import AuthorityLetter
from casework.vault.agreements import Consent
from tests.closing.test_close import joined
from tests.consents.pages import file_of
from tests.factories.agreements import REASON
from tests.factories.commune import TestCommune, token_of
from tests.factories.files import SURVIVOR
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.referrals.letter_pages import press

SAYS = "Ngày 20/11 người ấy đến trình báo, tay trái bầm tím (mẫu)"
FILLED: dict[str, Any] = {
    "body": "COURT",
    "body_name": "Tòa án nhân dân Mẫu",
    "request_number": "15/YC-TA (mẫu)",
    "request_on": "20/11/2026",
    "request_asks": "Ngày, giờ trình báo và thương tích (mẫu)",
    "kinds": ["incident"],
    "says": SAYS,
    "signed_by": "Ông Mẫu",
    "told_her": "Đã nói riêng sáng nay (mẫu)",
    "reason": "Vụ án đang thụ lý (mẫu)",
}
LARGEST_PAGE_BYTES = 14 * 1024


@pytest.fixture
def case(commune: TestCommune) -> str:
    return id_to_text(file_of(commune, "hung", PartialDate(1990)))


def write(client: FlaskClient, case: str, **more: object) -> str:
    """Write a letter and put it before a second person; returns its address."""
    new = f"/cases/{case}/letters/authority/new"
    answer = press(client, new, **(FILLED | more))
    assert answer.status_code == 303, text(answer)
    return str(answer.location)


def ground_of(commune: TestCommune, case: str) -> Consent:
    """Return the only ground of a file."""
    file = view_case(commune.house, commune.hand("hung"), id_from_text(case))
    (consent,) = file.agreements.consents.values()
    return consent


def decide(commune: TestCommune, case: str, username: str, verb: str = "confirm") -> int:
    """Let somebody confirm or refuse; returns the status of the answer."""
    client = commune.client(username)
    ground = f"/cases/{case}/grounds/{id_to_text(ground_of(commune, case).consent_id)}"
    page = client.get("/").get_data(as_text=True)
    return client.post(f"{ground}/{verb}", data={"csrf_token": token_of(page)}).status_code


def test_nothing_is_printed_or_handed_over_before_a_second_person_has_confirmed(
    commune: TestCommune, case: str
) -> None:
    hung = commune.client("hung")
    letter = write(hung, case)
    assert "Chờ người thứ hai xác nhận" in read(hung, letter)
    assert hung.get(f"{letter}/print").status_code == 409
    assert press(hung, letter, handed_by="x").status_code == 409
    assert decide(commune, case, "hung") in (403, 404), "who asks does not confirm"
    assert hung.get(f"{letter}/print").status_code == 409
    assert decide(commune, case, "thanh") == 303
    paper = read(hung, f"{letter}/print")
    for words in (SAYS, "15/YC-TA (mẫu)", "Tòa án nhân dân Mẫu", "20/11/2026"):
        assert words in paper
    assert SURVIVOR not in paper, "not ticked"
    assert newest_event(commune, Action.PAGE_PRINT).cases == (id_from_text(case),)


def test_the_second_person_reads_request_and_reason_and_no_content(
    commune: TestCommune, case: str
) -> None:
    write(commune.client("hung"), case)
    thanh = commune.client("thanh")
    waiting = read(thanh, "/grounds")
    address = f"/cases/{case}/grounds/{id_to_text(ground_of(commune, case).consent_id)}"
    assert address in waiting
    assert "Nơi ngoài xã" in waiting
    page = read(thanh, address)
    for words in ("15/YC-TA (mẫu)", "Vụ án đang thụ lý (mẫu)", "Chuyện đã xảy ra", "chưa kiểm"):
        assert words in page
    assert SAYS not in page


def test_a_no_stops_it_for_good(commune: TestCommune, case: str) -> None:
    hung = commune.client("hung")
    letter = write(hung, case)
    assert decide(commune, case, "thanh", "refuse") == 303
    assert "Người thứ hai không xác nhận" in read(hung, letter)
    assert hung.get(f"{letter}/print").status_code == 409
    assert decide(commune, case, "thanh") == 409


def test_it_hands_a_key_to_nobody(commune: TestCommune, case: str) -> None:
    house, hung, case_id = commune.house, commune.hand("hung"), id_from_text(case)
    before = [door.receivers for door in view_case(house, hung, case_id).doors]
    write(commune.client("hung"), case)
    decide(commune, case, "thanh")
    consent = ground_of(commune, case)
    assert consent.state == ConsentState.CONFIRMED
    with pytest.raises(Forbidden):
        consents.share(house, hung, case_id, consent.consent_id)
    after = view_case(house, hung, case_id)
    assert {r for d in after.doors for r in d.receivers} == {r for one in before for r in one}
    (one,) = list_consents(house, hung, case_id)
    assert one.outside
    page = read(commune.client("hung"), f"/cases/{case}/consents")
    assert "Mở cho nơi nhận" not in page
    assert "Chưa có sự đồng ý nào" in read(commune.client("hung"), f"/cases/{case}/referrals/new")


def test_that_it_left_is_written_down_once(commune: TestCommune, case: str) -> None:
    hung = commune.client("hung")
    letter = write(hung, case)
    decide(commune, case, "thanh")
    assert letter in read(hung, f"/cases/{case}/close")
    page = read(hung, letter)
    for _ in range(2):
        assert press(hung, letter, page, handed_by="Bưu điện (mẫu)").status_code == 303
    assert "Bưu điện (mẫu)" in read(hung, letter)
    assert letter not in read(hung, f"/cases/{case}/close")


def test_sent_twice_it_is_written_once(commune: TestCommune, case: str) -> None:
    hung, new = commune.client("hung"), f"/cases/{case}/letters/authority/new"
    page = read(hung, new)
    answers = [press(hung, new, page, **FILLED) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    file = view_case(commune.house, commune.hand("hung"), id_from_text(case))
    assert len(file.of(AuthorityLetter.schema)) == 1


def test_stay_counselling_care_and_reporter_are_never_offered_or_taken(
    commune: TestCommune, case: str
) -> None:
    hung, new = commune.client("hung"), f"/cases/{case}/letters/authority/new"
    page = read(hung, new)
    for kind in ("stay", "counselling", "care", "reporter"):
        assert f'value="{kind}"' not in page
        assert press(hung, new, page, **(FILLED | {"kinds": [kind]})).status_code == 200
        letter = AuthorityLetter(consent_id=new_id(), kinds=(kind,))
        asking = Asking(new_id(), new_id(), letter, REASON)
        with pytest.raises(LetterStopped):
            authority.ask(commune.house, commune.hand("hung"), id_from_text(case), asking)
    for body in ("HOSPITAL", "OTHER"):
        assert press(hung, new, page, **(FILLED | {"body": body})).status_code == 200


def test_what_is_missing_or_ahead_is_said_and_nothing_is_lost(
    commune: TestCommune, case: str
) -> None:
    hung, new = commune.client("hung"), f"/cases/{case}/letters/authority/new"
    for wrong in ({"request_number": ""}, {"reason": ""}, {"request_on": "30/12/2031"}):
        answer = text(press(hung, new, **(FILLED | wrong)))
        assert "Chưa lưu được" in answer
        assert SAYS in answer
    for address in (new, write(hung, case)):
        page = read(hung, address)
        assert len(gzip.compress(page.encode())) <= LARGEST_PAGE_BYTES


def test_a_child_who_can_speak_is_heard_first(commune: TestCommune) -> None:
    case = id_to_text(file_of(commune, "hung", PartialDate(2016)))
    hung, new = commune.client("hung"), f"/cases/{case}/letters/authority/new"
    assert "Lời của chính trẻ" in read(hung, new)
    assert press(hung, new, **FILLED).status_code == 200
    write(hung, case, child_view="Cháu muốn có mẹ đi cùng (mẫu)")


@pytest.mark.parametrize(
    ("username", "status"), [("mai", 404), ("ha", 404), ("dung", 403), ("quang", 403)]
)
def test_nobody_else_finds_it(commune: TestCommune, case: str, username: str, status: int) -> None:
    letter = write(commune.client("hung"), case)
    client = commune.client(username)
    for address in (letter, f"{letter}/print", f"/cases/{case}/letters/authority/new"):
        assert client.get(address).status_code == status


def test_a_desk_that_works_on_the_case_does_not_open_it(commune: TestCommune, case: str) -> None:
    joined(commune, id_from_text(case))
    letter = write(commune.client("hung"), case)
    assert commune.client("mai").get(letter).status_code == 404
