"""The demo's health station at work: visits old and new, a clock that runs, two certificates.

By the same verbs as the pages; one certificate is on its way to the police, one is a draft.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from casework.cases.consents.records import NO, SPOKEN, YES, PurposeAnswer, Talk
from casework.cases.consents.service import Recording, record
from casework.cases.consents.situation import situation_of
from casework.cases.listing import list_cases
from casework.cases.rules.people import is_child
from casework.health import rules, service
from casework.health.care import CareFile, open_care
from casework.health.records import CareVisit, Certificate, Injury
from casework.health.service import SavingCertificate, SavingVisit
from casework.kernel.clock import FixedClock, local_day
from casework.kernel.ids import Id, new_id
from casework.referrals.records import ReferralNote
from casework.referrals.sending import Sending, send
from casework.vault.desk import Hand
from casework.vault.house import House

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_BRUISES = (
    Injury("NECK", "LEFT", "BRUISE", "3 x 1 cm, tím", "bốn vệt gần song song"),
    Injury("NECK", "RIGHT", "BRUISE", "1 cm, tím"),
    Injury("FOREARM", "LEFT", "BRUISE", "5 x 3 cm, vàng xanh"),
)
_WOUND = (Injury("SCALP", "RIGHT", "WOUND", "2 cm, đã khép", "khâu hai mũi"),)


def treat_demo_files(house: House, clock: FixedClock, hands: dict[str, Hand]) -> None:
    """Write visits into the station's newest files, as many as there are stories."""
    mai, khanh = hands["mai"], hands["khanh"]
    cases = [line.case_id for line in list_cases(house, mai).lines if not line.restricted]
    stories = (_choked, _appointed, _within_72_hours, _talked)
    for case_id, story in zip(cases, stories, strict=False):
        for number, visit in enumerate(story(house)):
            care = open_care(house, khanh if number else mai, case_id)
            service.save_visit(house, khanh if number else mai, care, _saving(visit))
        clock.advance(timedelta(minutes=20))
    if cases:
        _certify(house, clock, hands, cases[0])


def _saving(visit: CareVisit) -> SavingVisit:
    return SavingVisit(new_id(), 0, visit)


def _choked(house: House) -> list[CareVisit]:
    now = house.clock.now()
    first = CareVisit(
        seen_at=now - 3 * _DAY,
        alone="YES",
        complaint="Đau họng, nuốt vướng, khản tiếng từ đêm qua (mẫu)",
        findings="Tỉnh, mạch 92, họng đỏ nhẹ, không khó thở (mẫu)",
        injuries=_BRUISES,
        mental="Mất ngủ, giật mình (mẫu)",
        suicidal="NO",
        treatment="Giảm đau; dặn dấu hiệu phải quay lại ngay: khó thở, nói khàn tăng (mẫu)",
        next_at=now - _DAY,
        next_how="hẹn miệng, không nhắn tin",
    )
    second = CareVisit(
        seen_at=now - 2 * _HOUR,
        alone="YES",
        complaint="Đỡ đau, còn vướng khi nuốt (mẫu)",
        injuries=_BRUISES[2:],
        next_at=now + 10 * _HOUR,
    )
    return [first, second]


def _appointed(house: House) -> list[CareVisit]:
    now = house.clock.now()
    visit = CareVisit(
        seen_at=now - 5 * _DAY,
        alone="YES",
        complaint="Chảy máu đầu (mẫu)",
        injuries=_WOUND,
        treatment="Rửa, khâu hai mũi, hẹn cắt chỉ (mẫu)",
        next_at=now - 8 * _HOUR,
        next_how="nhắn qua em gái",
    )
    return [visit]


def _within_72_hours(house: House) -> list[CareVisit]:
    now = house.clock.now()
    visit = CareVisit(
        seen_at=now - _HOUR,
        alone="YES",
        complaint="Bị ép quan hệ đêm kia, đau bụng dưới (mẫu)",
        sexual="YES",
        assault_at=now - 30 * _HOUR,
        sexual_care=("WOUNDS",),
        sexual_care_note="Người ấy muốn nghĩ thêm, chiều quay lại (mẫu)",
        transfer="UNKNOWN",
    )
    return [visit]


def _talked(house: House) -> list[CareVisit]:
    visit = CareVisit(
        seen_at=house.clock.now() - 2 * _DAY,
        alone="NO",
        present="mẹ chồng ngồi cùng",
        complaint="Mệt, không muốn ăn (mẫu)",
        suicidal="THOUGHTS",
        mental="Khóc nhiều; có lúc muốn chết cho xong (mẫu)",
        treatment="Ở lại trạm đến chiều, em gái đón về (mẫu)",
    )
    return [visit]


def _certify(house: House, clock: FixedClock, hands: dict[str, Hand], case_id: Id) -> None:
    mai = hands["mai"]
    care = open_care(house, mai, case_id)
    ready = _written(house, mai, care, "07/GXN (mẫu)")
    file = open_care(house, mai, case_id).file
    service.issue_certificate(house, mai, file, ready.record_id, 1)
    clock.advance(timedelta(minutes=10))
    _written(house, mai, care, "")
    _hand_on(house, hands, case_id, ready.section_id)


def _written(house: House, hand: Hand, care: CareFile, number: str) -> SavingCertificate:
    contents = [p.content for p in care.visits() if isinstance(p.content, CareVisit)]
    content = Certificate(
        name=care.survivor.name or "Người được khám (mẫu)",
        birth=str(care.survivor.birth or ""),
        address=care.survivor.village,
        asked_by="HERSELF",
        injuries=rules.certified(contents[-1:]),
        state="Tỉnh táo, tiếp xúc được (mẫu)",
        signed_by="Đinh Thị Mai (mẫu)",
    )
    draft = replace(content, paper_number=number, asked_by="HERSELF" if number else None)
    saving = SavingCertificate(new_id(), new_id(), 0, draft)
    service.save_certificate(house, hand, care.file.case_id, saving)
    return saving


def _hand_on(house: House, hands: dict[str, Hand], case_id: Id, section: Id) -> None:
    """Let the police have the paper and not the notes, as she agreed; a child is not asked here."""
    mai, police = hands["mai"], hands["hung"].keyring.unit
    age = situation_of(open_care(house, mai, case_id).file, local_day(house.clock.now())).age
    if is_child(age):
        return
    talk = Talk(
        held_at=house.clock.now(),
        purposes=(PurposeAnswer("REFERRAL", YES), PurposeAnswer("STATISTICS", NO)),
        how=SPOKEN,
        witness="Người trực (mẫu)",
        alone=YES,
        told_who_can_open=YES,
        told_limits=YES,
        told_help_goes_on=YES,
        survivor_answer=YES,
    )
    until = house.clock.now() + 30 * _DAY
    recording = Recording(
        new_id(), new_id(), police, True, talk, sections=(section,), until_at=until
    )
    consent = record(house, mai, case_id, recording)
    note = ReferralNote(asks="Gửi giấy xác nhận thương tích theo ý người ấy (mẫu)")
    send(house, mai, case_id, Sending(new_id(), new_id(), consent, "SAFETY", "SOON", note))
