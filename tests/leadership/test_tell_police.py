"""The chair's own order on another desk's notice reaches the police, on the law, and no more."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.audit.events import GroundKind
from casework.cases.restriction import restrict
from casework.cases.service import view_case
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.leadership import supervising
from casework.leadership.records import OrderCopy
from casework.leadership.supervising import Telling
from casework.referrals import service
from casework.referrals.errors import MovedOn
from casework.referrals.reading import open_referral
from casework.referrals.records import Answer, AnswerKind
from casework.workspace.item import Group, WorkItem
from casework.workspace.items import work_of
from tests.consents.pages import user_of
from tests.factories.commune import MORNING, TestCommune, token_of
from tests.factories.files import LINE
from tests.factories.files import SURVIVOR as HER
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.leadership.scene import file_of, fill, told
from tests.leadership.test_own_motion import THREAT, initiate, opened
from tests.referrals.pages import hidden

COPY = OrderCopy(HER, "A Mẫu Núi", "15/QĐ-UBND", MORNING, MORNING + timedelta(days=3), "")


@pytest.fixture
def case(commune: TestCommune) -> Id:
    """A file of the union, which the police do not know."""
    return file_of(commune, "ha")


@pytest.fixture
def order(commune: TestCommune, case: Id) -> str:
    """An order on the chair's own motion, on the notice of the union."""
    notice = told(commune, case, danger="YES", username="ha")
    opened(commune, notice, "dung")
    initiate(commune, notice)
    return id_to_text(notice)


def tell(commune: TestCommune, order: str, **typed: object) -> Id:
    """Tell the police through the page; returns the referral."""
    answer = fill(commune.client("dung"), f"/orders/{order}/police", **typed)
    assert answer.status_code == 303, text(answer)
    return id_from_text(answer.location.split("/")[-2])


FILLED: dict[str, object] = {
    "protected": HER,
    "kept_away": "A Mẫu Núi (mẫu)",
    "number": "15/QĐ-UBND",
    "signed_at": "23/11/2026 08:00",
    "until_at": "26/11/2026 08:00",
    "text": "Không đến gần nhà",
}


def confirm(commune: TestCommune, case: Id, username: str, verb: str = "confirm") -> int:
    """Let somebody confirm or refuse the ground of what the chair tells; returns the status."""
    file = view_case(commune.house, commune.hand("dung"), case)
    (ground,) = [
        one.consent_id
        for one in file.agreements.consents.values()
        if one.ground == "law:NO_CONTACT_SUPERVISION"
    ]
    client = commune.client(username)
    page = client.get("/").get_data(as_text=True)
    address = f"/cases/{id_to_text(case)}/grounds/{id_to_text(ground)}/{verb}"
    return client.post(address, data={"csrf_token": token_of(page)}).status_code


def send(commune: TestCommune, referral: Id, username: str = "dung") -> int:
    client, address = commune.client(username), f"/referrals/{id_to_text(referral)}/send"
    page = client.get("/").get_data(as_text=True)
    return client.post(address, data={"csrf_token": token_of(page)}).status_code


def sent(commune: TestCommune, case: Id, order: str) -> Id:
    """Tell, confirm and send."""
    referral = tell(commune, order, **FILLED)
    assert confirm(commune, case, "binh") == 303
    assert send(commune, referral) == 303
    return referral


def orders_at(commune: TestCommune, username: str, group: Group = Group.ORDERS) -> list[WorkItem]:
    items = work_of(commune.house, commune.hand(username))
    return [item for item in items if item.group is group]


def test_until_the_police_are_told_it_stands_on_the_chairs_first_page(
    commune: TestCommune, order: str
) -> None:
    (item,) = orders_at(commune, "dung")
    assert item.address == f"/orders/{order}/police"
    assert HER not in item.text + item.note
    assert "Báo Công an xã" in read(commune.client("dung"), f"/orders/{order}")
    referral = tell(commune, order, **FILLED)
    assert orders_at(commune, "dung") == []
    (call,) = orders_at(commune, "dung", Group.CALL)
    assert call.address == f"/referrals/{id_to_text(referral)}/call"


