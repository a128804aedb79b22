"""What the demo's desks have agreed and asked of each other: every state of a referral once.

By the same verbs as the pages; who is on duty, what she agreed to and what she refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from casework.cases.consents.records import NO, SPOKEN, YES, PurposeAnswer, Talk
from casework.cases.consents.service import Recording, record
from casework.cases.consents.situation import situation_of
from casework.cases.files import CaseFile
from casework.cases.findings import content_of, entry_of
from casework.cases.listing import list_cases
from casework.cases.records import Survivor
from casework.cases.service import view_case
from casework.kernel.clock import FixedClock, local_day
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals import service
from casework.referrals.duty import put_on_duty
from casework.referrals.reading import open_referral
from casework.referrals.records import Answer, AnswerKind, Reached, ReferralNote
from casework.referrals.sending import Sending, reach, send, withdraw
from casework.vault.desk import Hand
from casework.vault.duty import Shift
from casework.vault.house import House

ON_DUTY = ("hung", "thanh", "mai", "khanh", "ha", "binh", "dung")
_SHARED = (SectionKind.IDENTITY, SectionKind.SAFETY, SectionKind.INCIDENT)
_ADULT_AGE = 16


@dataclass(frozen=True)
class Story:
    """One referral of the demo: from whom to whom, what for, and how far it came."""

    sender: str
    to: str
    service: str
    urgency: str
    asks: str
    way: tuple[str, ...] = ()


STORIES = (
    Story("hung", "mai", "MEDICAL", "URGENT", "Đau họng, khó nuốt, cần khám (mẫu)"),
    Story("hung", "mai", "MEDICAL", "SOON", "Khám vết bầm ở tay, mặt (mẫu)", ("accept", "start")),
    Story("ha", "mai", "PSYCH", "ROUTINE", "Nói chuyện vài buổi (mẫu)", ("accept", "complete")),
    Story("hung", "ha", "SHELTER", "URGENT", "Tìm chỗ ngủ an toàn (mẫu)", ("decline",)),
    Story("mai", "ha", "BASIC_NEEDS", "SOON", "Quần áo, sữa cho hai con nhỏ (mẫu)", ("accept",)),
    Story("ha", "mai", "MED_CERT", "ROUTINE", "Xác nhận thương tích (mẫu)", ("withdraw",)),
    Story("ha", "hung", "SAFETY", "SOON", "Nhắc người kia không đến nữa (mẫu)", ("open",)),
    Story("ha", "mai", "MEDICAL", "SOON", "Khám thai, tháng thứ năm (mẫu)", ("reach",)),
    Story("mai", "ha", "SHELTER", "IMMEDIATE", "Đêm nay không về nhà được (mẫu)"),
)
"""The first is overdue by the time that the demo is looked at; the last is opened by nobody."""


def share_demo_files(house: House, clock: FixedClock, hands: dict[str, Hand]) -> None:
    """Fill the rotas, record consents and one refusal, and let every story take its way."""
    _fill_rotas(house, clock, hands)
    files = {name: _files_of(house, hands[name]) for name in ("hung", "mai", "ha")}
    for story in STORIES:
        if files[story.sender]:
            _tell(house, clock, hands, story, files[story.sender].pop())
        clock.advance(timedelta(hours=1))
    if files["ha"]:
        left = files["ha"].pop()
        _agree(house, hands["ha"], left, hands["mai"].keyring.unit)
        _agree(house, hands["ha"], left, hands["hung"].keyring.unit, given=False)


def _fill_rotas(house: House, clock: FixedClock, hands: dict[str, Hand]) -> None:
    for place, name in enumerate(ON_DUTY):
        hand, begins = hands[name], clock.now() - timedelta(minutes=place)
        until = begins + timedelta(days=30)
        shift = Shift(new_id(), hand.keyring.user, f"09000009{place:02d}", begins, until)
        put_on_duty(house, hand, shift)


def _files_of(house: House, hand: Hand) -> list[CaseFile]:
    """Return the desk's files of adults that are open to the whole unit, newest first."""
    lines = list_cases(house, hand).lines
    files = [view_case(house, hand, line.case_id) for line in lines if not line.restricted]
    today = local_day(house.clock.now())
    named = [file for file in files if content_of(file, Survivor) is not None]
    return [
        file
        for file in named
        if (age := situation_of(file, today).age) is not None and age.years >= _ADULT_AGE
    ]


def _agree(house: House, hand: Hand, file: CaseFile, to: Id, *, given: bool = True) -> Id:
    answer = YES if given else NO
    talk = Talk(
        held_at=house.clock.now(),
        purposes=(PurposeAnswer("REFERRAL", answer), PurposeAnswer("STATISTICS", NO)),
        how=SPOKEN,
        witness="Chị hàng xóm (mẫu)",
        alone=YES,
        told_who_can_open=YES,
        told_limits=YES,
        told_help_goes_on=YES,
        survivor_answer=answer,
    )
    shared = tuple(d.section_id for d in file.doors if d.own and d.kind in _SHARED)
    recording = Recording(
        consent_id=new_id(),
        record_id=new_id(),
        recipient=to,
        given=given,
        talk=talk,
        sections=shared if given else (),
        until_at=house.clock.now() + timedelta(days=60) if given else None,
    )
    return record(house, hand, file.case_id, recording)


def _tell(
    house: House, clock: FixedClock, hands: dict[str, Hand], story: Story, file: CaseFile
) -> None:
    sender, receiver = hands[story.sender], hands[story.to]
    consent = _agree(house, sender, file, receiver.keyring.unit)
    note = ReferralNote(
        asks=story.asks,
        comes_when="đi bộ đến trước giờ nghỉ trưa",
        companions="hai con nhỏ",
        safe_contact="nhắn qua em gái, không nhắn tin",
        warning="Người kia còn ở gần; đừng gọi tên ở phòng chờ (mẫu)",
    )
    sending = Sending(new_id(), new_id(), consent, story.service, story.urgency, note)
    referral = send(house, sender, file.case_id, sending)
    clock.advance(timedelta(minutes=5))
    if "reach" in story.way:
        told = Reached(True, "trực trạm (mẫu)", "0900000902", clock.now(), "mở trước 15 giờ")
        reach(house, sender, referral, told, new_id())
    elif "withdraw" in story.way:
        withdraw(house, sender, referral)
    else:
        _answer(house, receiver, referral, story.way, file)


def _answer(house: House, hand: Hand, referral: Id, way: Sequence[str], file: CaseFile) -> None:
    if not way:
        return
    open_referral(house, hand, referral)
    if "decline" in way:
        no = Answer(AnswerKind.DECLINED, "Hết chỗ đến thứ Hai; đã gọi huyện bên (mẫu)")
        service.decline(house, hand, referral, no, new_id())
    if "accept" in way:
        survivor = content_of(file, Survivor) or Survivor()
        yes = Answer(AnswerKind.ACCEPTED, "Mời đi cổng sau (mẫu)", "người trực (mẫu)")
        identity = (Survivor(name=survivor.name, birth=survivor.birth),)
        accepting = service.Accepting(yes, new_id(), entry_of(identity[0], None), identity)
        service.accept(house, hand, referral, accepting)
    if "start" in way:
        service.start(house, hand, referral)
    if "complete" in way:
        done = Answer(AnswerKind.COMPLETED, "Đã gặp ba buổi; hẹn lại tháng sau (mẫu)")
        service.complete(house, hand, referral, "SERVED", done, new_id())
