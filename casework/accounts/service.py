"""The verbs of accounts: activate a unit, invite, join, approve; passwords are beside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework.accounts import passphrases
from casework.accounts.errors import CodeSpent, JoiningAltered, UsernameTaken
from casework.accounts.models import Joining
from casework.accounts.passwords import PasswordChange, SignedIn, change_password, sign_in
from casework.accounts.people import people
from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.crypto.codewords import format_code, parse_code
from casework.crypto.fingerprint import words
from casework.crypto.hashing import random_bytes, same, sha256
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import Role, UnitKind
from casework.vault import bundles, credentials
from casework.vault.desk import Hand
from casework.vault.errors import InvitationSpent
from casework.vault.house import House
from casework.vault.house_names import sign_in_name
from casework.vault.keyring import Pins
from casework.vault.rosters import Member, Roster, Unit
from casework.vault.versioned import Signed, Signer, sign

__all__ = [
    "NewPerson",
    "PasswordChange",
    "SignedIn",
    "activate_unit",
    "approve",
    "change_password",
    "find_founding",
    "find_invitation",
    "invite",
    "join",
    "people",
    "sign_in",
    "turn_away",
]

INVITATION_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class NewPerson:
    """What a person types about themselves when they take up an invitation."""

    username: str
    name: str
    password: str


@contextmanager
def _spent_said_plainly() -> Iterator[None]:
    """A used code is tampering to a reader of the log, and a plain mistake at the door."""
    try:
        yield
    except InvitationSpent:
        raise CodeSpent from None


@dataclass(frozen=True)
class ToFound:
    """What a founding code opens: the unit's name, and the root's words to be compared."""

    unit_name: str
    fingerprint: str
    is_house: bool
    """Its host is asked for no name and gets a sign-in name."""


def find_founding(house: House, code: str) -> ToFound:
    """Return what a founding code opens.

    Raises BadCode for a code that opens nothing, CodeSpent for one that is used or out of date.
    """
    with house.database.read() as db:
        roster = house.roster(db)
    with _spent_said_plainly():
        founding = credentials.get_founding(roster, code, house.clock.now())
    is_house = founding.unit_kind == UnitKind.SHELTER
    return ToFound(founding.unit_name, words(roster.root_public), is_house)


def activate_unit(house: House, code: str, person: NewPerson, actor: Actor) -> Id:
    """Found the unit's first epoch with its first manager; returns the manager's user id."""
    now = house.clock.now()
    with house.database.read() as db:
        roster = house.roster(db)
        with _spent_said_plainly():
            founding = credentials.get_founding(roster, code, now)
        person = _as_known(roster.unit(founding.unit_id), person)
        _require_free_username(db, roster, person.username)
    personal = [person.username, person.name, founding.unit_name, roster.name]
    passphrases.require_strong(person.password, personal)
    user = new_id()
    # Three credentials come with this event: the unit, its first manager, and the manager's name.
    pins = Pins(roster.root_public, 1, roster.stamp.count + 3)
    contents, own = _new_keys(house, user, person.password, pins)
    newcomer = credentials.newcomer(user, person.username, person.name, contents)
    made = credentials.activate_unit(founding, code, roster.root_public, newcomer, now)
    who = replace(actor, user=user, unit=founding.unit_id)
    with house.ledger.entry(who, Action.UNIT_ACTIVATE) as entry:
        standing = house.roster(entry.db)
        with _spent_said_plainly():
            credentials.get_founding(standing, code, now)
        _require_free_username(entry.db, standing, person.username)
        for signed in [*made.signed, *own]:
            signed.write(entry)
    return user


def _new_keys(
    house: House, user: Id, password: str, pins: Pins
) -> tuple[bundles.BundleContents, list[Signed]]:
    """Make a person's keys on their own screen: bundle and password slot, signed by themselves."""
    contents = bundles.new_contents(pins)
    bundle_key = bundles.new_bundle_key()
    slot = bundles.new_password_slot(
        house.commune, user, password, bundle_key, house.pepper, house.argon2
    )
    bundle = bundles.seal_bundle(house.commune, user, 1, contents, bundle_key)
    signer = Signer(user, contents.signing)
    return contents, [sign(slot, signer), sign(bundle, signer)]


def _require_free_username(db: Session, roster: Roster, username: str) -> None:
    waiting = db.scalar(select(Joining.joining_id).where(Joining.username == username))
    if waiting is not None or roster.find_username(username) is not None:
        raise UsernameTaken


def _as_known(unit: Unit, person: NewPerson) -> NewPerson:
    """Call a house's host by its number, whatever they typed: a name would tell the place (P7)."""
    if unit.kind is not UnitKind.SHELTER:
        return person
    return replace(person, username=sign_in_name(unit.name), name=unit.name)


