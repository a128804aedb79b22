"""Reference data as pages ask for it: in memory, read again when the log tells more of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from casework.crypto.signatures import Verified
from casework.kernel.codes import Codes, Confirmed
from casework.kernel.text import fold
from casework.vault.reference import (
    KnownVillage,
    Reference,
    VillageState,
    read_reference,
    stamp_of_reference,
)
from casework.vault.rosters import Roster, Stamp


@dataclass(frozen=True)
class Places:
    """The villages of the commune as pages offer them and search knows them."""

    known: tuple[KnownVillage, ...] = ()

    @cached_property
    def offered(self) -> list[KnownVillage]:
        """Return the villages that there are today, in Vietnamese order."""
        return [one for one in self.known if one.state is not VillageState.RETIRED]

    def mark_of(self, typed: str) -> str | None:
        """Return the mark of a name that is typed as that of a village nobody vouches for."""
        return self._marks.get(fold(typed))

    @cached_property
    def _marks(self) -> dict[str, str]:
        """Folded, each name with its mark; of a name of two villages, one that is vouched for."""
        sure = {fold(name) for one in self.known if not one.mark_vi for name in one.names}
        marked = {fold(name): one.mark_vi for one in self.known for name in one.names}
        return {name: mark for name, mark in marked.items() if mark and name not in sure}

    def spellings(self, text: str) -> list[str]:
        """Return a search with each village in it called by its other names, itself first.

        A retired village counts: files keep the name that they were written with.
        """
        padded, found = f" {fold(text)} ", [text]
        for names in self._called:
            for name in names:
                # One word alone may be anybody's name.
                if f" {name} " in padded and (" " in name or padded.strip() == name):
                    found += [padded.replace(f" {name} ", f" {n} ") for n in names if n != name]
        return found

    @cached_property
    def _called(self) -> list[tuple[str, ...]]:
        """Folded, each village that has more than one name."""
        return [tuple({fold(name): 0 for name in one.names}) for one in self.known if one.former]


class ReferenceBook:
    """The newest verified reference data of this process, laid over the shipped code lists."""

    def __init__(self, shipped: Codes, verified: Verified) -> None:
        self.shipped = shipped
        self.codes = shipped
        self.places = Places()
        self._verified = verified
        self._stamp: Stamp | None = None

    def keep_up(self, db: Session, roster: Roster) -> None:
        """Read again what the log tells more of; raises a Tampered error and keeps what was."""
        if stamp_of_reference(db) == self._stamp:
            return
        reference = read_reference(db, roster, self._verified)
        self.codes = self.shipped.with_confirmed(_confirmed(self.shipped, reference))
        self.places = Places(tuple(reference.newest()))
        self._stamp = reference.stamp


def _confirmed(shipped: Codes, reference: Reference) -> dict[tuple[str, str], Confirmed]:
    """Return which entries are vouched for as they read today, and by whom."""
    found: dict[tuple[str, str], Confirmed] = {}
    for name, code in reference.entries:
        entries = shipped.find(name)
        entry = None if entries is None else entries.find(code)
        said = None if entry is None else reference.standing(name, entry)
        if said is not None:
            found[name, code] = Confirmed(said.by, said.checked_on, said.basis, said.value)
    return found
