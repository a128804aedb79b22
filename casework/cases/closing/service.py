"""The verbs of the lead desk at the end: close with a reason, and open again with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.closing.errors import NoClosingReason, NotClosed
from casework.cases.closing.records import Closing, Reopening
from casework.cases.closing.running import needs_words, still_open
from casework.cases.codec import SealedRecord
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.files import CaseFile, make_file, newest
from casework.cases.service import held_parts
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault import cases
from casework.vault.desk import Hand, Plan, read_case
from casework.vault.house import House
from casework.vault.survey import SectionRows, Survey


def close(
    house: House,
    hand: Hand,
    case_id: Id,
    closing: Closing,
    record_id: Id,
    *,
    unfinished: bool = False,
) -> bool:
    """Close the lead desk's file; other desks finish what they have begun (decision 9).

    Raises CaseClosed for the second of two who close at once, NoClosingReason, and Forbidden for
    a desk that does not lead. Sent twice, it closes once. ``unfinished``: the rooms above have
    work in the file as the closer has read it.
    """

    def plan(writing: Writing) -> Plan:
        _require_lead(writing, record_id)
        writing.require_working()
        reason = house.codes["closure_reasons"].find(closing.reason or "")
        if reason is None or reason.flag("never_offered"):
            raise NoClosingReason
        open_work = still_open(writing.survey.agreements, writing.now)
        if (unfinished or needs_words(open_work)) and not closing.words.strip():
            raise NoClosingReason
        _write_down(writing, replace(closing, at=writing.now), record_id, cases.CLOSED)
        return writing.plan()

    return change_case(house, hand, Action.CASE_CLOSE, case_id, plan)


def reopen(house: House, hand: Hand, case_id: Id, reopening: Reopening, record_id: Id) -> bool:
    """Open a closed file again, by a manager of the lead desk; sent twice, it opens once.

    Raises NotClosed for a file that is worked on, NoClosingReason, and Forbidden for anybody else.
    """

    def plan(writing: Writing) -> Plan:
        _require_lead(writing, record_id)
        _require_role(hand, Permission.CASE_REOPEN)
        if writing.survey.case.status != cases.CLOSED:
            raise NotClosed
        if not reopening.words.strip():
            raise NoClosingReason
        _write_down(writing, replace(reopening, at=writing.now), record_id, cases.REOPENED)
        return writing.plan()

    return change_case(house, hand, Action.CASE_REOPEN, case_id, plan)


def _require_lead(writing: Writing, record_id: Id) -> None:
    writing.require_joined()
    if writing.survey.case.lead_unit != writing.hand.keyring.unit:
        raise Forbidden
    if writing.knows(ObjectKind.RECORD, record_id):
        raise SentTwice


def _require_role(hand: Hand, permission: Permission) -> None:
    if not allows(hand.keyring.unit_kind, hand.keyring.role, permission):
        raise Forbidden


def _write_down(writing: Writing, said: SealedRecord, record_id: Id, status: str) -> None:
    writing.seal(writing.own(SectionKind.PLAN), said, record_id)
    writing.put(cases.case_becomes(writing.hand.keyring, writing.survey.case, status))


@dataclass(frozen=True, repr=False)
class Ended:
    """What the reader of a closed file is told: by whom, and, at the lead desk, why."""

    lead_name: str
    closing: Closing | None
    who: str


def how_it_ended(file: CaseFile) -> Ended | None:
    """Return how a closed file was closed; None for a file that is worked on."""
    if file.status != cases.CLOSED:
        return None
    part = newest(file.of(Closing.schema))
    closing = part.content if part and isinstance(part.content, Closing) else None
    who = file.names.get(part.author, "") if part else ""
    return Ended(file.names.get(file.lead_unit, ""), closing, who)


def open_to_close(house: House, hand: Hand, case_id: Id) -> CaseFile:
    """Open the file for a desk that may close it; raises NotFound and Forbidden, and logs them."""
    return _open_to(house, hand, case_id, Permission.CASE_CLOSE, Action.CASE_CLOSE)


def open_to_reopen(house: House, hand: Hand, case_id: Id) -> CaseFile:
    """Open the file for whoever may open it again; raises NotFound and Forbidden, and logs them.

    The role is asked after the file is found: a colleague may know why not, a stranger nothing.
    """
    return _open_to(house, hand, case_id, Permission.CASE_REOPEN, Action.CASE_REOPEN)


def _open_to(
    house: House, hand: Hand, case_id: Id, permission: Permission, action: Action
) -> CaseFile:
    def choose(survey: Survey) -> list[SectionRows]:
        held = held_parts(hand, survey)
        if survey.case.lead_unit != hand.keyring.unit:
            raise Forbidden
        _require_role(hand, permission)
        return held

    opened = read_case(house, hand, Action.CASE_VIEW, case_id, choose, asked=action)
    return make_file(opened, hand.keyring)
