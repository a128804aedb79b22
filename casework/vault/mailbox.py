"""Letters between the women's union and its houses; who may not read one learns that it exists.

Every letter has one size, a random id and no address.  It is sealed to one unit, and says inside,
signed, who wrote it; a reader tries them all (SECURITY.md §4, "Shelter").  Nobody deletes on
reading: a job without keys drops whole days.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind
from casework.audit.ledger import Entry, Receipt
from casework.audit.reading import StoredTip, latest_tips, times_of, tips_since
from casework.crypto import hpke, signatures
from casework.crypto.encoding import lp, seq, unlp, unseq
from casework.crypto.errors import BadSignature, BrokenSeal, MalformedBytes
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.crypto.signatures import Verified
from casework.kernel.clock import LOCAL
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.vault.authority import may_write_letter
from casework.vault.errors import (
    ForgedLetter,
    ForgedTip,
    NoKey,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowUnknown,
)
from casework.vault.keyring import Keyring
from casework.vault.models.mail import Mail, mail_id_of
from casework.vault.rosters import Member, Roster
from casework.vault.versioned import Signed, Signer, sign

LETTER_BYTES = 2048
"""Every letter before it is sealed: u32 length ‖ letter ‖ zeros."""

READ_FOR_DAYS = 14
_DROPPED_AFTER_DAYS = READ_FOR_DAYS + 1
"""A day more than a letter is read: a clock that is set back must not miss what is gone."""

_LENGTH = struct.Struct(">I")
_AT_ONCE = 500


class LetterTooLong(CaseworkError):
    """What is to be said does not fit into a letter; all letters have one size."""

    code = "letter-too-long"
    status = 400
    message_vi = "Lời nhắn cho nhà tạm lánh dài quá nên chưa gửi được."
    what_to_do_vi = "Rút ngắn lại. Điều gì dài thì gọi điện nói với chủ nhà."


@dataclass(frozen=True, repr=False)
class Letter:
    """One letter opened: who wrote it, when the log took it in, and what it says."""

    mail_id: Id
    author: Member
    at: datetime
    content: bytes


@dataclass(frozen=True, repr=False)
class SealedLetter:
    """A row held against its tip, not opened; ``index`` and ``at`` are its place in the log."""

    row: Mail
    index: int
    at: datetime


@dataclass(repr=False)
class Mailbox:
    """Every letter that is still read, and the one event under which they may be opened."""

    index: int | None
    roster: Roster
    letters: list[SealedLetter]

    def enter(self, entry: Entry) -> None:
        """Be opened with this event's receipt, and with no other."""
        self.index = entry.index


def letter(
    keyring: Keyring, roster: Roster, reader: Id, content: bytes, *, decoy: bool = False
) -> Signed:
    """Seal a letter of the keyring's member to a unit's current epoch; raises LetterTooLong.

    ``decoy`` seals it to a key that nobody holds: what is told to a house by telephone must leave
    the same traces as what is written to one.
    """
    once = signatures.generate()
    row = Mail(commune_id=roster.commune, mail_id=mail_id_of(once.public), public=once.public)
    epoch = roster.unit(reader).current
    statement = _statement(row, reader, epoch.epoch, keyring.user, content)
    inside = seq((statement, keyring.signer.sign(statement)))
    public = hpke.generate().public if decoy else epoch.agreement_public
    row.sealed = hpke.seal_to(public, _padded(inside), row.info(reader, epoch.epoch))
    return sign(row, Signer(row.mail_id, once.private))


def letter_to_house(keyring: Keyring, roster: Roster, house_unit: Id, content: bytes) -> Signed:
    """Return the union's letter to a house, for the plan that places; raises LetterTooLong."""
    if roster.unit(house_unit).kind is not UnitKind.SHELTER:
        raise NotEntitled
    return letter(keyring, roster, house_unit, content)


def letter_to_nobody(keyring: Keyring, roster: Roster) -> Signed:
    """Return a letter that nobody can open, for a house that is told by telephone."""
    return letter(keyring, roster, keyring.unit, b"", decoy=True)


def _statement(row: Mail, reader: Id, epoch: int, author: Id, content: bytes) -> bytes:
    return lp(Label.LETTER, row.commune_id, row.mail_id, reader, epoch, author, content)


def _padded(inside: bytes) -> bytes:
    if len(inside) > LETTER_BYTES - _LENGTH.size:
        raise LetterTooLong
    return (_LENGTH.pack(len(inside)) + inside).ljust(LETTER_BYTES, b"\0")


def _unpadded(padded: bytes) -> bytes:
    if len(padded) != LETTER_BYTES:
        raise MalformedBytes("size")
    end = _LENGTH.size + _LENGTH.unpack_from(padded)[0]
    if end > LETTER_BYTES or any(padded[end:]):
        raise MalformedBytes("padding")
    return padded[_LENGTH.size : end]


