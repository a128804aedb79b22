"""Several things are looked at before the lock and opened under one event, which names them all.

What wants to open something offers a look.  A look finds rows and holds them against the log; it
opens nothing.  The event is committed if the log tells the same as when it was taken, else it is
taken again inside the lock; only then what was found is opened, with the receipt of that event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.ledger import Entry, Receipt
from casework.audit.movement import is_told_since, log_size
from casework.kernel.ids import Id
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.listing import Vouching

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, repr=False)
class Standpoint:
    """From where something is looked at: one state of the database, at one hour, by one keyring."""

    db: Session
    vouching: Vouching
    keyring: Keyring
    at: datetime


def _nothing(_entry: Entry) -> None:
    pass


@dataclass(frozen=True, repr=False)
class Finding(Generic[T]):
    """What a look has found and not opened: what the event must name, and the way to open it."""

    open: Callable[[Receipt], T]
    cases: Sequence[Id] = ()
    sections: Sequence[Id] = ()
    ends_at: datetime | None = None
    """When the next of it comes to its end by itself: it was judged for the hours before."""
    enter: Callable[[Entry], None] = _nothing
    """Told which event it is opened under, where the cases and sections do not say it all."""


Look: TypeAlias = Callable[[Standpoint], Finding[T]]
"""May be taken twice, the second time inside the lock and in another thread."""


def then(look: Look[T], make: Callable[[T], S]) -> Look[S]:
    """Return a look of which ``make`` is shown what was opened."""

    def look_then(here: Standpoint) -> Finding[S]:
        found = look(here)
        return Finding(
            lambda receipt: make(found.open(receipt)),
            found.cases,
            found.sections,
            found.ends_at,
            found.enter,
        )

    return look_then


def all_of(looks: Sequence[Look[T]]) -> Look[list[T]]:
    """Return one look for several, so that one event names what they all open."""

    def every(here: Standpoint) -> Finding[list[T]]:
        found = [look(here) for look in looks]

        def enter(entry: Entry) -> None:
            for one in found:
                one.enter(entry)

        return Finding(
            lambda receipt: [one.open(receipt) for one in found],
            [case_id for one in found for case_id in one.cases],
            [section_id for one in found for section_id in one.sections],
            min((one.ends_at for one in found if one.ends_at is not None), default=None),
            enter,
        )

    return every


def both(one: Look[S], other: Look[T]) -> Look[tuple[S, T]]:
    """Return one look for two of different kinds."""
    looks: list[Look[Any]] = [one, other]
    return then(all_of(looks), lambda found: (found[0], found[1]))


def look_and_open(house: House, hand: Hand, action: Action, look: Look[T]) -> T:
    """Return what a look finds, opened after the one event that names it.

    Raises what the look raises; nothing is logged then.
    """
    with house.database.read() as db:
        seen = _Seen(house, hand, look, db, house.clock.now())

    def settle(entry: Entry) -> None:
        nonlocal seen
        if not seen.still_holds(entry):
            seen = _Seen(house, hand, look, entry.db, entry.at)
        entry.lists(seen.found.cases, seen.found.sections)
        seen.found.enter(entry)

    receipt = house.ledger.reading(hand.actor, action, settle)
    return seen.found.open(receipt)


class _Seen(Generic[T]):
    """What was found, and up to where the log told it."""

    def __init__(self, house: House, hand: Hand, look: Look[T], db: Session, at: datetime) -> None:
        self._size = log_size(db)
        vouching = Vouching(house.roster(db), house.verified, house.lines)
        self.found = look(Standpoint(db, vouching, hand.keyring, at))

    def still_holds(self, entry: Entry) -> bool:
        """Say, inside the lock, whether a new look would find the same.

        Every row that is looked at is bound by a tip, credentials and grants too.
        """
        ends_at = self.found.ends_at
        in_time = ends_at is None or entry.at < ends_at
        return in_time and not is_told_since(entry.db, self._size)
