"""What the commune vouches for is spelt in one way for ever, frozen by a vector."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from casework.kernel.codes import Attribute, Code, Evidence
from casework.vault.models import Confirmation, Village
from casework.vault.models.reference import confirmation_id
from casework.vault.reference import entry_hash
from tests.vectors import load

VECTOR = load("reference")


def raw(name: str) -> bytes:
    """Return one field's bytes."""
    return bytes.fromhex(VECTOR[name])


def village(version: int, state: str, former: str, basis: str, since_on: str) -> Village:
    return Village(
        commune_id=raw("commune"),
        village_id=raw("village"),
        version=version,
        name="Plei Mẫu Đá",
        former=former,
        state=state,
        basis=basis,
        since_on=since_on,
        merged_into=raw("into") if state == "retired" else None,
    )


def entry() -> Code:
    attributes: dict[str, Attribute] = {
        "number": "0900 000 113",
        "at_once": True,
        "sections": ("identity", "notice"),
        "hours": 12,
    }
    return Code(
        "MAU_113",
        "Số mẫu",
        "sample",
        Evidence.UNVERIFIED,
        "Văn bản mẫu",
        date(2023, 7, 1),
        None,
        None,
        MappingProxyType(attributes),
    )


def test_a_village_says_what_it_said() -> None:
    proposed = village(1, "proposed", "", "", "")
    former = "Làng Mẫu Cũ; Plei Mẫu Da"
    retired = village(2, "retired", former, "Nghị quyết 12 (mẫu)", "2026-07-01")
    assert proposed.statement() == raw("village_proposed")
    assert retired.statement() == raw("village_retired")


def test_an_entry_has_the_hash_that_it_had() -> None:
    assert entry().content().decode() == VECTOR["entry_content"]
    assert entry_hash("hotlines", entry()) == raw("entry_hash")


def test_a_confirmation_says_what_it_said() -> None:
    row = Confirmation(
        commune_id=raw("commune"),
        confirmation_id=confirmation_id(raw("commune"), "hotlines", "MAU_113"),
        version=1,
        list_name="hotlines",
        code="MAU_113",
        entry_hash=entry_hash("hotlines", entry()),
        state="confirmed",
        basis="Đã gọi thử (mẫu)",
        checked_on="2026-11-23",
    )
    assert row.confirmation_id == raw("confirmation")
    assert row.statement() == raw("confirmation_statement")
    row.value = "0900000113"
    assert row.statement() == raw("confirmation_value_statement")
