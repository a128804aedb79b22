"""An event is one canonical byte string: ids, codes, numbers and hashes, never free text.

lp("event", format, commune, era, index, time, opt(user), opt(unit), opt(session),
   session number, action, outcome, opt(ground kind), opt(ground reference),
   seq(case ids), seq(section ids), seq(tips), opt(address))
An event by a house has form 2: no user, no address, the one unit of all houses, and one field more
at the end, who it was, sealed to the women's union.
tip = lp("tip", kind, object id, version, opt(case), hash32, author id, signature64)
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address

from casework.audit.actions import Action
from casework.crypto.encoding import lp, opt, seq, to_int, to_text, to_time, unlp, unopt, unseq
from casework.crypto.errors import MalformedBytes
from casework.crypto.hashing import HASH_BYTES
from casework.crypto.labels import Label
from casework.crypto.signatures import SIGNATURE_BYTES
from casework.kernel.ids import ID_BYTES, Id

FORMAT, HIDDEN_FORMAT = 1, 2
"""The form of the bytes; another form gets another number, and old events keep theirs."""

ANY_HOUSE: Id = b"shelter".ljust(ID_BYTES, b"\0")
"""The unit that every event by a house names: which house it was is sealed inside (P7)."""

_EVENT_FIELDS, _TIP_FIELDS = 17, 7


class Outcome(StrEnum):
    """Whether it was done."""

    ALLOWED = "allowed"
    REFUSED = "refused"


class GroundKind(StrEnum):
    """On what an access without a grant of the ordinary kind rests (SECURITY §8)."""

    CONSENT = "consent"
    LAW = "law"
    EMERGENCY = "emergency"


class ObjectKind(StrEnum):
    """Which versioned object a tip speaks of (SECURITY §4, "Tips")."""

    COMMUNE = "commune"
    FOUNDING = "founding"
    UNIT = "unit"
    MEMBER = "member"
    ACCOUNT = "account"
    REVOCATION = "revocation"
    SUSPENSION = "suspension"
    WRAP = "wrap"
    SLOT = "slot"
    BUNDLE = "bundle"
    CASE = "case"
    SECTION = "section"
    ROTATION = "rotation"
    GRANT = "grant"
    RECORD = "record"
    DIRECTORY = "directory"
    CONSENT = "consent"
    EXCLUSION = "exclusion"
    REFERRAL = "referral"
    DEADLINE = "deadline"
    EMERGENCY = "emergency"
    BOARD = "board"
    MAIL = "mail"
    FACT = "fact"
    DUTY = "duty"
    REPORT = "report"
    VILLAGE = "village"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True)
class Actor:
    """Who acts: user, unit and session by id, and the network address if it may be known.

    All None for a job of the server itself. Somebody of a house is `hidden`: sealed to the union,
    with nothing of their own beside it but the session. Raises ValueError for anything that is not
    an id, or not an address in its one canonical spelling.
    """

    user: Id | None = None
    unit: Id | None = None
    session: Id | None = None
    address: str | None = None
    hidden: bytes | None = None

    def __post_init__(self) -> None:
        named = (self.user, self.unit, self.address)
        if self.hidden is not None and named != (None, ANY_HOUSE, None):
            raise ValueError("who is hidden is named by nothing")
        for value in (self.user, self.unit, self.session):
            if value is not None:
                _require_bytes(value, ID_BYTES)
        if self.address is not None and str(ip_address(self.address)) != self.address:
            raise ValueError("an address is spelled canonically")


@dataclass(frozen=True)
class Ground:
    """What allows it, and the id of the consent or of the record that names the law."""

    kind: GroundKind
    reference: Id | None = None

    def __post_init__(self) -> None:
        _require_kind(self.kind, GroundKind)
        if self.reference is not None:
            _require_bytes(self.reference, ID_BYTES)


@dataclass(frozen=True)
class Tip:
    """The newest version of an object: `hash` is SHA-256 of its statement, signed by `author`.

    Versions count from 1; `signature` is Ed25519 over the statement, 64 bytes.
    """

    kind: ObjectKind
    object_id: Id
    version: int
    case_id: Id | None
    hash: bytes
    author: Id
    signature: bytes

    def __post_init__(self) -> None:
        _require_kind(self.kind, ObjectKind)
        _require_bytes(self.object_id, ID_BYTES)
        if self.case_id is not None:
            _require_bytes(self.case_id, ID_BYTES)
        _require_bytes(self.hash, HASH_BYTES)
        _require_bytes(self.author, ID_BYTES)
        _require_bytes(self.signature, SIGNATURE_BYTES)
        if self.version < 1:
            raise ValueError("versions count from 1")

    def to_bytes(self) -> bytes:
        """Return the canonical bytes, in which the tip stands in its event."""
        return lp(
            Label.TIP,
            self.kind,
            self.object_id,
            self.version,
            opt(self.case_id),
            self.hash,
            self.author,
            self.signature,
        )


def tip_from_bytes(data: bytes) -> Tip:
    """Read a tip; raises MalformedBytes for anything that `to_bytes` does not write."""
    fields = _fields(Label.TIP, data, _TIP_FIELDS)
    kind, object_id, version, case_id, digest, author, signature = fields
    try:
        return Tip(
            ObjectKind(to_text(kind)),
            object_id,
            to_int(version),
            unopt(case_id),
            digest,
            author,
            signature,
        )
    except ValueError as error:
        raise MalformedBytes(str(error)) from None


@dataclass(frozen=True)
class Event:
    """One line of the log. `session_seq` counts the session's events from 1; 0 without session.

    Raises ValueError or TypeError for whatever could smuggle text into the log.
    """

    commune: Id
    era: int
    index: int
    at: datetime
    actor: Actor
    session_seq: int
    action: Action
    outcome: Outcome = Outcome.ALLOWED
    ground: Ground | None = None
    cases: tuple[Id, ...] = ()
    sections: tuple[Id, ...] = ()
    tips: tuple[Tip, ...] = ()

    def __post_init__(self) -> None:
        _require_kind(self.action, Action)
        _require_kind(self.outcome, Outcome)
        ids = (self.commune, *self.cases, *self.sections)
        if set(map(type, ids)) != {bytes} or set(map(len, ids)) != {ID_BYTES}:
            raise ValueError(f"{ID_BYTES} bytes are wanted here")
        if (self.session_seq == 0) != (self.actor.session is None):
            raise ValueError("events of a session are numbered from 1, others have 0")
        if len(set(self.cases)) != len(self.cases) or len(set(self.sections)) != len(self.sections):
            raise ValueError("a case or section is listed once")

    def to_bytes(self) -> bytes:
        """Return the canonical bytes, the leaf of the log's tree."""
        ground, hidden = self.ground, self.actor.hidden
        more = () if hidden is None else (hidden,)
        return lp(
            Label.EVENT,
            FORMAT if hidden is None else HIDDEN_FORMAT,
            self.commune,
            self.era,
            self.index,
            self.at,
            opt(self.actor.user),
            opt(self.actor.unit),
            opt(self.actor.session),
            self.session_seq,
            self.action,
            self.outcome,
            opt(None if ground is None else ground.kind),
            opt(None if ground is None else ground.reference),
            seq(self.cases),
            seq(self.sections),
            seq(tip.to_bytes() for tip in self.tips),
            opt(self.actor.address),
            *more,
        )


