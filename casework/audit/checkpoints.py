"""A checkpoint says, signed by the log's key, how long the log is and what its root is.

The bytes are a C2SP tlog-checkpoint in a C2SP signed-note, so that other people's tools read it:

    casework/<commune, 32 hex digits>
    <size>
    <base64 of the root>
    era <era>

    — casework/<commune> <base64 of key id (4 bytes) ‖ Ed25519 signature (64 bytes)>
"""

import base64
import binascii
import re
from dataclasses import dataclass

from casework.audit.errors import BadCheckpoint
from casework.audit.merkle import HASH_BYTES
from casework.crypto.errors import BadSignature
from casework.crypto.hashing import sha256
from casework.crypto.signatures import SIGNATURE_BYTES, ReadySeed, verify
from casework.kernel.ids import Id, id_to_text

_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_BODY = re.compile(
    r"casework/(?P<commune>[0-9a-f]{32})\n"
    r"(?P<size>0|[1-9][0-9]{0,18})\n"
    r"(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"era (?P<era>[1-9][0-9]{0,18})\n",
    re.ASCII,
)
_SIGNATURE = re.compile(r"— (?P<name>[^ +\n]+) (?P<signature>[A-Za-z0-9+/]+=*)", re.ASCII)


@dataclass(frozen=True)
class Checkpoint:
    """The log of one commune, in one era, had `size` events and this root (32 bytes)."""

    commune: Id
    era: int
    size: int
    root: bytes

    @property
    def origin(self) -> str:
        """The log's name in the checkpoint, and the name of its key."""
        return f"casework/{id_to_text(self.commune)}"

    def body(self) -> str:
        """Return the text that is signed, its last newline included."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nera {self.era}\n"


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint and the signed note that anybody can keep."""

    checkpoint: Checkpoint
    note: str


def sign_checkpoint(checkpoint: Checkpoint, key: ReadySeed) -> SignedCheckpoint:
    """Sign with the log's key."""
    body = checkpoint.body()
    signature = key_id(checkpoint.origin, key.public) + key.sign(body.encode())
    line = f"— {checkpoint.origin} {base64.b64encode(signature).decode()}\n"
    return SignedCheckpoint(checkpoint, f"{body}\n{line}")


def open_note(note: str, public: bytes) -> Checkpoint:
    """Return the checkpoint of a note signed by the log's key (32 bytes).

    Signatures of others (witnesses) may stand beside it and are not looked at. Raises
    BadCheckpoint for any other form, or without a good signature of this key.
    """
    body, blank, signatures = note.partition("\n\n")
    found = _BODY.fullmatch(f"{body}\n")
    if not blank or found is None:
        raise BadCheckpoint("not a checkpoint")
    checkpoint = Checkpoint(
        commune=bytes.fromhex(found["commune"]),
        era=int(found["era"]),
        size=int(found["size"]),
        root=_from_base64(found["root"]),
    )
    if len(checkpoint.root) != HASH_BYTES or checkpoint.body() != f"{body}\n":
        raise BadCheckpoint("not spelled canonically")
    _verify(checkpoint, signatures, public)
    return checkpoint


def key_id(name: str, public: bytes) -> bytes:
    """Return SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4], as C2SP signed-note has it."""
    return sha256(name.encode() + b"\n" + _ED25519 + public)[:_KEY_ID_BYTES]


def _verify(checkpoint: Checkpoint, signatures: str, public: bytes) -> None:
    wanted = key_id(checkpoint.origin, public)
    *lines, rest = signatures.split("\n")
    if rest:
        raise BadCheckpoint("the note is cut off")
    for line in lines:
        found = _SIGNATURE.fullmatch(line)
        if found is None:
            raise BadCheckpoint("not a signature line")
        data = _from_base64(found["signature"])
        identity, signature = data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:]
        if found["name"] != checkpoint.origin or identity != wanted:
            continue
        if len(signature) != SIGNATURE_BYTES:
            raise BadCheckpoint("a signature has 64 bytes")
        try:
            return verify(public, checkpoint.body().encode(), signature)
        except BadSignature as error:
            raise BadCheckpoint("signed by nobody") from error
    raise BadCheckpoint("not signed by this log's key")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadCheckpoint("not base64") from None
