"""Two people at one record: who saves second is shown both versions and loses nothing typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from flask import request

from casework.cases.files import CaseFile, Part
from casework.kernel.ids import Id, id_from_text, new_id
from casework.vault.errors import SavedMeanwhile


class Edited(Protocol):
    """What one request writes."""

    @property
    def version(self) -> int:
        """The version that stands; 0 of a record that is new."""


E = TypeVar("E", bound=Edited)


def overtaken(desk: E, save: Callable[[], object], again: Callable[[], E]) -> E | None:
    """Save what was typed; return what to show beside it where somebody else saved first.

    Nothing is saved over a version that the page did not show. ``again`` opens the record anew,
    for a colleague who saved between the opening and the saving.
    """
    if request.form.get("seen_version") != str(desk.version):
        return desk
    try:
        save()
    except SavedMeanwhile:
        return again()
    return None


def seen_version(desk: Edited, *, conflict: bool) -> str:
    """Return the version that the page vouches for: the one it shows, or did when typing began."""
    if conflict or request.method != "POST":
        return str(desk.version)
    typed = request.form.get("seen_version", "")
    return typed if typed.isdecimal() else "0"


def posted_id(name: str) -> Id:
    """Return the id with which the form was shown; a new one for a form that is shown now."""
    typed = request.form.get(name)
    return id_from_text(typed) if typed else new_id()


def sent_before(file: CaseFile, schema: str, record_id: Id) -> Part | None:
    """Return the unit's own record that this form has saved already, if it was sent before."""
    own = (part for part in file.of(schema) if file.own(part))
    return next((part for part in own if part.record_id == record_id), None)
