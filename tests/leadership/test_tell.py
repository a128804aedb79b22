"""The chair is told the least, on the law's ground, with a second person's yes; danger at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.cases.consents import grounds
from casework.cases.consents.errors import NoLongerInForce, NotAGround, NotTheSecondPerson
from casework.cases.consents.records import LawReason
from casework.cases.service import view_case
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.leadership.errors import OutOfScope
from casework.leadership.notices import know_notice, send_notice, write_notice
from casework.leadership.reading import content_of, open_message
from casework.leadership.records import Notice
from casework.leadership.rules import NOTICE, Standing
from casework.referrals.errors import MovedOn
from casework.referrals.listing import desk, inbox, risen
from casework.referrals.reading import ReferralPage
from casework.referrals.records import Answer, AnswerKind, Reached
from casework.referrals.sending import reach
from casework.vault.desk import Hand
from casework.vault.errors import NoKey
from casework.vault.sections import key_of
from casework.vault.survey import SectionRows, survey_case
from tests.factories.commune import TestCommune
from tests.leadership.scene import DONE, file_of, telling, told


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune)


def opened(commune: TestCommune, notice: Id, username: str) -> ReferralPage:
    return open_message(commune.house, commune.hand(username), notice, NOTICE)


def ground_of(commune: TestCommune, notice: Id, username: str = "hung") -> Id:
    page = opened(commune, notice, username)
    assert page.view is not None
    return page.view.agreement.consent_id


def confirm(commune: TestCommune, case: Id, notice: Id, username: str) -> None:
    ground = ground_of(commune, notice)
    grounds.confirm(commune.house, commune.hand(username), case, ground)


def last_action(commune: TestCommune) -> str:
    with commune.house.database.read() as db:
        query = text("SELECT action FROM audit_events ORDER BY idx DESC LIMIT 1")
        return str(db.execute(query).scalar_one())


def test_nothing_reaches_the_chair_before_a_second_person_confirms(
    commune: TestCommune, case: Id
) -> None:
    notice = told(commune, case)
    assert last_action(commune) == Action.NOTICE_WRITE
    assert inbox(commune.house, commune.hand("dung")) == []
    with pytest.raises(NotFound):
        opened(commune, notice, "dung")
    with pytest.raises(NoLongerInForce):
        send_notice(commune.house, commune.hand("hung"), notice)
    assert [face.referral_id for face in desk(commune.house, commune.hand("thanh")).drafts] == [
        notice
    ]


def test_the_second_persons_yes_sends_it_in_the_same_event(commune: TestCommune, case: Id) -> None:
    notice = told(commune, case)
    commune.clock.advance(timedelta(minutes=20))
    before = commune.house.ledger.checkpoint().checkpoint.size
    ground = ground_of(commune, notice)
    grounds.confirm(commune.house, commune.hand("thanh"), case, ground)
    assert commune.house.ledger.checkpoint().checkpoint.size == before + 2  # opened, confirmed
    (face,) = inbox(commune.house, commune.hand("dung"))
    assert face.sent_at == face.due_at == commune.clock.now()
    page = opened(commune, notice, "dung")
    read = content_of(page, Notice)
    assert read is not None
    assert read.done == DONE
    assert page.face.state is ReferralState.RECEIVED


def test_who_asks_does_not_confirm(commune: TestCommune, case: Id) -> None:
    notice = told(commune, case)
    with pytest.raises(NotTheSecondPerson):
        confirm(commune, case, notice, "hung")
    for stranger in ("mai", "dung", "binh"):
        with pytest.raises(NotFound):
            confirm(commune, case, notice, stranger)
    assert inbox(commune.house, commune.hand("dung")) == []


def test_danger_goes_at_once_and_a_refusal_takes_it_back(commune: TestCommune, case: Id) -> None:
    notice = told(commune, case, danger="YES")
    (face,) = inbox(commune.house, commune.hand("dung"))
    assert face.referral_id == notice
    assert content_of(opened(commune, notice, "dung"), Notice) is not None
    grounds.refuse(commune.house, commune.hand("thanh"), case, ground_of(commune, notice))
    assert inbox(commune.house, commune.hand("dung")) == []
    with pytest.raises(NotFound):
        opened(commune, notice, "dung")
    assert opened(commune, notice, "hung").face.state is ReferralState.WITHDRAWN


def test_a_refused_notice_never_goes(commune: TestCommune, case: Id) -> None:
    notice = told(commune, case)
    grounds.refuse(commune.house, commune.hand("thanh"), case, ground_of(commune, notice))
    with pytest.raises(NoLongerInForce):
        send_notice(commune.house, commune.hand("hung"), notice)
    with pytest.raises(NotFound):
        opened(commune, notice, "dung")


def test_the_chair_opens_the_notice_and_nothing_else_of_the_file(
    commune: TestCommune, case: Id
) -> None:
    notice = told(commune, case)
    confirm(commune, case, notice, "thanh")
    with pytest.raises(NotFound):
        view_case(commune.house, commune.hand("dung"), case)
    opened(commune, notice, "dung")
    known(commune, notice)
    file = view_case(commune.house, commune.hand("dung"), case)
    schemas = {part.content.schema for part in file.parts}
    assert schemas == {"chair-notice", "law-reason", "referral-note", "referral-answer"}


def known(commune: TestCommune, notice: Id, answer_id: Id | None = None) -> None:
    answer = Answer(AnswerKind.ACCEPTED, "Đã giao (mẫu)")
    know_notice(commune.house, commune.hand("dung"), notice, answer, answer_id or new_id())


def test_the_desk_sees_when_the_chair_opened_it_and_what_was_said(
    commune: TestCommune, case: Id
) -> None:
    notice = told(commune, case, danger="YES")
    commune.clock.advance(timedelta(minutes=25))
    opened(commune, notice, "dung")
    at = commune.clock.now()
    answer_id = new_id()
    known(commune, notice, answer_id)
    known(commune, notice, answer_id)  # sent twice, said once
    with pytest.raises(MovedOn):
        known(commune, notice)
    page = opened(commune, notice, "thanh")
    assert page.face.state is ReferralState.ACCEPTED
    assert [step.at for step in page.steps if step.state is ReferralState.RECEIVED] == [at]
    assert len(page.answers) == 1


def test_a_call_is_noted_while_the_notice_still_waits(commune: TestCommune, case: Id) -> None:
    notice = told(commune, case)
    at = commune.clock.now()
    call = Reached(True, "Chủ tịch (mẫu)", "0900000000", at, "về trụ sở ngay")
    reach(commune.house, commune.hand("hung"), notice, call, new_id())
    page = opened(commune, notice, "hung")
    assert page.face.reached_at == at
    assert page.face.state is ReferralState.DRAFT
    confirm(commune, case, notice, "thanh")
    view = opened(commune, notice, "dung").view
    assert view is not None
    assert view.reached == (call,)


@pytest.mark.parametrize(("danger", "urgency"), [("YES", "IMMEDIATE"), ("NO", "BY_LAW")])
def test_what_nobody_opens_tells_the_desk_to_phone_and_rises(
    commune: TestCommune, case: Id, danger: str, urgency: str
) -> None:
    notice = told(commune, case, danger)
    if danger == "NO":
        confirm(commune, case, notice, "thanh")
    (face,) = desk(commune.house, commune.hand("hung")).sent
    assert (face.urgency, face.phone_next) == (urgency, False)
    commune.clock.advance(timedelta(minutes=30))
    (face,) = desk(commune.house, commune.hand("hung")).sent
    assert face.phone_next
    (risen_face,) = risen(commune.house, commune.hand("binh"))
    assert risen_face.referral_id == notice


def test_sent_twice_it_is_written_once(commune: TestCommune, case: Id) -> None:
    one = telling(commune)
    for _ in range(2):
        write_notice(commune.house, commune.hand("hung"), case, one)
    assert len(desk(commune.house, commune.hand("hung")).drafts) == 1


@pytest.mark.parametrize("username", ["mai", "dung", "tam", "quang", "thut"])
def test_only_receivers_of_reports_tell_the_chair(
    commune: TestCommune, case: Id, username: str
) -> None:
    with pytest.raises(Forbidden):
        write_notice(commune.house, commune.hand(username), case, telling(commune))
    own = file_of(commune, "mai")
    with pytest.raises(Forbidden):
        write_notice(commune.house, commune.hand("mai"), own, telling(commune))


def test_a_desk_that_holds_nothing_of_the_file_tells_nothing(
    commune: TestCommune, case: Id
) -> None:
    with pytest.raises(NotFound):
        write_notice(commune.house, commune.hand("ha"), case, telling(commune))


def test_coordination_alone_at_its_desk_asks_the_chair_but_not_its_own_recipient(
    commune: TestCommune,
) -> None:
    own = file_of(commune, "binh")
    with pytest.raises(NotAGround):
        write_notice(commune.house, commune.hand("binh"), own, telling(commune))


@pytest.mark.parametrize(
    ("where", "judged"),
    [(Standing.OUTSIDE, "có"), (Standing.UNKNOWN, "có"), (Standing.OPEN, " ")],
)
def test_what_the_law_does_not_cover_is_not_told(
    commune: TestCommune, case: Id, where: Standing, judged: str
) -> None:
    one = telling(commune, where=where, notice=Notice(judged=judged))
    with pytest.raises(OutOfScope):
        write_notice(commune.house, commune.hand("hung"), case, one)


def test_danger_without_its_reason_does_not_go(commune: TestCommune, case: Id) -> None:
    one = telling(commune, "YES", reason=LawReason())
    with pytest.raises(NotAGround):
        write_notice(commune.house, commune.hand("hung"), case, one)


def test_in_a_restricted_file_somebody_is_named_and_a_stand_in_confirms(
    commune: TestCommune,
) -> None:
    hung: Hand = commune.hand("hung")
    case = file_of(commune, holders=(hung.keyring.user,))
    chair = commune.hand("dung").keyring.user
    binh = commune.hand("binh").keyring.user
    with pytest.raises(NotAGround):
        write_notice(commune.house, hung, case, telling(commune))
    one = telling(commune, named=(chair,), confirmer=binh)
    notice = write_notice(commune.house, hung, case, one)
    grounds.confirm(commune.house, commune.hand("binh"), case, one.consent_id)
    with pytest.raises(NotFound):
        opened(commune, notice, "dung")
    with pytest.raises(NotFound):
        send_notice(commune.house, commune.hand("thanh"), notice)
    send_notice(commune.house, hung, notice)
    assert content_of(opened(commune, notice, "dung"), Notice) is not None


def test_with_every_check_out_of_the_way_the_chairs_keys_do_not_open_a_notice_that_waits(
    commune: TestCommune, case: Id
) -> None:
    notice = told(commune, case)
    house, chair = commune.house, commune.hand("dung")

    def rows_of_notice() -> SectionRows:
        with house.database.read() as db:
            survey = survey_case(db, house.roster(db), house.verified, case, house.clock.now())
        kinds = (rows for rows in survey.sections.values() if rows.current.kind == "notice")
        return next(kinds)

    with pytest.raises(NoKey):
        key_of(chair.keyring, rows_of_notice())
    for stranger in ("mai", "ha", "binh", "thut", "tam", "quang"):
        with pytest.raises(NoKey):
            key_of(commune.hand(stranger).keyring, rows_of_notice())
    confirm(commune, case, notice, "thanh")
    assert key_of(chair.keyring, rows_of_notice())
    for stranger in ("mai", "ha", "binh", "thut", "tam", "quang"):
        with pytest.raises(NoKey):
            key_of(commune.hand(stranger).keyring, rows_of_notice())