def invite(house: House, hand: Hand, role: Role) -> str:
    """Return a code, one use, 24 hours, by which one person may ask to join the manager's unit."""
    code = random_bytes(16)
    now = house.clock.now()
    with house.ledger.entry(hand.actor, Action.MEMBER_INVITE) as entry:
        row = Joining(
            commune_id=house.commune,
            joining_id=new_id(),
            unit_id=hand.keyring.unit,
            invited_by=hand.keyring.user,
            role=role.value,
            code_hash=sha256(code),
            expires_at=now + INVITATION_LASTS,
        )
        row.terms_hash = row.terms_of(code)
        entry.db.add(row)
    return format_code(code)


@dataclass(frozen=True)
class Invited:
    """What a newcomer is shown for their code before they choose a name and a passphrase."""

    unit_name: str
    expires_at: datetime


def find_invitation(house: House, code: str) -> Invited | None:
    """Return what an unused joining code leads to, or None."""
    with house.database.read() as db:
        row = _find_joining(db, code, house.clock.now())
        if row is None:
            return None
        return Invited(house.roster(db).unit(row.unit_id).name, row.expires_at)


def _find_joining(db: Session, code: str, now: datetime) -> Joining | None:
    typed = parse_code(code)
    row = db.scalars(select(Joining).where(Joining.code_hash == sha256(typed))).one_or_none()
    if row is None or row.user_id is not None or now > row.expires_at:
        return None
    if not same(row.terms_hash, row.terms_of(typed)):
        raise JoiningAltered
    return row


def join(house: House, code: str, person: NewPerson, actor: Actor) -> str:
    """Make the newcomer's keys and wait for the manager; returns the fingerprint to read aloud."""
    now = house.clock.now()
    with house.database.read() as db:
        roster = house.roster(db)
        waiting = _find_joining(db, code, now)
        if waiting is None:
            raise CodeSpent
        unit = roster.unit(waiting.unit_id)
        _require_free_username(db, roster, person.username)
    personal = [person.username, person.name, unit.name, roster.name]
    passphrases.require_strong(person.password, personal)
    user = new_id()
    pins = Pins(roster.root_public, unit.current.epoch, roster.stamp.count)
    contents, own = _new_keys(house, user, person.password, pins)
    who = replace(actor, user=user, unit=unit.unit)
    with house.ledger.entry(who, Action.MEMBER_JOIN) as entry:
        row = _find_joining(entry.db, code, now)
        if row is None:
            raise CodeSpent
        _require_free_username(entry.db, house.roster(entry.db), person.username)
        row.user_id, row.username, row.name = user, person.username, person.name
        row.agreement_public = contents.agreement_public
        row.signing_public = contents.signing_public
        row.joined_at = now
        for signed in own:
            signed.write(entry)
        claim = row.claim()
    return words(claim)


def approve(house: House, hand: Hand, joining_id: Id, compared: str) -> Member:
    """Take the newcomer in: their credential is signed and the unit's secret sealed to them.

    ``compared`` are the words that the manager heard and saw; raises JoiningAltered when what
    stands in the row now has other words.
    """
    with house.ledger.entry(hand.actor, Action.MEMBER_APPROVE) as entry:
        row = _own_joining(entry.db, hand, joining_id)
        if house.roster(entry.db).find_username(row.username or "") is not None:
            raise UsernameTaken
        if row.user_id is None or not row.agreement_public or not row.signing_public:
            raise NotFound
        if words(row.claim()) != compared:
            raise JoiningAltered
        person = credentials.Newcomer(
            row.user_id,
            row.username or "",
            row.name or "",
            row.agreement_public,
            row.signing_public,
        )
        for signed in credentials.admit_member(
            hand.keyring, house.commune, person, Role(row.role), house.clock.now()
        ):
            signed.write(entry)
        entry.db.delete(row)
    with house.database.read() as db:
        return house.roster(db).author(person.user, entry.index)


def turn_away(house: House, hand: Hand, joining_id: Id) -> None:
    """Refuse a newcomer whose words did not match, or take back an unused code."""
    with house.ledger.entry(hand.actor, Action.MEMBER_TURN_AWAY) as entry:
        entry.db.delete(_own_joining(entry.db, hand, joining_id))


def _own_joining(db: Session, hand: Hand, joining_id: Id) -> Joining:
    row = db.get(Joining, joining_id)
    if row is None or row.unit_id != hand.keyring.unit:
        raise NotFound
    return row


def sweep_joinings(db: Session, now: datetime) -> None:
    """Delete codes that nobody used in time; who has joined waits for the manager's answer."""
    db.execute(delete(Joining).where(Joining.user_id.is_(None), Joining.expires_at < now))
