"""A case as a desk works with it: opened parts, typed, with who wrote them and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from casework.cases.codec import SealedRecord, decode
from casework.cases.exclusions import known_from
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault.agreements import Agreements
from casework.vault.cases import is_closed_to
from casework.vault.desk import OpenedCase
from casework.vault.keyring import Keyring


@dataclass(frozen=True, repr=False)
class Part:
    """One record's newest version, decoded."""

    section_id: Id
    record_id: Id
    version: int
    author: Id
    written_at: datetime
    content: SealedRecord


@dataclass(frozen=True)
class Door:
    """A section that this reader holds: its kind, its owner, and whether it may be written."""

    section_id: Id
    kind: SectionKind
    owner_unit: Id
    own: bool
    rotation_due: bool
    receivers: tuple[Id, ...] = ()
    """Who holds its key: units, or named users of a restricted case."""
    current: bool = True
    """Whether the writing goes on here, and not in a section that has followed it."""


@dataclass(frozen=True, repr=False)
class CaseFile:
    """Everything of a case that one reader opened, and the open state around it."""

    case_id: Id
    number: str
    lead_unit: Id
    status: str
    restricted: bool
    opened_at: datetime
    doors: list[Door]
    parts: list[Part]
    names: dict[Id, str]
    """Staff and unit names by id, for the authors and owners that appear here."""
    closed_here: bool = False
    """Whether the reader's unit, which leads the case, has closed it and writes no more in it."""
    agreements: Agreements = field(default_factory=Agreements)
    """Her consents, the law's grounds and the referrals of the case: open columns, verified."""
    seen: int = 0
    """The newest place in the log that spoke of the case when it was opened."""
    barred: frozenset[Id] = frozenset()
    """Who must never open it, as far as what was opened says."""

    def of(self, schema: str) -> list[Part]:
        """Return the parts of one schema, own unit's first, in order of first writing."""
        return list(self._by_schema.get(schema, ()))

    @cached_property
    def _by_schema(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.content.schema, []).append(part)
        return found

    def own(self, part: Part) -> bool:
        """Say whether the part stands in a section of the reader's own unit."""
        return part.section_id in self._own_sections

    @cached_property
    def _own_sections(self) -> frozenset[Id]:
        return frozenset(door.section_id for door in self.doors if door.own)

    def one(self, schema: str) -> Part | None:
        """Return the part of a schema that a file has once: the own unit's, else another's."""
        parts = self.of(schema)
        own = [part for part in parts if self.own(part)]
        return newest(own or parts)

    def get(self, schema: str, record_id: Id) -> Part:
        """Return one part of the reader's own unit; raises NotFound."""
        for part in self.of(schema):
            if part.record_id == record_id and self.own(part):
                return part
        raise NotFound


def make_file(opened: OpenedCase, keyring: Keyring) -> CaseFile:
    """Decode what was opened; raises UnknownSchema for records of a newer program."""
    survey, roster = opened.survey, opened.roster
    doors = [_door(opened, section_id, keyring) for section_id in opened.records]
    parts = [
        Part(
            section_id,
            record.row.record_id,
            record.row.version,
            record.row.author_id,
            record.row.written_at,
            decode(record.plaintext),
        )
        for section_id, records in opened.records.items()
        for record in records
    ]
    own_first = {door.section_id: not door.own for door in doors}
    parts.sort(key=lambda part: own_first[part.section_id])
    return CaseFile(
        survey.case.case_id,
        survey.case.number,
        survey.case.lead_unit,
        survey.case.status,
        survey.case.restricted,
        survey.case.opened_at,
        doors,
        parts,
        roster.names,
        is_closed_to(survey.case, keyring.unit),
        survey.agreements,
        survey.seen,
        _barred(doors, parts, keyring),
    )


def _barred(doors: Iterable[Door], parts: Iterable[Part], keyring: Keyring) -> frozenset[Id]:
    owners = {door.section_id: door.owner_unit for door in doors}
    told = ((owners[part.section_id], part.content) for part in parts)
    return known_from(keyring.unit, told).barred


def _door(opened: OpenedCase, section_id: Id, keyring: Keyring) -> Door:
    rows, recoveries = opened.survey.sections[section_id], opened.roster.recoveries
    return Door(
        rows.current.section_id,
        SectionKind(rows.current.kind),
        rows.current.owner_unit,
        rows.current.owner_unit == keyring.unit,
        rows.rotation_due is not None,
        tuple(g.receiver_id for g in rows.grants if g.receiver_id not in recoveries),
        opened.survey.newest_after(section_id) == section_id,
    )


def newest(parts: Iterable[Part]) -> Part | None:
    """Return the part written last, or None."""
    return max(parts, key=lambda part: part.written_at, default=None)
