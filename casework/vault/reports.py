"""Reports from villages: sealed to one desk, proven by the log, opened after their event.

Nobody but a live member of a village sends one, nobody but the desk it is for opens or ends it.
What has become a file is sealed there and leaves this row, so that whoever must never open the
file does not read it here.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, literal_column, select, tuple_
from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind
from casework.audit.ledger import Receipt
from casework.audit.reading import find_latest_tip, tips_of_object, tips_since
from casework.crypto import hpke
from casework.crypto.errors import BrokenSeal, MalformedBytes
from casework.crypto.hashing import sha256
from casework.database.prepared import Prepared
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.vault.errors import NoKey, NotEntitled, RowAltered, RowMissing
from casework.vault.keyring import Keyring
from casework.vault.listing import Vouching, require_newest
from casework.vault.models.reports import ReportState as ReportState  # told with a report
from casework.vault.models.reports import VillageReport as VillageReport
from casework.vault.rosters import Roster
from casework.vault.rows import Columns
from casework.vault.survey import require_vouched
from casework.vault.versioned import Signed, sign

BUCKET_BYTES = 4096
"""Almost every report fills one bucket; the size tells one line from three pages, and no more."""
SHOWN = 20
"""How many of its own reports a village sees."""
MISSED_AFTER = timedelta(days=30)
"""So far back each look at what waits counts the log's reports; verification counts them all."""

_LENGTH = struct.Struct(">I")
_ROWS = Columns(VillageReport)
_WAITING = (
    select(*_ROWS.of)
    .where(
        _ROWS.of_commune,
        _ROWS.of.state == literal_column(f"'{ReportState.WAITING.value}'"),
    )
    .order_by(_ROWS.of.sent_at, _ROWS.of.report_id)
    .limit(bindparam("count"))
)
_OF_DESK = _WAITING.where(_ROWS.of.unit_id == bindparam("unit"))
_OF_ALL = _WAITING.where(_ROWS.of.sent_at <= bindparam("sent_until", type_=_ROWS.of.sent_at.type))
_LATER = tuple_(_ROWS.of.sent_at, _ROWS.of.report_id) > tuple_(
    bindparam("sent_at", type_=_ROWS.of.sent_at.type),
    bindparam("report_id", type_=_ROWS.of.report_id.type),
)
_AT_DESK, _AT_DESK_NEXT = Prepared(_OF_DESK), Prepared(_OF_DESK.where(_LATER))
_SINCE, _SINCE_NEXT = Prepared(_OF_ALL), Prepared(_OF_ALL.where(_LATER))


@dataclass(frozen=True)
class Waited:
    """Where a page of what waits begins: after this report, the oldest first."""

    sent_at: datetime
    report_id: Id


@dataclass(frozen=True, repr=False)
class OpenedReport:
    """A report as its desk reads it; ``content`` is empty where it has become a file."""

    row: VillageReport
    content: bytes
    ending: bytes


def seal_report(
    keyring: Keyring, roster: Roster, report_id: Id, desk: Id, at: datetime, content: bytes
) -> Signed:
    """Seal a report of the keyring's village to a desk's current epoch, and sign it."""
    if keyring.unit_kind is not UnitKind.VILLAGE:
        raise NotEntitled
    epoch = roster.unit(desk).current
    row = VillageReport(
        commune_id=roster.commune,
        report_id=report_id,
        version=1,
        from_unit=keyring.unit,
        unit_id=desk,
        unit_epoch=epoch.epoch,
        sent_at=at,
        state=ReportState.WAITING.value,
        sealed=b"",
        ending_epoch=0,
        ending=b"",
    )
    row.sealed = hpke.seal_to(epoch.agreement_public, _padded(content), row.info())
    return sign(row, keyring.signer)


def end_report(
    keyring: Keyring, roster: Roster, row: VillageReport, state: ReportState, ending: bytes
) -> Signed:
    """Return the version by which a report no longer waits; what became a file leaves the row."""
    epoch = roster.unit(keyring.unit).current
    ended = row.as_sent()
    ended.version, ended.state, ended.ending_epoch = row.version + 1, state.value, epoch.epoch
    ended.ending = hpke.seal_to(epoch.agreement_public, _padded(ending), ended.ending_info())
    if state is ReportState.FILED:
        ended.sealed = b""
    return sign(ended, keyring.signer)


def sender_of(db: Session, report_id: Id) -> Id | None:
    """Return the user who sent a report, None if the log never heard of it."""
    tips = tips_of_object(db, ObjectKind.REPORT, report_id)
    return tips[0].author if tips else None


def still_waits(db: Session, report_id: Id) -> bool:
    """Say whether nobody has ended a report; asked inside the lock."""
    tip = find_latest_tip(db, ObjectKind.REPORT, report_id)
    return tip is not None and tip.version == 1


