"""Lists turn pages by the last key shown, never by counting rows."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

PAGE_SIZE = 25

Row = TypeVar("Row")
Part: TypeAlias = int | str | bytes
Key: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page, and the token of the next, or None on the last."""

    rows: Sequence[Row]
    next_token: str | None


def page_of(rows: Sequence[Row], key: Callable[[Row], Key], size: int = PAGE_SIZE) -> Page[Row]:
    """Cut a page from rows that were fetched with a limit of `size + 1`."""
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], write_token(key(rows[size - 1])))


def write_token(key: Key) -> str:
    """Return an opaque token. It is no secret and is not signed: the query still filters."""
    parts = [["b", part.hex()] if isinstance(part, bytes) else part for part in key]
    text = json.dumps(parts, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(token: str | None, *kinds: type) -> Key | None:
    """Return the key, of exactly these types; None for no token or one that we did not write."""
    if not token or len(token) > 400:
        return None
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        found = json.loads(raw)
        key = tuple(bytes.fromhex(part[1]) if isinstance(part, list) else part for part in found)
    except (binascii.Error, ValueError, TypeError, IndexError, RecursionError):
        return None
    return key if tuple(type(part) for part in key) == kinds else None
