"""An order ends early on signed paper: asked by a form, answered in twelve hours, told aloud."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.audit.pages import page_of_events
from casework.cases.consents import grounds
from casework.cases.consents.errors import NoLongerInForce
from casework.cases.consents.service import withdraw
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership import cancelling, orders
from casework.leadership.cancelling import AskingToCancel
from casework.leadership.errors import NotADecision
from casework.leadership.reading import cancellations_of, content_of, decision_of, open_message
from casework.leadership.records import CANCELLED, KEPT, SURVIVOR, Cancellation, CancelRequest
from casework.leadership.rules import CANCEL
from casework.police.records import Measure
from casework.referrals.errors import MovedOn
from casework.referrals.listing import inbox
from casework.workspace.items import Group, work_of
from tests.factories.commune import MORNING, TestCommune
from tests.factories.pages import read, text
from tests.leadership.scene import file_of, fill
from tests.leadership.test_decide import asked, asking, decided, opened
from tests.police.test_register import ORDER as ENTRY
from tests.police.test_register import at, parts
from tests.referrals.pages import hidden

WHY = "Hai bên đã ở riêng, người ấy tự xin (mẫu)"
REQUEST = CancelRequest(asked_by=SURVIVOR, asked_at=MORNING, reason=WHY, alone="YES")
SIGNED = Cancellation(CANCELLED, "14/QĐ-UBND", MORNING, SURVIVOR, MORNING, WHY)
FORM = {
    "asked_by": "SURVIVOR",
    "asked_at": "23/11/2026 07:30",
    "number": "14/QĐ-UBND",
    "signed_at": "23/11/2026 08:00",
    "text": WHY,
    "sent_to": ["PROTECTED", "POLICE_HEAD"],
    "called": "Gọi người được bảo vệ lúc 8 giờ (mẫu)",
}


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune)


@pytest.fixture
def order(commune: TestCommune, case: Id) -> Id:
    found = asked(commune, case)
    decided(commune, found)
    return found


def ask(commune: TestCommune, order: Id, username: str = "hung", **changes: object) -> Id:
    request = replace(REQUEST, **changes)  # type: ignore[arg-type]  # names and types as in the record
    asking_for = AskingToCancel(new_id(), new_id(), request)
    return cancelling.ask(commune.house, commune.hand(username), order, asking_for)


def sign(
    commune: TestCommune, case: Id, order: Id, signed: Cancellation = SIGNED, username: str = "dung"
) -> None:
    hand = commune.hand(username)
    cancelling.answer(commune.house, hand, order, case, signed, new_id())


def test_twelve_hours_run_from_the_receipt_of_the_form(commune: TestCommune, order: Id) -> None:
    commune.clock.advance(timedelta(hours=2))
    request = ask(commune, order)
    (waiting,) = [f for f in inbox(commune.house, commune.hand("dung")) if f.service == CANCEL]
    assert waiting.due_at == MORNING + timedelta(hours=12)
    items = work_of(commune.house, commune.hand("dung"))
    assert [i.due_at for i in items if i.group is Group.ANSWER] == [waiting.due_at]
    page = open_message(commune.house, commune.hand("dung"), request, CANCEL)
    assert content_of(page, CancelRequest) == replace(REQUEST, order=id_to_text(order))
    with pytest.raises(MovedOn):  # one at a time
        ask(commune, order)


def test_a_cancelled_order_is_over_and_its_request_answered(
    commune: TestCommune, case: Id, order: Id
) -> None:
    request = ask(commune, order)
    for _ in range(2):  # not opened by the chair before, and sent twice
        cancelling.answer(
            commune.house, commune.hand("dung"), order, case, SIGNED, id_from_text("ab" * 16)
        )
    page = opened(commune, order, "thanh")
    assert page.face.state is ReferralState.COMPLETED
    assert cancellations_of(page) == [SIGNED]
    assert decision_of(page) is not None
    told = open_message(commune.house, commune.hand("hung"), request, CANCEL)
    assert told.face.state is ReferralState.ACCEPTED
    for again in (SIGNED, replace(SIGNED, outcome=KEPT)):
        with pytest.raises(MovedOn):
            sign(commune, case, order, again)
    with pytest.raises(MovedOn):
        ask(commune, order)


def test_a_kept_order_stands_and_may_be_asked_about_again(
    commune: TestCommune, case: Id, order: Id
) -> None:
    request = ask(commune, order)
    sign(commune, case, order, replace(SIGNED, outcome=KEPT, text="Còn nguy hiểm (mẫu)"))
    page = opened(commune, order, "hung")
    assert page.face.state is ReferralState.ACCEPTED
    assert page.view is not None  # its keys did not go back with the request's
    told = open_message(commune.house, commune.hand("hung"), request, CANCEL)
    assert told.face.state is ReferralState.DECLINED
    assert ask(commune, order)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": " "},
        {"signed_at": None},
        {"text": ""},
        {"asked_at": None},
        {"asked_at": MORNING + timedelta(minutes=1)},
        {"outcome": "ELSE"},
    ],
)
def test_what_is_no_paper_is_not_entered(
    commune: TestCommune, case: Id, order: Id, changes: dict[str, object]
) -> None:
    wrong = replace(SIGNED, **changes)  # type: ignore[arg-type]  # names and types as in the record
    with pytest.raises(NotADecision):
        sign(commune, case, order, wrong)
    assert opened(commune, order, "dung").face.state is ReferralState.ACCEPTED


def test_only_the_police_pass_it_on_and_only_the_chair_answers(
    commune: TestCommune, case: Id, order: Id
) -> None:
    for username in ("ha", "mai", "binh", "tam", "quang", "thut"):
        with pytest.raises(NotFound):
            ask(commune, order, username)
        with pytest.raises(Forbidden):
            sign(commune, case, order, username=username)
    with pytest.raises(Forbidden):
        ask(commune, order, "dung")
    with pytest.raises(Forbidden):
        sign(commune, case, order, username="hung")
    with pytest.raises(NotADecision):
        ask(commune, order, reason=" ")


def test_without_an_order_or_without_keys_there_is_nothing_to_cancel(
    commune: TestCommune, case: Id, order: Id
) -> None:
    other = orders_waiting(commune, case)
    with pytest.raises(MovedOn):
        ask(commune, other)
    with pytest.raises(MovedOn):
        sign(commune, case, other)
    view = opened(commune, order, "hung").view
    assert view is not None
    withdraw(commune.house, commune.hand("hung"), case, view.agreement.consent_id)
    with pytest.raises((MovedOn, NoLongerInForce)):
        ask(commune, order)


def orders_waiting(commune: TestCommune, case: Id) -> Id:
    """Ask for a second order, which the chair has opened and not decided."""
    found = asked(commune, case)
    opened(commune, found, "dung")
    return found


def test_on_the_pages_the_whole_way(commune: TestCommune, case: Id, order: Id) -> None:
    hung, dung = commune.client("hung"), commune.client("dung")
    fill(hung, at(case, "measure"), **ENTRY)
    address = f"/orders/{id_to_text(order)}"
    assert "Có đơn xin hủy bỏ" in read(hung, address)
    typed = {"asked_by": "SURVIVOR", "asked_at": "23/11/2026 07:30", "reason": WHY}
    wrong = text(fill(hung, f"{address}/cancellations/new", **typed))
    assert "Ghi đã hỏi riêng hay chưa" in wrong
    assert WHY in wrong
    sent = fill(hung, f"{address}/cancellations/new", **typed, alone="NO")
    assert sent.status_code == 303, text(sent)
    assert "đơn xin hủy bỏ quyết định" in read(hung, sent.location)
    request = sent.location.removesuffix("/call")
    assert "Đơn xin hủy bỏ cấm tiếp xúc" in read(hung, f"/cases/{id_to_text(case)}")
    assert "còn 11 giờ" in read(dung, "/chair")
    page = read(dung, request)
    for word in ("Chưa hỏi riêng người ấy", WHY, "TTHC 1.012085", "Không hủy bỏ"):
        assert word in page
    form = read(dung, f"{address}/cancel?asked={request.rsplit('/', 1)[1]}")
    assert "07:30" in form
    short = text(dung.post(f"{address}/cancel", data=hidden(form) | FORM | {"number": ""}))
    assert "Phần này chưa có câu trả lời" in short
    assert WHY in short
    answer = dung.post(f"{address}/cancel", data=hidden(form) | FORM)
    assert answer.status_code == 303, text(answer)
    sheet = read(dung, f"{address}/cancellation")
    assert "14/QĐ-UBND" in sheet
    assert WHY not in sheet
    assert "A Mẫu Núi" not in sheet
    assert newest_action(commune) == Action.PAGE_PRINT
    work = read(commune.client("thanh"), "/")
    assert "Quyết định đã hủy bỏ: ghi kết thúc giám sát" in work
    (record,) = parts(commune, case, Measure.schema)
    fill(hung, at(case, "measure", record), **ENTRY, ended_at="23/11/2026 08:00")
    work = read(commune.client("thanh"), "/")
    assert "ghi kết thúc giám sát" not in work
    assert "đã được hủy bỏ" in work
    assert dung.get(f"{address}/keep").status_code == 409
    assert hung.get(f"{address}/cancellations/new").status_code == 409


def newest_action(commune: TestCommune) -> str:
    with commune.house.database.read() as db:
        return str(page_of_events(db, count=1)[0].action)


@pytest.mark.parametrize(("username", "status"), [("ha", 403), ("binh", 403), ("mai", 403)])
def test_other_desks_see_nothing_of_it(
    commune: TestCommune, order: Id, username: str, status: int
) -> None:
    request, client = id_to_text(ask(commune, order)), commune.client(username)
    address = f"/orders/{id_to_text(order)}"
    assert client.get(f"/cancellations/{request}").status_code == status
    assert client.get(f"{address}/cancellations/new").status_code == status
    assert client.get(f"{address}/cancellation").status_code == status
    assert client.get(f"{address}/cancel").status_code == 404
    assert commune.client("hung").get(f"{address}/cancel").status_code == 404
    assert commune.client("hung").get(f"{address}/cancellation").status_code == 404


def test_an_order_that_rests_on_the_law_is_cancelled_on_the_same_ground(
    commune: TestCommune, case: Id
) -> None:
    one = asking(commune)
    orders.request_order(commune.house, commune.hand("hung"), case, one)
    grounds.confirm(commune.house, commune.hand("thanh"), case, one.ground_id)
    decided(commune, one.referral_id)
    ask(commune, one.referral_id)
    sign(commune, case, one.referral_id)
    assert opened(commune, one.referral_id, "hung").face.state is ReferralState.COMPLETED
