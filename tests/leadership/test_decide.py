"""A no-contact order: asked on her yes or on the law, decided on signed paper, within hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from casework.access.steps import ReferralState
from casework.cases.consents import grounds
from casework.cases.consents.errors import NoLongerInForce, NotAGround
from casework.cases.consents.records import LawReason
from casework.cases.consents.service import withdraw
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership import orders, rules
from casework.leadership.errors import NotADecision, OutOfScope
from casework.leadership.orders import Asking
from casework.leadership.reading import content_of, decision_of, open_message
from casework.leadership.records import (
    ISSUED,
    REFUSED,
    RETURNED,
    SURVIVOR,
    NoContactDecision,
    NoContactRequest,
)
from casework.leadership.rules import ORDER, Standing
from casework.referrals.errors import MovedOn
from casework.referrals.listing import desk, inbox
from casework.referrals.reading import ReferralPage
from tests.factories.agreements import agreed
from tests.factories.commune import MORNING, TestCommune
from tests.factories.files import SURVIVOR as HER
from tests.factories.pages import read, send, text
from tests.leadership.scene import file_of, fill
from tests.referrals.pages import hidden

ACT = "Cầm rựa đuổi, dọa chém nếu gặp lại (mẫu)"
REQUEST = NoContactRequest(SURVIVOR, HER, "A Mẫu Núi (mẫu)", ACT, told_rights="YES")
LIFE = LawReason(reason="Đã chém hụt một lần, còn giữ rựa (mẫu)")
ORDERED = NoContactDecision(ISSUED, "12/QĐ-UBND", MORNING, None, "Đón con ở cổng trường")


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune)


def asking(commune: TestCommune, consent: Id | None = None, **changes: object) -> Asking:
    one = Asking(
        referral_id=new_id(),
        ground_id=new_id(),
        reason_id=new_id(),
        request_id=new_id(),
        note_id=new_id(),
        chair=commune.hand("dung").keyring.unit,
        request=REQUEST,
        where=Standing.COVERED,
        consent=consent,
        reason=LIFE,
    )
    return replace(one, **changes)  # type: ignore[arg-type]  # names and types as in Asking


def asked(commune: TestCommune, case: Id) -> Id:
    """Ask on her yes; returns the request."""
    chair = commune.hand("dung").keyring.unit
    consent = agreed(commune.house, commune.hand("hung"), case, chair)
    one = asking(commune, consent)
    return orders.request_order(commune.house, commune.hand("hung"), case, one)


def opened(commune: TestCommune, order: Id, username: str) -> ReferralPage:
    return open_message(commune.house, commune.hand(username), order, ORDER)


def decided(commune: TestCommune, order: Id, decision: NoContactDecision = ORDERED) -> None:
    opened(commune, order, "dung")
    orders.decide(commune.house, commune.hand("dung"), order, decision, new_id())


def test_on_her_yes_it_goes_at_once_and_twelve_hours_run(commune: TestCommune, case: Id) -> None:
    order = asked(commune, case)
    (face,) = inbox(commune.house, commune.hand("dung"))
    assert face.due_at == MORNING + timedelta(hours=12)
    assert content_of(opened(commune, order, "dung"), NoContactRequest) == REQUEST


def test_on_the_law_a_second_person_confirms_first(commune: TestCommune, case: Id) -> None:
    one = asking(commune)
    order = orders.request_order(commune.house, commune.hand("hung"), case, one)
    assert inbox(commune.house, commune.hand("dung")) == []
    with pytest.raises(NotFound):
        opened(commune, order, "dung")
    commune.clock.advance(timedelta(minutes=30))
    grounds.confirm(commune.house, commune.hand("thanh"), case, one.ground_id)
    (face,) = inbox(commune.house, commune.hand("dung"))
    assert face.due_at == MORNING + timedelta(hours=12, minutes=30)
    assert content_of(opened(commune, order, "dung"), NoContactRequest) == REQUEST


def test_a_refused_ground_never_reaches_the_chair(commune: TestCommune, case: Id) -> None:
    one = asking(commune)
    order = orders.request_order(commune.house, commune.hand("hung"), case, one)
    grounds.refuse(commune.house, commune.hand("thanh"), case, one.ground_id)
    with pytest.raises(NoLongerInForce):
        orders.send_request(commune.house, commune.hand("hung"), order)
    assert opened(commune, order, "hung").face.state is ReferralState.WITHDRAWN


def test_what_is_withdrawn_is_dead_at_the_chairs_next_click(commune: TestCommune, case: Id) -> None:
    order = asked(commune, case)
    page = opened(commune, order, "dung")
    assert page.view is not None
    withdraw(commune.house, commune.hand("hung"), case, page.view.agreement.consent_id)
    with pytest.raises(NotFound):
        opened(commune, order, "dung")
    with pytest.raises((NotFound, MovedOn)):
        orders.decide(commune.house, commune.hand("dung"), order, ORDERED, new_id())
    consent = page.view.agreement.consent_id
    with pytest.raises(NoLongerInForce):
        orders.request_order(commune.house, commune.hand("hung"), case, asking(commune, consent))


def test_the_police_read_the_order_and_its_end(commune: TestCommune, case: Id) -> None:
    order = asked(commune, case)
    record_id = new_id()
    opened(commune, order, "dung")
    for _ in range(2):  # sent twice, entered once
        orders.decide(commune.house, commune.hand("dung"), order, ORDERED, record_id)
    with pytest.raises(MovedOn):
        orders.decide(commune.house, commune.hand("dung"), order, ORDERED, new_id())
    page = opened(commune, order, "thanh")
    assert decision_of(page) == ORDERED
    assert page.face.state is ReferralState.ACCEPTED
    assert len(page.answers) == 1


@pytest.mark.parametrize("outcome", [REFUSED, RETURNED])
def test_without_an_order_the_chair_keeps_its_answer_and_not_the_request(
    commune: TestCommune, case: Id, outcome: str
) -> None:
    order = asked(commune, case)
    decided(commune, order, replace(ORDERED, outcome=outcome, text="Thiếu giờ xảy ra (mẫu)"))
    chair = opened(commune, order, "dung")
    assert chair.view is None
    assert decision_of(chair) is not None
    police = decision_of(opened(commune, order, "hung"))
    assert police is not None
    assert police.text == "Thiếu giờ xảy ra (mẫu)"


@pytest.mark.parametrize(
    "changes",
    [
        {"number": " "},
        {"signed_at": None},
        {"until_at": MORNING},
        {"until_at": MORNING + timedelta(days=4)},
        {"outcome": REFUSED, "text": ""},
        {"outcome": RETURNED, "text": " "},
        {"outcome": "ELSE"},
    ],
)
def test_what_is_no_decision_is_not_entered(
    commune: TestCommune, case: Id, changes: dict[str, object]
) -> None:
    order = asked(commune, case)
    wrong = replace(ORDERED, **changes)  # type: ignore[arg-type]  # names and types as in the record
    with pytest.raises(NotADecision):
        decided(commune, order, wrong)
    assert decision_of(opened(commune, order, "hung")) is None


def test_three_days_unless_the_paper_says_a_date(commune: TestCommune) -> None:
    codes, signed = commune.house.codes, datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # 10:00
    assert rules.ends_at(codes, signed, None) == signed + timedelta(hours=72)
    midnight = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)  # the end of 26/11
    assert rules.ends_at(codes, signed, midnight) == midnight
    assert not rules.is_too_long(codes, signed, midnight)
    assert rules.is_too_long(codes, signed, midnight + timedelta(minutes=1))


@pytest.mark.parametrize("username", ["ha", "mai", "binh", "dung", "tam", "quang", "thut"])
def test_only_the_police_ask_and_only_the_chair_decides(
    commune: TestCommune, case: Id, username: str
) -> None:
    with pytest.raises(Forbidden):
        orders.request_order(commune.house, commune.hand(username), case, asking(commune))
    order = asked(commune, case)
    opened(commune, order, "dung")
    if username != "dung":
        with pytest.raises(NotFound):
            orders.decide(commune.house, commune.hand(username), order, ORDERED, new_id())
        with pytest.raises(NotFound):
            opened(commune, order, username)
    with pytest.raises(Forbidden):
        orders.decide(commune.house, commune.hand("hung"), order, ORDERED, new_id())


def test_outside_the_law_or_without_a_reason_nothing_is_asked(
    commune: TestCommune, case: Id
) -> None:
    hung = commune.hand("hung")
    with pytest.raises(OutOfScope):
        orders.request_order(commune.house, hung, case, asking(commune, where=Standing.OUTSIDE))
    with pytest.raises(NotAGround):
        orders.request_order(commune.house, hung, case, asking(commune, reason=LawReason()))
    other = agreed(commune.house, hung, case, commune.hand("mai").keyring.unit)
    with pytest.raises(Forbidden):
        orders.request_order(commune.house, hung, case, asking(commune, other))
    assert desk(commune.house, hung).sent == []


# the pages


FORM = {
    "asked_by": "SURVIVOR",
    "protected": HER,
    "kept_away": "A Mẫu Núi",
    "act": ACT,
    "told_rights": "YES",
}


def new_address(case: Id) -> str:
    return f"/cases/{id_to_text(case)}/orders/new"


def asked_by_pages(commune: TestCommune, client: FlaskClient, case: Id) -> str:
    chair = commune.hand("dung").keyring.unit
    consent = agreed(commune.house, commune.hand("hung"), case, chair)
    answer = fill(client, new_address(case), **FORM, basis=id_to_text(consent))
    assert answer.status_code == 303, text(answer)
    return answer.location.removesuffix("/call")


def test_the_chair_sees_the_request_the_hours_left_and_three_buttons(
    commune: TestCommune, case: Id
) -> None:
    hung, dung = commune.client("hung"), commune.client("dung")
    order = asked_by_pages(commune, hung, case)
    assert "đề nghị Chủ tịch ra quyết định cấm tiếp xúc" in read(hung, f"{order}/call")
    commune.clock.advance(timedelta(hours=9, minutes=30))
    dung = commune.client("dung")
    assert "còn 2 giờ" in read(dung, "/chair")
    page = read(dung, order)
    for word in ("còn 2 giờ", "Đ25.2", ACT, "Ra quyết định", "Trả lại", "Không ra quyết định"):
        assert word in page
    given = {"number": "12/QĐ-UBND", "signed_at": "23/11/2026 17:00", "sent_to": "POLICE_HEAD"}
    answer = fill(dung, f"{order}/decide", **given)
    assert answer.status_code == 303, text(answer)
    seen = read(commune.client("thanh"), order)
    assert "12/QĐ-UBND" in seen
    assert "còn 2 ngày" in seen
    assert dung.get(f"{order}/refuse").status_code == 409


def test_sent_back_it_keeps_its_hours_and_what_was_typed(commune: TestCommune, case: Id) -> None:
    hung, dung = commune.client("hung"), commune.client("dung")
    order = asked_by_pages(commune, hung, case)
    read(dung, order)
    assert fill(dung, f"{order}/return", text="Ghi giờ xảy ra").status_code == 303
    commune.clock.advance(timedelta(minutes=5))
    assert "Ghi giờ xảy ra" in read(hung, order)
    form = read(hung, new_address(case))
    assert ACT in form
    assert "12 giờ vẫn tính từ 08:00 23/11/2026" in form
    again = asked_by_pages(commune, hung, case)
    page = opened(commune, id_from_text(again.rsplit("/", 1)[1]), "dung")
    assert page.face.due_at == MORNING + timedelta(hours=12)


@pytest.mark.parametrize(
    ("verb", "fields", "words"),
    [
        ("decide", {}, "Phần này chưa có câu trả lời"),
        ("decide", {"number": "1", "signed_at": "23/11/2027 08:00"}, "chưa đến"),
        (
            "decide",
            {"number": "1", "signed_at": "23/11/2026 08:00", "until_at": "30/11/2026 08:00"},
            "không quá 03 ngày",
        ),
        ("refuse", {"number": "1", "signed_at": "23/11/2026 08:00"}, "chưa có câu trả lời"),
        ("return", {"text": "x" * 1001}, "Dài quá 1 ký tự"),
    ],
)
def test_the_chair_is_told_what_is_wrong_and_loses_nothing(
    commune: TestCommune, case: Id, verb: str, fields: dict[str, str], words: str
) -> None:
    order = f"/orders/{id_to_text(asked(commune, case))}"
    dung = commune.client("dung")
    read(dung, order)
    kept = {"text": "giữ câu này"} if verb == "decide" else {}
    page = text(fill(dung, f"{order}/{verb}", **(kept | fields)))
    assert words in page
    assert all(word in page for word in kept.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"basis": ""}, "Phần này chưa có câu trả lời"),
        ({"basis": "f" * 32}, "Hãy chọn một mục có trong danh sách"),
        ({"basis": "LAW"}, "Ghi vì sao đe dọa tính mạng"),
        ({"act": ""}, "Phần này chưa có câu trả lời"),
        ({"asked_by": "ME"}, "Hãy chọn một mục có trong danh sách"),
    ],
)
def test_the_police_are_told_what_is_wrong(
    commune: TestCommune, case: Id, changes: dict[str, str], words: str
) -> None:
    hung = commune.client("hung")
    page = text(fill(hung, new_address(case), **(FORM | changes)))
    assert words in page
    assert "A Mẫu Núi" in page


def test_a_second_chair_is_told_who_was_first(commune: TestCommune, case: Id) -> None:
    order = asked(commune, case)
    address = f"/orders/{id_to_text(order)}"
    dung = commune.client("dung")
    read(dung, address)
    form = read(dung, f"{address}/return")
    decided(commune, order)
    answer = dung.post(f"{address}/return", data=hidden(form) | {"text": "câu đã gõ"})
    assert answer.status_code == 409
    assert "câu đã gõ" in text(answer)


@pytest.mark.parametrize(("username", "status"), [("ha", 403), ("mai", 403), ("binh", 403)])
def test_other_desks_see_no_request(
    commune: TestCommune, case: Id, username: str, status: int
) -> None:
    order = f"/orders/{id_to_text(asked(commune, case))}"
    client = commune.client(username)
    assert client.get(order).status_code == status
    assert client.get(new_address(case)).status_code == status
    home = read(client, "/")
    for verb in ("decide", "refuse", "return", "send"):
        assert send(client, f"{order}/{verb}", home).status_code == status
