"""P4, emergency seals: whom a key waits for is decided by signatures, never by a row."""

from __future__ import annotations

import pytest

from casework.audit.events import ObjectKind
from casework.crypto import hpke, signatures
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault.errors import (
    ForgedTip,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
)
from casework.vault.models import EmergencySeal
from casework.vault.upkeep import SEALS, Upkeep
from casework.vault.versioned import Signed, Signer, sign
from tests.attacks.consents import withdraw
from tests.attacks.scene import Scene
from tests.factories.writing import add_note

SAFE = "Chỗ an toàn đêm nay (mẫu)"


@pytest.fixture
def sealed(scene: Scene) -> EmergencySeal:
    """Give the attacked file a safety section; returns its seal."""
    add_note(scene.house, scene.hung, scene.case, SectionKind.SAFETY, SAFE)
    return _seal(scene)


def _seal(scene: Scene) -> EmergencySeal:
    seal = scene.survey().sections[scene.section(SectionKind.SAFETY)].emergency
    assert seal is not None
    return seal


def _remade(known: EmergencySeal, signer: Signer, **changes: object) -> Signed:
    """Return a next version of the seal, of bytes that open to the attacker."""
    row = EmergencySeal(
        commune_id=known.commune_id,
        section_id=known.section_id,
        version=known.version + 1,
        case_id=known.case_id,
        section_epoch=known.section_epoch,
        inner_unit=known.inner_unit,
        inner_epoch=known.inner_epoch,
        outer_unit=known.outer_unit,
        outer_epoch=known.outer_epoch,
        sealed=b"",
    )
    for name, value in changes.items():
        setattr(row, name, value)
    row.sealed = hpke.seal_to(hpke.generate().public, bytes(80), row.outer_info())
    return sign(row, signer)


def _change(scene: Scene, section: Id, **values: object) -> None:
    row = scene.writer.row("emergency_seals", section_id=section)
    scene.writer.change("emergency_seals", row, **values)


def test_a_seal_whose_bytes_were_replaced_is_refused(scene: Scene, sealed: EmergencySeal) -> None:
    forged = hpke.seal_to(hpke.generate().public, bytes(80), sealed.outer_info())
    _change(scene, sealed.section_id, sealed=forged)
    scene.reading_is_refused(RowAltered)


def test_seals_exchanged_between_two_files_are_refused(scene: Scene, sealed: EmergencySeal) -> None:
    add_note(scene.house, scene.hung, scene.beside, SectionKind.SAFETY, SAFE)
    other = scene.section(SectionKind.SAFETY, scene.beside)
    one = scene.writer.row("emergency_seals", section_id=sealed.section_id)
    scene.writer.change(
        "emergency_seals",
        one,
        sealed=scene.writer.row("emergency_seals", section_id=other)["sealed"],
    )
    with pytest.raises(RowAltered):
        scene.texts(scene.case)


def test_a_seal_relabelled_to_another_unit_is_refused(scene: Scene, sealed: EmergencySeal) -> None:
    _change(scene, sealed.section_id, inner_unit=scene.unit("mai"))
    scene.reading_is_refused(RowAltered)


def test_a_seal_that_was_taken_out_is_refused(scene: Scene, sealed: EmergencySeal) -> None:
    scene.writer.delete("emergency_seals", section_id=sealed.section_id)
    scene.reading_is_refused(RowMissing)


def test_a_seal_of_before_a_rotation_is_refused(scene: Scene, sealed: EmergencySeal) -> None:
    before = scene.writer.row("emergency_seals", section_id=sealed.section_id)
    scene.grant(kind=SectionKind.SAFETY)
    withdraw(scene.house, scene.hung, scene.case, SectionKind.SAFETY, scene.unit("mai"))
    add_note(scene.house, scene.hung, scene.case, SectionKind.SAFETY, "sau khi đổi khóa (mẫu)")
    now = scene.writer.row("emergency_seals", section_id=sealed.section_id)
    assert now["version"] == 2
    scene.writer.replace("emergency_seals", now, before)
    scene.reading_is_refused(RowReplayed)


