"""Signatures prove one author and one statement; keys that prove nothing are refused."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto import signatures
from casework.crypto.errors import BadSignature, MalformedKey
from casework.crypto.hashing import sha256
from casework.crypto.signatures import Verified
from casework.kernel.errors import Tampered
from tests.vectors import load, named

FIELD = 2**255 - 19
D = -121665 * pow(121666, -1, FIELD) % FIELD
IDENTITY = b"\x01" + bytes(31)
ORDER = 2**252 + 27742317777372353535851937790883648493


def add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Add two points of edwards25519 (RFC 8032 §5.1.4, affine), for checking the list only."""
    (a, b), (c, d) = one, other
    t = D * a * b * c * d
    x = (a * d + b * c) * pow(1 + t, -1, FIELD)
    y = (b * d + a * c) * pow(1 - t, -1, FIELD)
    return x % FIELD, y % FIELD


def x_of(y: int) -> int:
    squared = (y * y - 1) * pow(D * y * y + 1, -1, FIELD) % FIELD
    root = pow(squared, (FIELD + 3) // 8, FIELD)
    if root * root % FIELD != squared:
        root = root * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    assert root * root % FIELD == squared
    return root


@pytest.mark.parametrize("vector", load("signatures")["signatures"], ids=named)
def test_a_frozen_signature_is_made_again_and_holds(vector: Any) -> None:
    seed, public, statement, signature = (
        bytes.fromhex(vector[name]) for name in ("seed", "public", "statement", "signature")
    )
    assert signatures.public_of(seed) == public
    assert signatures.sign(seed, statement) == signature
    signatures.verify(public, statement, signature)


@pytest.mark.parametrize("vector", load("signatures")["refused_keys"], ids=named)
def test_a_small_order_key_is_refused_whatever_it_seems_to_sign(vector: Any) -> None:
    public = bytes.fromhex(vector["public"])
    for statement in range(64):
        with pytest.raises(BadSignature):
            signatures.verify(public, bytes([statement]), IDENTITY + bytes(32))
        with pytest.raises(BadSignature):
            Verified(1).check(public, bytes([statement]), IDENTITY + bytes(32))


def test_the_library_alone_would_take_a_small_order_key() -> None:
    Ed25519PublicKey.from_public_bytes(IDENTITY).verify(IDENTITY + bytes(32), b"anything")


def test_the_refused_list_is_exactly_the_points_whose_eightfold_is_nothing() -> None:
    ys = {
        int.from_bytes(bytes.fromhex(vector["public"]), "little") % 2**255 % FIELD
        for vector in load("signatures")["refused_keys"]
    }
    points = {(x, y) for y in ys for x in (x_of(y), -x_of(y) % FIELD)}
    assert len(points) == 8
    for point in points:
        eightfold = point
        for _ in range(3):
            eightfold = add(eightfold, eightfold)
        assert eightfold == (0, 1)


@pytest.mark.parametrize("above", range(19))
def test_a_key_written_in_a_second_way_is_refused(above: int) -> None:
    public = (FIELD + above).to_bytes(32, "little")
    assert not signatures._is_acceptable(public)
    with pytest.raises(BadSignature):
        signatures.verify(public, b"statement", bytes(64))


@given(st.data())
def test_a_single_changed_byte_is_refused(data: st.DataObject) -> None:
    keys, statement = signatures.generate(), b"statement"
    parts = [keys.public, statement, signatures.sign(keys.private, statement)]
    which = data.draw(st.integers(0, 2))
    part = bytearray(parts[which])
    part[data.draw(st.integers(0, len(part) - 1))] ^= data.draw(st.integers(1, 255))
    parts[which] = bytes(part)
    with pytest.raises(BadSignature):
        signatures.verify(*parts)


def test_a_second_signature_made_from_the_first_is_refused() -> None:
    keys = signatures.generate()
    signature = signatures.sign(keys.private, b"statement")
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    with pytest.raises(BadSignature):
        signatures.verify(keys.public, b"statement", signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_tampering(length: int) -> None:
    with pytest.raises(BadSignature):
        signatures.verify(bytes(length), b"statement", bytes(64))
    with pytest.raises(MalformedKey):
        signatures.sign(bytes(length), b"statement")
    with pytest.raises(MalformedKey):
        signatures.public_of(bytes(length))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadSignature):
        signatures.verify(signatures.generate().public, b"statement", bytes(length))


def test_a_bad_signature_is_tampering() -> None:
    assert issubclass(BadSignature, Tampered)


def test_verified_remembers_what_holds_and_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    keys, verified = signatures.generate(), Verified(10)
    signature = signatures.sign(keys.private, b"statement")
    with pytest.raises(BadSignature):
        verified.check(keys.public, b"other", signature)
    assert len(verified) == 0
    verified.check(keys.public, b"statement", signature)
    assert len(verified) == 1
    monkeypatch.setattr(signatures, "_is_acceptable", lambda _: False)  # nothing verifies any more
    verified.check(keys.public, b"statement", signature)
    with pytest.raises(BadSignature):
        verified.check(keys.public, b"other", signature)


def test_verified_cannot_be_fooled_by_shifting_bytes_between_the_parts() -> None:
    keys, verified = signatures.generate(), Verified(10)
    signature = signatures.sign(keys.private, b"statement")
    verified.check(keys.public, b"statement", signature)
    with pytest.raises(BadSignature):
        verified.check(keys.public + b"s", b"tatement", signature)
    with pytest.raises(BadSignature):
        verified.check(keys.public, b"statement" + signature[:1], signature[1:])


def test_verified_forgets_what_was_used_longest_ago() -> None:
    keys, verified = signatures.generate(), Verified(2)
    signed = [(bytes([n]), signatures.sign(keys.private, bytes([n]))) for n in range(3)]
    for statement, signature in (signed[0], signed[1], signed[0], signed[2]):
        verified.check(keys.public, statement, signature)
    assert len(verified) == 2
    digests = [sha256(keys.public, *pair) for pair in signed]
    assert [digest in verified._seen for digest in digests] == [True, False, True]


def test_verified_needs_room() -> None:
    with pytest.raises(ValueError, match="positive"):
        Verified(0)


def test_verified_serves_threads() -> None:
    keys, verified = signatures.generate(), Verified(8)
    signed = [(bytes([n]), signatures.sign(keys.private, bytes([n]))) for n in range(32)]

    def work(_: int) -> None:
        for statement, signature in signed * 20:
            verified.check(keys.public, statement, signature)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))  # raises what a thread raised
    assert len(verified) == 8
