"""Every object is named by 16 random bytes, made before it is stored; ids carry no meaning."""

import os
import re
from typing import TypeAlias

from casework.kernel.errors import MalformedId

Id: TypeAlias = bytes
"""16 random bytes."""

ID_BYTES = 16
_TEXT = re.compile(r"[0-9a-f]{32}", re.ASCII)


def new_id() -> Id:
    """Return 16 fresh bytes from the operating system's generator."""
    return os.urandom(ID_BYTES)


def id_to_text(value: Id) -> str:
    """Return the id as 32 lower-case hexadecimal digits, the only form used in addresses.

    Raises MalformedId unless the id has 16 bytes.
    """
    if len(value) != ID_BYTES:
        raise MalformedId
    return value.hex()


def id_from_text(text: str) -> Id:
    """Read 32 lower-case hexadecimal digits.

    Raises MalformedId for anything else: one object has one address, so upper case and
    spaces are refused rather than forgiven.
    """
    if _TEXT.fullmatch(text) is None:
        raise MalformedId
    return bytes.fromhex(text)
