"""A page's addresses, each spelt by Flask once and then filled in: a page names dozens."""

from __future__ import annotations

import re
from typing import Any

from flask import request, url_for
from werkzeug.routing import BuildError

_PLAIN = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
"""What stands in an address as it is: ids and slugs."""
_BLANK = "casework-blank-{}-"


class Addresses:
    """Answers as Flask's ``url_for`` does, for the templates of one application."""

    def __init__(self) -> None:
        self._forms: dict[tuple[str, ...], str] = {}

    def of(self, endpoint: str, **values: Any) -> str:
        """Return the address; raises as ``url_for``."""
        given = {name: value for name, value in values.items() if value is not None}
        if endpoint.startswith(".") or not all(map(_is_plain, given, given.values())):
            return url_for(endpoint, **values)
        key = (request.script_root, endpoint, *given)
        form = self._forms.get(key)
        if form is None:
            blanks: dict[str, Any] = {name: _BLANK.format(n) for n, name in enumerate(given)}
            try:
                form = self._forms[key] = url_for(endpoint, **blanks)
            except BuildError:
                # A rule that fixes a value (`defaults`) takes that value and no blank.
                return url_for(endpoint, **values)
        for place, value in enumerate(given.values()):
            form = form.replace(_BLANK.format(place), value)
        return form


def _is_plain(name: str, value: object) -> bool:
    """Say whether a value stands in an address as it is, and its name means nothing to Flask."""
    return (
        isinstance(value, str) and _PLAIN.fullmatch(value) is not None and not name.startswith("_")
    )
