"""A case as the log knows it: its rows compared with its tips, before anything is opened.

Rows and tips must match exactly: nothing missing, nothing extra, nothing altered, nothing older,
every tip signed by somebody who was entitled to at that place in the log (SECURITY.md §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from casework.access.steps import JOINED
from casework.audit.events import ObjectKind
from casework.audit.reading import StoredTip, tips_of_case
from casework.crypto.errors import BadSignature
from casework.crypto.signatures import Verified
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.vault import authority
from casework.vault.agreements import (
    Agreements,
    copy_section,
    grant_stands,
    has_lapsed,
    may_speak,
)
from casework.vault.comparison import Comparison
from casework.vault.errors import ForgedTip, NotEntitled, RowMissing, RowUnknown
from casework.vault.keyring import Keyring
from casework.vault.models import (
    Case,
    Consent,
    DirectoryRow,
    DutyPhone,
    Grant,
    Record,
    Referral,
    RotationMark,
    SectionEpoch,
)
from casework.vault.rosters import Member, Roster
from casework.vault.rows import CaseRows
from casework.vault.versioned import Bound

_CASE_MODELS: tuple[type[Bound], ...] = (
    Case,
    SectionEpoch,
    Grant,
    Record,
    RotationMark,
    DirectoryRow,
    Consent,
    Referral,
)

_CASE_ROWS = CaseRows(_CASE_MODELS)
_KEPT = frozenset(model.tip_kind for model in _CASE_MODELS if model.kept)


@dataclass
class SectionRows:
    """One section's rows: its epochs, who holds its key, and its records in order of writing."""

    epochs: list[SectionEpoch] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    lapsed: list[Grant] = field(default_factory=list)
    """Grants whose consent has come to its end: they open nothing, and the next write ends them."""
    rotation_due: RotationMark | None = None
    """Stands from the moment a grant was taken back until the key has changed."""

    @property
    def current(self) -> SectionEpoch:
        """The newest epoch."""
        return self.epochs[-1]

    def grant_to(self, receivers: Iterable[Id]) -> Grant | None:
        """Return the grant that one of ``receivers`` holds, if any."""
        wanted = tuple(receivers)
        return next((grant for grant in self.grants if grant.receiver_id in wanted), None)


@dataclass
class Survey:
    """A verified case; ``seen`` is the newest place in the log that speaks of it."""

    case: Case
    seen: int
    opened_by: Id
    sections: dict[Id, SectionRows]
    directory: list[DirectoryRow]
    agreements: Agreements
    """What the grants rest on."""
    versions: dict[tuple[ObjectKind, Id], int]
    """The newest version of every object of the case, the ended ones too."""
    ends_at: datetime | None = None
    """When the next consent comes to its end by itself: what was judged, holds until then."""

    def next_version(self, kind: ObjectKind, object_id: Id) -> int:
        """Return the version that the next writing of an object must carry."""
        return self.versions.get((kind, object_id), 0) + 1

    def held_by(self, keyring: Keyring) -> list[SectionRows]:
        """Return the sections whose key this keyring's unit or user was granted."""
        holders = (keyring.unit, keyring.user)
        return [rows for rows in self.sections.values() if rows.grant_to(holders)]

    def joined_by(self, keyring: Keyring) -> list[SectionRows]:
        """Return what is held by one who works on the case; raises NotFound for a guest."""
        if self.is_guest(keyring):
            raise NotFound
        return self.held_by(keyring)

    def is_guest(self, keyring: Keyring) -> bool:
        """Say whether all that the keyring holds came by referrals that it has not accepted.

        Such a unit knows the case through the referral's page and nowhere else.
        """
        held = self.held_by(keyring)
        return bool(held) and not any(self._has_joined(rows, keyring) for rows in held)

    def _has_joined(self, rows: SectionRows, keyring: Keyring) -> bool:
        grant = rows.grant_to((keyring.unit, keyring.user))
        if grant is None or grant.ground_ref is None:
            return grant is not None
        referrals = self.agreements.referrals_on(grant.ground_ref, keyring.unit)
        return not referrals or any(r.state in JOINED for r in referrals)

    def owned_by(self, unit: Id, kind: str) -> SectionRows | None:
        """Return the section of one kind in which the unit goes on writing, if there is one.

        The copies that went out on a legal ground are none of these.
        """
        copies = {copy_section(consent_id) for consent_id in self.agreements.consents}
        return next(
            (
                rows
                for section_id, rows in self.sections.items()
                if rows.current.owner_unit == unit
                and rows.current.kind == kind
                and section_id not in copies
            ),
            None,
        )

    def directory_of(self, unit: Id) -> list[DirectoryRow]:
        """Return the unit's own directory rows of this case: one, or one for each named user."""
        return [row for row in self.directory if row.unit_id == unit]


def require_vouched(
    roster: Roster, verified: Verified, tip: StoredTip, row: Bound, statement: bytes
) -> None:
    """Refuse a row that stands by itself unless its tip's author signed it and was entitled to.

    For cases, directory rows, referrals and the rota, which lists show without their sections.
    ``statement`` is what the row spells.
    """
    author = _verify_author(roster, verified, tip, statement)
    if not _entitled(author, row, {}):
        raise NotEntitled


