"""What was sealed between a desk and the chair opens for ever: each form is frozen by a vector."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.cases.codec import SealedRecord, decode, encode
from casework.leadership.records import (
    ISSUED,
    KEPT,
    SURVIVOR,
    YES,
    Cancellation,
    CancelRequest,
    NoContactDecision,
    NoContactRequest,
    Notice,
    OrderCopy,
    OwnMotion,
)

VECTORS = Path(__file__).with_name("vectors")
AT = datetime(2026, 11, 23, 0, 40, 0, 5, tzinfo=UTC)
SAMPLES: tuple[SealedRecord, ...] = (
    Notice(
        received_at=AT,
        village="Thôn Mẫu 3",
        priority=("PREGNANT",),
        danger=YES,
        danger_why="Đang cầm dao (mẫu)",
        done="Đã đến nơi (mẫu)",
        asks=("KNOW", "ASSIGN_POLICE"),
        asks_note="trong sáng nay (mẫu)",
        judged="sống chung từ 2020 (mẫu)",
    ),
    NoContactRequest(
        asked_by=SURVIVOR,
        protected="Y Blơi (mẫu)",
        kept_away="A Mẫu",
        act="Dọa chém (mẫu)",
        told_rights=YES,
        wishes="đón con (mẫu)",
        judged="vợ chồng (mẫu)",
        first_at=AT,
    ),
    NoContactDecision(
        outcome=ISSUED,
        number="12/QĐ-UBND",
        signed_at=AT,
        until_at=AT,
        text="Đón con ở cổng trường (mẫu)",
        sent_to=("POLICE_HEAD", "VILLAGE_HEAD"),
    ),
    OwnMotion(
        protected="Y Blơi (mẫu)",
        kept_away="A Mẫu",
        threat="Cầm rựa đuổi (mẫu)",
        told_rights=YES,
        wishes="muốn yên (mẫu)",
    ),
    OrderCopy(
        protected="Y Blơi (mẫu)",
        kept_away="A Mẫu",
        number="15/QĐ-UBND",
        signed_at=AT,
        until_at=AT,
        text="Đón con ở cổng trường (mẫu)",
    ),
    CancelRequest(
        order="00" * 16, asked_by=SURVIVOR, asked_at=AT, reason="đã dàn xếp (mẫu)", alone=YES
    ),
    Cancellation(
        outcome=KEPT,
        number="13/QĐ-UBND",
        signed_at=AT,
        asked_by=SURVIVOR,
        asked_at=AT,
        text="vẫn còn nguy hiểm (mẫu)",
        sent_to=("PROTECTED",),
        called="gọi Y Mẫu lúc 9 giờ",
    ),
)


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: record.schema)
def test_a_record_has_the_form_of_its_vector(record: SealedRecord) -> None:
    frozen = (VECTORS / f"{record.schema}.json").read_bytes().rstrip(b"\n")
    assert encode(record) == frozen
    assert decode(frozen) == record
    assert "ẫu" not in repr(record)
    assert decode(encode(type(record)())) == type(record)()