def look_into(entry: Entry, roster: Roster, verified: Verified) -> Mailbox:
    """Return the mailbox as it stands in an event's own transaction; raises as `find_letters`."""
    mailbox = find_letters(entry.db, roster, verified, entry.at)
    mailbox.enter(entry)
    return mailbox


def find_letters(db: Session, roster: Roster, verified: Verified, now: datetime) -> Mailbox:
    """Return every letter of the days that are still read, held against the log, unopened.

    Raises RowMissing for one taken out before its day, RowUnknown for one that the log never
    heard of, RowAltered and ForgedTip for one that is not as it was written.
    """
    rows = {row.mail_id: row for row in db.scalars(select(Mail))}
    db.expunge_all()
    letters = []
    for tip, at in tips_since(db, ObjectKind.MAIL, read_since(now)):
        row = rows.pop(tip.object_id, None)
        if row is None:
            raise RowMissing
        _require_as_written(row, tip, verified)
        letters.append(SealedLetter(row, tip.index, at))
    known = latest_tips(db, ObjectKind.MAIL, list(rows))
    if known.keys() != rows.keys():
        raise RowUnknown
    return Mailbox(None, roster, letters)


def _require_as_written(row: Mail, tip: StoredTip, verified: Verified) -> None:
    statement = row.statement()
    if sha256(statement) != tip.hash:
        raise RowAltered
    if tip.version != 1 or not tip.author == tip.object_id == mail_id_of(row.public):
        raise ForgedTip
    try:
        verified.check(row.public, statement, tip.signature)
    except BadSignature:
        raise ForgedTip from None


def open_letters(receipt: Receipt, keyring: Keyring, mailbox: Mailbox) -> list[Letter]:
    """Return the letters that are for the keyring's unit, oldest first.

    ``receipt`` is of the event that looked into the mailbox; raises NoKey for another one.
    Raises ForgedLetter, UnknownAuthor or NotEntitled for a letter that opens and is not from whom
    it may be: from a live member of the union, or of the house itself, to a house; from a live
    member of a house to the union.
    """
    if receipt.index != mailbox.index:
        raise NoKey
    return list(_opened(keyring, mailbox))


def _opened(keyring: Keyring, mailbox: Mailbox) -> Iterator[Letter]:
    epochs = sorted(keyring.unit_secrets, reverse=True)
    for found in mailbox.letters:
        for epoch in epochs:
            private = keyring.of_unit(epoch).private
            with suppress(BrokenSeal):
                info = found.row.info(keyring.unit, epoch)
                padded = hpke.open_sealed(private, found.row.sealed, info)
                yield _read(mailbox.roster, keyring, found, epoch, padded)
                break


def _read(
    roster: Roster, keyring: Keyring, found: SealedLetter, epoch: int, padded: bytes
) -> Letter:
    """Return the letter if it was signed for this row and this reader by who may write to it."""
    try:
        statement, signature = unseq(_unpadded(padded))
        *_, user, content = unlp(Label.LETTER, statement)
    except (MalformedBytes, ValueError):
        raise ForgedLetter from None
    if statement != _statement(found.row, keyring.unit, epoch, user, content):
        raise ForgedLetter  # signed for another row, another reader, or not at all like this
    author = roster.author(user, found.index)
    try:
        signatures.verify(author.signing_public, statement, signature)
    except BadSignature:
        raise ForgedLetter from None
    if not may_write_letter(author, roster.unit(keyring.unit)):
        raise NotEntitled
    return Letter(found.row.mail_id, author, found.at, content)


def read_since(now: datetime) -> datetime:
    """Return from when on letters are read; whole days of the commune."""
    return _days_ago(now, READ_FOR_DAYS)


def _days_ago(now: datetime, days: int) -> datetime:
    day = now.astimezone(LOCAL).date() - timedelta(days=days)
    return datetime.combine(day, time(), LOCAL)


def drop_old_letters(db: Session, now: datetime) -> None:
    """Delete the letters of days that are over; needs no key, and no letter says how old it is."""
    before = _days_ago(now, _DROPPED_AFTER_DAYS)
    over = list(_told_before(db, list(db.scalars(select(Mail.mail_id))), before))
    for chunk in _chunks(over):
        db.execute(delete(Mail).where(Mail.mail_id.in_(chunk)))


def no_longer_read(db: Session, ids: Sequence[Id], now: datetime) -> frozenset[Id]:
    """Return those of these letters whose day is past: they may be gone."""
    return frozenset(_told_before(db, ids, read_since(now)))


def _told_before(db: Session, ids: Sequence[Id], before: datetime) -> Iterator[Id]:
    for chunk in _chunks(ids):
        tips = latest_tips(db, ObjectKind.MAIL, chunk)
        times = times_of(db, (tip.index for tip in tips.values()))
        yield from (mail_id for mail_id, tip in tips.items() if times[tip.index] < before)


def _chunks(ids: Sequence[Id]) -> Iterator[Sequence[Id]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))
