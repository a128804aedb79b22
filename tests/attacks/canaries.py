"""Finds a text again in any spelling in which a disk may hold it by accident.

Plain bytes cannot be searched for "something of this kind": what is looked for is therefore
written into every field beforehand (a canary), and every spelling of it is searched for.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casework.kernel.text import fold


@dataclass(frozen=True)
class Hit:
    """A canary that was found: which, in which spelling, where."""

    canary: str
    spelling: str
    place: str


def spellings(text: str) -> dict[str, bytes]:
    """Return every spelling of a text that is searched for, by name."""
    found: dict[str, bytes] = {}
    for form in ("NFC", "NFD"):
        normal = unicodedata.normalize(form, text)
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = normal.encode(code)
            found[f"{form} {code}"] = raw
            found[f"{form} {code} hex"] = raw.hex().encode()
            found[f"{form} {code} HEX"] = raw.hex().upper().encode()
            found |= {f"{form} {code} {name}": value for name, value in _base64(raw)}
        found[f"{form} json"] = json.dumps(normal).strip('"').encode()
    found["without marks"] = fold(text).encode()
    return found


def _base64(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the characters that `raw` alone decides, at each of three places in a group."""
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + raw)
        start = -(-shift * 8 // 6)
        end = (shift + len(raw)) * 8 // 6
        part = whole[start:end]
        yield f"base64 +{shift}", part
        yield f"base64url +{shift}", part.translate(bytes.maketrans(b"+/", b"-_"))


def find_canaries(canaries: Iterable[str], places: Iterable[tuple[str, bytes]]) -> list[Hit]:
    """Return every hit of every spelling of every canary in the bytes of these places."""
    wanted = [
        (canary, name, needle) for canary in canaries for name, needle in spellings(canary).items()
    ]
    return [
        Hit(canary, name, place)
        for place, content in places
        for canary, name, needle in wanted
        if needle in content
    ]


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below these folders with its bytes: databases, their WAL, logs, anything."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()
