"""Facts are sealed to coordination, settled among all others at night, and tied to no case.

Whoever holds the case's first section can find its fact again and correct it; nobody else can
tell which one it is (SECURITY.md §4, "Facts"; decision 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.events import Actor, Tip
from casework.audit.ledger import Entry
from casework.audit.merkle import leaf_hash, root_of
from casework.audit.reading import find_last_index, find_latest_tip
from casework.crypto import hpke, signatures
from casework.crypto.derivation import fact_id
from casework.crypto.encoding import lp, seq, unseq
from casework.crypto.errors import BadSignature, MalformedBytes
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base
from casework.kernel.clock import local_day
from casework.kernel.errors import Conflict, Tampered
from casework.kernel.ids import ID_BYTES, Id
from casework.kernel.kinds import UnitKind
from casework.vault.desk import Hand
from casework.vault.errors import ForgedTip, NoKey, RowAltered, RowMissing, RowReplayed, RowUnknown
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.models import Case, FactBook, FactDue, PendingFact, SectionEpoch, SettledFact
from casework.vault.rosters import Roster
from casework.vault.sections import OpenSection, key_of
from casework.vault.survey import SectionRows, Survey
from casework.vault.upkeep import Asking, held_sections
from casework.vault.versioned import Signed

PLAIN_BYTES = 3072
"""Every fact has this size under its seal, and 48 bytes more over it."""
MOST_BODY = PLAIN_BYTES - 4 - 4 - ID_BYTES - 4 - 4 - 64
"""What is left for the coded facts themselves, in bytes."""

SERVER: Id = bytes(ID_BYTES)
"""Who the log names as author of the book: nobody's id, for the log key signs it."""
_NOBODY = Actor(None, None, None, None)


class ForgedFact(Tampered):
    """A fact that opens but was signed by no member of this commune."""

    code = "fact-forged"


def id_of_new(section: OpenSection) -> Id:
    """Return the id of the fact of a case that begins with this section."""
    epoch = section.epoch
    return fact_id(section.key, epoch.commune_id, epoch.case_id)


def may_find(survey: Survey, keyring: Keyring) -> bool:
    """Say whether the keyring holds the section whose first key leads to the case's fact."""
    first = _first_section(survey)
    return first is not None and first.grant_to((keyring.unit, keyring.user)) is not None


def _first_section(survey: Survey) -> SectionRows | None:
    own = (r for r in survey.sections.values() if r.current.owner_unit == survey.case.lead_unit)
    return next(own, None)


def id_of(survey: Survey, keyring: Keyring) -> Id:
    """Return the id of the fact of a case: by the first key of its lead's first section.

    Raises NoKey for whoever does not hold that section.
    """
    first = _first_section(survey)
    if first is None:
        raise NoKey
    return fact_id(key_of(keyring, first, 1), survey.case.commune_id, survey.case.case_id)


def seal_fact(keyring: Keyring, roster: Roster, fact: Id, body: bytes) -> PendingFact | None:
    """Seal coded facts to coordination's newest epoch, signed inside by their writer.

    None while there is no such unit.  Raises ValueError for a body over MOST_BODY.
    """
    unit = roster.find_first(UnitKind.COORDINATION)
    if unit is None:
        return None
    row = PendingFact(
        commune_id=roster.commune,
        fact_id=fact,
        unit_id=unit.unit,
        unit_epoch=unit.current.epoch,
        sealed=b"",
    )
    signature = keyring.signer.sign(_statement(row, keyring.user, body))
    plain = seq((keyring.user, body, signature))
    if len(plain) > PLAIN_BYTES - 4:
        raise ValueError("a fact has one size, and this one is larger")
    padded = len(plain).to_bytes(4, "big") + plain
    padded += bytes(PLAIN_BYTES - len(padded))
    row.sealed = hpke.seal_to(unit.current.agreement_public, padded, row.info())
    return row


def _statement(row: PendingFact | SettledFact, author: Id, body: bytes) -> bytes:
    return lp(Label.FACT_STATEMENT, row.info(), author, sha256(body))


def mark_due(commune: Id, case_id: Id) -> Base:
    """Return the row that says that a case's fact is still to be told."""
    return FactDue(commune_id=commune, case_id=case_id)


def due_cases(db: Session, asking: Asking, most: int) -> list[Id]:
    """Return cases led by the asker's unit whose facts are due, none before there is a receiver."""
    if asking.roster.find_first(UnitKind.COORDINATION) is None:
        return []
    query = (
        select(FactDue.case_id)
        .join(Case, Case.case_id == FactDue.case_id)
        .join(SectionEpoch, SectionEpoch.case_id == FactDue.case_id)
        .where(Case.lead_unit == asking.keyring.unit, held_sections(asking.keyring))
    )
    return list(db.scalars(query.distinct().limit(most)))


def replace_due(house: House, case_id: Id, rows: Sequence[Base], seen: int) -> None:
    """Put a fact in place of the mark that it was due, unless the case has changed since ``seen``.

    A transaction without an event, on purpose: the event that opened the case has told all that
    the log may know.
    """
    with house.database.write() as db:
        due = db.get(FactDue, case_id)
        if due is None or find_last_index(db, case_id) != seen:
            return
        db.delete(due)
        db.flush()
        for row in rows:
            db.merge(row)
        db.commit()


