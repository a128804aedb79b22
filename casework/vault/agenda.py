"""What comes up in a unit's cases, so that a list of it opens one small row a case and no case.

A row stands only while something comes up: the list costs what is planned, not what is kept.  It
lies in the directory's table, under a holder id derived from the holder's, and is sealed to the
same holder (SECURITY.md §4, "Directory").
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind
from casework.audit.ledger import Receipt
from casework.crypto import blob, hpke
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.kernel.clock import from_micros, to_micros
from casework.kernel.ids import ID_BYTES, Id
from casework.vault.audience import own_holders
from casework.vault.errors import NoKey
from casework.vault.keyring import Keyring
from casework.vault.lines import ListedCase
from casework.vault.listing import Vouching, lines_of
from casework.vault.models import DirectoryRow
from casework.vault.models.files import agenda_row_id
from casework.vault.rosters import Roster
from casework.vault.surveyed import Survey
from casework.vault.versioned import Bound, Signed, sign


@dataclass(frozen=True)
class Upcoming:
    """One thing that comes up in a case: what kind, and when."""

    kind: str
    at: datetime


def to_bytes(items: Sequence[Upcoming]) -> bytes:
    """Return what a row seals: canonical JSON, UTF-8, moments in microseconds."""
    rows = [{"at": to_micros(item.at), "kind": item.kind} for item in items]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> tuple[Upcoming, ...]:
    """Rebuild what :func:`to_bytes` returned."""
    return tuple(Upcoming(row["kind"], from_micros(row["at"])) for row in json.loads(data))


def agenda_holder(holder: Id) -> Id:
    """Return the id under which the rows of a unit, or of a named user, stand."""
    return sha256(lp(Label.AGENDA_HOLDER, holder))[:ID_BYTES]


@dataclass(frozen=True)
class Renewal:
    """The rows of a case as they stand from now on, and those that end."""

    put: list[Signed]
    end: list[DirectoryRow]


Replaces = Callable[[str], bool]
"""Says of a kind whether the room that plans answers for it; what other rooms planned stays."""


def renew(
    keyring: Keyring,
    roster: Roster,
    survey: Survey,
    items: Sequence[Upcoming],
    at: datetime,
    replaces: Replaces,
) -> Renewal:
    """Tell the holders of the unit's own sections what comes up; nothing ends their rows.

    Rows that this keyring cannot open are left as they stand where they tell what no row of its
    own does: somebody's, by name, from before.
    """
    own, mine = _own(keyring, survey), _mine(keyring)
    known = [row for row in own if row.holder_id in mine]
    told = (item for row in known for item in look_into(keyring, row) if not replaces(item.kind))
    every = sorted({*told, *items}, key=lambda item: (item.at, item.kind))
    holders = own_holders(keyring, roster, survey)
    places = {agenda_holder(holder) for holder in holders}
    whole = holders == [keyring.unit]
    left = {
        row.holder_id
        for row in own
        if row.holder_id not in mine and (whole or (not known and row.holder_id in places))
    }
    to = [one for one in holders if agenda_holder(one) not in left] if every else []
    put = [_signed_row(keyring, roster, survey, every, holder, at) for holder in to]
    kept = left | {agenda_holder(holder) for holder in to}
    return Renewal(put, [row for row in own if row.holder_id not in kept])


def keep_to_names(keyring: Keyring, roster: Roster, survey: Survey, at: datetime) -> Renewal:
    """Leave what comes up to whom the unit's sections go by name; nothing where it is theirs.

    A name that is new is told only where the keyring can open what stands.
    """
    holders = own_holders(keyring, roster, survey)
    own = _own(keyring, survey)
    told = {row.holder_id for row in own}
    mine = _mine(keyring)
    known = next((row for row in own if row.holder_id in mine), None)
    items = look_into(keyring, known) if known is not None else ()
    new = [holder for holder in holders if items and agenda_holder(holder) not in told]
    put = [_signed_row(keyring, roster, survey, items, holder, at) for holder in new]
    kept = {agenda_holder(holder) for holder in holders}
    return Renewal(put, [row for row in own if row.holder_id not in kept])


def _mine(keyring: Keyring) -> frozenset[Id]:
    return frozenset({agenda_holder(keyring.unit), agenda_holder(keyring.user)})


def _own(keyring: Keyring, survey: Survey) -> list[DirectoryRow]:
    return [row for row in survey.directory if row.unit_id == keyring.unit and row.is_agenda]


def _signed_row(
    keyring: Keyring,
    roster: Roster,
    survey: Survey,
    items: Sequence[Upcoming],
    holder: Id,
    at: datetime,
) -> Signed:
    return sign(_sealed_row(keyring, roster, survey, items, holder, at), keyring.signer)


def _sealed_row(
    keyring: Keyring,
    roster: Roster,
    survey: Survey,
    items: Sequence[Upcoming],
    holder: Id,
    at: datetime,
) -> DirectoryRow:
    case, place = survey.case, agenda_holder(holder)
    row_id = agenda_row_id(case.case_id, place)
    row = DirectoryRow(
        commune_id=case.commune_id,
        row_id=row_id,
        version=survey.next_version(ObjectKind.DIRECTORY, row_id),
        unit_id=keyring.unit,
        holder_id=place,
        holder_epoch=roster.current_epoch(holder),
        case_id=case.case_id,
        listed_at=at,
        blob=b"",
    )
    if holder == keyring.unit:
        key = keyring.of_unit(row.holder_epoch).directory
        row.blob = blob.seal(key, Label.AGENDA, to_bytes(items), row.aad())
    else:
        public = roster.receiver_public(holder, row.holder_epoch)
        row.blob = hpke.seal_to(public, to_bytes(items), row.aad())
    return row


def is_agenda(row: Bound) -> bool:
    """Say whether a row tells what comes up, of all rows of a directory."""
    return isinstance(row, DirectoryRow) and row.is_agenda


def upcoming_cases(
    db: Session, vouching: Vouching, keyring: Keyring, count: int
) -> list[ListedCase]:
    """Return up to ``count`` cases in which something comes up, those written last first.

    Raises a Tampered error as :func:`~casework.vault.listing.page_of_cases` does.
    """
    return lines_of(db, vouching, keyring, sorted(_mine(keyring)), None, count)


def open_agenda(receipt: Receipt, keyring: Keyring, row: DirectoryRow) -> tuple[Upcoming, ...]:
    """Open one row of the keyring's own; raises NoKey for what the receipt does not list."""
    if row.case_id not in receipt.cases or not row.is_agenda:
        raise NoKey
    return look_into(keyring, row)


def look_into(keyring: Keyring, row: DirectoryRow) -> tuple[Upcoming, ...]:
    """Open one row for a plan that seals it anew; raises NoKey for another holder's."""
    if row.holder_id == agenda_holder(keyring.unit):
        key = keyring.of_unit(row.holder_epoch).directory
        return from_bytes(blob.open_blob(key, Label.AGENDA, row.blob, row.aad()))
    if row.holder_id != agenda_holder(keyring.user):
        raise NoKey
    private = keyring.agreement_of(keyring.user, row.holder_epoch)
    return from_bytes(hpke.open_sealed(private, row.blob, row.aad()))
