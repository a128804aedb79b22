"""A page's addresses, each spelt by Flask once and then filled in: a page names dozens.

The application stands at the root of its host, as the addresses of its files and doors say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from flask import url_for
from werkzeug.routing import BuildError

_PLAIN = r"[A-Za-z0-9_-]+"
"""What stands in an address as it is: ids and slugs."""
_BLANK = "casework-blank-{}-"

Fill: TypeAlias = Callable[..., str]


class Addresses(dict[tuple[str, ...], Fill]):
    """By an endpoint and the names of its values: what fills in the values, in that order.

    Answers as Flask's ``url_for`` does, for the templates of one application.
    """

    def of(self, endpoint: str, **values: Any) -> str:
        """Return the address; raises as ``url_for``."""
        return self[endpoint, *values](*values.values())

    def __missing__(self, key: tuple[str, ...]) -> Fill:
        endpoint, *names = key
        form = _form_of(endpoint, names)
        plain = re.compile("/".join(_PLAIN for _ in names), re.ASCII).fullmatch

        def spell(*values: Any) -> str:
            there = {n: v for n, v in zip(names, values, strict=True) if v is not None}
            return (
                url_for(endpoint, **there)
                if len(there) == len(names)
                else self.of(endpoint, **there)
            )

        def fill(*values: Any) -> str:
            try:
                fits = None if None in values else plain("/".join(values))
            except TypeError:  # something else than texts
                fits = None
            return spell(*values) if form is None or fits is None else form.format(*values)

        found = self[key] = spell if form is None else fill
        return found


def _form_of(endpoint: str, names: Sequence[str]) -> str | None:
    """Return the address with places for values, or None if it is not for filling in."""
    if endpoint.startswith(".") or any(name.startswith("_") for name in names):
        return None  # means something to Flask
    blanks = {name: _BLANK.format(place) for place, name in enumerate(names)}
    try:
        form = url_for(endpoint, **blanks)  # type: ignore[arg-type]  # only plain values
    except (BuildError, ValueError):
        return None
    form = form.replace("{", "{{").replace("}", "}}")
    for place, blank in enumerate(blanks.values()):
        form = form.replace(blank, f"{{{place}}}")
    return form
