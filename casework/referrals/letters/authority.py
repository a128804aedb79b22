"""A letter because the law asks: written for what a request names, printed once somebody confirms.

The ground is a row like every other (``consents.grounds``), so that readers judge who confirmed it;
it hands no key to anybody, and the letter lies in a section that no grant opens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from casework.access import sharing as access
from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases import exclusions
from casework.cases.codec import decode
from casework.cases.consents.grounds import Invocation, take_up_outside
from casework.cases.consents.records import LawReason
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.files import CaseFile, Part, make_file
from casework.cases.upcoming import ComingUp
from casework.cases.writing import Writing
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.kernel.kinds import SectionKind
from casework.referrals.letters.errors import LetterStopped
from casework.referrals.letters.records import AuthorityLetter
from casework.vault import sharing
from casework.vault.agenda import Upcoming
from casework.vault.agreement_lists import states_of
from casework.vault.agreements import Agreements
from casework.vault.desk import Hand, Plan, read_case
from casework.vault.house import House
from casework.vault.listing import Vouching
from casework.vault.section_rows import SectionRows
from casework.vault.sections import look_into
from casework.vault.surveyed import Survey

CODE = "AUTHORITY_REQUEST"
ANSWERABLE = (
    SectionKind.IDENTITY,
    SectionKind.INCIDENT,
    SectionKind.SAFETY,
    SectionKind.INJURY_CERTIFICATE,
    SectionKind.PROTECTION,
)
"""From what a request may be answered: never from stay, counselling, care notes or reporter."""

WAITS_WORDS = "Thư theo yêu cầu văn bản: đã xác nhận, in và giao"
"""What waits, as the first page says it: nobody's name, no body."""
_KIND = "authority-letter:"
"""Begins a kind of what comes up (``vault.agenda``); the letter's id and its ground's follow."""


@dataclass(frozen=True, repr=False)
class Asking:
    """A letter as it is about to be put before a second person; ids are made with the form."""

    record_id: Id
    reason_id: Id
    letter: AuthorityLetter
    reason: LawReason
    confirmer: Id | None = None


@dataclass(frozen=True, repr=False)
class OpenedAuthorityLetter:
    """One letter of the reader's own unit, and where its ground stands."""

    file: CaseFile
    part: Part
    content: AuthorityLetter
    state: ConsentState


def ask(house: House, hand: Hand, case_id: Id, asking: Asking) -> None:
    """Write the letter and its ground as one event, and ask a second person to confirm it.

    Raises NotAGround with its problems. Sent twice, it is written once.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.CONSENT, asking.letter.consent_id):
            raise SentTwice
        if not set(asking.letter.kinds) <= {kind.value for kind in ANSWERABLE}:
            raise LetterStopped
        invocation = Invocation(
            consent_id=asking.letter.consent_id,
            record_id=asking.reason_id,
            recipient=hand.keyring.unit,
            code=CODE,
            reason=asking.reason,
            confirmer=asking.confirmer,
        )
        consent = take_up_outside(writing, invocation)
        writing.seal(writing.begin(SectionKind.REFERRAL), asking.letter, asking.record_id)
        kind = _kind(asking.record_id, consent.consent_id)
        writing.plan_ahead([Upcoming(kind, writing.now)], kind.__eq__)
        return writing.plan(sharing.ground_of(consent))

    change_case(house, hand, Action.GROUND_INVOKE, case_id, plan)


def open_letter(
    house: House, hand: Hand, case_id: Id, record_id: Id, action: Action
) -> OpenedAuthorityLetter:
    """Open one letter and nothing else of the case; raises NotFound."""

    def choose(survey: Survey) -> list[SectionRows]:
        exclusions.require_welcome(hand.keyring, survey)
        rows = _find(survey, hand, record_id)
        if rows is None or rows not in survey.joined_by(hand.keyring):
            raise NotFound
        return [rows]

    file = make_file(read_case(house, hand, action, case_id, choose), hand.keyring)
    part = file.get(AuthorityLetter.schema, record_id)
    if not isinstance(part.content, AuthorityLetter):
        raise NotFound
    state = state_of(file.agreements, hand.keyring.unit, part.content)
    return OpenedAuthorityLetter(file, part, part.content, state)


def state_of(agreements: Agreements, unit: Id, letter: AuthorityLetter) -> ConsentState:
    """Return where the ground of a letter stands; raises NotFound for anything else's."""
    consent = agreements.consent(letter.consent_id)
    if (consent.unit_id, consent.ground) != (unit, access.law(CODE)):
        raise NotFound
    return ConsentState(consent.state)


def hand_over(
    house: House, hand: Hand, case_id: Id, record_id: Id, at: datetime, by: str, to: str
) -> None:
    """Note that the paper has left, which it does only once it was confirmed; noted once.

    Raises LetterStopped before, or where the second person has said no.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        rows = _find(writing.survey, hand, record_id)
        if rows is None or rows.grant_to((hand.keyring.unit, hand.keyring.user)) is None:
            raise NotFound
        opened = [(row, decode(plain)) for row, plain in look_into(hand.keyring, rows)]
        row, letter = next(pair for pair in opened if pair[0].record_id == record_id)
        if not isinstance(letter, AuthorityLetter):
            raise NotFound
        if letter.handed_at is not None:
            raise SentTwice
        state = state_of(writing.survey.agreements, hand.keyring.unit, letter)
        if state is not ConsentState.CONFIRMED:
            raise LetterStopped
        handed = replace(letter, handed_at=at, handed_by=by, handed_to=to)
        writing.seal(writing.renew(rows), handed, record_id, row.version + 1)
        writing.plan_ahead([], _kind(record_id, letter.consent_id).__eq__)
        return writing.plan()

    change_case(house, hand, Action.LETTER_HAND, case_id, plan)


def confirmed_in(house: House, found: Iterable[ComingUp]) -> list[tuple[ComingUp, str]]:
    """Return the letters that were confirmed and have not left, each with its address.

    Of what comes up in cases that the reader's event has named: where a ground stands is an open
    column, so nothing more is opened.
    """
    asked = [(one, *_ids_in(one.kind)) for one in found if one.kind.startswith(_KIND)]
    if not asked:
        return []
    with house.database.read() as db:
        vouching = Vouching(house.roster(db), house.verified)
        states = states_of(db, vouching, [ground for _, _, ground in asked])
    return [
        (one, f"/cases/{id_to_text(one.case_id)}/letters/authority/{id_to_text(letter)}")
        for one, letter, ground in asked
        if states.get(ground) is ConsentState.CONFIRMED
    ]


def _ids_in(kind: str) -> tuple[Id, Id]:
    letter, ground = kind.removeprefix(_KIND).split(":")
    return id_from_text(letter), id_from_text(ground)


def _kind(record_id: Id, consent_id: Id) -> str:
    return f"{_KIND}{id_to_text(record_id)}:{id_to_text(consent_id)}"


def _find(survey: Survey, hand: Hand, record_id: Id) -> SectionRows | None:
    for rows in survey.sections.values():
        own = rows.current.owner_unit == hand.keyring.unit
        if own and any(record.record_id == record_id for record in rows.records):
            return rows
    return None
