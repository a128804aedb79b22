"""A room above may seal parts of its own: here it says how they are called and read out.

So that the conversation, the preview and the receiver's page can name and show what they hand
over without knowing the room; ``install`` of a room registers.
"""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from casework.cases.codec import SealedRecord
from casework.cases.parts import PartKind

_KINDS = "casework_further_parts"


def add_part_kind(app: Flask, kind: PartKind) -> None:
    """Let a room's records be named and shown, in the order of the calls."""
    cast("list[PartKind]", app.extensions.setdefault(_KINDS, [])).append(kind)


def further_kinds() -> tuple[PartKind, ...]:
    """Return the kinds of parts that the rooms above have registered."""
    return tuple(cast("list[PartKind]", current_app.extensions.get(_KINDS, [])))


def kind_of(record: SealedRecord) -> PartKind | None:
    """Return the kind of a record that a room above has sealed, or None."""
    return next((kind for kind in further_kinds() if kind.schema == record.schema), None)
