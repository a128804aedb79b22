"""The first twelve fields of an event's bytes, rebuilt from its row fast enough for a million.

`Event.to_bytes` is the definition; a test holds the two together. Through `lp` alone a full
verification would take twice as long.
"""

from functools import cache
from struct import Struct

from casework.crypto.encoding import lp, opt, seq
from casework.crypto.labels import Label
from casework.kernel.ids import Id

_NUMBER_BYTES = 8


@cache
def opening_head(form: int, commune: Id, era: int) -> bytes:
    """Return the bytes from the label to the era."""
    return lp(Label.EVENT, form, commune, era)


@cache
def opening_deed(action: str, outcome: str) -> bytes:
    """Return the bytes of action and outcome."""
    return seq((action, outcome))


def opening_middle(
    index: int, at: int, user: Id | None, unit: Id | None, session: Id | None, session_seq: int
) -> bytes:
    """Return the bytes between era and action; `at` in microseconds UTC."""
    u, n, s = opt(user), opt(unit), opt(session)
    return _layout(len(u), len(n), len(s)).pack(
        _NUMBER_BYTES,
        index,
        _NUMBER_BYTES,
        at,
        len(u),
        u,
        len(n),
        n,
        len(s),
        s,
        _NUMBER_BYTES,
        session_seq,
    )


@cache
def _layout(user: int, unit: int, session: int) -> Struct:
    return Struct(f">IQIQI{user}sI{unit}sI{session}sIQ")
