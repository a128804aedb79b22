"""The sender's pages: stage by stage, nothing lost, sent once, and then a person is phoned."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.cases.consents.service import withdraw as withdraw_consent
from casework.kernel.ids import id_to_text, new_id
from casework.referrals.duty import put_on_duty
from casework.referrals.listing import sent
from casework.vault.duty import Shift
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read, text
from tests.factories.whole_file import ACCOUNT
from tests.referrals.pages import ASKS, FILLED, hidden, press, sent_by_pages, shared_file, step

LARGEST_PAGE_BYTES = 14 * 1024


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


def test_without_a_consent_the_page_leads_to_the_conversation(
    commune: TestCommune, police: FlaskClient
) -> None:
    case = id_to_text(opened_file(commune.house, commune.hand("hung")))
    page = read(police, f"/cases/{case}/referrals/new")
    assert f"/cases/{case}/consents/new" in page
    assert "Chưa có sự đồng ý nào" in page


def test_the_sender_goes_stage_by_stage_and_sees_what_they_will_see(
    commune: TestCommune, police: FlaskClient
) -> None:
    case, consent = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"

    first = read(police, address)
    second = text(
        step(police, address, first, "what", service="MEDICAL", consent=id_to_text(consent))
    )
    assert "Nhờ nơi nhận làm gì" in second
    assert "Chưa lưu được" not in second

    third = text(step(police, address, second, "look", urgency="URGENT", asks=ASKS))
    for seen in (ASKS, SURVIVOR, ACCOUNT[:60], "Đinh Thị Mai", "Trần Ngọc Khánh", "Trạm Y tế"):
        assert seen in third
    assert "Chị hàng xóm (mẫu)" not in third.split("Người ấy đã đồng ý")[0]
    assert sent(commune.house, commune.hand("hung")) == []

    answer = step(police, address, third, "send")
    assert answer.status_code == 303
    assert len(sent(commune.house, commune.hand("hung"))) == 1


def test_the_preview_is_the_receivers_page(commune: TestCommune, police: FlaskClient) -> None:
    case, consent = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"
    given = FILLED | {"consent": id_to_text(consent)}
    preview = text(step(police, address, read(police, address), "look", **given))
    sent_page = step(police, address, preview, "send")
    received = read(commune.client("mai"), sent_page.location.removesuffix("/call"))

    def handed(page: str) -> str:
        begin = page.index("Lời nhờ</h2>")
        return page[begin : page.index("</dl>", page.index("Người ấy đã đồng ý"))]

    assert handed(preview) == handed(received)
    for page in (preview, received):
        assert len(gzip.compress(page.encode())) <= LARGEST_PAGE_BYTES


def test_going_back_keeps_everything(commune: TestCommune, police: FlaskClient) -> None:
    case, consent = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"
    given = FILLED | {"consent": id_to_text(consent), "warning": "Gọi <b>chị</b> & đợi\ndòng hai"}
    page = text(step(police, address, read(police, address), "look", **given))
    ids = hidden(page)["referral_id"]
    back = text(step(police, address, page, "whom"))
    assert "Chưa lưu được" not in back
    assert hidden(back)["referral_id"] == ids
    assert hidden(back)["asks"] == ASKS
    assert hidden(back)["warning"].splitlines() == ["Gọi <b>chị</b> & đợi", "dòng hai"]
    assert "<b>" not in back


@pytest.mark.parametrize(
    ("go", "spoiled", "told", "stage"),
    [
        ("what", {"service": ""}, "Phần này chưa có câu trả lời", "Cần giúp việc gì"),
        ("what", {"service": "MEDIATION"}, "có trong danh sách", "Cần giúp việc gì"),
        ("send", {"consent": "ff" * 16}, "có trong danh sách", "Cần giúp việc gì"),
        ("send", {"consent": "x"}, "có trong danh sách", "Cần giúp việc gì"),
        ("look", {"asks": "  "}, "Phần này chưa có câu trả lời", "Nhờ nơi nhận làm gì"),
        ("send", {"urgency": "NOW"}, "có trong danh sách", "Nhờ nơi nhận làm gì"),
        ("send", {"asks": "x" * 2001}, "Dài quá 1 ký tự", "Nhờ nơi nhận làm gì"),
        ("look", {"language": "xx"}, "có trong danh sách", "Nhờ nơi nhận làm gì"),
    ],
)
def test_a_mistake_stops_at_its_stage_and_loses_nothing(
    commune: TestCommune,
    police: FlaskClient,
    go: str,
    spoiled: dict[str, str],
    told: str,
    stage: str,
) -> None:
    case, consent = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"
    given = FILLED | {"consent": id_to_text(consent), "warning": "đừng gọi"} | spoiled
    answer = step(police, address, read(police, address), go, **given)
    page = text(answer)
    assert answer.status_code == 200
    assert told in page
    assert stage in page
    assert "đừng gọi" in page
    assert sent(commune.house, commune.hand("hung")) == []


@pytest.mark.parametrize("go", ["", "nowhere", "send"])
def test_an_empty_form_sends_nothing(commune: TestCommune, police: FlaskClient, go: str) -> None:
    case, _ = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"
    page = read(police, address)
    assert step(police, address, page, go).status_code == 200
    spoiled = hidden(page) | {"note_id": "x"}
    assert police.post(address, data=spoiled).status_code == 404
    assert sent(commune.house, commune.hand("hung")) == []


def test_a_form_sent_twice_sends_once(commune: TestCommune, police: FlaskClient) -> None:
    case, consent = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"
    page = read(police, address)
    given = FILLED | {"consent": id_to_text(consent)}
    first = step(police, address, page, "send", **given)
    second = step(police, address, page, "send", **given)
    assert first.location == second.location
    assert len(sent(commune.house, commune.hand("hung"))) == 1


def test_a_consent_taken_back_meanwhile_is_said_and_what_was_typed_is_shown(
    commune: TestCommune, police: FlaskClient
) -> None:
    case, consent = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"
    given = FILLED | {"consent": id_to_text(consent)}
    page = text(step(police, address, read(police, address), "look", **given))
    withdraw_consent(commune.house, commune.hand("hung"), case, consent)

    answer = text(step(police, address, page, "send"))
    assert "Chưa có sự đồng ý nào" in answer
    assert ASKS in answer
    assert sent(commune.house, commune.hand("hung")) == []


def test_after_sending_a_person_is_phoned_without_her_name(
    commune: TestCommune, police: FlaskClient
) -> None:
    mai, now = commune.hand("mai"), commune.clock.now()
    shift = Shift(new_id(), mai.keyring.user, "0912345999", now, now + timedelta(hours=8))
    put_on_duty(commune.house, mai, shift)
    address = sent_by_pages(commune, police)

    page = read(police, f"{address}/call")
    assert "tel:0912345999" in page
    assert "Đinh Thị Mai" in page
    assert SURVIVOR.removesuffix(" (mẫu)") not in page

    assert "Ghi tên người đã nói chuyện" in text(press(police, f"{address}/call", outcome="YES"))
    answer = press(police, f"{address}/call", outcome="YES", who="Mai", phone="0912345999")
    assert answer.status_code == 303
    assert "Bên chuyển đã gọi" in read(commune.client("mai"), address)


def test_nobody_opens_for_a_quarter_of_an_hour_and_the_sender_is_told_whom_to_phone(
    commune: TestCommune, police: FlaskClient
) -> None:
    address = sent_by_pages(commune, police, urgency="IMMEDIATE")
    assert "Gọi ngay" not in read(police, "/referrals/sent")
    commune.clock.advance(timedelta(minutes=16))
    police = commune.client("hung")  # the desk has locked meanwhile
    assert "Hơn 15 phút chưa ai mở" in read(police, "/referrals/sent")
    assert "Hơn 15 phút chưa ai mở" in read(police, address)
    assert "Chưa ai mở – gọi ngay" in read(police, "/")


def test_the_files_page_shows_each_referral_with_its_state(
    commune: TestCommune, police: FlaskClient
) -> None:
    address = sent_by_pages(commune, police)
    case = id_to_text(sent(commune.house, commune.hand("hung"))[0].case_id)
    page = read(police, f"/cases/{case}")
    assert address in page
    assert "Đã chuyển, chưa ai mở" in page
