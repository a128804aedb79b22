"""What the demo's police have told and asked the chair: every state of a notice and a request once.

By the same verbs as the pages; what was done on the spot, and one order that is supervised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from casework.cases.consents import grounds
from casework.cases.consents.records import NO, SPOKEN, YES, LawReason, PurposeAnswer, Talk
from casework.cases.consents.service import Recording, record
from casework.cases.files import CaseFile
from casework.cases.findings import Findings, find_out
from casework.cases.listing import list_cases
from casework.cases.service import Saving, save_part, view_case
from casework.kernel.clock import FixedClock
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.leadership import orders
from casework.leadership.notices import Telling, know_notice, write_notice
from casework.leadership.orders import Asking
from casework.leadership.reading import open_message
from casework.leadership.records import (
    ISSUED,
    SURVIVOR,
    NoContactDecision,
    NoContactRequest,
    Notice,
)
from casework.leadership.rules import NOTICE, ORDER, Standing
from casework.leadership.telling import standing_of
from casework.police.records import Breach, FollowUp, Measure
from casework.referrals.records import Answer, AnswerKind
from casework.vault.desk import Hand
from casework.vault.house import House

_DONE = "Đã đến nơi, tách hai người, mời người kia về trụ sở (mẫu)"


@dataclass(frozen=True)
class Scene:
    """One story's file, and everybody who acts in it."""

    house: House
    clock: FixedClock
    hands: dict[str, Hand]
    file: CaseFile
    found: Findings


def tell_demo_chair(house: House, clock: FixedClock, hands: dict[str, Hand]) -> None:
    """Tell and ask the chair about the police's newest files that the law covers."""
    files = list(_covered(house, hands["hung"]))[:5]
    if not files:
        return
    stories = (_supervised, _known, _asked, _waiting, _in_danger)
    for place, story in enumerate(stories):
        file, found = files[place % len(files)]
        story(Scene(house, clock, hands, file, found))
        clock.advance(timedelta(minutes=20))


def _covered(house: House, hung: Hand) -> Iterator[tuple[CaseFile, Findings]]:
    for line in list_cases(house, hung).lines:
        if line.restricted:
            continue
        file = view_case(house, hung, line.case_id)
        found = find_out(house.codes, file, house.clock.now())
        if standing_of(found) is Standing.COVERED and not found.child:
            yield file, found


def _tell(scene: Scene, danger: str) -> Telling:
    house, hands, file, found = scene.house, scene.hands, scene.file, scene.found
    why = "Đang cầm rựa đứng trước cửa (mẫu)" if danger == YES else ""
    telling = Telling(
        referral_id=new_id(),
        consent_id=new_id(),
        reason_id=new_id(),
        notice_id=new_id(),
        note_id=new_id(),
        chair=hands["dung"].keyring.unit,
        notice=Notice(
            received_at=house.clock.now() - timedelta(minutes=15),
            priority=found.vulnerabilities[:1],
            danger=danger,
            danger_why=why,
            done=_DONE,
            asks=("KNOW", "ASSIGN_POLICE") if danger == YES else ("KNOW",),
        ),
        reason=LawReason(reason=why or "Nhận tin báo bạo lực gia đình (mẫu)"),
        where=Standing.COVERED,
    )
    write_notice(house, hands["hung"], file.case_id, telling)
    return telling


def _in_danger(scene: Scene) -> None:
    _tell(scene, YES)
    scene.clock.advance(timedelta(minutes=1))


def _waiting(scene: Scene) -> None:
    _tell(scene, NO)
    scene.clock.advance(timedelta(minutes=1))


def _known(scene: Scene) -> None:
    house, clock, hands, file = scene.house, scene.clock, scene.hands, scene.file
    telling = _tell(scene, NO)
    clock.advance(timedelta(minutes=4))
    grounds.confirm(house, hands["thanh"], file.case_id, telling.consent_id)
    clock.advance(timedelta(minutes=6))
    open_message(house, hands["dung"], telling.referral_id, NOTICE)
    said = Answer(AnswerKind.ACCEPTED, "Giao Trưởng Công an xã xử lý, báo lại trước 17 giờ (mẫu)")
    know_notice(house, hands["dung"], telling.referral_id, said, new_id())


