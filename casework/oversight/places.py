"""Where a page of the log begins, as it stands in an address: a time and an index, nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from casework.audit.pages import Place
from casework.kernel.clock import from_micros, to_micros
from casework.web.paging import read_token, write_token


def place_in(given: Mapping[str, str]) -> Place | None:
    """Return the place that was asked for, None for the newest page and for what is no place."""
    key = read_token(given.get("after"), int, int)
    if key is None or not isinstance(key[0], int) or not isinstance(key[1], int):
        return None
    try:
        return Place(from_micros(key[0]), key[1])
    except OverflowError:
        return None


def token_of(place: Place | None) -> str | None:
    """Return how a place is asked for, None for no further page."""
    return None if place is None else write_token((to_micros(place.at), place.index))
