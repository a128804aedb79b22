"""A file in which every part of intake is filled, as heavy as a real one gets."""

from __future__ import annotations

from datetime import timedelta

from casework.cases.codec import SealedRecord
from casework.cases.findings import entry_of
from casework.cases.records import (
    Child,
    FirstMinutes,
    Incident,
    KinAnswer,
    Needs,
    PersonCausingViolence,
    Reporter,
    SafeContact,
    Safety,
    Survivor,
)
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.dates import PartialDate
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand
from casework.vault.house import House
from tests.factories.files import SURVIVOR

ACCOUNT = " ".join(
    f"Đoạn {number} của lời kể mẫu: tối ấy mưa to, hai đứa nhỏ đã ngủ, người kia về muộn, nói lớn"
    " tiếng, rồi kéo ra hiên; hàng xóm nghe thấy và gọi."
    for number in range(1, 9)
)

_SURVIVOR = Survivor(
    name=SURVIVOR,
    other_name="Y Blơi Ngắn (mẫu)",
    called="mẹ Mẫu",
    parent_or_spouse="bà Y Mẫu",
    birth=PartialDate(1990, 2),
    birth_estimated=True,
    sex="FEMALE",
    ethnic_group="BA_NA",
    ethnic_subgroup="Rơ Ngao",
    language="bdq",
    needs_interpreter="YES",
    reads_vietnamese="NO",
    id_number="012345678901",
    insurance_number="DT1234567890123",
    village="Thôn Mẫu 3",
    permanent_address="Thôn Mẫu 3, xã Mẫu",
    old_address="Thôn Mẫu 3, xã Mẫu cũ, huyện Mẫu",
    vulnerabilities=("PREGNANT",),
    disabilities=("VISION", "MOBILITY"),
    note="Đi lại chậm, cần người dắt (mẫu)",
)
_CONTACT = SafeContact(
    safe_to_call="LIMITED",
    phone="0912345678",
    other_phone="gọi nhờ nhà bà Hai (mẫu)",
    when="sáng, lúc ở rẫy về",
    who_may_answer="em gái nghe được; chồng thì không",
    no_sms=True,
    no_visit=True,
    pretext="trạm y tế hẹn tiêm chủng",
    trusted_person="cô giáo Mẫu",
    trusted_phone="0900000001",
    place="ở trường học, giờ tan lớp",
    never="Không gọi sau 19 giờ. Không nói tên đơn vị.",
)
_PERSON = PersonCausingViolence(
    name="A Mẫu",
    relation="HUSBAND",
    sex="MALE",
    birth=PartialDate(1985),
    lives_with_her="YES",
    village="Thôn Mẫu 3",
    phone="0900000002",
    before="YES",
    alcohol="YES",
    note="Hay uống rượu ở quán đầu thôn (mẫu)",
)
_SAFETY = Safety(
    facts=("STRANGULATION", "STALKING", "PREGNANCY", "THREAT_TO_KILL"),
    facts_asked=True,
    judged_level="IMMINENT",
    judged_reason="Đã hai lần đi cấp cứu trong tháng (mẫu)",
    her_words="Tôi sợ lần này không qua được",
    plan="Ra cửa sau, sang nhà bà Hai, gọi công an.",
    warning_signs="về muộn, đập cổng",
    code_word="hỏi mượn cái gùi",
    takes_along="giấy tờ, thuốc, tiền, áo ấm của con",
)
_NEEDS = Needs(
    needs=("SAFE_NIGHT", "DOCTOR"),
    companions="hai con nhỏ và mẹ già",
    health="đang mang thai tháng thứ năm, thiếu máu",
    note="Cần xe (mẫu)",
)


def whole_file(house: House, hand: Hand) -> Id:
    """Open a file with every part of intake filled; returns its id."""
    opening = Opening(
        new_id(),
        [NewPart(kind, content) for kind, content in _contents(house)],
        entry_of(_SURVIVOR, _CONTACT),
    )
    return open_case(house, hand, opening)


def _contents(house: House) -> list[tuple[SectionKind, SealedRecord]]:
    now = house.clock.now()
    first = FirstMinutes(("BLEEDING", "STRANGLED", "UNDER_16"), True, "NEAR", now)
    reporter = Reporter(is_survivor="NO", name="Chị hàng xóm (mẫu)", reported_at=now)
    child = Child(name="Bé Mẫu", birth=PartialDate(2019, 3, 1), saw_or_heard="YES", school="lớp 1")
    kin = KinAnswer(answer="YES", who="ông Mẫu, ban nhân dân thôn", why="anh ruột")
    return [
        (SectionKind.SAFETY, first),
        (SectionKind.IDENTITY, _SURVIVOR),
        (SectionKind.IDENTITY, _CONTACT),
        (SectionKind.SAFETY, _SAFETY),
        (SectionKind.SAFETY, _NEEDS),
        (SectionKind.INCIDENT, _incident(house, confirmed=True)),
        (SectionKind.INCIDENT, _incident(house, confirmed=False)),
        (SectionKind.INCIDENT, _PERSON),
        (SectionKind.INCIDENT, child),
        (SectionKind.REPORTER, reporter),
        (SectionKind.EXCLUSIONS, kin),
    ]


def _incident(house: House, *, confirmed: bool) -> Incident:
    return Incident(
        account=ACCOUNT,
        happened_at=house.clock.now() - timedelta(hours=20),
        place_kind="HER_HOME",
        place="ở hiên sau (mẫu)",
        told=("HIT", "INSULTED", "CHOKED"),
        harms=("BRUISE",),
        evidence="Áo rách, ba tấm ảnh; cô giáo Mẫu giữ.",
        acts=("DV3_A", "DV3_B") if confirmed else (),
        core_type="PHYSICAL_ASSAULT" if confirmed else None,
        primary_form="PHYSICAL" if confirmed else None,
        confirmed=confirmed,
    )
