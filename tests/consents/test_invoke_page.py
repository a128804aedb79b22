"""A ground of the law on the page: only what this desk may use, a reason, and a second person."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from casework.access.steps import ConsentState
from casework.cases.consents.reading import list_consents
from casework.kernel.dates import PartialDate
from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import SectionKind
from tests.cases.pages import read
from tests.consents.pages import Walk, file_of, unit_of
from tests.factories.agreements import sections_of
from tests.factories.commune import TestCommune, token_of
from tests.factories.files import LINE, SURVIVOR

WHY = {"reason": "Thấy vết dao trên tay (mẫu)", "audience": "UNIT"}


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune, "ha")


def walk(commune: TestCommune, case: Id, username: str = "ha") -> Walk:
    return Walk(commune.client(username), f"/cases/{id_to_text(case)}/grounds/new")


def incident(commune: TestCommune, case: Id, username: str = "ha") -> str:
    (found,) = sections_of(commune.house, commune.hand(username), case, SectionKind.INCIDENT)
    return id_to_text(found)


def crime(commune: TestCommune, case: Id) -> Walk:
    """Tell the police of signs of a crime, up to the last look."""
    browser = walk(commune, case)
    browser.send(code="CRIME_SIGNS")
    browser.send(recipient=unit_of(commune, "hung"))
    browser.send(sections=incident(commune, case), **WHY)
    return browser


def danger(commune: TestCommune, case: Id) -> Walk:
    """Tell the health station how to find her, up to the last look."""
    browser = walk(commune, case)
    browser.send(code="LIFE_DANGER")
    browser.send(recipient=unit_of(commune, "mai"))
    browser.send(called="mẹ Mẫu", phone="0900 000 000", **WHY)
    return browser


def state(commune: TestCommune, case: Id) -> ConsentState:
    return list_consents(commune.house, commune.hand("ha"), case)[0].state


def review(commune: TestCommune, case: Id) -> str:
    (one,) = list_consents(commune.house, commune.hand("ha"), case)
    return f"/cases/{id_to_text(case)}/grounds/{id_to_text(one.consent_id)}"


def test_only_grounds_that_this_desk_may_use_are_offered(commune: TestCommune, case: Id) -> None:
    page = walk(commune, case).page
    assert 'value="CRIME_SIGNS"' in page
    assert 'value="LIFE_DANGER"' in page
    for code in ("CHILD_REPORT", "AUTHORITY_REQUEST", "NOTICE_CHAIR"):
        assert f'value="{code}"' not in page
    assert "Chỉ bằng công văn" in page
    assert "Chỉ dùng cho trẻ dưới 16 tuổi" in page
    health = file_of(commune, "mai")
    assert 'value="CRIME_SIGNS"' not in walk(commune, health, "mai").page


def test_a_ground_says_to_whom_how_much_on_what_basis_and_how_sure(
    commune: TestCommune, case: Id
) -> None:
    page = walk(commune, case).page
    for said in ("Nhiều nhất:", "Luật 91/2025", "Đi ngay", "Chờ xác nhận", "cần kiểm lại"):
        assert said in page
    assert "chưa kiểm chứng" in page
    assert "checked" not in page[page.index("<main") :]


def test_it_goes_to_its_recipients_and_within_its_ceiling(commune: TestCommune, case: Id) -> None:
    browser = walk(commune, case)
    page = browser.send(code="CRIME_SIGNS")
    assert unit_of(commune, "hung") in page
    assert unit_of(commune, "mai") not in page
    page = browser.send(recipient=unit_of(commune, "mai"))
    assert "Hãy chọn một mục có trong danh sách" in page
    browser.send(recipient=unit_of(commune, "hung"))
    page = browser.send(audience="UNIT")
    assert "Viết lý do" in page
    assert "Chọn ít nhất một phần" in page


def test_a_ground_waits_for_a_second_person_and_then_goes(commune: TestCommune, case: Id) -> None:
    browser = crime(commune, case)
    assert "Chưa chuyển gì khi bấm" in browser.page
    assert browser.post().status_code == browser.post().status_code == 303
    assert state(commune, case) is ConsentState.ASKED
    asker, second = commune.client("ha"), commune.client("nga")
    assert "/grounds/" not in read(asker, "/grounds").split("<main")[1]
    address = review(commune, case)
    assert address in read(second, "/grounds")
    page = read(second, address)
    for said in (WHY["reason"], "Công an xã Mẫu", "Chuyện đã xảy ra"):
        assert said in page
    assert LINE not in page
    assert SURVIVOR not in page
    data = {"csrf_token": token_of(page)}
    assert second.post(f"{address}/confirm", data=data).status_code == 303
    assert second.post(f"{address}/confirm", data=data).status_code == 303
    assert second.post(f"{address}/refuse", data=data).status_code == 409
    assert "Không có gì chờ" in read(second, "/grounds")
    page = read(asker, f"/cases/{id_to_text(case)}/consents")
    assert "Mở cho nơi nhận" in page
    share = address.replace("/grounds/", "/consents/") + "/share"
    assert asker.post(share, data={"csrf_token": token_of(page)}).status_code == 303
    assert WHY["reason"] in read(commune.client("hung"), f"/cases/{id_to_text(case)}/consents")


def test_who_asked_does_not_confirm(commune: TestCommune, case: Id) -> None:
    crime(commune, case).post()
    client = commune.client("ha")
    page = read(client, review(commune, case))
    assert "Việc này không chờ anh/chị" in page
    answer = client.post(f"{review(commune, case)}/confirm", data={"csrf_token": token_of(page)})
    assert answer.status_code == 403
    assert "không tự xác nhận được" in answer.get_data(as_text=True)


def test_danger_goes_at_once_and_a_no_takes_it_back(commune: TestCommune, case: Id) -> None:
    browser = danger(commune, case)
    assert "Đi ngay khi bấm" in browser.page
    assert browser.post().status_code == 303
    nurse, second = commune.client("mai"), commune.client("nga")
    answers = f"/cases/{id_to_text(case)}/consents"
    assert "Nơi nhận đang mở được" in read(nurse, answers)
    page = read(nurse, f"/cases/{id_to_text(case)}")
    assert "do Hội Liên hiệp Phụ nữ xã Mẫu gửi" in page
    assert "0900 000 000" in page.replace("0900000000", "0900 000 000")
    assert SURVIVOR not in page
    page = read(second, review(commune, case))
    sent = second.post(f"{review(commune, case)}/refuse", data={"csrf_token": token_of(page)})
    assert sent.status_code == 303
    assert nurse.get(answers).status_code == 404
    assert "Không được xác nhận" in read(commune.client("ha"), answers)


def test_danger_tells_how_to_find_her_or_is_not_sent(commune: TestCommune, case: Id) -> None:
    browser = walk(commune, case)
    browser.send(code="LIFE_DANGER")
    browser.send(recipient=unit_of(commune, "mai"))
    page = browser.send(**WHY)
    assert "Ghi cách tìm hoặc gọi người ấy" in page
    assert WHY["reason"] in page


def test_a_child_of_an_age_to_speak_is_heard(commune: TestCommune) -> None:
    case = file_of(commune, "ha", PartialDate(2016, 1, 1))
    browser = walk(commune, case)
    browser.send(code="CHILD_REPORT")
    browser.send(recipient=unit_of(commune, "binh"))
    page = browser.send(sections=incident(commune, case), **WHY)
    assert "Ghi lời của chính trẻ" in page
    page = browser.send(sections=incident(commune, case), child_view="Con sợ về nhà", **WHY)
    assert "Đi ngay khi bấm" in page
    assert "Con sợ về nhà" in page


def test_after_a_day_the_coordinator_sees_that_nobody_has_looked(
    commune: TestCommune, case: Id
) -> None:
    danger(commune, case).post()
    assert "Không có gì chờ" in read(commune.client("binh"), "/grounds")
    commune.clock.advance(timedelta(hours=24))
    page = read(commune.client("binh"), "/grounds")
    assert "Quá 24 giờ chưa ai xác nhận" in page
    assert review(commune, case) not in page


def test_another_desk_finds_nothing(commune: TestCommune, case: Id) -> None:
    crime(commune, case).post()
    for username in ("hung", "dung"):
        client = commune.client(username)
        assert client.get(review(commune, case)).status_code == 404
        data = {"csrf_token": token_of(read(client, "/"))}
        for verb in ("confirm", "refuse"):
            assert client.post(f"{review(commune, case)}/{verb}", data=data).status_code == 404
    assert state(commune, case) is ConsentState.ASKED
    assert commune.client("hung").get(f"/cases/{id_to_text(case)}/grounds/new").status_code == 404
    assert commune.client("dung").get(f"/cases/{id_to_text(case)}/grounds/new").status_code == 403


def test_every_stage_is_light(commune: TestCommune, case: Id) -> None:
    browser = walk(commune, case)
    pages = [browser.page, browser.send(code="LIFE_DANGER")]
    pages.append(browser.send(recipient=unit_of(commune, "mai")))
    pages.append(browser.send(called="mẹ Mẫu", **WHY))
    assert max(len(gzip.compress(page.encode())) for page in pages) < 8 * 1024
    assert not [page for page in pages if "<title>Căn cứ · Casework" not in page]
