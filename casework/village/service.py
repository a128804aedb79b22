"""The verbs of a village's report: send it, open it, make a file of it or set it aside."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from casework.access.matrix import RECEIVERS
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.audit.reading import find_latest_tip
from casework.cases.codec import decode, encode
from casework.cases.consents.service import SentTwice
from casework.cases.findings import entry_of
from casework.cases.records import FirstMinutes, Incident, Reporter, Survivor
from casework.cases.service import NewPart, OpenAlready, Opening, plan_opening
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.kernel.text import name_key
from casework.vault import reports
from casework.vault.desk import Hand, Plan, Planner, write
from casework.vault.house import House
from casework.vault.listing import Vouching
from casework.vault.looking import Finding, Look, Standpoint
from casework.vault.reports import OpenedReport, ReportState, Waited
from casework.vault.rosters import Roster, Unit
from casework.village.errors import ReportEnded
from casework.village.records import FiledReport, ReportEnding, VillageMessage
from casework.village.rising import Waiting, waiting_of
from casework.web.paging import PAGE_SIZE

VILLAGE_HEAD = "VILLAGE_HEAD"
"""The code of `report_receivers` for whom the law lets a village's people turn to first."""
_RECEIVING = frozenset(kind for kind, _ in RECEIVERS)


@dataclass(frozen=True, repr=False)
class ReadReport:
    """A report as its desk reads it; ``message`` is None where it has become a file."""

    report_id: Id
    village: str
    author: str
    sent_at: datetime
    state: ReportState
    message: VillageMessage | None
    ending: ReportEnding | None
    ended_by: str


def receiving_desks(house: House) -> list[Unit]:
    """Return the desks of the commune that receive reports and are at work."""
    with house.database.read() as db:
        units = house.roster(db).units.values()
    found = [unit for unit in units if unit.kind in _RECEIVING and unit.epochs]
    return sorted(found, key=lambda unit: name_key(unit.name))


def send(house: House, hand: Hand, report_id: Id, desk: Id, message: VillageMessage) -> None:
    """Seal a report to a desk; sent twice, it is sent once.

    Raises NotFound for a desk that receives no reports, or an id that somebody else has used.
    """

    def plan(db: Session, roster: Roster) -> Plan:
        sender = reports.sender_of(db, report_id)
        if sender == hand.keyring.user:
            raise SentTwice
        unit = roster.units.get(desk)
        if sender is not None or unit is None or unit.kind not in _RECEIVING or not unit.epochs:
            raise NotFound
        signed = reports.seal_report(
            hand.keyring, roster, report_id, desk, house.clock.now(), encode(message)
        )
        return Plan([signed], holds=lambda db: reports.sender_of(db, report_id) is None)

    with suppress(SentTwice):
        write(house, hand, Action.VILLAGE_SEND, plan)


def received(house: House, hand: Hand) -> list[datetime]:
    """Return when the village's newest reports were taken in: all that it ever sees of them."""
    with house.database.read() as db:
        vouching = Vouching(house.roster(db), house.verified)
        return reports.sent_from(db, vouching, hand.keyring.unit)


def waiting(
    house: House, hand: Hand, after: Waited | None = None, count: int = PAGE_SIZE + 1
) -> list[Waiting]:
    """Return what waits at the hand's desk, the oldest first; nothing is opened.

    One line more than a page holds, so that the page knows whether another follows.
    """
    with house.database.read() as db:
        vouching = Vouching(house.roster(db), house.verified)
        here = Standpoint(db, vouching, hand.keyring, house.clock.now())
        return _waiting(house, here, after, count)


def look_at_waiting(house: House) -> Look[list[Waiting]]:
    """Return the look that finds what waits at a desk, for its first page; nothing is opened."""

    def look(here: Standpoint) -> Finding[list[Waiting]]:
        found = _waiting(house, here, None, PAGE_SIZE + 1)
        return Finding(lambda _receipt: found)

    return look


def _waiting(house: House, here: Standpoint, after: Waited | None, count: int) -> list[Waiting]:
    rows = reports.waiting_at(here.db, here.vouching, here.keyring.unit, here.at, count, after)
    return [waiting_of(house, here.vouching.roster, row, here.at) for row in rows]