@pytest.mark.usefixtures("sealed")
def test_a_seal_that_the_log_never_heard_of_is_refused(scene: Scene) -> None:
    row = scene.writer.row("emergency_seals")
    scene.writer.insert("emergency_seals", {**row, "section_id": scene.section()})
    scene.reading_is_refused(RowUnknown)


def test_a_seal_edited_together_with_its_tip_is_refused(
    scene: Scene, sealed: EmergencySeal
) -> None:
    _change(scene, sealed.section_id, outer_unit=scene.unit("mai"))
    scene.retell(EmergencySeal, ObjectKind.EMERGENCY, sealed.section_id, sealed.section_id)
    scene.reading_is_refused(ForgedTip)


def test_a_seal_forged_with_the_attackers_key_is_refused(
    scene: Scene, sealed: EmergencySeal
) -> None:
    stranger = Signer(scene.hung.keyring.user, signatures.generate().private)
    scene.insider_writes("mai", _remade(sealed, stranger))
    scene.reading_is_refused(ForgedTip)


@pytest.mark.parametrize("username", ["mai", "binh", "dung"])
def test_a_seal_that_another_desk_made_is_refused(
    scene: Scene, sealed: EmergencySeal, username: str
) -> None:
    signer = scene.hand(username).keyring.signer
    scene.insider_writes(username, _remade(sealed, signer))
    scene.reading_is_refused(NotEntitled)


def test_a_seal_that_its_owner_made_to_a_unit_of_no_such_kind_is_refused(
    scene: Scene, sealed: EmergencySeal
) -> None:
    signer = scene.hung.keyring.signer
    scene.insider_writes("hung", _remade(sealed, signer, inner_unit=scene.unit("mai")))
    scene.reading_is_refused(NotEntitled)


def test_a_seal_to_one_unit_twice_is_refused(scene: Scene, sealed: EmergencySeal) -> None:
    signer = scene.hung.keyring.signer
    scene.insider_writes("hung", _remade(sealed, signer, outer_unit=sealed.inner_unit))
    scene.reading_is_refused(NotEntitled)


def test_a_seal_to_an_epoch_that_never_was_is_refused(scene: Scene, sealed: EmergencySeal) -> None:
    scene.insider_writes("hung", _remade(sealed, scene.hung.keyring.signer, outer_epoch=7))
    scene.reading_is_refused(NotEntitled)


def test_a_seal_of_a_key_that_is_not_the_newest_is_refused(
    scene: Scene, sealed: EmergencySeal
) -> None:
    scene.insider_writes("hung", _remade(sealed, scene.hung.keyring.signer, section_epoch=2))
    scene.reading_is_refused(NotEntitled)


def test_a_seal_of_a_section_of_another_kind_is_refused(
    scene: Scene, sealed: EmergencySeal
) -> None:
    made = _remade(sealed, scene.hung.keyring.signer, section_id=scene.section(), version=1)
    scene.insider_writes("hung", made)
    scene.reading_is_refused(NotEntitled)


def test_a_seal_that_another_desk_declares_ended_is_refused(
    scene: Scene, sealed: EmergencySeal
) -> None:
    scene.insider_ends("mai", sealed)
    scene.reading_is_refused(NotEntitled)


def test_upkeep_leaves_a_file_alone_that_was_tampered_with(
    scene: Scene, sealed: EmergencySeal
) -> None:
    scene.writer.delete("emergency_seals", section_id=sealed.section_id)
    upkeep = Upkeep([SEALS])
    assert upkeep.catch_up(scene.house, scene.hung, 20) == 1
    assert upkeep.catch_up(scene.house, scene.hung, 20) == 0
    assert not scene.writer.rows("emergency_seals")
    scene.reading_is_refused(RowMissing)