def test_the_telephone_does_not_wait_and_who_was_reached_is_written_down(
    commune: TestCommune, order: str
) -> None:
    referral, dung = tell(commune, order, **FILLED), commune.client("dung")
    at = f"/referrals/{id_to_text(referral)}"
    page = read(dung, f"{at}/call")
    assert "không nói tên ai" in page
    assert HER not in page
    assert fill(dung, f"{at}/call", outcome="YES", who="Trực ban (mẫu)", at="").status_code == 303
    page = read(dung, at)
    assert "Trực ban (mẫu)" in page
    assert "Chưa gửi trên máy" in page
    assert newest_event(commune, Action.REFERRAL_REACH).sections


def test_without_a_second_person_the_police_open_nothing(
    commune: TestCommune, case: Id, order: str
) -> None:
    referral = tell(commune, order, **FILLED)
    for username in ("hung", "thanh"):
        client = commune.client(username)
        for address in (f"/referrals/{id_to_text(referral)}", f"/cases/{id_to_text(case)}"):
            assert client.get(address).status_code == 404
    assert send(commune, referral) == 403
    assert confirm(commune, case, "dung") in (403, 404), "who asks does not confirm"
    assert confirm(commune, case, "hung") in (403, 404), "nor who receives"


def test_the_whole_way_from_the_order_to_the_register_of_the_police(
    commune: TestCommune, case: Id, order: str
) -> None:
    referral = sent(commune, case, order)
    event = newest_event(commune, Action.ORDER_TELL)
    assert event.cases == (case,)
    assert event.ground is not None
    assert event.ground.kind is GroundKind.LAW
    hung, at = commune.client("hung"), f"/referrals/{id_to_text(referral)}"
    assert at in read(hung, "/")
    page = read(hung, at)
    for words in (HER, "15/QĐ-UBND", "Không đến gần nhà", "08:00 26/11/2026"):
        assert words in page
    for words in (THREAT, LINE, "Từ chối"):
        assert words not in page, "no word of why, and nothing to decline"
    form = read(hung, f"{at}/accept")
    accepted = hung.post(f"{at}/accept", data=hidden(form) | {"name": HER, "who_helps": "Hùng"})
    assert accepted.status_code == 303, text(accepted)
    (item,) = orders_at(commune, "hung")
    assert item.address == f"/cases/{id_to_text(case)}/police/measure"
    entry = {
        "measure": "M3_NC_CHAIR",
        "decided_by": "Chủ tịch",
        "decided_at": "23/11/2026 08:00",
        "received_at": "23/11/2026 08:00",
    }
    assert fill(hung, item.address, **entry).status_code == 303
    (item,) = orders_at(commune, "hung")
    assert "phân công giám sát" in item.text
    assert item.address != f"/cases/{id_to_text(case)}/police/measure"
    assert "Nhận xử lý" in read(commune.client("dung"), f"/orders/{order}")


def test_the_police_open_the_copy_alone_and_only_while_the_order_lasts(
    commune: TestCommune, case: Id, order: str
) -> None:
    referral = sent(commune, case, order)
    page = open_referral(commune.house, commune.hand("hung"), referral)
    assert page.view is not None
    assert page.view.kinds == (SectionKind.PROTECTION,)
    (part,) = page.view.parts
    assert isinstance(part.content, OrderCopy)
    commune.clock.advance(timedelta(days=3, minutes=1))
    assert commune.client("hung").get(f"/referrals/{id_to_text(referral)}").status_code in (
        404,
        409,
    )


def test_what_the_law_gives_to_the_police_is_not_declined(
    commune: TestCommune, case: Id, order: str
) -> None:
    referral = sent(commune, case, order)
    hung = commune.hand("hung")
    open_referral(commune.house, hung, referral)
    with pytest.raises(Forbidden):
        service.decline(
            commune.house, hung, referral, Answer(AnswerKind.DECLINED, "bận (mẫu)"), new_id()
        )
    assert open_referral(commune.house, hung, referral).face.state is ReferralState.RECEIVED


def test_it_is_told_once_and_after_a_no_again(commune: TestCommune, case: Id, order: str) -> None:
    dung = commune.client("dung")
    page, typed = read(dung, f"/orders/{order}/police"), FILLED
    for _ in range(2):
        assert dung.post(f"/orders/{order}/police", data=hidden(page) | typed).status_code == 303
    assert fill(dung, f"/orders/{order}/police", **typed).status_code == 409
    assert confirm(commune, case, "binh", "refuse") == 303
    assert "supervisions" not in read(dung, f"/orders/{order}")
    assert "Báo Công an xã" in read(dung, f"/orders/{order}")
    tell(commune, order, **typed)


