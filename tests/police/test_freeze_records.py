"""What the police have sealed opens for ever: each form is frozen by a vector."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.cases.codec import SealedRecord, decode, encode
from casework.police.records import (
    Breach,
    ContactException,
    CriticismAnswer,
    FollowUp,
    Measure,
    SupervisorCopy,
)

VECTORS = Path(__file__).with_name("vectors")
AT = datetime(2026, 11, 23, 0, 40, 0, 5, tzinfo=UTC)
SAMPLES: tuple[SealedRecord, ...] = (
    FollowUp(
        done_at=AT,
        what="Đến nhà lần hai (mẫu)",
        on_spot="Hùng (mẫu)",
        found="vỏ chai (mẫu)",
        next_step="gọi lên trụ sở (mẫu)",
        next_at=AT,
        entered_late=True,
    ),
    Measure(
        measure="M3_NC_CHAIR",
        decided_by="Chủ tịch UBND xã",
        number="12/QĐ-UBND",
        decided_at=AT,
        received_at=AT,
        until_at=AT,
        conditions="đón con ở cổng trường (mẫu)",
        supervisor="Trưởng thôn (mẫu)",
        assigned_at=AT,
        met_at=AT,
        ended_at=AT,
        ended_why="người ấy đề nghị (mẫu)",
        entered_late=True,
    ),
    ContactException(
        measure="00" * 16,
        cause="FUNERAL",
        asked_at=AT,
        supervisor="Trưởng thôn (mẫu)",
        signed_at=AT,
        from_at=AT,
        until_at=AT,
        told_her="YES",
        reported_at=AT,
        reported_to="Chủ tịch",
        ended_at=AT,
        note="có mặt cả buổi (mẫu)",
    ),
    CriticismAnswer(
        answer="REFUSED",
        asked_at=AT,
        alone="YES",
        asked_by="Hùng (mẫu)",
        words="không muốn cả thôn biết (mẫu)",
    ),
    SupervisorCopy(
        supervisor="Trưởng thôn (mẫu)",
        supervised="A Mẫu",
        protected="Y Blơi (mẫu)",
        number="12/QĐ-UBND",
        from_at=AT,
        until_at=AT,
        watch="đón con ở cổng trường (mẫu)",
        call="Hùng (mẫu) 0900000000",
        handed_at=AT,
    ),
    Breach(
        measure="00" * 16, happened_at=AT, how="NEAR", what="trước cổng (mẫu)", done="lập biên bản"
    ),
)


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: record.schema)
def test_a_record_has_the_form_of_its_vector(record: SealedRecord) -> None:
    frozen = (VECTORS / f"{record.schema}.json").read_bytes().rstrip(b"\n")
    assert encode(record) == frozen
    assert decode(frozen) == record
    assert "ẫu" not in repr(record)
    assert decode(encode(type(record)())) == type(record)()
