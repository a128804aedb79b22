"""A blob opens whole and for its key, or is refused by name."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto import blob
from casework.crypto.blob import BUCKET_BYTES, open_blob, seal
from casework.crypto.errors import BrokenSeal, MalformedKey, SealError, UnknownSuite, WrongKey
from casework.crypto.labels import Label
from casework.kernel.errors import Tampered
from tests.vectors import load, named

KEY, AAD = bytes(range(32)), b"where and what"
SALT = bytes(range(16))
OVERHEAD = 68


def sealed_padded(padded: bytes) -> bytes:
    """Return a blob with a good tag over whatever padding an insider with the key likes."""
    once, commitment = blob._keys(KEY, Label.RECORD, SALT)
    return b"CW1\x01" + SALT + commitment + AESGCM(once).encrypt(bytes(12), padded, AAD)


@pytest.mark.parametrize("vector", load("blob"), ids=named)
def test_a_frozen_blob_opens_and_is_made_again(vector: Any) -> None:
    key, aad, plaintext, salt, frozen = (
        bytes.fromhex(vector[name]) for name in ("key", "aad", "plaintext", "salt", "blob")
    )
    label = Label(vector["label"])
    assert open_blob(key, label, frozen, aad) == plaintext
    assert blob._seal_with_salt(key, label, plaintext, aad, salt) == frozen


@given(st.binary(max_size=2100), st.binary(max_size=40))
def test_what_was_sealed_opens(plaintext: bytes, aad: bytes) -> None:
    sealed = seal(KEY, Label.RECORD, plaintext, aad)
    assert open_blob(KEY, Label.RECORD, sealed, aad) == plaintext
    assert (len(sealed) - OVERHEAD) % BUCKET_BYTES == 0


@pytest.mark.parametrize(
    ("length", "buckets"), [(0, 1), (1020, 1), (1021, 2), (2044, 2), (2045, 3)]
)
def test_the_size_tells_only_the_bucket(length: int, buckets: int) -> None:
    assert len(seal(KEY, Label.RECORD, bytes(length), AAD)) == OVERHEAD + buckets * BUCKET_BYTES


def test_sealing_twice_shares_neither_salt_nor_commitment_nor_ciphertext() -> None:
    one, other = (seal(KEY, Label.RECORD, b"x", AAD) for _ in range(2))
    assert one[4:20] != other[4:20]
    assert one[20:52] != other[20:52]
    assert one[52:] != other[52:]


@given(st.data())
def test_a_single_changed_byte_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, Label.RECORD, b"plain text", AAD))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        open_blob(KEY, Label.RECORD, bytes(sealed), AAD)


@pytest.mark.parametrize(
    ("at", "error"),
    [
        (0, UnknownSuite),
        (3, UnknownSuite),
        (4, WrongKey),
        (19, WrongKey),
        (20, WrongKey),
        (51, WrongKey),
        (52, BrokenSeal),
        (-17, BrokenSeal),
        (-1, BrokenSeal),
    ],
)
def test_each_part_is_refused_under_its_own_name(at: int, error: type[SealError]) -> None:
    sealed = bytearray(seal(KEY, Label.RECORD, b"plain text", AAD))
    sealed[at] ^= 1
    with pytest.raises(error):
        open_blob(KEY, Label.RECORD, bytes(sealed), AAD)


@pytest.mark.parametrize("extra", [b"\0", bytes(BUCKET_BYTES), bytes(BUCKET_BYTES - 16)])
def test_trailing_bytes_are_refused(extra: bytes) -> None:
    with pytest.raises(BrokenSeal):
        open_blob(KEY, Label.RECORD, seal(KEY, Label.RECORD, b"x", AAD) + extra, AAD)


def test_every_cut_is_refused() -> None:
    sealed = seal(KEY, Label.RECORD, b"x", AAD)
    for length in range(len(sealed)):
        with pytest.raises(SealError):
            open_blob(KEY, Label.RECORD, sealed[:length], AAD)


def test_another_key_or_label_is_a_wrong_key_and_other_bound_data_a_broken_seal() -> None:
    sealed = seal(KEY, Label.RECORD, b"x", AAD)
    with pytest.raises(WrongKey):
        open_blob(bytes(32), Label.RECORD, sealed, AAD)
    with pytest.raises(WrongKey):
        open_blob(KEY, Label.BUNDLE, sealed, AAD)
    with pytest.raises(BrokenSeal):
        open_blob(KEY, Label.RECORD, sealed, AAD + b"\0")


@pytest.mark.parametrize("padded", [bytes(1024), b"\0\0\0\x01x" + bytes(1019)])
def test_the_insiders_helper_makes_what_seal_makes(padded: bytes) -> None:
    length = int.from_bytes(padded[:4], "big")
    assert open_blob(KEY, Label.RECORD, sealed_padded(padded), AAD) == padded[4 : 4 + length]


@pytest.mark.parametrize(
    "padded",
    [
        pytest.param(b"\0\0\0\x01x" + bytes(1018) + b"\x01", id="nonzero at the end"),
        pytest.param(b"\0\0\0\x01xy" + bytes(1018), id="nonzero behind the text"),
        pytest.param(b"\0\0\0\x01x" + bytes(2043), id="a bucket too many"),
        pytest.param((1021).to_bytes(4, "big") + bytes(1020), id="longer than the bucket"),
        pytest.param(b"\xff\xff\xff\xff" + bytes(1020), id="the largest length"),
        pytest.param(b"", id="no bucket"),
        pytest.param(b"\0\0", id="half a length"),
        pytest.param(b"\0\0\0\x01x", id="no padding"),
    ],
)
def test_strange_padding_is_refused_under_a_good_tag(padded: bytes) -> None:
    with pytest.raises(BrokenSeal):
        open_blob(KEY, Label.RECORD, sealed_padded(padded), AAD)


def test_the_commitment_holds_under_a_good_tag() -> None:
    forged = bytearray(sealed_padded(bytes(1024)))
    forged[20:52] = bytes(32)
    with pytest.raises(WrongKey):
        open_blob(KEY, Label.RECORD, bytes(forged), AAD)


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(33)])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(MalformedKey):
        seal(key, Label.RECORD, b"x", AAD)
    with pytest.raises(MalformedKey):
        open_blob(key, Label.RECORD, seal(KEY, Label.RECORD, b"x", AAD), AAD)


def test_a_broken_seal_is_tampering() -> None:
    assert issubclass(SealError, Tampered)
