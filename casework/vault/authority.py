"""Who may sign what: the table of ``docs/formats.md`` as code, enforced by every reader.

Pure: it is told who signed and what the row says, and answers yes or no.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from casework.audit.events import ObjectKind
from casework.kernel.ids import Id
from casework.kernel.kinds import Role, UnitKind
from casework.vault.agreements import STAND_INS
from casework.vault.models import (
    Board,
    Case,
    Confirmation,
    DirectoryRow,
    DutyPhone,
    Record,
    SectionEpoch,
    Village,
    VillageReport,
)
from casework.vault.models.reports import ReportState
from casework.vault.rosters import Member, Unit


def may_sign_case(author: Member, case: Case) -> bool:
    """The lead unit speaks of the case's open state."""
    return author.unit == case.lead_unit


def may_sign_section(author: Member, section: SectionEpoch) -> bool:
    """A section's epochs are made by its owner unit."""
    return author.unit == section.owner_unit


def may_sign_record(author: Member, record: Record, section: SectionEpoch) -> bool:
    """Records are written by the owner unit, under the author's own name."""
    return (
        author.unit == section.owner_unit == record.owner_unit
        and record.author_id == author.user
        and record.section_kind == section.kind
    )


def may_sign_grant(author: Member, section: SectionEpoch) -> bool:
    """The owner grants, and nobody else.

    A receiver that could sign its own grant would undo a withdrawal: the owner's next rotation
    hands the new key to whoever stands among the grants.
    """
    return author.unit == section.owner_unit


def may_sign_directory(author: Member, row: DirectoryRow) -> bool:
    """A unit keeps its own directory."""
    return author.unit == row.unit_id


def may_sign_duty(author: Member, row: DutyPhone) -> bool:
    """A unit writes its own rota."""
    return author.unit == row.unit_id


def may_sign_board(author: Member, board: Board) -> bool:
    """A women's union keeps its own board of houses and beds, and nobody else keeps one."""
    return author.unit == board.unit_id and author.unit_kind is UnitKind.WOMENS_UNION


def may_write_letter(author: Member, reader: Unit) -> bool:
    """The union writes to its houses, a house to itself and to the union; nobody else writes."""
    if reader.kind is UnitKind.SHELTER:
        return author.unit_kind is UnitKind.WOMENS_UNION or author.unit == reader.unit
    return reader.kind is UnitKind.WOMENS_UNION and author.unit_kind is UnitKind.SHELTER


def may_sign_report(author: Member, row: VillageReport) -> bool:
    """A village sends in its own name; the desk that it was sent to ends it, and no other."""
    if row.state == ReportState.WAITING.value:
        sent = author.unit == row.from_unit and author.unit_kind is UnitKind.VILLAGE
        return sent and row.version == 1
    return author.unit == row.unit_id and row.version == 2


def may_sign_reference(author: Member, _row: Village | Confirmation) -> bool:
    """The coordinator's manager keeps the villages and vouches for entries (decision 12)."""
    return may_keep_reference(author.unit_kind, author.role)


def may_keep_reference(kind: UnitKind, role: Role) -> bool:
    """Say whether a member of such a desk is the keeper of the reference data."""
    return kind is UnitKind.COORDINATION and role is Role.MANAGER


def may_sign_emergency(author: Member, section: SectionEpoch) -> bool:
    """The owner seals its key for an emergency; nobody else has it to seal."""
    return author.unit == section.owner_unit


def may_end_grants(author: Member, desks: AbstractSet[Id]) -> bool:
    """Any desk that works on the case may record that a consent is withdrawn.

    So may whoever stands in for the second person: an explicit refusal takes the keys back.
    """
    return author.unit in desks or author.unit_kind in STAND_INS


def may_end(
    author: Member,
    kind: ObjectKind,
    object_id: Id,
    owners: dict[Id, Id],
    desks: AbstractSet[Id] = frozenset(),
) -> bool:
    """A withdrawal ends grants and directory rows, a new key its mark; nothing else ends.

    A new key ends the emergency seal too, where no new one can be made.

    ``owners`` are the owner units by section id, ``desks`` the units that consents and referrals
    have brought to the case.  Whoever else could end a mark would let the next record be written
    under a key that the shut-out unit has kept.
    """
    if kind in (ObjectKind.ROTATION, ObjectKind.EMERGENCY):
        return owners.get(object_id) == author.unit
    ends_by_withdrawal = kind in (ObjectKind.GRANT, ObjectKind.DIRECTORY)
    return ends_by_withdrawal and may_end_grants(author, desks | set(owners.values()))
