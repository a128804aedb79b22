"""What was sealed once opens for ever: each schema's form is frozen by a vector."""

import json
from pathlib import Path

import pytest

from casework.cases.codec import SealedRecord, UnknownSchema, decode, encode
from casework.cases.records import INTAKE_RECORDS, Survivor
from tests.cases.samples import SAMPLES

VECTORS = Path(__file__).with_name("vectors")


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: record.schema)
def test_a_record_has_the_form_of_its_vector(record: SealedRecord) -> None:
    frozen = (VECTORS / f"{record.schema}.json").read_bytes().rstrip(b"\n")

    assert encode(record) == frozen
    assert decode(frozen) == record


@pytest.mark.parametrize("cls", INTAKE_RECORDS, ids=lambda cls: cls.schema)
def test_an_empty_record_survives_the_round(cls: type[SealedRecord]) -> None:
    assert decode(encode(cls())) == cls()


def test_every_schema_has_a_vector() -> None:
    assert {record.schema for record in SAMPLES} == {cls.schema for cls in INTAKE_RECORDS}
    assert {path.stem for path in VECTORS.glob("*.json")} >= {r.schema for r in SAMPLES}


def test_a_newer_or_unknown_schema_is_refused() -> None:
    envelope = json.loads(encode(Survivor(name="Y")))

    for change in ({"version": 2}, {"schema": "gone"}):
        with pytest.raises(UnknownSchema):
            decode(json.dumps(envelope | change).encode())
    envelope["body"]["more"] = 1
    with pytest.raises(UnknownSchema):
        decode(json.dumps(envelope).encode())


def test_a_record_never_shows_its_content_by_accident() -> None:
    for record in SAMPLES:
        assert "ẫu" not in repr(record)
