"""A verified case as planners and readers hold it: sections, who holds them, on what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from casework.access.steps import JOINED
from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.kernel.errors import NotFound
from casework.kernel.ids import ID_BYTES, Id
from casework.vault.agreements import Agreements, copy_section
from casework.vault.keyring import Keyring
from casework.vault.models import Case, DirectoryRow
from casework.vault.section_rows import SectionRows


def next_section(section_id: Id) -> Id:
    """Return the id of the section that follows one: no key leads from the one to the other.

    It follows from the id before, so that everybody can tell where the writing goes on.
    """
    return sha256(lp(Label.SECTION_NEXT, section_id))[:ID_BYTES]


def list_section(case_id: Id, unit: Id) -> Id:
    """Return the id of the section by which a unit tells the other desks who is excluded."""
    return sha256(lp(Label.EXCLUSION_LIST, case_id, unit))[:ID_BYTES]


def recall_section(case_id: Id, unit: Id) -> Id:
    """Return the id of the section by which a unit tells the others what she takes back outside."""
    return sha256(lp(Label.OUTSIDE_RECALL, case_id, unit))[:ID_BYTES]


@dataclass
class Survey:
    """A verified case; ``seen`` is the newest place in the log that speaks of it."""

    case: Case
    seen: int
    opened_by: Id
    sections: dict[Id, SectionRows]
    directory: list[DirectoryRow]
    agreements: Agreements
    """What the grants rest on."""
    versions: dict[tuple[ObjectKind, Id], int]
    """The newest version of every object of the case, the ended ones too."""
    barred: frozenset[Id] | None = None
    """Who must never open it, as far as the reader was told; None until somebody has looked."""
    chosen: tuple[Id, ...] = ()
    """Whom a plan names, of the planner's own unit, to hold the case from now on."""
    ends_at: datetime | None = None
    """When the next consent comes to its end by itself: what was judged, holds until then."""
    _followed: dict[Id, Id] = field(default_factory=dict, repr=False, compare=False)

    def next_version(self, kind: ObjectKind, object_id: Id) -> int:
        """Return the version that the next writing of an object must carry."""
        return self.versions.get((kind, object_id), 0) + 1

    def held_by(self, keyring: Keyring) -> list[SectionRows]:
        """Return the sections whose key this keyring's unit or user was granted."""
        holders = (keyring.unit, keyring.user)
        return [rows for rows in self.sections.values() if rows.grant_to(holders)]

    def joined_by(self, keyring: Keyring) -> list[SectionRows]:
        """Return what is held by one who works on the case; raises NotFound for a guest.

        To a guest all came by referrals that its unit has not accepted: it knows the case through
        the referral's page and nowhere else.
        """
        held = self.held_by(keyring)
        if held and not any(self._has_joined(rows, keyring) for rows in held):
            raise NotFound
        return held

    def _has_joined(self, rows: SectionRows, keyring: Keyring) -> bool:
        grant = rows.grant_to((keyring.unit, keyring.user))
        if grant is None or grant.ground_ref is None:
            return grant is not None
        referrals = self.agreements.referrals_on(grant.ground_ref, keyring.unit)
        return not referrals or any(r.state in JOINED for r in referrals)

    def owned_by(self, unit: Id, kind: str) -> SectionRows | None:
        """Return the section of one kind in which the unit goes on writing, if there is one.

        The copies that went out on a legal ground are none of these, nor those made of a record,
        nor what the unit tells all desks of the case, nor a section that another one has followed.
        """
        apart = {copy_section(consent_id) for consent_id in self.agreements.consents}
        apart |= {
            copy_section(record.record_id)
            for rows in self.sections.values()
            if (rows.current.owner_unit, rows.current.kind) == (unit, kind)
            for record in rows.records
        }
        apart |= {told(self.case.case_id, unit) for told in (list_section, recall_section)}
        return next(
            (
                self.sections[self.newest_after(section_id)]
                for section_id, rows in self.sections.items()
                if rows.current.owner_unit == unit
                and rows.current.kind == kind
                and section_id not in apart
            ),
            None,
        )

    def newest_after(self, section_id: Id) -> Id:
        """Return the section in which the writing goes on that this one began: itself, or later."""
        known = self._followed.get(section_id)
        return known or self._followed.setdefault(section_id, self._find_newest(section_id))

    def _find_newest(self, section_id: Id) -> Id:
        first, newest = self.sections[section_id].current, section_id
        for following in self._after(section_id):
            row = self.sections[following].current
            if (row.owner_unit, row.kind) == (first.owner_unit, first.kind):
                newest = following
        return newest

    def id_after(self, section_id: Id) -> Id:
        """Return the id under which the section that follows all others of its line begins."""
        return next_section([section_id, *self._after(section_id)][-1])

    def _after(self, section_id: Id) -> Iterator[Id]:
        while (section_id := next_section(section_id)) in self.sections:
            yield section_id

    def directory_of(self, unit: Id) -> list[DirectoryRow]:
        """Return the unit's own directory rows of this case: one, or one for each named user."""
        return [row for row in self.directory if row.unit_id == unit and not row.is_agenda]
