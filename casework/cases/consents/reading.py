"""What stands between a case and other desks: consents, refusals, grounds, and who may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.access import sharing as access
from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.cases.codec import decode
from casework.cases.consents import rules
from casework.cases.consents.grounds import may_confirm
from casework.cases.consents.records import LawReason, Talk
from casework.kernel.ids import Id
from casework.kernel.kinds import Role, SectionKind, UnitKind
from casework.kernel.text import name_key
from casework.vault.agreement_lists import ListedConsent, grounds_waiting, holds_grant
from casework.vault.agreements import Consent, is_in_force, is_outside, is_over
from casework.vault.desk import Hand, OpenedCase, read_case
from casework.vault.house import House
from casework.vault.looking import Finding, Standpoint, look_and_open
from casework.vault.rosters import Roster
from casework.vault.survey import SectionRows, Survey

OUTSIDE = "Nơi ngoài xã (bằng thư giấy)"


@dataclass(frozen=True)
class Taken:
    """One step of a consent: when, by whom, to what state."""

    at: datetime
    user: Id
    name: str
    state: ConsentState


@dataclass(frozen=True, repr=False)
class Agreement:
    """One answer of hers, or one ground of the law, as whoever holds it reads it."""

    consent_id: Id
    case_id: Id
    unit: Id
    unit_name: str
    recipient: Id
    recipient_name: str
    ground_code: str | None
    """None for an answer of hers."""
    outside: bool
    """A letter to a body outside rests on it, and no key ever does."""
    state: ConsentState
    """EXPIRED as soon as its end has come, whatever the row says."""
    in_force: bool
    kinds: tuple[SectionKind, ...]
    """The sections it names, without their content."""
    named: tuple[str, ...]
    """Who of the recipient may open it; empty means the whole unit."""
    recorded_at: datetime
    until_at: datetime | None
    steps: tuple[Taken, ...]
    may_withdraw: bool
    may_confirm: bool
    talk: Talk | None = None
    reason: LawReason | None = None


def list_consents(house: House, hand: Hand, case_id: Id) -> list[Agreement]:
    """Return every consent, refusal and ground of the case that the hand holds, newest first."""

    def choose(survey: Survey) -> list[SectionRows]:
        wanted = {consent.section_id for consent in survey.agreements.consents.values()}
        held = survey.held_by(hand.keyring)
        return [rows for rows in held if rows.current.section_id in wanted]

    opened = read_case(house, hand, Action.CONSENT_VIEW, case_id, choose)
    consents = opened.survey.agreements.consents.values()
    now = house.clock.now()
    found = [
        agreement_of(opened, consent, hand, now)
        for consent in consents
        if consent.section_id in opened.records
    ]
    return sorted(found, key=lambda one: one.recorded_at, reverse=True)


def agreement_of(opened: OpenedCase, consent: Consent, hand: Hand, now: datetime) -> Agreement:
    """Return one consent with what was said, if its section was opened."""
    survey, roster = opened.survey, opened.roster
    contents = [decode(record.plaintext) for record in opened.records.get(consent.section_id, ())]
    state = ConsentState(consent.state)
    standing = state in (ConsentState.GIVEN, ConsentState.CONFIRMED, ConsentState.ASKED)
    over = standing and is_over(consent, now)
    hers = consent.ground == access.CONSENT
    named = [] if consent.recipient_unit in consent.receiver_ids else list(consent.receiver_ids)
    return Agreement(
        consent_id=consent.consent_id,
        case_id=consent.case_id,
        unit=consent.unit_id,
        unit_name=roster.unit(consent.unit_id).name,
        recipient=consent.recipient_unit,
        recipient_name=_recipient_name(roster, consent),
        ground_code=access.law_code(consent.ground),
        outside=is_outside(consent),
        state=ConsentState.EXPIRED if over else state,
        in_force=is_in_force(consent, now),
        kinds=tuple(SectionKind(survey.sections[s].current.kind) for s in consent.section_ids),
        named=tuple(_name(roster, user) for user in named),
        recorded_at=consent.recorded_at,
        until_at=consent.until_at,
        steps=_steps(survey, roster, consent),
        may_withdraw=hers and state is ConsentState.GIVEN,
        may_confirm=state is ConsentState.ASKED and may_confirm(survey, consent, hand),
        talk=next((c for c in contents if isinstance(c, Talk)), None),
        reason=next((c for c in contents if isinstance(c, LawReason)), None),
    )


def _steps(survey: Survey, roster: Roster, consent: Consent) -> tuple[Taken, ...]:
    return tuple(
        Taken(
            step.row.changed_at,
            step.author.user,
            _name(roster, step.author.user),
            ConsentState(step.row.state),
        )
        for step in survey.agreements.steps[consent.consent_id]
    )


def _name(roster: Roster, user: Id) -> str:
    member = roster.find_member(user)
    return "" if member is None else member.name


@dataclass(frozen=True)
class Opener:
    """Somebody at a desk who could open what is handed to it; she is told the name."""

    user: Id
    name: str
    role: Role


def openers(house: House, unit: Id, named: tuple[Id, ...] = ()) -> list[Opener]:
    """Return by name who could open what goes to a unit, or to the users named of it."""
    with house.database.read() as db:
        roster = house.roster(db)
    members = roster.live_members(unit)
    chosen = [member for member in members if not named or member.user in named]
    people = [Opener(member.user, member.name, member.role) for member in chosen]
    return sorted(people, key=lambda one: name_key(one.name))


@dataclass(frozen=True)
class WaitingGround:
    """A ground that waits for a second person; open columns only."""

    consent_id: Id
    case_id: Id
    number: str
    code: str
    from_unit: Id
    from_name: str
    recipient: Id
    recipient_name: str
    asked_by: Id
    asked_by_name: str
    asked_at: datetime
    until_at: datetime | None
    at_once: bool
    unconfirmed: bool
    """It has waited for 24 hours: both managers and the coordinator see it."""
    mine_to_confirm: bool


def list_waiting_grounds(house: House, hand: Hand) -> list[WaitingGround]:
    """Return the grounds that the hand's unit has asked for or is asked to confirm, oldest first.

    After 24 hours also to the recipient's manager, to the sender's and to coordination.
    """

    def look(here: Standpoint) -> Finding[list[WaitingGround]]:
        shown = []
        for line in grounds_waiting(here.db, here.vouching):
            holds = holds_grant(here.db, here.keyring, line.consent.section_id)
            if _concerns(line, hand, here.at, holds=holds):
                roster = here.vouching.roster
                shown.append(_waiting(roster, line, hand, here.at, holds=holds))
        return Finding(lambda _receipt: shown, [line.case_id for line in shown])

    return look_and_open(house, hand, Action.GROUND_LIST, look)


def _concerns(line: ListedConsent, hand: Hand, now: datetime, *, holds: bool) -> bool:
    keyring, consent = hand.keyring, line.consent
    if holds and _may_be_asked(keyring.unit, consent):
        return True
    if line.case.restricted or not rules.is_unconfirmed(consent.recorded_at, now):
        return False
    both = (consent.unit_id, consent.recipient_unit)
    manages = keyring.role is Role.MANAGER and keyring.unit in both
    return manages or keyring.unit_kind is UnitKind.COORDINATION


def _may_be_asked(unit: Id, consent: Consent) -> bool:
    """A recipient never confirms that it shall receive; outside there is no recipient here."""
    return unit != consent.recipient_unit or is_outside(consent)


def _recipient_name(roster: Roster, consent: Consent) -> str:
    return OUTSIDE if is_outside(consent) else roster.unit(consent.recipient_unit).name


def _waiting(
    roster: Roster, line: ListedConsent, hand: Hand, now: datetime, *, holds: bool
) -> WaitingGround:
    consent, keyring = line.consent, hand.keyring
    asked_of = _may_be_asked(keyring.unit, consent) and keyring.user != line.author
    return WaitingGround(
        consent_id=consent.consent_id,
        case_id=consent.case_id,
        number=line.case.number,
        code=access.law_code(consent.ground) or "",
        from_unit=consent.unit_id,
        from_name=roster.unit(consent.unit_id).name,
        recipient=consent.recipient_unit,
        recipient_name=_recipient_name(roster, consent),
        asked_by=line.author,
        asked_by_name=_name(roster, line.author),
        asked_at=consent.recorded_at,
        until_at=consent.until_at,
        at_once=access.acts_at_once(consent.ground),
        unconfirmed=rules.is_unconfirmed(consent.recorded_at, now),
        mine_to_confirm=holds and asked_of,
    )
