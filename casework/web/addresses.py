"""A page's addresses, each spelt by Flask once and then filled in: a page names dozens.

The application stands at the root of its host, as the addresses of its files and doors say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import url_for
from werkzeug.routing import BuildError

_PLAIN = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
"""What stands in an address as it is: ids and slugs."""
_BLANK = "casework-blank-{}-"


class Addresses:
    """Answers as Flask's ``url_for`` does, for the templates of one application."""

    def __init__(self) -> None:
        self._forms: dict[tuple[str, ...], str | None] = {}
        """None where an address takes certain values only, and is spelt each time."""

    def of(self, endpoint: str, **values: Any) -> str:
        """Return the address; raises as ``url_for``."""
        if None in values.values():  # what is None is not there
            values = {name: value for name, value in values.items() if value is not None}
        key = (endpoint, *values)
        if key not in self._forms:
            self._forms[key] = _form_of(endpoint, values)
        form = self._forms[key]
        if form is None or not all(map(_is_plain, values.values())):
            return url_for(endpoint, **values)
        return form % values


def _form_of(endpoint: str, names: Iterable[str]) -> str | None:
    """Return the address with places for values, or None if it is not for filling in."""
    if endpoint.startswith(".") or any(name.startswith("_") for name in names):
        return None  # means something to Flask
    blanks = {name: _BLANK.format(place) for place, name in enumerate(names)}
    try:
        form = url_for(endpoint, **blanks).replace("%", "%%")  # type: ignore[arg-type]  # only plain values
    except (BuildError, ValueError):
        return None
    for name, blank in blanks.items():
        form = form.replace(blank, f"%({name})s")
    return form


def _is_plain(value: object) -> bool:
    """Say whether a value stands in an address as it is."""
    return isinstance(value, str) and _PLAIN.fullmatch(value) is not None
