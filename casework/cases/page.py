"""The page of a file: what is held, what is shut, what is still to fill, who may open it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from casework.cases.consents.records import ContactCopy
from casework.cases.files import CaseFile, Part
from casework.cases.findings import Findings, content_of, entry_of, find_out
from casework.cases.parts import ACTS, INCIDENT, KIN, ORDER, PARTS, SHUT_DOORS, PartKind
from casework.cases.records import KinAnswer, SafeContact, Survivor
from casework.cases.showing import ShownPart, address_of, readings_of, shown_part
from casework.kernel.codes import Code, Codes
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind

_SHOWN = tuple(kind for kind in PARTS if kind is not ACTS)
"""Acts are shown with their incident."""


class Task(NamedTuple):
    """Something that is not filled yet, and where that is done."""

    kind: PartKind
    address: str


@dataclass(frozen=True, repr=False)
class HeldSection:
    """A section that the reader holds, with its parts."""

    kind: SectionKind
    title: str
    owner: str
    own: bool
    parts: list[ShownPart]


@dataclass(frozen=True)
class Call:
    """A telephone line; ``mark`` is printed beside what is not verified."""

    name: str
    number: str
    mark: str | None


@dataclass(frozen=True, repr=False)
class FilePage:
    """Everything that the page of a file shows."""

    file: CaseFile
    name: str
    contact: SafeContact | None
    findings: Findings
    held: list[HeldSection]
    shut: list[str]
    tasks: list[Task]
    readers: list[tuple[str, int]]
    alone: bool
    """Restricted, and one named user only: if that person is away nobody opens it."""
    kin_warning: bool

    @property
    def hotlines(self) -> tuple[str, ...]:
        """The lines that the urgent actions call for, each once."""
        lines = (line for action in self.findings.actions for line in action.hotlines)
        return tuple(dict.fromkeys(lines))


def make_page(codes: Codes, file: CaseFile, now: datetime) -> FilePage:
    """Compose the page of a file from what this reader has opened."""
    titles, findings = codes["section_kinds"], find_out(codes, file, now)
    held_kinds = {door.kind for door in file.doors}
    survivor, contact = content_of(file, Survivor), content_of(file, SafeContact)
    kin = content_of(file, KinAnswer)
    readers = Counter(who for door in file.doors for who in dict.fromkeys(door.receivers))
    return FilePage(
        file=file,
        name=entry_of(survivor, None).name,
        contact=contact,
        findings=findings,
        held=_held(codes, file, findings),
        shut=[titles.label(kind) for kind in SHUT_DOORS if kind not in held_kinds],
        tasks=_tasks(file),
        readers=[(file.names.get(who, ""), count) for who, count in readers.most_common()],
        alone=file.restricted and len(readers) < 2,
        kin_warning=kin is not None and kin.answer == "YES" and not file.restricted,
    )


def _held(codes: Codes, file: CaseFile, findings: Findings) -> list[HeldSection]:
    found = []
    readings = {id(part): one for part, one in readings_of(codes, file, findings.incidents)}
    scopes = {id(one.part): one.scope for one in findings.persons}
    doors = sorted(
        (door for door in file.doors if door.kind in ORDER),
        key=lambda door: (not door.own, ORDER.index(door.kind)),
    )
    sections: dict[Id, list[Part]] = {}
    for part in file.parts:
        sections.setdefault(part.section_id, []).append(part)
    for door in doors:
        inside = sections.get(door.section_id, [])
        if inside and all(isinstance(part.content, ContactCopy) for part in inside):
            continue  # shown by the strip of consents, with who sent it
        alike = _by_schema(inside)
        parts = [
            shown_part(file, door, part, kind, number, readings.get(id(part)), scopes.get(id(part)))
            for kind in _SHOWN
            for number, part in enumerate(alike.get(kind.schema, ()), 1)
        ]
        if door.kind is SectionKind.EXCLUSIONS and inside and not parts:
            continue  # what desks tell each other is for the program, and names nobody here
        title = codes["section_kinds"].label(door.kind)
        owner = file.names.get(door.owner_unit, "")
        found.append(HeldSection(door.kind, title, owner, door.own, parts))
    return found


def _tasks(file: CaseFile) -> list[Task]:
    """Return what the own unit has not filled yet; the order binds nobody."""
    found: list[Task] = []

    def at(kind: PartKind, record: Id | None = None) -> Task:
        return Task(kind, address_of(file, kind, record))

    mine = _by_schema(part for part in file.parts if file.own(part))
    for kind in PARTS:
        own = mine.get(kind.schema, [])
        if kind is ACTS:
            waiting = [p for p in own if not getattr(p.content, "confirmed", True)]
            found += [at(ACTS, p.record_id) for p in waiting if getattr(p.content, "told", ())]
        elif kind is INCIDENT and own:
            bare = [p for p in own if not getattr(p.content, "told", ())]
            found += [at(INCIDENT, p.record_id) for p in bare]
        elif not own and kind is not KIN:
            found.append(at(kind))
        elif not own:
            found.insert(0, at(kind))
    return found


def _by_schema(parts: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.content.schema, []).append(part)
    return found


def calls_of(codes: Codes, hotlines: tuple[str, ...]) -> list[Call]:
    """Return the lines to phone; one whose number was not found cannot be offered."""
    entries: list[Code] = [e for e in map(codes["hotlines"].find, hotlines) if e is not None]
    return [Call(e.vi, number, e.mark_vi) for e in entries if (number := e.text("number"))]
