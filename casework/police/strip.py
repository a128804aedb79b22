"""The strip on the page of a file: what the police have done, which measures stand, what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.cases.codec import SealedRecord
from casework.cases.files import CaseFile, Part
from casework.cases.page import FilePage
from casework.cases.showing import Row, rows_of
from casework.kernel.ids import id_to_text
from casework.police import rules
from casework.police.barring import circumstances
from casework.police.entries import (
    BREACH,
    CONTACT,
    CRITICISM,
    ENTRIES,
    FOLLOW_UP,
    MEASURE,
    Entry,
)
from casework.police.records import (
    Breach,
    ContactException,
    CriticismAnswer,
    FollowUp,
    Measure,
)
from casework.police.rules import Circumstances, Step
from casework.web.here import house
from casework.web.principal import current_principal


@dataclass(frozen=True)
class Shown:
    """One entry as the strip shows it; ``address`` where the reader may change it."""

    title: str
    at: datetime
    rows: list[Row]
    author: str
    written_at: datetime
    address: str | None
    steps: list[Step]
    breaches: int = 0
    sheet: bool = False
    """Whether a supervisor is given a sheet of it."""
    stop: bool = False
    """A measure that the file bars by now: her no, or something that was not known then."""
    unsigned: bool = False
    """A contact that the supervisor has not signed: nobody may come near."""


@dataclass(frozen=True)
class PoliceStrip:
    """Follow-ups newest first, and the measures; ``may_write`` for the police themselves."""

    follow_ups: list[Shown]
    measures: list[Shown]
    breaches: list[Shown]
    contacts: list[Shown]
    answers: list[Shown]
    """What she said of criticism before the village, newest first."""
    may_write: bool
    may_ask: bool
    """Whether she may be asked for it at all."""


def strip_of(page: FilePage) -> PoliceStrip | None:
    """Return the strip of an opened file; whoever was given the section reads it, too."""
    me, file = current_principal(), page.file
    works = allows(me.unit_kind, me.role, Permission.POLICE_WRITE) and not file.closed_here
    codes = house().codes
    here = circumstances(codes, file, page.findings)
    shown = {
        entry: sorted(
            (_shown(file, part, entry, here, works=works) for part in file.of(entry.schema)),
            key=lambda one: one.at,
            reverse=True,
        )
        for entry in ENTRIES
    }
    if not (works or shown[FOLLOW_UP] or shown[MEASURE]):
        return None
    return PoliceStrip(
        shown[FOLLOW_UP],
        shown[MEASURE],
        shown[BREACH],
        shown[CONTACT],
        shown[CRITICISM],
        works,
        may_ask=works and not rules.never_criticised(codes, here),
    )


def _shown(file: CaseFile, part: Part, entry: Entry, here: Circumstances, *, works: bool) -> Shown:
    case, record = id_to_text(file.case_id), id_to_text(part.record_id)
    content, codes, now = part.content, house().codes, house().clock.now()
    title, at, breaches = entry.title, part.written_at, 0
    unsigned = sheet = stop = False
    steps: list[Step] = []
    rest: SealedRecord = content  # without what the heading says
    if isinstance(content, FollowUp):
        at, rest = content.done_at or at, replace(content, done_at=None)
    if isinstance(content, Breach):
        at, rest = content.happened_at or at, replace(content, measure=None, happened_at=None)
    if isinstance(content, ContactException):
        at, rest = content.from_at or at, replace(content, measure=None)
        steps, unsigned = list(rules.contact_steps(codes, content)), content.signed_at is None
    if isinstance(content, CriticismAnswer):
        at, rest = content.asked_at or at, replace(content, asked_at=None)
    if isinstance(content, Measure):
        rest = replace(content, measure=None)
        title = codes["protective_measures"].label(content.measure or "")
        stop = rules.must_stop(codes, content, here)
        at = content.decided_at or at
        steps = list(rules.next_steps(codes, content, now))
        sheet = works and rules.is_no_contact(codes, content)
        breaches = sum(
            isinstance(one.content, Breach) and one.content.measure == record
            for one in file.of(Breach.schema)
        )
    return Shown(
        title=title,
        at=at,
        rows=rows_of(entry.form, rest, file.names),
        author=file.names.get(part.author, ""),
        written_at=part.written_at,
        address=f"/cases/{case}/police/{entry.slug}/{record}" if works and file.own(part) else None,
        steps=steps,
        breaches=breaches,
        stop=stop,
        unsigned=unsigned,
        sheet=sheet,
    )
