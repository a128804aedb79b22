"""From a password to a keyring: every step checked against the log before a key is trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.reading import StoredTip, find_latest_tip
from casework.crypto import hpke
from casework.crypto.derivation import unit_keys
from casework.crypto.errors import BadSignature, WrongKey
from casework.crypto.hashing import sha256
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.vault.bundles import (
    PASSWORD,
    BundleContents,
    new_bundle_key,
    open_bundle,
    open_password_slot,
    renewed_password_slot,
    seal_bundle,
)
from casework.vault.errors import (
    ForgedTip,
    KeyMismatch,
    NoKey,
    NotEntitled,
    RootDiffers,
    RosterRolledBack,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
    UnknownAuthor,
)
from casework.vault.house import House
from casework.vault.keyring import Keyring, Pins
from casework.vault.models import Bundle, Slot, UnitWrap
from casework.vault.rosters import Member, Roster
from casework.vault.versioned import Bound, Signed, Signer, sign


@dataclass(frozen=True, repr=False)
class Locked:
    """A member's rows as they stand, compared with their tips but not opened."""

    member: Member
    roster: Roster
    slot: Slot
    bundle: Bundle
    wraps: list[UnitWrap]
    tips: dict[Id, StoredTip]


@dataclass(frozen=True, repr=False)
class Unlocked:
    """An opened keyring, and the bundle's next version where its pins have to move."""

    keyring: Keyring
    name: str
    repinned: list[Signed]


def find_locked(house: House, db: Session, username: str) -> Locked | None:
    """Return a member's locked rows, or None when nobody signs in under that name."""
    roster = house.roster(db)
    member = roster.find_username(username)
    if member is None:
        return None
    slots = db.scalars(select(Slot).where(Slot.user_id == member.user, Slot.kind == PASSWORD)).all()
    bundle = db.get(Bundle, member.user)
    if not slots or bundle is None:
        raise RowMissing
    wraps = list(db.scalars(select(UnitWrap).where(UnitWrap.holder_id == member.user)))
    rows: list[Bound] = [*slots, bundle, *wraps]
    tips = {row.tip_id: _checked_tip(db, row) for row in rows}
    if len(slots) > 1:
        raise RowUnknown
    for own in (slots[0], bundle):
        _require_own(house, member, own, tips[own.tip_id])
    db.expunge_all()
    return Locked(member, roster, slots[0], bundle, wraps, tips)


def _checked_tip(db: Session, row: Bound) -> StoredTip:
    tip = find_latest_tip(db, row.tip_kind, row.tip_id)
    if tip is None:
        raise RowUnknown
    if tip.version > row.tip_version:
        raise RowReplayed
    if tip.hash != sha256(row.statement()):
        raise RowAltered
    return tip


def _require_own(house: House, member: Member, row: Bound, tip: StoredTip) -> None:
    """Slot and bundle are signed by their owner; checked before a password is spent on them."""
    if tip.author != member.user:
        raise UnknownAuthor
    _check_signature(house, member.signing_public, row, tip)


def unlock(house: House, locked: Locked, password: str) -> Unlocked:
    """Open slot, bundle and unit secrets; raises WrongKey for a wrong password, else Tampered."""
    bundle_key, contents = _open_own(house, locked, password)
    secrets = {row.epoch: _open_wrap(house, locked, contents, row) for row in locked.wraps}
    unit = locked.roster.unit(locked.member.unit)
    if unit.current.epoch not in secrets:
        raise NoKey
    pins = Pins(locked.roster.root_public, unit.current.epoch, locked.roster.stamp.count)
    keyring = Keyring(
        user=locked.member.user,
        number=locked.member.number,
        unit=locked.member.unit,
        unit_kind=locked.member.unit_kind,
        role=locked.member.role,
        agreement=contents.agreement,
        signing=contents.signing,
        unit_secrets=secrets,
        pins=pins,
    )
    return Unlocked(keyring, locked.member.name, _repin(house, locked, contents, bundle_key, pins))


def renew_password(house: House, locked: Locked, old: str, new: str) -> list[Signed]:
    """Open with the old password, seal under a fresh bundle key and the new one.

    Returns the next versions of slot and bundle, to be written as one event.  Raises WrongKey
    for a wrong old password, else Tampered.
    """
    _, contents = _open_own(house, locked, old)
    user, fresh_key = locked.member.user, new_bundle_key()
    slot = renewed_password_slot(locked.slot, new, fresh_key, house.pepper, house.argon2)
    version = locked.bundle.version + 1
    bundle = seal_bundle(house.commune, user, version, contents, fresh_key)
    signer = Signer(user, contents.signing)
    return [sign(slot, signer), sign(bundle, signer)]


def _open_own(house: House, locked: Locked, password: str) -> tuple[bytes, BundleContents]:
    """Return bundle key and bundle; raises WrongKey for a wrong password and for nothing else."""
    bundle_key = open_password_slot(locked.slot, password, house.pepper)
    try:
        contents = open_bundle(locked.bundle, bundle_key)
    except WrongKey:  # the slot opened: its bundle is another one than stood there
        raise KeyMismatch from None
    _check_identity(locked, contents)
    return bundle_key, contents


def _check_identity(locked: Locked, contents: BundleContents) -> None:
    """The bundle must be this credential's, of this root, and know nothing newer than the log."""
    member, roster = locked.member, locked.roster
    if (contents.agreement_public, contents.signing_public) != (
        member.agreement_public,
        member.signing_public,
    ):
        raise KeyMismatch
    if contents.pins.root_public != roster.root_public:
        raise RootDiffers
    epoch = roster.unit(member.unit).current.epoch
    if contents.pins.credentials > roster.stamp.count or contents.pins.unit_epoch > epoch:
        raise RosterRolledBack


def _check_signature(house: House, public: bytes, row: Bound, tip: StoredTip) -> None:
    try:
        house.verified.check(public, row.statement(), tip.signature)
    except BadSignature:
        raise ForgedTip from None


def _open_wrap(house: House, locked: Locked, contents: BundleContents, row: UnitWrap) -> bytes:
    roster, tip = locked.roster, locked.tips[row.wrap_id]
    if row.unit_id != locked.member.unit:
        # Else another unit's secret would take the place of one's own, and what this member
        # seals for the own unit's directory would open over there.
        raise NotEntitled
    founding = roster.foundings.get(tip.author)
    if founding is not None and founding.unit_id == row.unit_id:
        public = founding.invitation_public
    else:
        author = roster.author(tip.author, tip.index)
        if author.unit != row.unit_id:
            raise NotEntitled
        public = author.signing_public
    _check_signature(house, public, row, tip)
    secret = hpke.open_sealed(contents.agreement, row.sealed, row.info())
    known = {e.epoch: e.agreement_public for e in roster.unit(row.unit_id).epochs}
    if known.get(row.epoch) != unit_keys(secret).agreement.public:
        raise KeyMismatch
    return secret


def _repin(
    house: House, locked: Locked, contents: BundleContents, bundle_key: bytes, pins: Pins
) -> list[Signed]:
    """Reseal the bundle when the log holds more than the bundle has seen.

    A house's stays as it is: its new version would stand in the event of the sign-in and say whose
    it was (P7).  So a house notices a rollback to before its last change of password only.
    """
    if contents.pins == pins or locked.member.unit_kind is UnitKind.SHELTER:
        return []
    version = locked.bundle.version + 1
    row = seal_bundle(
        house.commune, locked.member.user, version, replace(contents, pins=pins), bundle_key
    )
    return [sign(row, Signer(locked.member.user, contents.signing))]
