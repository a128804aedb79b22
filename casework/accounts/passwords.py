"""What a password opens: signing in, unlocking, and changing the password itself.

Every guess is counted before it is tried, and known to the log whether it was right or wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from casework.accounts import passphrases, throttle
from casework.accounts.errors import SignInRefused
from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.crypto.errors import WrongKey
from casework.kernel.errors import NotFound
from casework.vault import bundles, unlocking
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.rosters import Member
from casework.vault.versioned import Signed


@dataclass(frozen=True, repr=False)
class SignedIn:
    """A keyring, and the name that the person is known by."""

    keyring: Keyring
    name: str


def sign_in(
    house: House,
    username: str,
    password: str,
    *,
    device: bytes | None,
    actor: Actor,
    action: Action = Action.SESSION_SIGN_IN,
) -> SignedIn:
    """Open the person's keys, or raise SignInRefused or Throttled; either way the log knows.

    ``actor`` carries the session and address; the user is filled in once known.  An unknown name
    costs the same time as a wrong password.
    """
    key = throttle.bucket(username, device)
    _take_attempt(house, key)
    with house.database.read() as db:
        locked = unlocking.find_locked(house, db, username)
    who = _named(actor, locked.member if locked else None)
    try:
        unlocked = _unlock(house, locked, password)
    except SignInRefused:
        house.ledger.refuse(who, action)
        raise
    with house.ledger.entry(who, action) as entry:
        for signed in unlocked.repinned:
            signed.write(entry)
        throttle.forget(entry.db, key)
    return SignedIn(unlocked.keyring, unlocked.name)


def _take_attempt(house: House, key: bytes) -> None:
    with house.database.write() as db:
        throttle.take_attempt(db, key, house.clock.now())
        db.commit()


def _named(actor: Actor, member: Member | None) -> Actor:
    return actor if member is None else replace(actor, user=member.user, unit=member.unit)


def _unlock(house: House, locked: unlocking.Locked | None, password: str) -> unlocking.Unlocked:
    if locked is None:
        bundles.waste_a_derivation(password, house.pepper, house.argon2)
        raise SignInRefused
    try:
        return unlocking.unlock(house, locked, password)
    except WrongKey:
        raise SignInRefused from None


@dataclass(frozen=True, repr=False)
class PasswordChange:
    """The password that was, and the one that is to be."""

    old: str
    new: str


def change_password(
    house: House,
    hand: Hand,
    change: PasswordChange,
    *,
    device: bytes | None,
    ending: Callable[[Session], None],
) -> None:
    """Renew slot and bundle key in one event; ``ending`` shuts the person's other sessions there.

    A power cut leaves either the old password or the new one, never neither.  Raises
    SignInRefused for a wrong old password, Throttled, WeakPassphrase.
    """
    with house.database.read() as db:
        roster = house.roster(db)
    member = roster.find_member(hand.keyring.user)
    if member is None:
        raise NotFound
    personal = [member.username, member.name, roster.unit(member.unit).name, roster.name]
    passphrases.require_strong(change.new, personal)
    key = throttle.bucket(member.username, device)
    _take_attempt(house, key)
    with house.database.read() as db:
        locked = unlocking.find_locked(house, db, member.username)
    try:
        renewed = _renew(house, locked, change)
    except SignInRefused:
        house.ledger.refuse(hand.actor, Action.PASSWORD_CHANGE)
        raise
    with house.ledger.entry(hand.actor, Action.PASSWORD_CHANGE) as entry:
        for signed in renewed:
            signed.write(entry)
        throttle.forget(entry.db, key)
        ending(entry.db)


def _renew(house: House, locked: unlocking.Locked | None, change: PasswordChange) -> list[Signed]:
    if locked is None:
        raise SignInRefused
    try:
        return unlocking.renew_password(house, locked, change.old, change.new)
    except WrongKey:
        raise SignInRefused from None