def waiting_at(
    db: Session, vouching: Vouching, unit: Id, at: datetime, count: int, after: Waited | None = None
) -> list[VillageReport]:
    """Return up to ``count`` reports that wait at a desk, the oldest first, as the log has them.

    Raises RowMissing for one of the last days that somebody took out or called ended.
    """
    asked = {"unit": unit, "count": count}
    return _waiting(db, vouching, at, _AT_DESK if after is None else _AT_DESK_NEXT, after, asked)


def waiting_since(
    db: Session,
    vouching: Vouching,
    sent_until: datetime,
    at: datetime,
    count: int,
    after: Waited | None = None,
) -> list[VillageReport]:
    """Return up to ``count`` reports of the commune that wait since ``sent_until`` or longer.

    The oldest first: for whoever answers for the clocks. Raises as :func:`waiting_at` does.
    """
    asked = {"sent_until": sent_until, "count": count}
    return _waiting(db, vouching, at, _SINCE if after is None else _SINCE_NEXT, after, asked)


def _waiting(
    db: Session,
    vouching: Vouching,
    at: datetime,
    query: Prepared,
    after: Waited | None,
    asked: dict[str, object],
) -> list[VillageReport]:
    if after is not None:
        asked |= {"sent_at": after.sent_at, "report_id": after.report_id}
    found = query.all(db.connection(), commune=db.info["commune"], **asked)
    rows = [_ROWS.make(row) for row in found]
    require_newest(db, vouching, rows)
    _require_none_hidden(db, at)
    return rows


def _require_none_hidden(db: Session, at: datetime) -> None:
    newest = {
        tip.object_id: tip.version
        for tip, _ in tips_since(db, ObjectKind.REPORT, at - MISSED_AFTER)
    }
    waiting = [report_id for report_id, version in newest.items() if version == 1]
    if not waiting:
        return
    query = select(VillageReport.report_id).where(
        VillageReport.report_id.in_(waiting), VillageReport.state == ReportState.WAITING.value
    )
    if set(db.scalars(query)) != set(waiting):
        raise RowMissing


def sent_from(db: Session, vouching: Vouching, unit: Id) -> list[datetime]:
    """Return when a village's newest reports were taken in, newest first, and nothing else."""
    query = (
        select(VillageReport)
        .where(VillageReport.from_unit == unit)
        .order_by(VillageReport.sent_at.desc(), VillageReport.report_id)
        .limit(SHOWN)
    )
    return [row.sent_at for row in _taken(db, vouching, list(db.scalars(query)))]


def _taken(db: Session, vouching: Vouching, rows: Sequence[VillageReport]) -> list[VillageReport]:
    require_newest(db, vouching, rows)
    db.expunge_all()
    return list(rows)


def find_at(db: Session, vouching: Vouching, unit: Id, report_id: Id) -> VillageReport:
    """Return a report that was sent to this desk, as its village sent it.

    Raises NotFound for any other, and a Tampered error for a row that the log does not bear out.
    """
    row = db.scalar(select(VillageReport).where(VillageReport.report_id == report_id))
    if row is None:
        if find_latest_tip(db, ObjectKind.REPORT, report_id) is not None:
            raise RowMissing
        raise NotFound
    if row.unit_id != unit:
        raise NotFound
    _taken(db, vouching, [row])
    if row.state != ReportState.FILED.value:
        _require_as_sent(db, vouching, row)
    return row


def _require_as_sent(db: Session, vouching: Vouching, row: VillageReport) -> None:
    """A desk ends a report and does not rewrite it: the first version is the village's own."""
    first, sent = tips_of_object(db, ObjectKind.REPORT, row.report_id)[0], row.as_sent()
    statement = sent.statement()
    if first.hash != sha256(statement):
        raise RowAltered
    require_vouched(vouching.roster, vouching.verified, first, sent, statement)


def open_report(receipt: Receipt, keyring: Keyring, row: VillageReport) -> OpenedReport:
    """Decrypt a report; raises NoKey for one that the receipt's event does not name.

    The event names it where it names sections: what is opened is all that a section would be.
    """
    if row.report_id not in receipt.sections:
        raise NoKey
    content = _opened(keyring, row.unit_epoch, row.sealed, row.info())
    ending = _opened(keyring, row.ending_epoch, row.ending, row.ending_info())
    return OpenedReport(row, content, ending)


def _opened(keyring: Keyring, epoch: int, sealed: bytes, info: bytes) -> bytes:
    if not sealed:
        return b""
    return _unpadded(hpke.open_sealed(keyring.of_unit(epoch).private, sealed, info))


def _padded(content: bytes) -> bytes:
    framed = _LENGTH.pack(len(content)) + content
    return framed.ljust(-(-len(framed) // BUCKET_BYTES) * BUCKET_BYTES, b"\0")


def _unpadded(padded: bytes) -> bytes:
    if len(padded) < BUCKET_BYTES or len(padded) % BUCKET_BYTES:
        raise MalformedBytes("size")
    end = _LENGTH.size + _LENGTH.unpack_from(padded)[0]
    if not len(padded) - BUCKET_BYTES < end <= len(padded) or any(padded[end:]):
        raise BrokenSeal("padding")
    return padded[_LENGTH.size : end]
