"""A blob opens with exactly its key, label and bound data, unaltered to the byte, or not at all.

    CW1 ‖ suite (1) ‖ salt (16) ‖ commitment (32) ‖ AES-256-GCM(K, zero nonce, padded, AAD)
    K ‖ commitment = HKDF-SHA256-Expand(long-lived key, lp(label, salt), 64)
    padded         = u32 big-endian length ‖ plaintext ‖ zeros up to a multiple of 1 KiB

The salt is fresh each time, so that K is used once and the zero nonce is safe. AES-GCM alone
does not commit to its key; the commitment sees to it that one blob opens under one key only.
"""

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework.crypto.derivation import expand
from casework.crypto.encoding import lp
from casework.crypto.errors import BrokenSeal, UnknownSuite, WrongKey
from casework.crypto.hashing import random_bytes, same
from casework.crypto.labels import Label

BUCKET_BYTES = 1024

_HEADER = b"CW1\x01"
_SALT_BYTES = 16
_KEY_BYTES = 32
_COMMITMENT_AT = len(_HEADER) + _SALT_BYTES
_CIPHERTEXT_AT = _COMMITMENT_AT + 32
_TAG_BYTES = 16
_NONCE = bytes(12)
_LENGTH = struct.Struct(">I")


def seal(key: bytes, label: Label, plaintext: bytes, aad: bytes) -> bytes:
    """Return a blob of 68 + n·1024 bytes that opens with this key, label and aad only.

    `key` is a long-lived key of 32 bytes; `aad` an `lp` that says what and where this is.
    Raises MalformedKey.
    """
    return _seal_with_salt(key, label, plaintext, aad, random_bytes(_SALT_BYTES))


def open_blob(key: bytes, label: Label, blob: bytes, aad: bytes) -> bytes:
    """Return the plaintext.

    Raises UnknownSuite (not our format), WrongKey (another key or label, or a changed salt or
    commitment), BrokenSeal (changed ciphertext, tag, padding or aad; cut short) or MalformedKey.
    """
    if not blob.startswith(_HEADER):
        raise UnknownSuite
    salt, commitment = blob[len(_HEADER) : _COMMITMENT_AT], blob[_COMMITMENT_AT:_CIPHERTEXT_AT]
    if (len(blob) - _CIPHERTEXT_AT - _TAG_BYTES) % BUCKET_BYTES:
        raise BrokenSeal("not a whole number of buckets")
    once, expected = _keys(key, label, salt)
    if not same(commitment, expected):
        raise WrongKey
    try:
        padded = AESGCM(once).decrypt(_NONCE, blob[_CIPHERTEXT_AT:], aad)
    except InvalidTag:
        raise BrokenSeal from None
    return _unpad(padded)


def _seal_with_salt(key: bytes, label: Label, plaintext: bytes, aad: bytes, salt: bytes) -> bytes:
    """Seal under a given salt: for `seal` and frozen vectors, since a salt may serve only once."""
    once, commitment = _keys(key, label, salt)
    return b"".join((_HEADER, salt, commitment, AESGCM(once).encrypt(_NONCE, _pad(plaintext), aad)))


def _keys(key: bytes, label: Label, salt: bytes) -> tuple[bytes, bytes]:
    derived = expand(key, lp(label, salt), 64)
    return derived[:_KEY_BYTES], derived[_KEY_BYTES:]


def _padded_size(length: int) -> int:
    return -(-(_LENGTH.size + length) // BUCKET_BYTES) * BUCKET_BYTES


def _pad(plaintext: bytes) -> bytes:
    framed = _LENGTH.pack(len(plaintext)) + plaintext
    return framed.ljust(_padded_size(len(plaintext)), b"\x00")


def _unpad(padded: bytes) -> bytes:
    """Refuse, under a good tag too, every form but the one that `_pad` makes."""
    if not padded:
        raise BrokenSeal("no length")
    end = _LENGTH.size + _LENGTH.unpack_from(padded)[0]
    if _padded_size(end - _LENGTH.size) != len(padded):
        raise BrokenSeal("another bucket")
    if padded.count(b"\x00", end) != len(padded) - end:
        raise BrokenSeal("padding is not zero")
    return padded[_LENGTH.size : end]
