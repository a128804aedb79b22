"""Sections, their keys, grants and records: made and signed here, before the write lock.

Everything returns :class:`~casework.vault.versioned.Signed` rows; nothing here touches the
database.  A section key enters only HPKE and HKDF, never AES-GCM (SECURITY.md §2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.access.sharing import OWN
from casework.crypto import blob, hpke
from casework.crypto.hashing import random_bytes
from casework.crypto.labels import Label
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.emergency import make_seal
from casework.vault.errors import NoKey
from casework.vault.keyring import Keyring
from casework.vault.models import Grant, Record, SectionEpoch
from casework.vault.rosters import Roster
from casework.vault.section_rows import SectionRows
from casework.vault.versioned import Bound, Signed, sign


@dataclass(frozen=True)
class Receiver:
    """Who is handed a section's key, and why: a unit, or a named user of a restricted case."""

    receiver: Id
    ground: str = OWN
    ground_ref: Id | None = None


@dataclass(frozen=True, repr=False)
class OpenSection:
    """A section whose current key is at hand."""

    epoch: SectionEpoch
    key: bytes


@dataclass(frozen=True)
class Draft:
    """What is to be sealed: plaintext bytes, and which record it is a version of."""

    plaintext: bytes
    record_id: Id
    version: int = 1


def first_epoch(
    keyring: Keyring, commune: Id, case_id: Id, kind: SectionKind, section_id: Id | None = None
) -> OpenSection:
    """Start a section owned by the keyring's unit, with a fresh 32-byte key."""
    row = SectionEpoch(
        commune_id=commune,
        section_id=new_id() if section_id is None else section_id,
        epoch=1,
        case_id=case_id,
        kind=kind.value,
        owner_unit=keyring.unit,
        predecessor=None,
    )
    return OpenSection(row, random_bytes(32))


def make_grant(
    keyring: Keyring, roster: Roster, section: OpenSection, to: Receiver, grant_id: Id, version: int
) -> Signed:
    """Seal the section's key to ``to`` and sign who handed it over and on what ground."""
    epoch = roster.current_epoch(to.receiver)
    row = Grant(
        commune_id=section.epoch.commune_id,
        grant_id=grant_id,
        version=version,
        case_id=section.epoch.case_id,
        section_id=section.epoch.section_id,
        section_epoch=section.epoch.epoch,
        receiver_id=to.receiver,
        receiver_epoch=epoch,
        ground=to.ground,
        ground_ref=to.ground_ref,
        sealed=b"",
    )
    row.sealed = hpke.seal_to(roster.receiver_public(to.receiver, epoch), section.key, row.info())
    return sign(row, keyring.signer)


def make_record(keyring: Keyring, section: OpenSection, draft: Draft, at: datetime) -> Signed:
    """Seal one version of a record under the section's key and sign it as its author."""
    row = Record(
        commune_id=section.epoch.commune_id,
        record_id=draft.record_id,
        version=draft.version,
        case_id=section.epoch.case_id,
        section_id=section.epoch.section_id,
        section_kind=section.epoch.kind,
        owner_unit=section.epoch.owner_unit,
        section_epoch=section.epoch.epoch,
        author_id=keyring.user,
        written_at=at,
        blob=b"",
    )
    row.blob = blob.seal(section.key, Label.RECORD, draft.plaintext, row.aad())
    return sign(row, keyring.signer)


def start_section(
    keyring: Keyring,
    roster: Roster,
    section: OpenSection,
    receivers: Iterable[Receiver],
) -> Iterator[Signed]:
    """Yield the section's first epoch and one grant for each receiver, the owner among them.

    A safety section begins with its emergency seal.
    """
    yield sign(section.epoch, keyring.signer)
    seal = make_seal(keyring, roster, section.epoch, section.key, 1)
    if seal is not None:
        yield seal
    for to in receivers:
        yield make_grant(keyring, roster, section, to, new_id(), 1)


