"""Ed25519 (RFC 8032), with keys refused under which a signature would prove nothing."""

import threading
from collections import OrderedDict

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from casework.crypto.errors import BadSignature, MalformedKey
from casework.crypto.hashing import sha256
from casework.crypto.keypair import KeyPair

KEY_BYTES = 32
SIGNATURE_BYTES = 64

_FIELD = 2**255 - 19
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = frozenset({0, 1, _FIELD - 1, _ORDER_8, _FIELD - _ORDER_8})
"""The y coordinates of the eight points of order 1, 2, 4 and 8; x and -x share one y.

Under such a key one signature fits many statements, or all of them.
"""


def generate() -> KeyPair:
    """Return a fresh Ed25519 seed and public key, 32 raw bytes each."""
    private = Ed25519PrivateKey.generate()
    return KeyPair(private.private_bytes_raw(), private.public_key().public_bytes_raw())


class ReadySeed:
    """A seed (32 bytes) made ready once: for the log's key, which signs at every page.

    Raises MalformedKey. A user's seed is never kept this way: it lives for one request.
    """

    def __init__(self, seed: bytes) -> None:
        self._key = _load(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, statement: bytes) -> bytes:
        """Return the signature (64 bytes) over a statement, an `lp`."""
        return self._key.sign(statement)


def public_of(seed: bytes) -> bytes:
    """Return the public key (32 bytes) of a seed (32 bytes); raises MalformedKey."""
    return ReadySeed(seed).public


def sign(seed: bytes, statement: bytes) -> bytes:
    """Return the signature (64 bytes) over a statement, an `lp`; raises MalformedKey."""
    return _load(seed).sign(statement)


def verify(public: bytes, statement: bytes, signature: bytes) -> None:
    """Return if the signature is this key's over this statement; raise BadSignature if not.

    Refused as well: keys of small order, and keys not written in the one canonical way, since
    a second spelling of a key would be a second name for a person.
    """
    if not _is_acceptable(public) or len(signature) != SIGNATURE_BYTES:
        raise BadSignature
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        raise BadSignature from None


class Verified:
    """Remembers, up to a capacity, signatures that were found good; neither keys nor text.

    Only SHA-256(key ‖ statement ‖ signature) is kept; key and signature have fixed lengths, so
    that nothing can be shifted between the parts. The one used longest ago goes first. Safe to
    share between threads.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("capacity must be positive")
        self._capacity = capacity
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, public: bytes, statement: bytes, signature: bytes) -> None:
        """Do what `verify` does, skipping the arithmetic for what was verified before."""
        if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
            raise BadSignature
        digest = sha256(public, statement, signature)
        with self._lock:
            if digest in self._seen:
                self._seen.move_to_end(digest)
                return
        verify(public, statement, signature)
        with self._lock:
            self._seen[digest] = None
            if len(self._seen) > self._capacity:
                self._seen.popitem(last=False)

    def __len__(self) -> int:
        return len(self._seen)


def _is_acceptable(public: bytes) -> bool:
    if len(public) != KEY_BYTES:
        return False
    y = int.from_bytes(public, "little") & (2**255 - 1)
    return y < _FIELD and y not in _SMALL_ORDER


def _load(seed: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(seed)
    except ValueError:
        raise MalformedKey from None
