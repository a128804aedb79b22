"""Every key that is derived from another key, each under a label of its own (SECURITY §4)."""

from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from casework.crypto import hpke, signatures
from casework.crypto.encoding import Field, lp
from casework.crypto.errors import MalformedKey
from casework.crypto.keypair import KeyPair
from casework.crypto.labels import Label

KEY_BYTES = 32
CODE_BYTES = 16
ID_BYTES = 16

_SHA256 = SHA256()


@dataclass(frozen=True)
class UnitKeys:
    """What a unit secret (32 bytes) of one epoch yields, each when it is first asked for."""

    _secret: bytes = field(repr=False)

    @cached_property
    def private(self) -> bytes:
        """The X25519 private key to which grants are sealed, 32 bytes."""
        return expand(self._secret, lp(Label.UNIT_AGREEMENT))

    @cached_property
    def agreement(self) -> KeyPair:
        """The X25519 pair: the private key and the public one that the unit's credential names."""
        return KeyPair(self.private, hpke.public_of(self.private))

    @cached_property
    def directory(self) -> bytes:
        """The key of the unit's directory, 32 bytes."""
        return expand(self._secret, lp(Label.UNIT_DIRECTORY))

    @cached_property
    def board(self) -> bytes:
        """The key of the union's shelter board, 32 bytes."""
        return expand(self._secret, lp(Label.UNIT_BOARD))


def expand(key: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """Return HKDF-SHA256-Expand (RFC 5869 §2.3) of a uniform key of 32 bytes; `info` is an `lp`.

    Raises MalformedKey for a key of another length.
    """
    if len(key) != KEY_BYTES:
        raise MalformedKey
    return HKDFExpand(_SHA256, length, info).derive(key)


def extract_and_expand(material: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA256 (RFC 5869); `info` is an `lp`."""
    return HKDF(_SHA256, KEY_BYTES, salt, info).derive(material)


def unit_keys(secret: bytes) -> UnitKeys:
    """Derive a unit's keys of one epoch from its secret (32 bytes); raises MalformedKey."""
    if len(secret) != KEY_BYTES:
        raise MalformedKey
    return UnitKeys(secret)


def invitation_keys(code: bytes, root_public: bytes) -> KeyPair:
    """Derive a founding invitation's Ed25519 pair from its code (16 bytes) and the root (32).

    The root is bound in, so that a server which shows another root meets another key, and the
    root's signature over the invitation no longer fits. Raises MalformedKey.
    """
    if len(code) != CODE_BYTES or len(root_public) != signatures.KEY_BYTES:
        raise MalformedKey
    seed = extract_and_expand(code, b"", lp(Label.INVITATION_KEY, root_public))
    return KeyPair(seed, signatures.public_of(seed))


def session_key(secret: bytes, run_key: bytes) -> bytes:
    """Derive the key (32 bytes) of one session's row.

    `secret` (32 bytes) lives in the cookie alone, `run_key` (32 bytes) in memory alone, so that
    a stolen table or disk, a browser's profile included, opens nothing. Raises MalformedKey.
    """
    if len(secret) != KEY_BYTES or len(run_key) != KEY_BYTES:
        raise MalformedKey
    return extract_and_expand(secret, run_key, lp(Label.SESSION_KEY))


def fact_id(first_section_key: bytes, *fields: Field) -> bytes:
    """Derive the row id (16 bytes) of a statistical fact from its section's first key (32).

    Whoever holds the section can find and correct the fact; nobody else can link the two.
    `fields` tell one section's facts apart. Raises MalformedKey, and as `lp`.
    """
    return expand(first_section_key, lp(Label.FACT_ID, *fields), ID_BYTES)