def read(house: House, hand: Hand, report_id: Id) -> ReadReport:
    """Open a report after the event that says so; raises NotFound for another desk's."""
    try:
        with house.ledger.entry(hand.actor, Action.VILLAGE_OPEN) as entry:
            db, roster = entry.db, house.roster(entry.db)
            vouching = Vouching(roster, house.verified)
            row = reports.find_at(db, vouching, hand.keyring.unit, report_id)
            sender = reports.sender_of(db, report_id)
            newest = find_latest_tip(db, ObjectKind.REPORT, report_id)
            entry.lists(sections=[report_id])
    except NotFound:
        house.ledger.refuse(hand.actor, Action.VILLAGE_OPEN)
        raise
    opened = reports.open_report(entry.receipt, hand.keyring, row)
    ended_by = newest.author if newest and newest.version > 1 else None
    return _as_read(roster, opened, sender, ended_by)


def _as_read(
    roster: Roster, opened: OpenedReport, sender: Id | None, ended_by: Id | None
) -> ReadReport:
    row = opened.row
    message = decode(opened.content) if opened.content else None
    ending = decode(opened.ending) if opened.ending else None
    return ReadReport(
        report_id=row.report_id,
        village=roster.unit(row.from_unit).name,
        author=_name(roster, sender),
        sent_at=row.sent_at,
        state=ReportState(row.state),
        message=cast("VillageMessage | None", message),
        ending=cast("ReportEnding | None", ending),
        ended_by=_name(roster, ended_by),
    )


def _name(roster: Roster, user: Id | None) -> str:
    member = None if user is None else roster.find_member(user)
    return "" if member is None else member.name


def make_file(house: House, hand: Hand, report_id: Id, case_id: Id) -> Id:
    """Open a file from a report that waits, and end the report in the same event.

    Returns the file; of two colleagues at once both get the one that was opened first.
    Raises ReportEnded for a report that was set aside.
    """
    seen = read(house, hand, report_id)
    if seen.message is not None and seen.state is ReportState.WAITING:
        opening = _opening(seen, seen.message, case_id)
        ending = ReportEnding(case_id=case_id, ended_at=house.clock.now())
        opened = plan_opening(house, hand, opening)
        ended = _plan_ending(house, hand, report_id, ReportState.FILED, ending)
        with suppress(OpenAlready, ReportEnded):
            write(house, hand, Action.CASE_OPEN, _both(opened, ended))
            return case_id
        seen = read(house, hand, report_id)
    if seen.ending is None or seen.ending.case_id is None:
        raise ReportEnded
    return seen.ending.case_id


def _both(one: Planner, other: Planner) -> Planner:
    def plan(db: Session, roster: Roster) -> Plan:
        first, second = one(db, roster), other(db, roster)
        return replace(
            first,
            put=[*first.put, *second.put],
            holds=lambda db: first.holds(db) and second.holds(db),
        )

    return plan


def _opening(seen: ReadReport, said: VillageMessage, case_id: Id) -> Opening:
    reporter = Reporter(
        name=said.reporter,
        phone=said.phone,
        first_receiver=VILLAGE_HEAD,
        reported_at=seen.sent_at,
        wants_secrecy=said.unnamed,
        said="\n".join(filter(None, (said.reach, f"{seen.village}: {seen.author}"))),
    )
    filed = FiledReport(
        village=seen.village,
        sent_at=seen.sent_at,
        what=said.what,
        seen_when=said.seen_when,
        where=said.where,
        danger=said.danger,
    )
    parts = [
        NewPart(SectionKind.SAFETY, FirstMinutes(received_at=seen.sent_at)),
        NewPart(SectionKind.INCIDENT, Incident(account=said.what, place=said.where)),
        NewPart(SectionKind.REPORTER, reporter),
        NewPart(SectionKind.VILLAGE_REPORT, filed),
    ]
    return Opening(case_id, parts, entry_of(Survivor(), None))


def set_aside(house: House, hand: Hand, report_id: Id, ending: ReportEnding) -> None:
    """Write down why a report becomes no file; raises ReportEnded where it no longer waits."""
    stamped = replace(ending, case_id=None, ended_at=house.clock.now())
    plan = _plan_ending(house, hand, report_id, ReportState.ASIDE, stamped)
    write(house, hand, Action.VILLAGE_SETTLE, plan)


def _plan_ending(
    house: House, hand: Hand, report_id: Id, state: ReportState, ending: ReportEnding
) -> Planner:
    def plan(db: Session, roster: Roster) -> Plan:
        vouching = Vouching(roster, house.verified)
        row = reports.find_at(db, vouching, hand.keyring.unit, report_id)
        if row.state != ReportState.WAITING.value:
            raise ReportEnded
        ended = reports.end_report(hand.keyring, roster, row, state, encode(ending))
        return Plan([ended], holds=lambda db: reports.still_waits(db, report_id))

    return plan
