"""No event names a house or its people: one place stands before the log and hides them (P7).

Every event by a member of a house carries the one unit of all houses and no network address; who
it was is sealed to the union inside, bound to the event's place in the log.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework.audit.events import ANY_HOUSE, Actor, Event
from casework.crypto import hpke
from casework.crypto.encoding import lp
from casework.crypto.errors import BrokenSeal
from casework.crypto.labels import Label
from casework.kernel.ids import ID_BYTES, Id
from casework.kernel.kinds import UnitKind
from casework.vault.chain import RosterBook
from casework.vault.errors import NoKey, NotEntitled
from casework.vault.keyring import Keyring
from casework.vault.rosters import Roster, Unit


@dataclass(frozen=True)
class Hidden:
    """Who of which house an event is by."""

    user: Id
    house: Id


class HouseVeil:
    """Makes of a house's member somebody of some house, and leaves everybody else as they are."""

    def __init__(self, book: RosterBook) -> None:
        self._book = book

    def __call__(self, db: Session, actor: Actor, index: int) -> Actor:
        """Return whom the event at this place names."""
        if actor.unit is None or actor.user is None:
            return actor
        unit = self._book.find_unit(actor.unit) or self._book.read(db).units.get(actor.unit)
        if unit is None or unit.kind is not UnitKind.SHELTER:
            return actor
        roster = self._book.read(db)
        union = _union_of(roster, unit.unit)
        hidden = hpke.seal_to(
            union.current.agreement_public,
            actor.user + unit.unit,
            _info(roster.commune, index, union.unit, union.current.epoch),
        )
        return Actor(unit=ANY_HOUSE, session=actor.session, hidden=hidden)


def _union_of(roster: Roster, house: Id) -> Unit:
    """Return the union that knows the house: its founder's."""
    founder = roster.founder_of(house)
    if founder is None:
        raise NotEntitled  # founded by the root itself, which no command of ours does
    return roster.unit(founder)


def _info(commune: Id, index: int, union: Id, epoch: int) -> bytes:
    return lp(Label.HIDDEN_ACTOR, commune, index, union, epoch)


def reveal(keyring: Keyring, event: Event) -> Hidden:
    """Return who of which house did it, to a member of the union; raises NoKey to anybody else."""
    for epoch in keyring.unit_secrets if event.actor.hidden else ():
        private = keyring.of_unit(epoch).private
        info = _info(event.commune, event.index, keyring.unit, epoch)
        with suppress(BrokenSeal):
            both = hpke.open_sealed(private, event.actor.hidden or b"", info)
            return Hidden(both[:ID_BYTES], both[ID_BYTES:])
    raise NoKey