def _verify_author(roster: Roster, verified: Verified, tip: StoredTip, statement: bytes) -> Member:
    author = roster.author(tip.author, tip.index)
    try:
        verified.check(author.signing_public, statement, tip.signature)
    except BadSignature:
        raise ForgedTip from None
    return author


def _entitled(author: Member, row: Bound, sections: dict[Id, SectionRows]) -> bool:
    match row:
        case Case():
            return authority.may_sign_case(author, row)
        case SectionEpoch():
            return authority.may_sign_section(author, row)
        case DirectoryRow():
            return authority.may_sign_directory(author, row)
        case DutyPhone():
            return authority.may_sign_duty(author, row)
        case Consent() | Referral():
            return may_speak(author, row)
        case Grant():
            return authority.may_sign_grant(author, sections[row.section_id].current)
        case Record():
            return authority.may_sign_record(author, row, sections[row.section_id].current)
    return False


def _owners(sections: dict[Id, SectionRows]) -> dict[Id, Id]:
    return {section_id: rows.current.owner_unit for section_id, rows in sections.items()}


def _arrange(rows: Iterable[Bound]) -> dict[Id, SectionRows]:
    """Put grants and records under their sections; a stray one is a relabelled one."""
    everything = list(rows)
    sections: dict[Id, SectionRows] = {}
    for row in everything:
        if isinstance(row, SectionEpoch):
            held = sections.setdefault(row.section_id, SectionRows())
            held.epochs.append(row)
            first = held.epochs[0]
            if (row.owner_unit, row.kind) != (first.owner_unit, first.kind):
                raise NotEntitled  # a section has one owner and one kind for ever
    for row in everything:
        if isinstance(row, Grant | Record):
            if row.section_id not in sections:
                raise RowUnknown
            held = sections[row.section_id]
            (held.grants if isinstance(row, Grant) else held.records).append(row)  # type: ignore[arg-type]  # the list matches the class tested
    return sections


def survey_case(
    db: Session, roster: Roster, verified: Verified, case_id: Id, at: datetime
) -> Survey:
    """Return the verified case as it stands at the hour ``at``, which ends what has lapsed.

    Raises NotFound when the log never heard of it, else Tampered.
    """
    tips = tips_of_case(db, case_id)
    if not tips:
        raise NotFound
    told = Comparison(roster.commune, tips, _CASE_ROWS.read(db, case_id)).told(_KEPT)
    alive = [row for _, row, _ in told if row is not None]
    sections = _arrange(alive)
    agreements, owners = Agreements(), _owners(sections)
    opener = _opener(roster, tips)
    for tip, row, statement in told:
        author = _verify_author(roster, verified, tip, statement)
        if not _may_have_signed(author, tip, row, sections, owners, agreements):
            raise NotEntitled
        if isinstance(row, SectionEpoch) and not _is_desk(author, opener, agreements):
            raise NotEntitled
    case = next((row for row in alive if isinstance(row, Case)), None)
    if case is None:
        raise RowMissing
    if case.lead_unit != opener.unit:
        raise NotEntitled  # the desk that opened a case leads it, whatever another desk signs
    for row in alive:
        if isinstance(row, RotationMark):
            sections[row.section_id].rotation_due = row
    _judge_grants(roster, sections, agreements, at)
    return Survey(
        case=case,
        seen=max(tip.index for tip in tips),
        opened_by=opener.user,
        sections=sections,
        directory=[row for row in alive if isinstance(row, DirectoryRow)],
        agreements=agreements,
        versions={(tip.kind, tip.object_id): tip.version for tip in tips},
        ends_at=agreements.next_end(at),
    )


def _opener(roster: Roster, tips: Sequence[StoredTip]) -> Member:
    """Return who opened the case: the author of its first version, whose desk leads it."""
    for tip in tips:
        if tip.kind is ObjectKind.CASE:
            return roster.author(tip.author, tip.index)
    raise RowUnknown


def _is_desk(author: Member, opener: Member, agreements: Agreements) -> bool:
    """A desk that neither opened the case nor was brought to it writes no section in it."""
    return author.unit == opener.unit or author.unit in agreements.desks()


def _may_have_signed(
    author: Member,
    tip: StoredTip,
    row: Bound | None,
    sections: dict[Id, SectionRows],
    owners: dict[Id, Id],
    agreements: Agreements,
) -> bool:
    if row is None:
        return authority.may_end(author, tip.kind, tip.object_id, owners, agreements.desks())
    if isinstance(row, Consent | Referral):
        return agreements.take(author, row, set(owners.values()))
    if isinstance(row, RotationMark):
        return authority.may_end_grants(author, agreements.desks() | set(owners.values()))
    return _entitled(author, row, sections)


def _judge_grants(
    roster: Roster, sections: dict[Id, SectionRows], agreements: Agreements, at: datetime
) -> None:
    """Refuse a grant that nothing supports; put aside those whose time is over."""
    for rows in sections.values():
        if not all(grant_stands(roster, agreements, g, rows.current) for g in rows.grants):
            raise NotEntitled
        rows.lapsed = [g for g in rows.grants if has_lapsed(agreements, g, at)]
        rows.grants = [g for g in rows.grants if not has_lapsed(agreements, g, at)]
