"""A village's report has one form for ever, frozen by a vector (docs/formats.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from casework.crypto import hpke
from casework.crypto.derivation import unit_keys
from casework.vault.models import VillageReport
from casework.vault.reports import BUCKET_BYTES
from tests.vectors import load, named


def raw(vector: Any, *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


def filled(content: bytes) -> bytes:
    return (len(content).to_bytes(4, "big") + content).ljust(BUCKET_BYTES, b"\0")


@pytest.mark.parametrize("vector", load("village_report"), ids=named)
def test_a_report_has_the_form_of_its_vector(vector: Any) -> None:
    commune, report, village, desk = raw(vector, "commune", "report", "village", "desk")
    secret, content, said = raw(vector, "unit_secret", "content", "ending_content")
    row = VillageReport(
        commune_id=commune,
        report_id=report,
        version=2,
        from_unit=village,
        unit_id=desk,
        unit_epoch=vector["epoch"],
        sent_at=datetime.fromisoformat(vector["sent_at"]),
        state="aside",
        sealed=bytes.fromhex(vector["sealed"]),
        ending_epoch=vector["epoch"],
        ending=bytes.fromhex(vector["ending"]),
    )
    assert row.info().hex() == vector["info"]
    assert row.ending_info().hex() == vector["ending_info"]
    assert row.statement().hex() == vector["statement_ended"]
    assert row.as_sent().statement().hex() == vector["statement_sent"]
    private = unit_keys(secret).agreement.private
    assert hpke.open_sealed(private, row.sealed, row.info()) == filled(content)
    assert hpke.open_sealed(private, row.ending, row.ending_info()) == filled(said)
