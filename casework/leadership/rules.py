"""Who tells the chair, on what, and how long the chair has; pure, by the clock when read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from casework.access.steps import ReferralState
from casework.cases.rules.scope import DvScope
from casework.kernel.clock import local_day
from casework.kernel.codes import Codes
from casework.kernel.kinds import UnitKind

RECEIVERS = frozenset({UnitKind.POLICE, UnitKind.WOMENS_UNION, UnitKind.COORDINATION})
"""Desks that the law names as receivers of reports (Luật 13/2022/QH15 Đ19.1 a, b, đ); the health
station is not among them."""
NOTICE, ORDER, CANCEL = "CHAIR_NOTICE", "NO_CONTACT_ORDER", "NO_CONTACT_CANCEL"
"""The codes in ``service_types`` of what the chair is told and asked."""
SUPERVISE = "NO_CONTACT_SUPERVISE"
"""By what the chair tells the police of an order that nobody asked them about."""
MADE = frozenset({(ORDER, ReferralState.ACCEPTED), (NOTICE, ReferralState.IN_SERVICE)})
"""How messages stand on which an order stands: it was asked for, or is the chair's own motion."""
ENDED = frozenset({(ORDER, ReferralState.COMPLETED), (NOTICE, ReferralState.COMPLETED)})
CANCEL_WITHIN = "CLK_NC_CANCEL"
DECIDE_WITHIN = "CLK_NC_DECIDE"
LIFE_OF_ORDER = "CLK_NC_LIFE"
_COVERED = (DvScope.YES, DvScope.LIMITED_ACTS)


class Standing(StrEnum):
    """Whether the law covers a file, as far as the file says."""

    COVERED = "covered"
    OPEN = "open"
    """The relation alone leaves it open: a person judges, and writes why."""
    UNKNOWN = "unknown"
    """Nobody has written down who the person is to her."""
    OUTSIDE = "outside"


def standing(found: Iterable[tuple[str | None, DvScope]]) -> Standing:
    """Return whether the law covers a file, from each person's relation and derived scope."""
    persons = list(found)
    scopes = {scope for _, scope in persons}
    if scopes & set(_COVERED):
        return Standing.COVERED
    if not persons or any(relation is None for relation, _ in persons):
        return Standing.UNKNOWN
    return Standing.OPEN if DvScope.CHECK in scopes else Standing.OUTSIDE


def may_tell(where: Standing, judged: str) -> bool:
    """Say whether the chair may be told: covered, or judged so by a person who says why."""
    return where is Standing.COVERED or (where is Standing.OPEN and bool(judged.strip()))


def decide_by(codes: Codes, asked_at: datetime, first_at: datetime | None) -> datetime:
    """Return when the chair must have decided: a request that was sent back keeps its hours."""
    hours = codes["clocks"][DECIDE_WITHIN].number("hours") or 0
    return (first_at or asked_at) + timedelta(hours=hours)


def cancel_by(codes: Codes, asked_at: datetime) -> datetime:
    """Return when the chair must have answered who asks to cancel an order."""
    hours = codes["clocks"][CANCEL_WITHIN].number("hours") or 0
    return asked_at + timedelta(hours=hours)


def ends_at(codes: Codes, signed_at: datetime, written: datetime | None) -> datetime:
    """Return when an order ends: as the signed paper says, else after its longest life."""
    hours = codes["clocks"][LIFE_OF_ORDER].number("hours") or 0
    return written or signed_at + timedelta(hours=hours)


def is_too_long(codes: Codes, signed_at: datetime, until_at: datetime) -> bool:
    """Say whether an order outlives what one order may: to the end of its last day at most."""
    days = codes["clocks"][LIFE_OF_ORDER].number("days") or 0
    return local_day(until_at - timedelta(microseconds=1)) > local_day(signed_at) + timedelta(days)


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Return which of these names a text says, whole words only, whatever their case.

    A name of one syllable is a word of the language, too, and is let pass.
    """
    words = _words(text)
    return [name for name in names if _stands(_words(name.split("(")[0]), words)]


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _stands(name: list[str], words: list[str]) -> bool:
    size = len(name)
    return size > 1 and any(words[at : at + size] == name for at in range(len(words)))
