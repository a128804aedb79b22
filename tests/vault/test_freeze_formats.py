"""The bytes of emergency seals and facts are frozen: what was sealed once opens for ever."""

from __future__ import annotations

from casework.crypto import hpke, signatures
from casework.crypto.encoding import unseq
from casework.crypto.hashing import sha256
from casework.kernel.clock import from_micros
from casework.vault import facts
from casework.vault.models import EmergencySeal, FactBook, SettledFact
from tests.vectors import load

SEAL = load("emergency")
FACT = load("facts")


def raw(vector: dict[str, str], name: str) -> bytes:
    """Return one field's bytes."""
    return bytes.fromhex(vector[name])


def seal() -> EmergencySeal:
    """Return the frozen seal as a row."""
    return EmergencySeal(
        commune_id=raw(SEAL, "commune"),
        section_id=raw(SEAL, "section"),
        version=SEAL["version"],
        case_id=raw(SEAL, "case"),
        section_epoch=SEAL["section_epoch"],
        inner_unit=raw(SEAL, "inner_unit"),
        inner_epoch=SEAL["inner_epoch"],
        outer_unit=raw(SEAL, "outer_unit"),
        outer_epoch=SEAL["outer_epoch"],
        sealed=raw(SEAL, "sealed"),
    )


def fact() -> SettledFact:
    """Return the frozen fact as a row."""
    return SettledFact(
        commune_id=raw(FACT, "commune"),
        fact_id=raw(FACT, "fact"),
        unit_id=raw(FACT, "unit"),
        unit_epoch=FACT["unit_epoch"],
        sealed=raw(FACT, "sealed"),
    )


def test_a_seal_says_what_it_said_and_opens_from_outside_in() -> None:
    row = seal()
    assert row.inner_info() == raw(SEAL, "inner_info")
    assert row.outer_info() == raw(SEAL, "outer_info")
    assert row.statement() == raw(SEAL, "statement")
    inner = hpke.open_sealed(raw(SEAL, "outer_private"), row.sealed, row.outer_info())
    key = hpke.open_sealed(raw(SEAL, "inner_private"), inner, row.inner_info())
    assert key == raw(SEAL, "key")


def test_a_fact_says_what_it_said_and_opens() -> None:
    row = fact()
    assert row.info() == raw(FACT, "info")
    padded = hpke.open_sealed(raw(FACT, "private"), row.sealed, row.info())
    assert len(padded) == facts.PLAIN_BYTES
    length = int.from_bytes(padded[:4], "big")
    author, body, signature = unseq(padded[4 : 4 + length])
    assert (author, body) == (raw(FACT, "author"), raw(FACT, "body"))
    statement = facts._statement(row, author, body)
    assert statement == raw(FACT, "statement")
    signatures.verify(raw(FACT, "author_public"), statement, signature)
    assert not any(padded[4 + length :])


def test_a_book_says_what_it_said() -> None:
    row = fact()
    assert row.digest() == raw(FACT, "digest")
    count, root = facts.book_root([row])
    assert (count, root) == (1, raw(FACT, "root"))
    book = FactBook(
        commune_id=row.commune_id,
        version=3,
        count=count,
        root=root,
        settled_at=from_micros(FACT["settled_at"]),
    )
    assert book.statement() == raw(FACT, "book_statement")
    assert sha256(book.statement()) == raw(FACT, "book_hash")
