"""A unit finds its cases again by small sealed rows; nothing about names lies searchable.

One row a case and unit, under the unit's directory key (SECURITY.md §4, "Directory").
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from casework.audit.ledger import Receipt
from casework.crypto import blob, hpke
from casework.crypto.labels import Label
from casework.kernel.ids import Id, new_id
from casework.vault.errors import NoKey
from casework.vault.keyring import Keyring
from casework.vault.models import DirectoryRow
from casework.vault.rosters import Roster
from casework.vault.versioned import Signed, sign

_READ = json.JSONDecoder().decode


@dataclass(frozen=True)
class DirectoryEntry:
    """What a unit remembers of a case: how it is called, and by what it can be found."""

    name: str = ""
    aliases: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birth_year: int | None = None
    village: str = ""
    flags: tuple[str, ...] = field(default=())

    def to_bytes(self) -> bytes:
        """Return the entry as canonical JSON, UTF-8."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> DirectoryEntry:
        """Rebuild what :meth:`to_bytes` returned."""
        raw = _READ(data.decode())
        for name in ("aliases", "phones", "flags"):
            raw[name] = tuple(raw[name])
        return cls(**raw)


@dataclass(frozen=True)
class CaseListing:
    """Which case a row is of, and since when the unit has it."""

    commune: Id
    case_id: Id
    listed_at: datetime


def make_rows(
    keyring: Keyring,
    roster: Roster,
    case: CaseListing,
    entry: DirectoryEntry,
    holders: Sequence[Id],
    known: Sequence[DirectoryRow] = (),
) -> list[Signed]:
    """Seal what the keyring's unit remembers of a case, one row for each holder.

    A unit's row lies under its directory key; a named user's row is HPKE to that user, so that
    colleagues who are not named cannot even see that the case is theirs.
    """
    return [
        sign(
            _sealed_row(keyring, roster, case, entry, holder, _known(known, holder)), keyring.signer
        )
        for holder in holders
    ]


def _known(known: Sequence[DirectoryRow], holder: Id) -> DirectoryRow | None:
    return next((row for row in known if row.holder_id == holder), None)


def _sealed_row(
    keyring: Keyring,
    roster: Roster,
    case: CaseListing,
    entry: DirectoryEntry,
    holder: Id,
    previous: DirectoryRow | None,
) -> DirectoryRow:
    row = DirectoryRow(
        commune_id=case.commune,
        row_id=previous.row_id if previous else new_id(),
        version=previous.version + 1 if previous else 1,
        unit_id=keyring.unit,
        holder_id=holder,
        holder_epoch=roster.current_epoch(holder),
        case_id=case.case_id,
        listed_at=case.listed_at,
        blob=b"",
    )
    if holder == keyring.unit:
        key = keyring.of_unit(row.holder_epoch).directory
        row.blob = blob.seal(key, Label.DIRECTORY, entry.to_bytes(), row.aad())
    else:
        public = roster.receiver_public(holder, row.holder_epoch)
        row.blob = hpke.seal_to(public, entry.to_bytes(), row.aad())
    return row


@dataclass(frozen=True, slots=True, repr=False)
class SealedEntry:
    """A row as it is opened: its blob, to whom it lies, and what it is bound to, spelt once."""

    case_id: Id
    holder: Id
    epoch: int
    blob: bytes
    aad: bytes

    @classmethod
    def of(cls, row: DirectoryRow) -> SealedEntry:
        """Return what of a row is needed to open it."""
        return cls(row.case_id, row.holder_id, row.holder_epoch, row.blob, row.aad())

    def open(self, receipt: Receipt, keyring: Keyring) -> DirectoryEntry:
        """Open one of the keyring's own; raises NoKey for what the receipt does not list."""
        if self.case_id not in receipt.cases:
            raise NoKey
        return self.look_into(keyring)

    def look_into(self, keyring: Keyring) -> DirectoryEntry:
        """Return what is remembered; it leaves the vault by `open` only.  Raises NoKey."""
        if self.holder == keyring.unit:
            key = keyring.of_unit(self.epoch).directory
            plaintext = blob.open_blob(key, Label.DIRECTORY, self.blob, self.aad)
        else:
            private = keyring.agreement_of(self.holder, self.epoch)
            plaintext = hpke.open_sealed(private, self.blob, self.aad)
        return DirectoryEntry.from_bytes(plaintext)


def look_into(keyring: Keyring, row: DirectoryRow) -> DirectoryEntry:
    """Return what a row remembers, to seal it for others or to match it in the vault.

    It leaves the vault by `SealedEntry.open` only.  Raises NoKey.
    """
    return SealedEntry.of(row).look_into(keyring)
