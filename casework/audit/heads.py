"""The head of the log is signed by the log's key, so that only the server can lengthen the log.

Where the log stands exactly at its anchor, the anchor vouches for it.  Where it is some events
ahead (a crash between commit and anchor, another process), this signature does: somebody who can
only write to the database cannot pass off events of their own as such a lag.
"""

from casework.audit.anchor import Anchored
from casework.crypto import signatures
from casework.crypto.encoding import lp
from casework.crypto.errors import BadSignature
from casework.crypto.labels import Label
from casework.crypto.signatures import ReadySeed
from casework.kernel.errors import LogForked
from casework.kernel.ids import Id


def _statement(commune: Id, head: Anchored) -> bytes:
    return lp(Label.LOG_HEAD, commune, head.era, head.size, head.root)


def sign_head(key: ReadySeed, commune: Id, head: Anchored) -> bytes:
    """Return the log key's signature (64 bytes) over where the log stands."""
    return key.sign(_statement(commune, head))


def require_signed(public: bytes, commune: Id, head: Anchored, signature: bytes) -> None:
    """Raise LogForked for a head that the log's key has not signed."""
    try:
        signatures.verify(public, _statement(commune, head), signature)
    except BadSignature as error:
        raise LogForked("the head is not signed by the log's key") from error
