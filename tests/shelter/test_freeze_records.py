"""What was sealed of shelter opens for ever: each schema's form is frozen by a vector."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from casework.cases.codec import SealedRecord, decode, encode
from casework.shelter.records import BedState, BedStay, HouseBoard, Stay, Step
from tests.factories.commune import MORNING
from tests.shelter.scenes import day, safe_house, stay

VECTORS = Path(__file__).with_name("vectors")
HOUSE_ID, STAY_ID, CASE_ID, UNIT_ID, LETTER = (bytes([n]) * 16 for n in (1, 2, 3, 4, 5))

_HOUSE = safe_house(
    house_id=HOUSE_ID,
    edition=3,
    unit_id=UNIT_ID,
    listed=True,
    note="Cổng sau (mẫu)",
    closed_from=date(2026, 12, 24),
    closed_until=date(2026, 12, 27),
)
_BED = BedStay(STAY_ID, HOUSE_ID, 3, day(0), day(3), BedState.PRESENT, LETTER, CASE_ID)
_STAY = stay(
    stay_id=STAY_ID,
    step=Step.LEFT,
    at=MORNING,
    note="Đi xe của Hội (mẫu)",
    house_id=HOUSE_ID,
    house_name="Nhà mẫu",
    address="Số mẫu 7",
    phone="0900777001",
    host_name="Bà Mẫu",
    listed=True,
    told=True,
    house_unit=UNIT_ID,
    letter=LETTER,
    wants=("SAFE_NIGHT", "FOOD"),
    oldest_boy=8,
    guests=("PREGNANT",),
    language="bdq",
    arrived_at=MORNING,
    supplies=("FOOD", "MILK"),
    left_at=MORNING + timedelta(days=2),
    departure="RELATIVES",
    accompanied="Chị Hà (mẫu)",
    follow_up_on=day(9),
    follow_up="Gọi buổi sáng (mẫu)",
)
SAMPLES = (HouseBoard((_HOUSE, replace(_HOUSE, unit_id=None)), (_BED,)), _STAY)


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: record.schema)
def test_a_record_has_the_form_of_its_vector(record: SealedRecord) -> None:
    frozen = (VECTORS / f"{record.schema}.json").read_bytes().rstrip(b"\n")
    assert encode(record) == frozen
    assert decode(frozen) == record


def test_an_empty_record_survives_the_round() -> None:
    for cls in (HouseBoard, Stay):
        assert decode(encode(cls())) == cls()


def test_a_record_never_shows_its_content_by_accident() -> None:
    for record in (*SAMPLES, _HOUSE, _BED):
        assert "ẫu" not in repr(record)
