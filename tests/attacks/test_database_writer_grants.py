"""P4, grants: who holds a section's key is decided by signatures, never by a row."""

from __future__ import annotations

from casework.crypto import hpke, signatures
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.errors import (
    ForgedTip,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
)
from casework.vault.models import Grant
from casework.vault.versioned import Signed, Signer, sign
from tests.attacks.scene import Scene


def forged(
    scene: Scene,
    receiver: Id,
    signer: Signer,
    grant_id: Id,
    version: int,
    consent: Id | None = None,
) -> Signed:
    """Return a grant of the incident to a receiver; its sealed bytes open to the attacker."""
    known = scene.epoch()
    row = Grant(
        commune_id=known.commune_id,
        grant_id=grant_id,
        version=version,
        case_id=known.case_id,
        section_id=known.section_id,
        section_epoch=known.epoch,
        receiver_id=receiver,
        receiver_epoch=1,
        ground="consent",
        ground_ref=consent,
        sealed=b"",
    )
    row.sealed = hpke.seal_to(hpke.generate().public, bytes(32), row.info())
    return sign(row, signer)


def test_a_grant_relabelled_to_another_receiver_is_refused(scene: Scene) -> None:
    row = scene.writer.row("grants", grant_id=scene.grant())
    scene.writer.change("grants", row, receiver_id=scene.unit("ha"))
    scene.reading_is_refused(RowAltered)


def test_a_grant_whose_sealed_key_was_replaced_is_refused(scene: Scene) -> None:
    row = scene.writer.row("grants", grant_id=scene.own_grant().grant_id)
    key = hpke.seal_to(hpke.generate().public, bytes(32), scene.own_grant().info())
    scene.writer.change("grants", row, sealed=key)
    scene.reading_is_refused(RowAltered)


def test_a_grant_on_another_ground_is_refused(scene: Scene) -> None:
    row = scene.writer.row("grants", grant_id=scene.grant())
    scene.writer.change("grants", row, ground="law")
    scene.reading_is_refused(RowAltered)


def test_a_grant_that_names_another_consent_is_refused(scene: Scene) -> None:
    row = scene.writer.row("grants", grant_id=scene.grant())
    scene.writer.change("grants", row, ground_ref=new_id())
    scene.reading_is_refused(RowAltered)


def test_a_grant_of_before_a_rotation_is_refused(scene: Scene) -> None:
    own = scene.own_grant().grant_id
    before = scene.writer.row("grants", grant_id=own)
    scene.grant()
    scene.withdraw()
    scene.rewrite()
    scene.writer.replace("grants", scene.writer.row("grants", grant_id=own), before)
    scene.reading_is_refused(RowReplayed)


def test_a_grant_that_was_taken_out_is_refused(scene: Scene) -> None:
    scene.writer.delete("grants", grant_id=scene.grant())
    scene.reading_is_refused(RowMissing)


def test_a_withdrawn_grant_put_back_is_refused(scene: Scene) -> None:
    grant = scene.grant()
    before = scene.writer.row("grants", grant_id=grant)
    scene.withdraw()
    scene.writer.insert("grants", before)
    scene.reading_is_refused(RowReplayed)


def test_a_grant_that_the_log_never_heard_of_is_refused(scene: Scene) -> None:
    row = scene.writer.row("grants", grant_id=scene.grant())
    scene.writer.insert("grants", {**row, "grant_id": new_id(), "receiver_id": scene.unit("ha")})
    scene.reading_is_refused(RowUnknown)


def test_a_grant_forged_with_the_attackers_keys_is_refused(scene: Scene) -> None:
    stranger = Signer(scene.hung.keyring.user, signatures.generate().private)
    scene.insider_writes("mai", forged(scene, scene.unit("mai"), stranger, new_id(), 1))
    scene.reading_is_refused(ForgedTip)


def test_a_grant_that_the_receiver_gave_itself_is_refused(scene: Scene) -> None:
    mai = scene.hand("mai").keyring
    scene.insider_writes("mai", forged(scene, mai.unit, mai.signer, new_id(), 1))
    scene.reading_is_refused(NotEntitled)


def test_a_withdrawn_grant_that_the_receiver_renewed_is_refused(scene: Scene) -> None:
    mai = scene.hand("mai").keyring
    grant = scene.grant()
    consent = scene.writer.row("grants", grant_id=grant)["ground_ref"]  # it stands, still given
    scene.withdraw()
    scene.insider_writes("mai", forged(scene, mai.unit, mai.signer, grant, 3, consent))
    scene.reading_is_refused(NotEntitled)


def test_a_grant_moved_to_another_section_is_refused(scene: Scene) -> None:
    row = scene.writer.row("grants", grant_id=scene.grant())
    scene.writer.change("grants", row, section_id=scene.section(SectionKind.IDENTITY))
    scene.reading_is_refused(RowAltered)


def test_sealed_keys_exchanged_between_two_receivers_are_refused(scene: Scene) -> None:
    one = scene.writer.row("grants", grant_id=scene.grant("mai"))
    other = scene.writer.row("grants", grant_id=scene.grant("ha"))
    scene.writer.swap("grants", one, other, "sealed")
    scene.reading_is_refused(RowAltered)