def event_from_bytes(data: bytes) -> Event:
    """Read an event; raises MalformedBytes for anything that `to_bytes` does not write."""
    fields, hidden = _event_fields(data)
    form, commune, era, index, at, user, unit, session, number, action, outcome = fields[:11]
    kind, reference, cases, sections, tips, address = fields[11:]
    if to_int(form) != (FORMAT if hidden is None else HIDDEN_FORMAT):
        raise MalformedBytes("another form of event")
    try:
        return Event(
            commune=commune,
            era=to_int(era),
            index=to_int(index),
            at=to_time(at),
            actor=Actor(unopt(user), unopt(unit), unopt(session), _optional_text(address), hidden),
            session_seq=to_int(number),
            action=Action(to_text(action)),
            outcome=Outcome(to_text(outcome)),
            ground=_ground(_optional_text(kind), unopt(reference)),
            cases=tuple(unseq(cases)),
            sections=tuple(unseq(sections)),
            tips=tuple(tip_from_bytes(tip) for tip in unseq(tips)),
        )
    except (ValueError, TypeError) as error:
        raise MalformedBytes(str(error)) from None


def _event_fields(data: bytes) -> tuple[list[bytes], bytes | None]:
    """Return the fields that every event has, and who is hidden behind it."""
    fields = unlp(Label.EVENT, data)
    hidden = fields.pop() if len(fields) == _EVENT_FIELDS + 1 else None
    if len(fields) != _EVENT_FIELDS:
        raise MalformedBytes("another number of fields")
    return fields, hidden


def _fields(label: Label, data: bytes, count: int) -> list[bytes]:
    fields = unlp(label, data)
    if len(fields) != count:
        raise MalformedBytes("another number of fields")
    return fields


def _optional_text(data: bytes) -> str | None:
    text = unopt(data)
    return None if text is None else to_text(text)


def _ground(kind: str | None, reference: Id | None) -> Ground | None:
    if kind is not None:
        return Ground(GroundKind(kind), reference)
    if reference is not None:
        raise ValueError("a reference without a ground")
    return None


def _require_bytes(value: object, length: int) -> None:
    if not isinstance(value, bytes) or len(value) != length:
        raise ValueError(f"{length} bytes are wanted here")


def _require_kind(value: StrEnum, kind: type[StrEnum]) -> None:
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} is wanted here: a log holds no free text")
