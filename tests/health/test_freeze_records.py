"""What a health station sealed once opens for ever: each schema's form is frozen by a vector."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.cases.codec import SealedRecord, decode, encode
from casework.health.records import CareVisit, Certificate, CertifiedInjury, Injury, PastEdition
from casework.kernel.dates import PartialDate
from tests.factories.commune import MORNING

VECTORS = Path(__file__).with_name("vectors")
SAMPLES: tuple[SealedRecord, ...] = (
    CareVisit(
        seen_at=MORNING,
        alone="NO",
        present="mẹ chồng (mẫu)",
        complaint="Đau họng (mẫu)",
        findings="Họng đỏ (mẫu)",
        injuries=(Injury("NECK", "LEFT", "BRUISE", "3 x 1 cm, tím", "hình ngón tay"),),
        mental="Mất ngủ (mẫu)",
        suicidal="THOUGHTS",
        treatment="Giảm đau (mẫu)",
        sexual="YES",
        assault_at=MORNING,
        assault_on=PartialDate(2026, 11),
        sexual_care=("HIV_PEP", "STI"),
        sexual_care_note="Đã bàn (mẫu)",
        next_at=MORNING,
        next_how="nhắn em gái (mẫu)",
        next_settled=True,
        transfer="YES",
        transfer_to="bệnh viện mẫu",
    ),
    Certificate(
        name="Y Mẫu",
        birth="02/1990",
        address="Thôn Mẫu 3",
        asked_by="POLICE",
        asked_by_name="Công an xã Mẫu",
        request_paper="12/CV (mẫu)",
        paper_number="07 (mẫu)",
        examined_at=MORNING,
        injuries=(CertifiedInjury("NECK", "LEFT", "BRUISE", "3 x 1 cm", "tím", MORNING),),
        said="Bị nắm cổ (mẫu)",
        state="Tỉnh (mẫu)",
        treatment="Giảm đau (mẫu)",
        signed_by="Đinh Thị Mai (mẫu)",
        edition=2,
        issued_at=MORNING,
        past=(PastEdition(1, MORNING, "Sai bên (mẫu)"),),
    ),
)


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: record.schema)
def test_a_record_has_the_form_of_its_vector(record: SealedRecord) -> None:
    frozen = (VECTORS / f"{record.schema}.json").read_bytes().rstrip(b"\n")
    assert encode(record) == frozen
    assert decode(frozen) == record


@pytest.mark.parametrize("cls", [CareVisit, Certificate])
def test_an_empty_record_survives_the_round(cls: type[SealedRecord]) -> None:
    assert decode(encode(cls())) == cls()


def test_a_record_never_shows_its_content_by_accident() -> None:
    for record in SAMPLES:
        assert "ẫu" not in repr(record)
