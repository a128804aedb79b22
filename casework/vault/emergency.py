"""The key of every safety section lies sealed twice over: two people of two units open it together.

Inside it is sealed to leadership, outside to coordination; nobody may hold the secrets of both
(SECURITY.md §4, "Emergency seal"). Here it is only made and renewed.
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.crypto import hpke
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.vault.keyring import Keyring
from casework.vault.models import EmergencySeal, SectionEpoch
from casework.vault.rosters import Roster, Unit
from casework.vault.versioned import Signed, sign


@dataclass(frozen=True)
class Keepers:
    """The two units of today, each with the epoch to which a seal is made."""

    inner: Unit
    outer: Unit

    def hold(self, seal: EmergencySeal) -> bool:
        """Say whether a seal is made to exactly these, so that nobody has to renew it."""
        return (seal.inner_unit, seal.inner_epoch, seal.outer_unit, seal.outer_epoch) == (
            self.inner.unit,
            self.inner.current.epoch,
            self.outer.unit,
            self.outer.current.epoch,
        )


def find_keepers(roster: Roster) -> Keepers | None:
    """Return leadership and coordination, of several the first founded.

    None while one of them is not in service, and while one person may hold the secrets of both:
    a seal that somebody opens alone is worse than none.
    """
    inner = roster.find_first(UnitKind.LEADERSHIP)
    outer = roster.find_first(UnitKind.COORDINATION)
    if inner is None or outer is None:
        return None
    if roster.holders(inner.unit) & roster.holders(outer.unit):
        return None
    return Keepers(inner, outer)


def is_sealed_kind(kind: str) -> bool:
    """Say whether sections of this kind carry an emergency seal."""
    return kind == SectionKind.SAFETY


def make_seal(
    keyring: Keyring, roster: Roster, epoch: SectionEpoch, key: bytes, version: int
) -> Signed | None:
    """Seal a section's key (32 bytes) twice over and sign it as its owner.

    None for a section of another kind, and while there are no keepers: it is then due
    (``vault.upkeep``).
    """
    keepers = find_keepers(roster)
    if keepers is None or not is_sealed_kind(epoch.kind):
        return None
    row = EmergencySeal(
        commune_id=epoch.commune_id,
        section_id=epoch.section_id,
        version=version,
        case_id=epoch.case_id,
        section_epoch=epoch.epoch,
        inner_unit=keepers.inner.unit,
        inner_epoch=keepers.inner.current.epoch,
        outer_unit=keepers.outer.unit,
        outer_epoch=keepers.outer.current.epoch,
        sealed=b"",
    )
    inner = hpke.seal_to(keepers.inner.current.agreement_public, key, row.inner_info())
    row.sealed = hpke.seal_to(keepers.outer.current.agreement_public, inner, row.outer_info())
    return sign(row, keyring.signer)


def seal_stands(roster: Roster, seal: EmergencySeal, section: SectionEpoch) -> bool:
    """Say whether a seal may stand: of a safety section's newest key, to the two units.

    A seal to any other unit is a key handed over on no ground at all.
    """
    return (
        is_sealed_kind(section.kind)
        and seal.section_epoch == section.epoch
        and _is(roster, seal.inner_unit, UnitKind.LEADERSHIP, seal.inner_epoch)
        and _is(roster, seal.outer_unit, UnitKind.COORDINATION, seal.outer_epoch)
    )


def _is(roster: Roster, unit_id: Id, kind: UnitKind, epoch: int) -> bool:
    unit = roster.units.get(unit_id)
    return unit is not None and unit.kind is kind and 1 <= epoch <= len(unit.epochs)
