"""The receiver's pages: what was handed over and nothing else, answered once, ended plainly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.cases.consents.service import withdraw as withdraw_consent
from casework.demo.cast import CAST, Player
from casework.kernel.ids import id_to_text
from casework.referrals.listing import inbox, sent
from tests.factories.commune import TestCommune, token_of
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read, text
from tests.referrals.pages import ASKS, FILLED, hidden, press, sent_by_pages, shared_file, step

VERBS = ("accept", "decline", "start", "answer", "complete", "withdraw", "call")
ENDED = "Việc chia sẻ đã kết thúc"


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


@pytest.fixture
def health(commune: TestCommune) -> FlaskClient:
    return commune.client("mai")


def case_of(commune: TestCommune) -> str:
    """Return the address of the only case that the police has referred."""
    return f"/cases/{id_to_text(sent(commune.house, commune.hand('hung'))[0].case_id)}"


def press_start(client: FlaskClient, address: str) -> int:
    """Press the button that begins the service."""
    page = read(client, address)
    return client.post(f"{address}/start", data={"csrf_token": token_of(page)}).status_code


def test_the_whole_road_from_police_to_health(
    commune: TestCommune, police: FlaskClient, health: FlaskClient
) -> None:
    case, consent = shared_file(commune)
    file = f"/cases/{id_to_text(case)}"
    assert health.get(file).status_code == 404
    form = f"{file}/referrals/new"
    given = FILLED | {"consent": id_to_text(consent)}
    address = step(police, form, read(police, form), "send", **given).location
    address = address.removesuffix("/call")

    assert address in read(health, "/referrals")
    assert address in read(health, "/")
    page = read(health, address)
    assert ASKS in page
    assert SURVIVOR in page
    assert "Bà Kín" not in page
    assert health.get(file).status_code == 404

    assert SURVIVOR in read(health, f"{address}/accept")
    answer = press(health, f"{address}/accept", name="Y Blơi của trạm (mẫu)", who_helps="Chị Mai")
    assert answer.status_code == 303
    assert "Y Blơi của trạm (mẫu)" in read(health, "/cases")
    assert "Y Blơi của trạm (mẫu)" in read(health, file)
    assert "Đến gặp: Chị Mai" in read(police, address)

    assert press_start(health, address) == 303
    assert press(health, f"{address}/answer", text="Đã khám xong (mẫu)").status_code == 303
    done = press(health, f"{address}/complete", outcome="SERVED", text="Hẹn lại thứ Hai (mẫu)")
    assert done.status_code == 303
    page = read(police, address)
    assert "Đã khám xong (mẫu)" in page
    assert "Hẹn lại thứ Hai (mẫu)" in page
    assert "Hoàn thành: đã được phục vụ" in page
    assert "Trả lời vừa về" in read(police, "/")
    assert inbox(commune.house, commune.hand("mai")) == []


@pytest.mark.parametrize("player", CAST, ids=lambda player: player.username)
def test_nobody_else_comes_near_it(
    commune: TestCommune, police: FlaskClient, player: Player
) -> None:
    username = player.username
    if username in ("hung", "thanh", "mai", "khanh"):
        return
    address = sent_by_pages(commune, police)
    client = commune.client(username)
    token = token_of(read(client, "/"))
    assert client.get(address).status_code in (403, 404)
    for verb in VERBS:
        fields = {"csrf_token": token, "answer_id": "ab" * 16, "record_id": "cd" * 16}
        fields |= {"text": "x", "outcome": "SERVED"}
        door = f"{address}/{verb}"
        for answer in (client.get(door), client.post(door, data=fields)):
            assert answer.status_code in (403, 404, 405), (verb, answer.status_code)
            assert ASKS not in text(answer)
    assert [face.state for face in inbox(commune.house, commune.hand("mai"))] == ["SENT"]


def test_each_desk_takes_its_own_steps_only(
    commune: TestCommune, police: FlaskClient, health: FlaskClient
) -> None:
    address = sent_by_pages(commune, police)
    read(health, address)
    for client, verbs in ((police, VERBS[:5]), (health, ("withdraw", "call"))):
        token = token_of(read(client, "/"))
        for verb in verbs:
            fields = {"csrf_token": token, "answer_id": "ab" * 16, "record_id": "cd" * 16}
            fields |= {"text": "x", "outcome": "SERVED" if verb == "complete" else "NO"}
            got = client.post(f"{address}/{verb}", data=fields)
            assert got.status_code in (403, 404), (verb, got.status_code)
    assert [face.state for face in inbox(commune.house, commune.hand("mai"))] == ["RECEIVED"]


def test_the_desk_may_link_it_to_a_file_of_its_own(
    commune: TestCommune, police: FlaskClient, health: FlaskClient
) -> None:
    own = opened_file(commune.house, commune.hand("mai"), name="Y Cũ (mẫu)")
    address = sent_by_pages(commune, police)
    assert "Y Cũ (mẫu)" in read(health, f"{address}/accept")
    refused = press(health, f"{address}/accept", known_as="ff" * 16, text="giữ lại chữ này")
    assert "có trong danh sách" in text(refused)
    assert "giữ lại chữ này" in text(refused)
    answer = press(health, f"{address}/accept", known_as=id_to_text(own), name="")
    assert answer.status_code == 303
    assert read(health, "/cases").count("Y Cũ (mẫu)") == 2


def test_an_older_file_of_the_desk_is_looked_for_and_nothing_typed_is_lost(
    commune: TestCommune, police: FlaskClient, health: FlaskClient
) -> None:
    own = opened_file(commune.house, commune.hand("mai"), name="Y Hlim (mẫu)")
    address = sent_by_pages(commune, police)

    page = press(health, f"{address}/accept", find="1", look_for="hlim", text="giữ chữ này")

    assert "Tìm thấy 1 hồ sơ" in text(page)
    assert "giữ chữ này" in text(page)
    assert "Không tìm thấy" in text(press(health, f"{address}/accept", find="1", look_for="xyz"))
    assert "danh sách" in text(press(health, f"{address}/accept", known_as="../x"))
    linked = press(health, f"{address}/accept", look_for="xyz", known_as=id_to_text(own), name="")
    assert linked.status_code == 303


def test_a_decline_needs_a_reason_and_shuts_what_came(
    commune: TestCommune, police: FlaskClient, health: FlaskClient
) -> None:
    address = sent_by_pages(commune, police)
    assert "Phần này chưa có câu trả lời" in text(press(health, f"{address}/decline", text=" "))
    assert press(health, f"{address}/decline", text="Máy hỏng (mẫu)").status_code == 303
    page = read(health, address)
    assert ASKS not in page
    assert SURVIVOR not in page
    assert "Máy hỏng (mẫu)" in read(police, address)


def test_the_second_of_two_who_accept_is_told_and_keeps_what_was_typed(
    commune: TestCommune, police: FlaskClient, health: FlaskClient
) -> None:
    address = sent_by_pages(commune, police)
    colleague = commune.client("khanh")
    page = read(colleague, f"{address}/decline")
    assert press(health, f"{address}/accept", name="Y (mẫu)").status_code == 303
    late = colleague.post(f"{address}/decline", data=hidden(page) | {"text": "Đã gõ dài (mẫu)"})
    assert late.status_code == 409
    assert "vừa được người khác xử lý" in text(late)
    assert "Đã gõ dài (mẫu)" in text(late)
    assert colleague.get(f"{address}/accept").status_code == 409


def test_a_form_sent_twice_answers_once(
    commune: TestCommune, police: FlaskClient, health: FlaskClient
) -> None:
    address = sent_by_pages(commune, police)
    press(health, f"{address}/accept", name="Y (mẫu)")
    page = read(health, f"{address}/answer")
    for _ in range(2):
        sent_off = health.post(f"{address}/answer", data=hidden(page) | {"text": "Một lần (mẫu)"})
        assert sent_off.status_code == 303
    assert read(police, address).count("Một lần (mẫu)") == 1


@pytest.mark.parametrize("accepted", ["", "accepted"])
@pytest.mark.parametrize("by", ["sender", "consent"])
def test_a_withdrawal_ends_it_at_the_receivers_next_click(
    commune: TestCommune, police: FlaskClient, health: FlaskClient, by: str, accepted: str
) -> None:
    case, consent = shared_file(commune)
    form = f"/cases/{id_to_text(case)}/referrals/new"
    given = FILLED | {"consent": id_to_text(consent)}
    gone = step(police, form, read(police, form), "send", **given).location
    address = gone.removesuffix("/call")
    verb = "complete" if accepted else "accept"
    if accepted:
        press(health, f"{address}/accept", name="Y (mẫu)")
    open_tab = hidden(read(health, f"{address}/{verb}"))

    if by == "sender":
        assert press(police, f"{address}/withdraw").status_code == 303
    else:
        withdraw_consent(commune.house, commune.hand("hung"), case, consent)

    clicks = [health.get(address), health.get(f"{address}/{verb}")]
    clicks.append(health.post(f"{address}/{verb}", data=open_tab | {"outcome": "SERVED"}))
    for click in clicks:
        assert click.status_code == 404
        assert ENDED in text(click)
        assert ASKS not in text(click)
        assert "đồng ý" not in text(click)
    assert address not in read(health, "/referrals")
    assert "Đã kết thúc" in read(police, address)


@pytest.mark.parametrize(
    ("verb", "fields", "told"),
    [
        ("complete", {"outcome": ""}, "Phần này chưa có câu trả lời"),
        ("complete", {"outcome": "HEALED"}, "có trong danh sách"),
        ("answer", {"text": ""}, "Phần này chưa có câu trả lời"),
        ("answer", {"text": "x" * 2001}, "Dài quá 1 ký tự"),
    ],
)
def test_a_mistake_in_an_answer_is_said(
    commune: TestCommune,
    police: FlaskClient,
    health: FlaskClient,
    verb: str,
    fields: dict[str, str],
    told: str,
) -> None:
    address = sent_by_pages(commune, police)
    press(health, f"{address}/accept", name="Y (mẫu)")
    assert told in text(press(health, f"{address}/{verb}", **fields))
    assert press(health, f"{address}/{verb}", **{**fields, "answer_id": "z"}).status_code == 404


def test_what_rises_shows_coordination_a_number_and_a_time_only(
    commune: TestCommune, police: FlaskClient
) -> None:
    address = sent_by_pages(commune, police)
    coordinator = commune.client("binh")
    assert "Mọi phiếu đều đã có người trả lời" in read(coordinator, "/referrals/risen")
    commune.clock.advance(timedelta(hours=15))
    coordinator = commune.client("binh")
    page = read(coordinator, "/referrals/risen")
    number = sent(commune.house, commune.hand("hung"))[0].number
    assert number in page
    assert "Trạm Y tế" in page
    assert "Khám, điều trị" not in page
    assert address not in page
    assert number in read(coordinator, "/")
    assert commune.client("thanh").get("/referrals/risen").status_code == 403
