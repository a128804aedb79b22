"""The verbs of a case: open it, list a unit's own, read it, save a part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases import counting, exclusions
from casework.cases.codec import SealedRecord, encode
from casework.cases.files import CaseFile, make_file
from casework.cases.writing import Writing
from casework.database.base import Base
from casework.kernel.clock import LOCAL
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.kernel.text import name_key
from casework.vault import cases, directory, sections
from casework.vault.agenda import Replaces, Upcoming
from casework.vault.audience import by_holders
from casework.vault.desk import Hand, Plan, Planner, read_case, write
from casework.vault.directory import CaseListing, DirectoryEntry
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.rosters import Member, Roster
from casework.vault.sections import Draft, OpenSection
from casework.vault.survey import SectionRows, Survey, survey_case
from casework.vault.versioned import Signed


@dataclass(frozen=True, repr=False)
class NewPart:
    """A record to be sealed into the unit's own section of ``kind``."""

    kind: SectionKind
    content: SealedRecord


@dataclass(frozen=True, repr=False)
class Opening:
    """What the first save of a case holds; one line is enough.

    ``holders`` are the named users of a restricted case; empty means the whole unit.
    ``case_id`` is made when the form is shown, so that a form sent twice opens one case.
    """

    case_id: Id
    parts: Sequence[NewPart]
    entry: DirectoryEntry
    holders: tuple[Id, ...] = ()


def open_case(house: House, hand: Hand, opening: Opening) -> Id:
    """Open a case led by the keyring's unit; a repeated sending returns the same case."""
    with suppress(OpenAlready):
        write(house, hand, Action.CASE_OPEN, plan_opening(house, hand, opening))
    return opening.case_id


def plan_opening(house: House, hand: Hand, opening: Opening) -> Planner:
    """Return what opens a case, for a room that ends something of its own in the same event.

    The planner raises OpenAlready where the case is open already.
    """
    now = house.clock.now()
    prefix = _number_prefix(house, now)

    def plan(db: Session, roster: Roster) -> Plan:
        if cases.is_known(db, opening.case_id):
            raise OpenAlready
        _require_unnamed(opening)
        number = cases.next_number(db, prefix)
        put = [
            cases.new_case(
                hand.keyring,
                house.commune,
                opening.case_id,
                number,
                now,
                restricted=bool(opening.holders),
            )
        ]
        begun = list(_first_sections(house, hand, roster, opening, now))
        for _, signed in begun:
            put += signed
        listing = CaseListing(house.commune, opening.case_id, now)
        holders = opening.holders or (hand.keyring.unit,)
        put += directory.make_rows(hand.keyring, roster, listing, opening.entry, holders)
        return Plan(
            put,
            cases=[opening.case_id],
            sections=[section.epoch.section_id for section, _ in begun],
            beside=_told(house, hand, roster, opening, [section for section, _ in begun]),
            holds=lambda db: cases.next_number(db, prefix) == number,
        )

    return plan


def _told(
    house: House, hand: Hand, roster: Roster, opening: Opening, begun: Sequence[OpenSection]
) -> list[Base]:
    """What statistics are told of a new case; a case of nothing yet has nothing to tell."""
    contents = [part.content for part in opening.parts]
    return counting.count_new(house, hand, roster, begun[0], contents) if begun else []


class OpenAlready(Exception):
    """The form was sent twice; its first sending has opened the case."""


def _first_sections(
    house: House, hand: Hand, roster: Roster, opening: Opening, now: datetime
) -> Iterator[tuple[OpenSection, list[Signed]]]:
    """Yield each section that the first save starts, with all that is written in it."""
    for kind in dict.fromkeys(part.kind for part in opening.parts):
        section = sections.first_epoch(hand.keyring, house.commune, opening.case_id, kind)
        drafts = [
            Draft(encode(part.content), new_id()) for part in opening.parts if part.kind is kind
        ]
        records = [sections.make_record(hand.keyring, section, draft, now) for draft in drafts]
        started = _start(hand, roster, section, opening.holders)
        yield section, [*started, *records]


def _start(hand: Hand, roster: Roster, section: OpenSection, holders: Sequence[Id]) -> list[Signed]:
    unit = hand.keyring.unit
    return list(
        sections.start_section(hand.keyring, roster, section, by_holders(unit, holders or [unit]))
    )


def _require_unnamed(opening: Opening) -> None:
    """Nobody is handed a file at its opening whom that very opening excludes."""
    barred = {user for part in opening.parts for user in exclusions.named_in(part.content)}
    if barred & set(opening.holders):
        raise Forbidden


