"""What the pages of consent show: her answers, what went on them, one of them by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.access import sharing as access
from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.cases.consents import service
from casework.cases.consents.reading import Agreement, agreement_of
from casework.cases.consents.records import ContactCopy
from casework.cases.consents.words import state_in_words
from casework.cases.files import CaseFile
from casework.kernel.clock import format_day, format_moment, local_day
from casework.kernel.codes import Codes
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault.agreements import Consent, is_over
from casework.vault.cases import is_closed_to
from casework.vault.desk import Hand, read_case
from casework.vault.house import House
from casework.vault.survey import SectionRows, Survey


@dataclass(frozen=True, repr=False)
class Answers:
    """Her answers and the grounds of one file, as far as the reader holds them."""

    number: str
    closed: bool
    agreements: list[Agreement]
    handed: frozenset[Id]
    """The answers on which keys stand now."""
    unturned: tuple[SectionKind, ...]
    """Own sections from which something was taken back and whose key has not changed yet."""

    def one(self, consent_id: Id) -> Agreement:
        """Return one answer; raises NotFound."""
        for agreement in self.agreements:
            if agreement.consent_id == consent_id:
                return agreement
        raise NotFound

    def may_share(self, agreement: Agreement, unit: Id) -> bool:
        """Say whether the unit may hand over on it now, and has not done so."""
        fresh = agreement.consent_id not in self.handed and not self.closed
        return agreement.in_force and agreement.unit == unit and fresh and not agreement.outside


def open_answers(
    house: House,
    hand: Hand,
    case_id: Id,
    only: Id | None = None,
    action: Action = Action.CONSENT_VIEW,
) -> Answers:
    """Open what was said in a file, or one answer only, newest first; raises NotFound."""

    def choose(survey: Survey) -> list[SectionRows]:
        consents = survey.agreements.consents.values()
        wanted = {c.section_id for c in consents if only in (None, c.consent_id)}
        held = [r for r in survey.held_by(hand.keyring) if r.current.section_id in wanted]
        if only is not None and not held:
            raise NotFound
        return held

    opened = read_case(house, hand, action, case_id, choose)
    survey, now = opened.survey, house.clock.now()
    found = [
        agreement_of(opened, consent, hand, now)
        for consent in survey.agreements.consents.values()
        if consent.section_id in opened.records
    ]
    return Answers(
        number=survey.case.number,
        closed=is_closed_to(survey.case, hand.keyring.unit),
        agreements=sorted(found, key=lambda one: one.recorded_at, reverse=True),
        handed=_handed(survey),
        unturned=_unturned(survey, hand),
    )


def _handed(survey: Survey) -> frozenset[Id]:
    grants = (grant for rows in survey.sections.values() for grant in rows.grants)
    outside = (grant for grant in grants if grant.ground not in (access.OWN, access.CONFIRM))
    return frozenset(grant.ground_ref for grant in outside if grant.ground_ref is not None)


def _unturned(survey: Survey, hand: Hand) -> tuple[SectionKind, ...]:
    held = survey.held_by(hand.keyring)
    own = (rows for rows in held if rows.current.owner_unit == hand.keyring.unit)
    kinds = [SectionKind(rows.current.kind) for rows in own if rows.rotation_due is not None]
    return tuple(dict.fromkeys(kinds))


def state_said(codes: Codes, agreement: Agreement) -> tuple[str, str]:
    """Return an answer's state in words, and its tone."""
    return state_in_words(codes, agreement.state, by_law=agreement.ground_code is not None)


def until_said(until_at: datetime | None) -> str:
    """Return an end in words; the midnight that ends a day is said as that day."""
    if until_at is None:
        return ""
    last = until_at - timedelta(microseconds=1)
    if local_day(last) != local_day(until_at):
        return f"hết ngày {format_day(local_day(last))}"
    return format_moment(until_at)


def withdraw_from(house: House, hand: Hand, case_id: Id, recipient: Id) -> None:
    """Withdraw every yes about one desk, whoever recorded it; says nothing of what there was.

    She may speak at any desk that she trusts, and that desk need not hold the answer itself.
    """
    survey = read_case(house, hand, Action.CONSENT_VIEW, case_id, lambda _survey: []).survey
    for consent in survey.agreements.consents.values():
        hers = consent.ground == access.CONSENT and consent.recipient_unit == recipient
        if hers and consent.state == ConsentState.GIVEN:
            service.withdraw(house, hand, case_id, consent.consent_id)


@dataclass(frozen=True)
class StripLine:
    """One answer on the page of a file: to whom, how it stands, until when."""

    recipient: str
    said: str
    tone: str
    until: str


@dataclass(frozen=True)
class FileStrip:
    """The answers that the reader of a file holds, newest first; none are asked when closed."""

    lines: list[StripLine]
    closed: bool
    contacts: list[tuple[str, ContactCopy]]
    """How to find and call her, from which desk, where a ground opened no more than that."""


def strip_of(codes: Codes, file: CaseFile, now: datetime) -> FileStrip:
    """Return the strip of an opened file."""
    held = {door.section_id for door in file.doors}
    consents = [c for c in file.agreements.consents.values() if c.section_id in held]
    newest = sorted(consents, key=lambda consent: consent.recorded_at, reverse=True)
    copies = ((part, part.content) for part in file.of(ContactCopy.schema))
    contacts = [
        (file.names.get(door.owner_unit, ""), content)
        for part, content in copies
        for door in file.doors
        if door.section_id == part.section_id and isinstance(content, ContactCopy) and not door.own
    ]
    lines = [_line(codes, file, consent, now) for consent in newest]
    return FileStrip(lines, file.closed_here, contacts)


def _line(codes: Codes, file: CaseFile, consent: Consent, now: datetime) -> StripLine:
    state = ConsentState(consent.state)
    standing = state in (ConsentState.GIVEN, ConsentState.CONFIRMED, ConsentState.ASKED)
    shown = ConsentState.EXPIRED if standing and is_over(consent, now) else state
    said = state_in_words(codes, shown, by_law=consent.ground != access.CONSENT)
    name = file.names.get(consent.recipient_unit, "")
    return StripLine(name, *said, until_said(consent.until_at) if standing else "")
