"""Sealing to a public key: RFC 9180 base mode, X25519, HKDF-SHA256, AES-256-GCM.

Base mode does not say who sealed; whatever is sealed to somebody is signed as well.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from casework.crypto.errors import BrokenSeal, MalformedKey
from casework.crypto.keypair import KeyPair

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def generate() -> KeyPair:
    """Return a fresh X25519 key pair, 32 raw bytes each."""
    private = X25519PrivateKey.generate()
    return KeyPair(private.private_bytes_raw(), private.public_key().public_bytes_raw())


def public_of(private: bytes) -> bytes:
    """Return the public key (32 bytes) of an X25519 private key (32 bytes).

    Raises MalformedKey for another length.
    """
    return _load(private).public_key().public_bytes_raw()


def seal_to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Return enc (32 bytes) ‖ ciphertext (plaintext + 16 bytes), bound to `info`, an `lp`.

    Raises MalformedKey if the point is unusable (wrong length, or of small order) and
    ValueError for an empty info: what is sealed to nobody and nothing could be moved anywhere.
    """
    _require(info)
    try:
        return _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info)
    except ValueError:
        raise MalformedKey from None


class Opener:
    """A private key (32 bytes) made ready once, for who opens several seals in one request.

    Raises MalformedKey.
    """

    def __init__(self, private: bytes) -> None:
        self._key = _load(private)

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Return what `seal_to` sealed to this key with this info; raises as `open_sealed`."""
        _require(info)
        try:
            return _SUITE.decrypt(sealed, self._key, info)
        except (InvalidTag, ValueError):
            raise BrokenSeal from None


def open_sealed(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """Return what `seal_to` sealed to this key with this info.

    Raises BrokenSeal (altered, cut, for another key, another info, a bad point), MalformedKey
    for a private key that is not 32 bytes, ValueError for an empty info.
    """
    _require(info)
    return Opener(private).open(sealed, info)


def _require(info: bytes) -> None:
    if not info:
        raise ValueError("info is mandatory")


def _load(private: bytes) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(private)
    except ValueError:
        raise MalformedKey from None
