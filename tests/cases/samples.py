"""One filled record of each schema; their sealed form is frozen in vectors/."""

from datetime import UTC, datetime

from casework.cases.codec import SealedRecord
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
from casework.kernel.dates import PartialDate

AT = datetime(2026, 2, 5, 7, 30, 1, 5, tzinfo=UTC)

SAMPLES: tuple[SealedRecord, ...] = (
    FirstMinutes(("BLEEDING", "WEAPON"), True, "NEAR", AT, True),
    Survivor(
        name="Y Blơi (mẫu)",
        called="mẹ Mẫu",
        birth=PartialDate(1990, 2),
        birth_estimated=True,
        sex="FEMALE",
        ethnic_group="BA_NA",
        no_id_reason="HELD",
        vulnerabilities=("PREGNANT",),
        disabilities=("VISION", "MOBILITY"),
    ),
    SafeContact(safe_to_call="YES", phone="0912345678", no_sms=True, never="không đến nhà"),
    Reporter(is_survivor="NO", name="Bà Mẫu", channel="PHONE", reported_at=AT),
    Incident(
        account="Lời kể\nhai dòng",
        happened_at=AT,
        happened_on=PartialDate(2026, 2, 5),
        told=("HIT", "INSULTED"),
        harms=("BRUISE",),
        acts=("DV3_A", "DV3_B"),
        core_type="PHYSICAL_ASSAULT",
        primary_form="PHYSICAL",
        confirmed=True,
    ),
    PersonCausingViolence(name="A Mẫu", relation="HUSBAND", birth=PartialDate(1985), before="YES"),
    Child(name="Bé Mẫu", birth=PartialDate(2019, 3, 1), harmed="UNKNOWN", linked_case=bytes(16)),
    Safety(facts=("STALKING",), facts_asked=True, judged_level="HIGH", plan="x", review_at=AT),
    Needs(needs=("DOCTOR",), companions="hai con"),
    KinAnswer(answer="YES", members=(bytes(range(16)),), who="ông Mẫu", why="anh ruột"),
)
