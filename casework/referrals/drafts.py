"""A referral that is being written: sealed for its own desk alone, and opening nothing for others.

Each draft lies in a section of its own that no grant reaches; it names the referral that it will
become, so that one draft is sent once. What was sent or thrown away leaves no text behind as its
newest version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases import exclusions
from casework.cases.closing.unfinished import Unfinished
from casework.cases.codec import decode
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.files import CaseFile, Part, make_file
from casework.cases.upcoming import ComingUp
from casework.cases.writing import Writing
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.kernel.kinds import SectionKind
from casework.referrals.records import DraftEnd, ReferralDraft
from casework.vault.agenda import Upcoming
from casework.vault.desk import Hand, Plan, read_case
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.section_rows import SectionRows
from casework.vault.sections import look_into
from casework.vault.surveyed import Survey

DRAFT_WORDS = "Nháp chưa gửi"
_KIND = "referral-draft:"
"""Begins a kind of what comes up (``vault.agenda``); the draft's id follows."""


@dataclass(frozen=True, repr=False)
class OpenedDraft:
    """One draft of the reader's own desk, opened by itself."""

    file: CaseFile
    part: Part
    content: ReferralDraft


def open_draft(house: House, hand: Hand, case_id: Id, draft_id: Id) -> OpenedDraft:
    """Open one draft and nothing else of the case; raises NotFound."""

    def choose(survey: Survey) -> list[SectionRows]:
        exclusions.require_welcome(hand.keyring, survey)
        rows = _find(survey, hand, draft_id)
        if rows is None or rows not in survey.joined_by(hand.keyring):
            raise NotFound
        return [rows]

    file = make_file(read_case(house, hand, Action.SECTION_READ, case_id, choose), hand.keyring)
    part = file.get(ReferralDraft.schema, draft_id)
    if not isinstance(part.content, ReferralDraft):
        raise NotFound
    return OpenedDraft(file, part, part.content)


def save(
    house: House, hand: Hand, case_id: Id, draft_id: Id, seen: int, content: ReferralDraft
) -> None:
    """Keep a draft; 0 was seen of a new one. Raises SavedMeanwhile when somebody was first."""

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.REFERRAL, draft_id):
            raise SavedMeanwhile
        rows = _seen(writing, draft_id, seen)
        section = writing.begin(SectionKind.REFERRAL) if rows is None else writing.renew(rows)
        writing.seal(section, content, draft_id, seen + 1)
        _plan_ahead(writing, draft_id, [Upcoming(_kind(draft_id), writing.now)])
        return writing.plan()

    change_case(house, hand, Action.REFERRAL_DRAFT, case_id, plan)


def throw_away(house: House, hand: Hand, case_id: Id, draft_id: Id, seen: int) -> None:
    """End a draft that is not sent; thrown away twice, it is once. Raises SavedMeanwhile."""

    def plan(writing: Writing) -> Plan:
        writing.require_joined()
        if _written(writing, draft_id) == 0:
            raise NotFound
        stands = _content(writing, draft_id)
        if stands.ended is DraftEnd.DROPPED:
            raise SentTwice
        end(writing, draft_id, seen, DraftEnd.DROPPED)
        return writing.plan()

    change_case(house, hand, Action.REFERRAL_DRAFT, case_id, plan)


def end(writing: Writing, draft_id: Id, seen: int, how: DraftEnd) -> None:
    """End a draft within another event, if there is one; raises SavedMeanwhile."""
    rows = _seen(writing, draft_id, seen)
    if rows is None:
        return
    writing.seal(writing.renew(rows), ReferralDraft(ended=how), draft_id, seen + 1)
    _plan_ahead(writing, draft_id, [])


def drafts_of(file: CaseFile) -> list[Part]:
    """Return the drafts of a file that its reader's own desk still has, newest first."""
    own = [part for part in file.of(ReferralDraft.schema) if file.own(part)]
    live = [one for one in own if isinstance(one.content, ReferralDraft) and not one.content.ended]
    return sorted(live, key=lambda part: part.written_at, reverse=True)


def unfinished_in(file: CaseFile) -> list[Unfinished]:
    """Return the drafts that nobody has sent or thrown away."""
    return [
        Unfinished("Phiếu chuyển viết dở", address_of(file.case_id, one.record_id), DRAFT_WORDS)
        for one in drafts_of(file)
    ]


def address_of(case_id: Id, draft_id: Id) -> str:
    """Return where a draft is continued."""
    return f"/cases/{id_to_text(case_id)}/referrals/drafts/{id_to_text(draft_id)}"


def waiting_in(found: Iterable[ComingUp]) -> list[tuple[ComingUp, str]]:
    """Return what is a draft's of what comes up, with its address."""
    return [
        (one, address_of(one.case_id, id_from_text(one.kind.removeprefix(_KIND))))
        for one in found
        if one.kind.startswith(_KIND)
    ]


def _plan_ahead(writing: Writing, draft_id: Id, items: list[Upcoming]) -> None:
    kind = _kind(draft_id)
    writing.plan_ahead(items, lambda known: known == kind)


def _kind(draft_id: Id) -> str:
    return _KIND + id_to_text(draft_id)


def _written(writing: Writing, draft_id: Id) -> int:
    return writing.survey.versions.get((ObjectKind.RECORD, draft_id), 0)


def _seen(writing: Writing, draft_id: Id, seen: int) -> SectionRows | None:
    """Return the section of a draft whose newest version the writer saw; None of a new one.

    Who was first may have ended it, which is a version like any other.
    """
    if _written(writing, draft_id) != seen:
        raise SavedMeanwhile
    if seen == 0:
        return None
    if _content(writing, draft_id).ended:
        raise SavedMeanwhile
    return _find(writing.survey, writing.hand, draft_id)


def _content(writing: Writing, draft_id: Id) -> ReferralDraft:
    """Return a draft as it stands, for a plan that decides by it; the event lists its section."""
    keyring = writing.hand.keyring
    rows = _find(writing.survey, writing.hand, draft_id)
    if rows is None or rows.grant_to((keyring.unit, keyring.user)) is None:
        raise NotFound
    for row, plaintext in look_into(keyring, rows):
        content = decode(plaintext)
        if row.record_id == draft_id and isinstance(content, ReferralDraft):
            return content
    raise NotFound


def _find(survey: Survey, hand: Hand, draft_id: Id) -> SectionRows | None:
    for rows in survey.sections.values():
        own = (rows.current.owner_unit, rows.current.kind) == (
            hand.keyring.unit,
            SectionKind.REFERRAL,
        )
        if own and any(record.record_id == draft_id for record in rows.records):
            return rows
    return None