@dataclass(frozen=True)
class OpenedFact:
    """One fact as its writer coded it, and which unit the writer belonged to."""

    body: bytes
    unit: Id


def open_fact(keyring: Keyring, roster: Roster, row: PendingFact | SettledFact) -> OpenedFact:
    """Open one fact with coordination's key; raises NoKey, SealError, ForgedFact."""
    private = keyring.agreement_of(row.unit_id, row.unit_epoch)
    padded = hpke.open_sealed(private, row.sealed, row.info())
    length = int.from_bytes(padded[:4], "big")
    if len(padded) != PLAIN_BYTES or any(padded[4 + length :]):
        raise MalformedBytes("a fact has one size")
    try:
        author, body, signature = unseq(padded[4 : 4 + length])
    except ValueError:
        raise MalformedBytes("a fact has three parts") from None
    statement = _statement(row, author, body)
    for member in roster.members.get(author, ()):
        try:
            signatures.verify(member.signing_public, statement, signature)
        except BadSignature:
            continue
        return OpenedFact(body, member.unit)
    raise ForgedFact


def read_facts(house: House, hand: Hand) -> list[OpenedFact]:
    """Open every fact, those of today in place of older ones, after the event that says so."""
    with house.ledger.entry(hand.actor, Action.REPORT_VIEW) as entry:
        roster = house.roster(entry.db)
        require_whole(entry.db, house, roster)
        rows: dict[Id, PendingFact | SettledFact] = {}
        rows |= {row.fact_id: row for row in entry.db.scalars(select(SettledFact))}
        rows |= {row.fact_id: row for row in entry.db.scalars(select(PendingFact))}
        entry.db.expunge_all()
    return [open_fact(hand.keyring, roster, row) for _, row in sorted(rows.items())]


def book_root(rows: Iterable[SettledFact]) -> tuple[int, bytes]:
    """Return how many facts there are, and the root over them in order of their ids."""
    leaves = [leaf_hash(digest) for _, digest in sorted((r.fact_id, r.digest()) for r in rows)]
    return len(leaves), root_of(leaves)


def require_whole(db: Session, house: House, roster: Roster) -> FactBook | None:
    """Return the book, or None before the first night; refuse facts that it does not tell of."""
    book = db.get(FactBook, house.commune)
    tip = find_latest_tip(db, FactBook.tip_kind, house.commune)
    count, root = book_root(db.scalars(select(SettledFact)))
    if book is None or tip is None:
        if book is None and tip is None and count == 0:
            return None
        raise RowMissing if book is None and tip is not None else RowUnknown
    if tip.version > book.version:
        raise RowReplayed
    if tip.hash != sha256(book.statement()):
        raise RowAltered
    try:
        house.verified.check(roster.log_public, book.statement(), tip.signature)
    except BadSignature:
        raise ForgedTip from None
    if (count, root) != (book.count, book.root):
        raise RowMissing if count < book.count else RowAltered
    return book


def settle(house: House) -> bool:
    """Move the facts of past days among the others, once a night; say whether it was due.

    Needs no key.  Refuses to write a new book over facts that the old one does not tell of.
    """
    with house.database.read() as db:
        if not _is_due(db, house):
            return False
    try:
        with house.ledger.entry(_NOBODY, Action.FACT_SETTLE) as entry:
            if not _is_due(entry.db, house):
                raise Conflict  # another process has just done it
            _settle(house, entry)
    except Conflict:
        return False
    return True


def _settle(house: House, entry: Entry) -> None:
    known = require_whole(entry.db, house, house.roster(entry.db))
    if known is not None:
        _move(entry.db)
    count, root = book_root(entry.db.scalars(select(SettledFact)))
    book = FactBook(
        commune_id=house.commune,
        version=1 if known is None else known.version + 1,
        count=count,
        root=root,
        settled_at=entry.at,
    )
    _signed_by_the_log(house, book).write(entry)


def _signed_by_the_log(house: House, book: FactBook) -> Signed:
    statement = book.statement()
    tip = Tip(
        kind=book.tip_kind,
        object_id=book.tip_id,
        version=book.version,
        case_id=None,
        hash=sha256(statement),
        author=SERVER,
        signature=house.ledger.vouch(statement),
    )
    return Signed(book, tip)


def _is_due(db: Session, house: House) -> bool:
    """A book is begun empty, so that the first night is a night too."""
    book = db.get(FactBook, house.commune)
    if book is None:
        return True
    waiting = db.scalar(select(PendingFact.fact_id).limit(1)) is not None
    return waiting and local_day(book.settled_at) < local_day(house.clock.now())


def _move(db: Session) -> None:
    """In order of their ids: neither who wrote nor when can be told from where a row lies."""
    for row in db.scalars(select(PendingFact).order_by(PendingFact.fact_id)).all():
        db.merge(
            SettledFact(
                commune_id=row.commune_id,
                fact_id=row.fact_id,
                unit_id=row.unit_id,
                unit_epoch=row.unit_epoch,
                sealed=row.sealed,
            )
        )
        db.delete(row)
    db.flush()
