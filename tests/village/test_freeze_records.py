"""What a village has sealed opens for ever: each form is frozen by a vector."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.cases.codec import SealedRecord, decode, encode
from casework.village.records import FiledReport, ReportEnding, VillageMessage

VECTORS = Path(__file__).with_name("vectors")
AT = datetime(2026, 11, 23, 0, 40, 0, 5, tzinfo=UTC)
SAMPLES: tuple[SealedRecord, ...] = (
    VillageMessage(
        what="Nghe kêu cứu (mẫu)",
        seen_when="tối qua (mẫu)",
        where="Thôn Mẫu 1",
        danger="chị và hai cháu (mẫu)",
        reporter="Bà hàng xóm (mẫu)",
        phone="0909000111",
        reach="gọi buổi trưa (mẫu)",
        unnamed="YES",
    ),
    FiledReport(
        village="Ban nhân dân Thôn Mẫu 1",
        sent_at=AT,
        what="Nghe kêu cứu (mẫu)",
        seen_when="tối qua (mẫu)",
        where="Thôn Mẫu 1",
        danger="chị và hai cháu (mẫu)",
    ),
    ReportEnding(
        case_id=bytes(range(16)), reason="NOT_OURS", told="chị Hà, Hội Phụ nữ (mẫu)", ended_at=AT
    ),
)


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: record.schema)
def test_a_record_has_the_form_of_its_vector(record: SealedRecord) -> None:
    frozen = (VECTORS / f"{record.schema}.json").read_bytes().rstrip(b"\n")
    assert encode(record) == frozen
    assert decode(frozen) == record
    assert "ẫu" not in repr(record)
    assert decode(encode(type(record)())) == type(record)()