def key_of(keyring: Keyring, rows: SectionRows, epoch: int | None = None) -> bytes:
    """Return a section's key: of the newest epoch, or of an older one by the chain of seals.

    Raises NoKey without a grant; a grant to an older epoch opens that epoch and its past.
    """
    handed = rows.handed_to((keyring.unit, keyring.user))
    if handed is None:
        raise NoKey
    grant, info = handed
    key = keyring.open_grant(grant.receiver_id, grant.receiver_epoch, grant.sealed, info)
    wanted, held = rows.current.epoch if epoch is None else epoch, grant.section_epoch
    if wanted > held:
        raise NoKey
    for step in range(held, wanted, -1):
        link = rows.epochs[step - 1]
        if link.predecessor is None:
            raise NoKey
        key = blob.open_blob(key, Label.SECTION_CHAIN, link.predecessor, link.chain_aad())
    return key


def look_into(keyring: Keyring, rows: SectionRows) -> list[tuple[Record, bytes]]:
    """Return the newest version of each record with its plaintext; raises NoKey.

    For a reader whose event is committed, and for a plan that decides by what stands there: its
    event lists the section, and nothing of the text leaves with it.
    """
    keys: dict[int, bytes] = {}
    opened = []
    for row, epoch, sealed, aad in rows.newest:
        if epoch not in keys:
            keys[epoch] = key_of(keyring, rows, epoch)
        opened.append((row, blob.open_blob(keys[epoch], Label.RECORD, sealed, aad)))
    return opened


def needs_rotation(roster: Roster, rows: SectionRows) -> bool:
    """Say whether the key must change before the next write.

    So it is after a mark, after a consent has come to its end, and for any newer receiver key.
    """
    return bool(rows.rotation_due or rows.lapsed) or any(
        grant.receiver_epoch != roster.current_epoch(grant.receiver_id)
        or grant.section_epoch != rows.current.epoch
        for grant in rows.grants
    )


@dataclass(frozen=True)
class Rotated:
    """A section under its next key, and what has to be written for it."""

    section: OpenSection
    signed: list[Signed]
    ended: list[Bound]


def rotate(
    keyring: Keyring,
    roster: Roster,
    rows: SectionRows,
    receivers: Sequence[Receiver] | None = None,
) -> Rotated:
    """Change the section's key: the new one seals its predecessor and goes to who remains.

    ``receivers`` are those who hold it from now on; without them, whoever holds it now.
    """
    old = OpenSection(rows.current, key_of(keyring, rows))
    row = SectionEpoch(
        commune_id=old.epoch.commune_id,
        section_id=old.epoch.section_id,
        epoch=old.epoch.epoch + 1,
        case_id=old.epoch.case_id,
        kind=old.epoch.kind,
        owner_unit=old.epoch.owner_unit,
        predecessor=None,
    )
    new = OpenSection(row, random_bytes(32))
    row.predecessor = blob.seal(new.key, Label.SECTION_CHAIN, old.key, row.chain_aad())
    signed = [sign(row, keyring.signer)]
    left = {grant.receiver_id: grant for grant in (*rows.lapsed, *rows.grants)}
    if receivers is None:
        receivers = [Receiver(g.receiver_id, g.ground, g.ground_ref) for g in rows.grants]
    for to in receivers:
        held = left.pop(to.receiver, None)
        grant_id, version = (held.grant_id, held.version + 1) if held else (new_id(), 1)
        signed.append(make_grant(keyring, roster, new, to, grant_id, version))
    ended: list[Bound] = [rows.rotation_due] if rows.rotation_due else []
    seal = make_seal(keyring, roster, row, new.key, rows.emergency_version + 1)
    if seal is not None:
        signed.append(seal)
    elif rows.emergency is not None:
        ended.append(rows.emergency)  # of a key that is no longer the newest
    return Rotated(new, signed, [*ended, *left.values()])
