"""A newcomer comes in by a code, and only the manager who heard the words lets them in."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient

from casework.accounts import passphrases, service
from casework.kernel.kinds import Role
from tests.factories.commune import TestCommune, token_of
from tests.factories.pages import read, send, text


def _invite(commune: TestCommune, manager: FlaskClient) -> str:
    page = text(send(manager, "/unit/invite", read(manager, "/unit"), role="worker"))
    found = re.search(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", page)
    assert found is not None
    return found[0]


def _words(page: str) -> list[str]:
    return re.findall(r"<li>([a-z]+)</li>", page)


def _person(code: str, password: str, **more: str) -> dict[str, str]:
    given = {"name": "Người Mới (mẫu)", "username": "moi", "password": password}
    return {"step": "person", "code": code, **given, "password_again": password} | more


def test_a_newcomer_is_let_in_by_the_words_both_sides_see(commune: TestCommune) -> None:
    manager, newcomer = commune.client("thanh"), commune.client()
    code = _invite(commune, manager)
    page = text(send(newcomer, "/join", code=code.lower().replace("-", " ")))
    assert "Công an xã Mẫu" in page
    assert f'value="{code.lower()}"' not in newcomer.get("/join").get_data(as_text=True)
    password = passphrases.offer()
    answer = send(newcomer, "/join", page, **_person(code, password))
    assert answer.location == "/join/done"
    words = _words(read(newcomer, "/join/done"))
    assert len(words) == 8
    assert send(newcomer, "/login", username="moi", password=password).status_code == 401

    unit = read(manager, "/unit")
    assert _words(unit) == words
    approve = re.search(r"/unit/joinings/[0-9a-f]{32}/approve", unit)
    assert approve is not None
    assert send(manager, approve[0], unit, words=" ".join(words)).location == "/unit"
    assert send(newcomer, "/login", username="moi", password=password).status_code == 303
    assert "Công an xã Mẫu" in read(newcomer, "/")


def test_who_is_turned_away_never_comes_in_and_the_code_is_spent(commune: TestCommune) -> None:
    code = service.invite(commune.house, commune.hand("thanh"), Role.WORKER)
    newcomer, password = commune.client(), passphrases.offer()
    page = text(send(newcomer, "/join", code=code))
    send(newcomer, "/join", page, **_person(code, password))
    manager = commune.client("thanh")
    unit = read(manager, "/unit")
    away = re.search(r"/unit/joinings/[0-9a-f]{32}/turn-away", unit)
    assert away is not None
    send(manager, away[0], unit)
    assert send(newcomer, "/login", username="moi", password=password).status_code == 401
    assert "đã được dùng hoặc đã quá hạn" in text(send(newcomer, "/join", code=code))


def test_a_code_ends_after_a_day_and_is_swept(commune: TestCommune) -> None:
    code = service.invite(commune.house, commune.hand("thanh"), Role.WORKER)
    commune.clock.advance(timedelta(hours=24, seconds=1))
    assert service.find_invitation(commune.house, code) is None
    with commune.house.database.write() as db:
        service.sweep_joinings(db, commune.clock.now())
        db.commit()
    assert service.people(commune.house, commune.hand("thanh")).unanswered == []


def test_an_unused_code_can_be_taken_back(commune: TestCommune) -> None:
    manager = commune.client("thanh")
    code = _invite(commune, manager)
    unit = read(manager, "/unit")
    away = re.search(r"/unit/joinings/[0-9a-f]{32}/turn-away", unit)
    assert away is not None
    send(manager, away[0], unit)
    assert service.find_invitation(commune.house, code) is None


def test_mistakes_keep_what_was_typed_but_no_password(commune: TestCommune) -> None:
    code = service.invite(commune.house, commune.hand("thanh"), Role.WORKER)
    client, password = commune.client(), passphrases.offer()
    page = text(send(client, "/join", code=code))
    for wrong, said in (
        ({"password_again": "khác"}, "Hai lần gõ chưa giống nhau"),
        ({"username": "Đặng"}, "chữ thường không dấu"),
        ({"username": "hung"}, "đã có người dùng"),
        ({"password": "Xaphuong@2026", "password_again": "Xaphuong@2026"}, "Cần ít nhất 14"),
    ):
        answer = send(client, "/join", page, **(_person(code, password) | wrong))
        shown = text(answer)
        assert (answer.status_code, said in shown) == (400, True), wrong
        assert 'value="Người Mới (mẫu)"' in shown
        assert password not in shown.replace('name="offered_passphrase"', "")


def test_another_offer_keeps_the_name(commune: TestCommune) -> None:
    code = service.invite(commune.house, commune.hand("thanh"), Role.WORKER)
    client = commune.client()
    page = text(send(client, "/join", code=code))
    fields = _person(code, "", step="offer")
    shown = text(client.post("/join", data={"csrf_token": token_of(page), **fields}))
    assert 'value="Người Mới (mẫu)"' in shown
    assert "Chưa lưu được" not in shown


def test_a_mistyped_code_says_so_beside_the_field(commune: TestCommune) -> None:
    answer = send(commune.client(), "/join", code="AAAA-BBBB")
    assert answer.status_code == 400
    assert "Mã vừa nhập chưa đúng" in text(answer)


def test_nobody_sees_words_without_having_joined(commune: TestCommune) -> None:
    assert commune.client().get("/join/done").location == "/join"


def test_two_newcomers_cannot_take_one_name(commune: TestCommune) -> None:
    hand = commune.hand("thanh")
    codes = [service.invite(commune.house, hand, Role.WORKER) for _ in range(2)]
    client = commune.client()
    for code, status in zip(codes, (303, 400), strict=True):
        page = text(send(client, "/join", code=code))
        assert (
            send(client, "/join", page, **_person(code, passphrases.offer())).status_code == status
        )


def test_only_managers_see_the_unit_and_only_their_own(commune: TestCommune) -> None:
    assert commune.client("hung").get("/unit").status_code == 403
    service.invite(commune.house, commune.hand("khanh"), Role.WORKER)
    waiting = service.people(commune.house, commune.hand("khanh")).unanswered[0]
    manager = commune.client("thanh")
    address = f"/unit/joinings/{waiting.joining_id.hex()}/turn-away"
    assert send(manager, address, read(manager, "/unit")).status_code == 404
    assert len(service.people(commune.house, commune.hand("khanh")).unanswered) == 1