def _ask(house: House, hands: dict[str, Hand], file: CaseFile) -> Id:
    request = NoContactRequest(
        asked_by=SURVIVOR,
        protected="Y (mẫu)",
        kept_away="A Mẫu (mẫu)",
        act="Đánh vào mặt và tay, dọa đánh nữa nếu về nhà mẹ (mẫu)",
        told_rights=YES,
        wishes="đón con ở cổng trường (mẫu)",
    )
    asking = Asking(
        referral_id=new_id(),
        ground_id=new_id(),
        reason_id=new_id(),
        request_id=new_id(),
        note_id=new_id(),
        chair=hands["dung"].keyring.unit,
        request=request,
        where=Standing.COVERED,
        consent=_agree(house, hands, file),
    )
    return orders.request_order(house, hands["hung"], file.case_id, asking)


def _agree(house: House, hands: dict[str, Hand], file: CaseFile) -> Id:
    now = house.clock.now()
    talk = Talk(
        held_at=now,
        purposes=(PurposeAnswer("REFERRAL", YES), PurposeAnswer("STATISTICS", NO)),
        how=SPOKEN,
        witness="Chị hàng xóm (mẫu)",
        alone=YES,
        told_who_can_open=YES,
        told_limits=YES,
        told_help_goes_on=YES,
        survivor_answer=YES,
    )
    recording = Recording(
        consent_id=new_id(),
        record_id=new_id(),
        recipient=hands["dung"].keyring.unit,
        given=True,
        talk=talk,
        sections=tuple(d.section_id for d in file.doors if d.own and d.kind is SectionKind.SAFETY),
        until_at=now + timedelta(days=30),
    )
    return record(house, hands["hung"], file.case_id, recording)


def _asked(scene: Scene) -> None:
    _ask(scene.house, scene.hands, scene.file)
    scene.clock.advance(timedelta(minutes=1))


def _supervised(scene: Scene) -> None:
    house, clock, hands, file = scene.house, scene.clock, scene.hands, scene.file
    order = _ask(scene.house, scene.hands, scene.file)
    clock.advance(timedelta(minutes=30))
    signed_at = clock.now()
    open_message(house, hands["dung"], order, ORDER)
    signed = NoContactDecision(
        ISSUED, "12/QĐ-UBND (mẫu)", signed_at, None, "đón con ở cổng trường", ("POLICE_HEAD",)
    )
    orders.decide(house, hands["dung"], order, signed, new_id())
    clock.advance(timedelta(minutes=15))
    _keep_register(house, clock, hands["hung"], file)


def _keep_register(house: House, clock: FixedClock, hung: Hand, file: CaseFile) -> None:
    measure_id, now = new_id(), clock.now()
    measure = Measure(
        measure="M3_NC_CHAIR",
        decided_by="Chủ tịch UBND xã",
        number="12/QĐ-UBND (mẫu)",
        decided_at=now - timedelta(minutes=15),
        received_at=now,
        supervisor="Trưởng thôn Mẫu 3 (mẫu)",
        assigned_at=now,
    )
    follow_up = FollowUp(
        done_at=now,
        what="Trao quyết định cho hai bên, nói rõ khoảng cách 100 m (mẫu)",
        on_spot="Hùng và dân quân thôn (mẫu)",
        next_step="ghé lại buổi tối",
    )
    breach = Breach(
        measure=measure_id.hex(),
        happened_at=now,
        how="MEANS",
        what="Gọi điện chửi từ máy người khác (mẫu)",
        done="Lập biên bản (mẫu)",
    )
    for content, kind, record_id in (
        (measure, SectionKind.PROTECTION, measure_id),
        (breach, SectionKind.PROTECTION, new_id()),
        (follow_up, SectionKind.INCIDENT, new_id()),
    ):
        save_part(house, hung, file.case_id, Saving(kind, content, record_id, 0))