def test_what_is_missing_or_over_is_said_and_nothing_is_lost(
    commune: TestCommune, order: str
) -> None:
    dung, typed = commune.client("dung"), FILLED
    shown = read(dung, f"/orders/{order}/police")
    for words in (HER, "15/QĐ-UBND", "26/11/2026 08:00"):
        assert words in shown, "filled in as it was entered"
    assert THREAT not in shown
    assert len(gzip.compress(shown.encode())) <= 14 * 1024
    wrong: tuple[tuple[dict[str, str], str], ...] = (
        ({"protected": ""}, "Phần này chưa có câu trả lời"),
        ({"number": "x" * 61}, "60"),
        ({"signed_at": "23/11/2031 08:00"}, "chưa đến"),
        ({"until_at": "30/02/2026 08:00"}, "until_at"),
        ({"until_at": "23/11/2026 07:00"}, "đã hết hiệu lực"),
        ({"until_at": "30/11/2026 07:00"}, "không quá 03 ngày"),
    )
    for change, said in wrong:
        answer = fill(dung, f"/orders/{order}/police", **(typed | change))
        assert answer.status_code == 200, change
        assert said in text(answer), change
        assert "A Mẫu Núi (mẫu)" in text(answer)


def test_in_a_restricted_file_officers_and_stand_in_are_named(
    commune: TestCommune, case: Id, order: str
) -> None:
    restrict(commune.house, commune.hand("nga"), case, [commune.hand("ha").keyring.user])
    typed = FILLED
    short = text(fill(commune.client("dung"), f"/orders/{order}/police", **typed))
    assert short.count("Phần này chưa có câu trả lời") >= 2
    named = {"named": user_of(commune, "hung"), "confirmer": user_of(commune, "binh")}
    referral = tell(commune, order, **typed, **named)
    assert confirm(commune, case, "binh") == 303
    assert send(commune, referral) == 303
    read(commune.client("hung"), f"/referrals/{id_to_text(referral)}")
    thanh = commune.client("thanh")
    assert thanh.get(f"/referrals/{id_to_text(referral)}").status_code == 404


def test_only_the_chair_tells_and_only_of_an_own_order_that_stands(
    commune: TestCommune, case: Id, order: str
) -> None:
    for username in ("ha", "hung", "mai", "binh", "tam", "quang", "thut"):
        assert commune.client(username).get(f"/orders/{order}/police").status_code == 404
        telling = Telling(new_id(), new_id(), new_id(), new_id(), new_id(), COPY)
        hand = commune.hand(username)
        with pytest.raises((Forbidden, NotFound)):
            supervising.tell_police(commune.house, hand, id_from_text(order), telling)
    mine = told(commune, file_of(commune), danger="YES")
    opened(commune, mine, "dung")
    assert commune.client("dung").get(f"/orders/{id_to_text(mine)}/police").status_code == 404
    initiate(commune, mine)
    assert orders_at(commune, "dung") != []
    own = [item.address for item in orders_at(commune, "dung")]
    assert f"/orders/{id_to_text(mine)}/police" not in own, "the police read it on their notice"
    telling = Telling(new_id(), new_id(), new_id(), new_id(), new_id(), COPY)
    with pytest.raises(Forbidden):
        supervising.tell_police(commune.house, commune.hand("dung"), mine, telling)


def test_an_order_that_was_cancelled_is_told_to_nobody(
    commune: TestCommune, case: Id, order: str
) -> None:
    dung = commune.client("dung")
    ended = {
        "asked_by": "NOBODY",
        "number": "16/QĐ-UBND",
        "signed_at": "23/11/2026 08:00",
        "text": "Không còn cần (mẫu)",
    }
    assert fill(dung, f"/orders/{order}/cancel", **ended).status_code == 303
    assert orders_at(commune, "dung") == []
    assert dung.get(f"/orders/{order}/police").status_code == 409
    telling = Telling(new_id(), new_id(), new_id(), new_id(), new_id(), COPY)
    with pytest.raises(MovedOn):
        supervising.tell_police(commune.house, commune.hand("dung"), id_from_text(order), telling)