def _number_prefix(house: House, now: datetime) -> str:
    """A case number says the commune and the year and nothing else: no village, no initials."""
    return f"{house.settings.commune.code}-{now.astimezone(LOCAL).year}-"


def view_case(house: House, hand: Hand, case_id: Id) -> CaseFile:
    """Open every section of the case that the reader's unit holds."""
    opened = read_case(house, hand, Action.CASE_VIEW, case_id, lambda s: held_parts(hand, s))
    return make_file(opened, hand.keyring)


def held_parts(hand: Hand, survey: Survey) -> list[SectionRows]:
    """Return what is held by one who works on the case; NotFound for a guest and an excluded."""
    exclusions.require_welcome(hand.keyring, survey)
    return survey.joined_by(hand.keyring)


PRINTED = (SectionKind.IDENTITY, SectionKind.SAFETY, SectionKind.INCIDENT)
"""What goes on paper; who reported, who is excluded and where she stays never do."""


def print_case(house: House, hand: Hand, case_id: Id) -> CaseFile:
    """Open what may be printed of a case; the event says that it was for paper."""

    def choose(survey: Survey) -> list[SectionRows]:
        held = held_parts(hand, survey)
        return [rows for rows in held if rows.current.kind in PRINTED]

    return make_file(read_case(house, hand, Action.PAGE_PRINT, case_id, choose), hand.keyring)


def list_members(house: House) -> list[Member]:
    """Return everybody who could meet a file at a desk, by name.

    Hosts are left out: their names would tell where the houses are (SECURITY P7).
    """
    with house.database.read() as db:
        roster = house.roster(db)
    members = [member for unit in roster.units for member in roster.live_members(unit)]
    known = [member for member in members if member.unit_kind is not UnitKind.SHELTER]
    return sorted(known, key=lambda member: name_key(member.name))


@dataclass(frozen=True, repr=False)
class Saving:
    """One part to be saved: a new record, or the next version of one that was read.

    ``seen_version`` is the version that the writer saw; 0 for a record that is new.
    ``entry`` is given when the part changes by what the unit finds the case again.
    """

    kind: SectionKind
    content: SealedRecord
    record_id: Id
    seen_version: int
    entry: DirectoryEntry | None = None
    seen: CaseFile | None = None
    """The file as the writer had it open: with it the case is told anew to statistics at once."""
    planned: Sequence[Upcoming] = ()
    replaces: Replaces | None = None
    """Where the part changes what comes up: which kinds of it ``planned`` stands for from now."""


def save_part(house: House, hand: Hand, case_id: Id, saving: Saving) -> None:
    """Save a part into the unit's own section of its kind, starting the section if need be.

    Raises SavedMeanwhile when somebody saved a newer version first: the caller shows both.
    The key is changed first wherever it must be (a withdrawn grant, a receiver's new epoch).
    """
    excludes = saving.kind is SectionKind.EXCLUSIONS
    action = Action.EXCLUSION_ADD if excludes else Action.SECTION_WRITE
    write(house, hand, action, _saving_planner(house, hand, case_id, saving))


def _saving_planner(house: House, hand: Hand, case_id: Id, saving: Saving) -> Planner:
    def plan(db: Session, roster: Roster) -> Plan:
        survey = survey_case(db, roster, house.verified, case_id, house.clock.now())
        writing = Writing(house, hand, roster, survey)
        writing.require_working()
        if saving.kind is SectionKind.EXCLUSIONS:
            version = saving.seen_version + 1
            begun = exclusions.write_down(writing, saving.content, saving.record_id, version)
            _require_seen(survey, begun, saving)
            return writing.plan()
        section = writing.of_record(saving.kind, saving.record_id)
        _require_seen(survey, section, saving)
        writing.seal(section, saving.content, saving.record_id, saving.seen_version + 1)
        if saving.entry is not None:
            writing.relist(saving.entry)
        if saving.replaces is not None:
            writing.plan_ahead(saving.planned, saving.replaces)
        counting.count_saved(writing, section, saving.record_id, saving.content, saving.seen)
        return writing.plan()

    return plan


def _require_seen(survey: Survey, section: OpenSection, saving: Saving) -> None:
    """The writer saw the newest version, and the record is this section's: none ever moves."""
    written = survey.versions.get((ObjectKind.RECORD, saving.record_id), 0)
    if written != saving.seen_version:
        raise SavedMeanwhile
    rows = survey.sections.get(section.epoch.section_id)
    known = {record.record_id for record in rows.records} if rows else set()
    if written and saving.record_id not in known:
        raise NotFound
