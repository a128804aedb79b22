"""One section's rows together: its epochs, who holds its key, its records, its emergency seal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from casework.kernel.ids import Id
from casework.vault.errors import NotEntitled, RowUnknown
from casework.vault.models import EmergencySeal, Grant, Record, RotationMark, SectionEpoch
from casework.vault.versioned import Bound


class Handed(NamedTuple):
    """A grant, and what its seal is bound to."""

    grant: Grant
    info: bytes


class Sealed(NamedTuple):
    """A record as it is opened: its row, and what its seal is bound to."""

    row: Record
    epoch: int
    blob: bytes
    aad: bytes


@dataclass
class SectionRows:
    """What the database has of one section, verified; records in order of writing.

    Nothing of it changes once its case has been judged: what follows from it is spelt once.
    """

    epochs: list[SectionEpoch] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    lapsed: list[Grant] = field(default_factory=list)
    """Grants whose consent has come to its end: they open nothing, and the next write ends them."""
    rotation_due: RotationMark | None = None
    """Stands from the moment a grant was taken back until the key has changed."""
    emergency: EmergencySeal | None = None
    """The newest key, sealed to leadership and coordination; None where that is still due."""
    emergency_version: int = 0
    """The newest version that the log has of that seal, an ended one too."""

    @property
    def current(self) -> SectionEpoch:
        """The newest epoch."""
        return self.epochs[-1]

    def take(self, row: Grant | Record | RotationMark | EmergencySeal) -> None:
        """Add a row of this section."""
        match row:
            case Grant():
                self.grants.append(row)
            case Record():
                self.records.append(row)
            case RotationMark():
                self.rotation_due = row
            case EmergencySeal():
                self.emergency = row

    def handed_to(self, receivers: Iterable[Id]) -> Handed | None:
        """Return what one of ``receivers`` was handed, if any of them was."""
        handed = self._handed
        return next((handed[one] for one in receivers if one in handed), None)

    def grant_to(self, receivers: Iterable[Id]) -> Grant | None:
        """Return the grant that one of ``receivers`` holds, if any."""
        found = self.handed_to(receivers)
        return found and found.grant

    @cached_property
    def _handed(self) -> dict[Id, Handed]:
        return {grant.receiver_id: Handed(grant, grant.info()) for grant in self.grants}

    @cached_property
    def newest(self) -> list[Sealed]:
        """The newest version of each record, in order of first writing."""
        found: dict[Id, Record] = {}
        for row in sorted(self.records, key=lambda record: record.version):
            found[row.record_id] = row
        return [Sealed(row, row.section_epoch, row.blob, row.aad()) for row in found.values()]


def arrange(rows: Iterable[Bound]) -> dict[Id, SectionRows]:
    """Put everything of a section under it; a stray row is a relabelled one."""
    everything = list(rows)
    sections: dict[Id, SectionRows] = {}
    for row in everything:
        if isinstance(row, SectionEpoch):
            held = sections.setdefault(row.section_id, SectionRows())
            held.epochs.append(row)
            first = held.epochs[0]
            if (row.owner_unit, row.kind) != (first.owner_unit, first.kind):
                raise NotEntitled  # a section has one owner and one kind for ever
    for row in everything:
        if isinstance(row, Grant | Record | RotationMark | EmergencySeal):
            if row.section_id not in sections:
                raise RowUnknown
            sections[row.section_id].take(row)
    return sections
