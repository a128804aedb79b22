"""A no-contact order: asked on her yes or on the law, decided on signed paper, within hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.access.steps import ReferralState
from casework.cases.consents import grounds
from casework.cases.consents.errors import NoLongerInForce, NotAGround
from casework.cases.consents.records import LawReason
from casework.cases.consents.service import withdraw
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, new_id
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
from tests.leadership.scene import file_of

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
