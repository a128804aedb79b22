"""HPKE: our suite is RFC 9180's, checked against a second reading of the RFC."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto import hpke
from casework.crypto.errors import BrokenSeal, MalformedKey
from tests.vectors import load, named

KEM_ID = b"KEM" + (0x0020).to_bytes(2, "big")
AES_128, AES_256 = 0x0001, 0x0002
INFO = b"for whom, of what"
SMALL_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]
"""RFC 7748 §6.1: points whose shared secret is zero with everybody."""


def extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return HKDF.extract(SHA256(), salt or None, b"HPKE-v1" + suite + label + material)


def expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(SHA256(), length, labelled).derive(key)


def open_by_the_rfc(private: bytes, sealed: bytes, info: bytes, aad: bytes, aead: int) -> bytes:
    """Open by RFC 9180 §4.1 (Decap), §5.1 (key schedule, base) and §5.2, sequence number 0."""
    enc, ciphertext = sealed[:32], sealed[32:]
    key = X25519PrivateKey.from_private_bytes(private)
    shared = key.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + key.public_key().public_bytes_raw()
    secret = expand(KEM_ID, extract(KEM_ID, b"", b"eae_prk", shared), b"shared_secret", context, 32)
    suite = b"HPKE" + KEM_ID[3:] + b"\x00\x01" + aead.to_bytes(2, "big")
    schedule = b"\x00" + extract(suite, b"", b"psk_id_hash", b"")
    schedule += extract(suite, b"", b"info_hash", info)
    prk = extract(suite, secret, b"secret", b"")
    once = expand(suite, prk, b"key", schedule, 16 if aead == AES_128 else 32)
    nonce = expand(suite, prk, b"base_nonce", schedule, 12)
    return AESGCM(once).decrypt(nonce, ciphertext, aad)


@pytest.mark.parametrize("vector", load("rfc9180"), ids=named)
def test_the_second_reading_agrees_with_the_rfc(vector: Any) -> None:
    private, enc, ciphertext, info, aad, plaintext = (
        bytes.fromhex(vector[name])
        for name in ("private", "enc", "ciphertext", "info", "aad", "plaintext")
    )
    assert hpke.public_of(private).hex() == vector["public"]
    assert open_by_the_rfc(private, enc + ciphertext, info, aad, AES_128) == plaintext


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=80))
def test_our_seal_opens_by_the_second_reading(plaintext: bytes, info: bytes) -> None:
    keys = hpke.generate()
    sealed = hpke.seal_to(keys.public, plaintext, info)
    assert open_by_the_rfc(keys.private, sealed, info, b"", AES_256) == plaintext


@pytest.mark.parametrize("vector", load("hpke"), ids=named)
def test_a_frozen_seal_opens(vector: Any) -> None:
    private, sealed, info, plaintext = (
        bytes.fromhex(vector[name]) for name in ("private", "sealed", "info", "plaintext")
    )
    assert hpke.public_of(private).hex() == vector["public"]
    assert hpke.open_sealed(private, sealed, info) == plaintext


def test_what_was_sealed_opens_and_is_48_bytes_longer() -> None:
    keys = hpke.generate()
    sealed = hpke.seal_to(keys.public, b"a key", INFO)
    assert len(sealed) == len(b"a key") + 48
    assert hpke.open_sealed(keys.private, sealed, INFO) == b"a key"


@given(st.data())
def test_a_single_changed_byte_is_refused(data: st.DataObject) -> None:
    keys = hpke.generate()
    sealed = bytearray(hpke.seal_to(keys.public, b"a key", INFO))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BrokenSeal):
        hpke.open_sealed(keys.private, bytes(sealed), INFO)


def test_the_bit_of_the_point_that_x25519_ignores_is_bound_all_the_same() -> None:
    keys = hpke.generate()
    sealed = bytearray(hpke.seal_to(keys.public, b"a key", INFO))
    sealed[31] ^= 0x80
    with pytest.raises(BrokenSeal):
        hpke.open_sealed(keys.private, bytes(sealed), INFO)


def test_another_key_or_info_and_every_cut_are_refused() -> None:
    keys = hpke.generate()
    sealed = hpke.seal_to(keys.public, b"a key", INFO)
    with pytest.raises(BrokenSeal):
        hpke.open_sealed(hpke.generate().private, sealed, INFO)
    with pytest.raises(BrokenSeal):
        hpke.open_sealed(keys.private, sealed, INFO + b"\0")
    for length in range(len(sealed)):
        with pytest.raises(BrokenSeal):
            hpke.open_sealed(keys.private, sealed[:length], INFO)


@pytest.mark.parametrize("point", [*SMALL_ORDER, b"", bytes(31), b"\x09" + bytes(32)])
def test_an_unusable_point_is_tampering(point: bytes) -> None:
    with pytest.raises(MalformedKey):
        hpke.seal_to(point, b"a key", INFO)
    with pytest.raises(BrokenSeal):
        hpke.open_sealed(hpke.generate().private, point + bytes(21), INFO)


@pytest.mark.parametrize("private", [b"", bytes(31), bytes(33)])
def test_a_private_key_of_another_length_is_tampering(private: bytes) -> None:
    with pytest.raises(MalformedKey):
        hpke.public_of(private)
    with pytest.raises(MalformedKey):
        hpke.open_sealed(private, bytes(60), INFO)


def test_an_empty_info_is_refused_before_anything_is_sealed() -> None:
    keys = hpke.generate()
    with pytest.raises(ValueError, match="info"):
        hpke.seal_to(keys.public, b"a key", b"")
    with pytest.raises(ValueError, match="info"):
        hpke.open_sealed(keys.private, bytes(60), b"")


def test_a_key_pair_does_not_print_its_private_half() -> None:
    keys = hpke.generate()
    assert keys.private.hex() not in repr(keys)
    assert repr(keys.private) not in repr(keys)
