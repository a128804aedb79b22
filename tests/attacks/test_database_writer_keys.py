"""P4, what a password opens: slots, bundles and the unit's sealed secrets."""

from __future__ import annotations

from casework.accounts.passwords import PasswordChange, change_password
from casework.audit.events import ObjectKind
from casework.crypto import hpke
from casework.crypto.errors import WeakParameters
from casework.crypto.passwords import Argon2Params
from casework.kernel.ids import new_id
from casework.vault import bundles
from casework.vault.errors import (
    ForgedTip,
    KeyMismatch,
    NoKey,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
    UnknownAuthor,
)
from casework.vault.models import Bundle, Slot, UnitWrap
from casework.vault.versioned import sign
from tests.attacks.scene import Scene
from tests.attacks.writer import Row

NEW_PASSWORD = "vang-xanh-mau-thu-nghiem-2026-doi"


def own(scene: Scene, table: str, username: str = "hung") -> Row:
    """Return one member's row of a table of keys."""
    column = "holder_id" if table == "unit_wraps" else "user_id"
    return scene.writer.row(table, **{column: scene.hand(username).keyring.user})


def slot_of_the_attacker(scene: Scene) -> Slot:
    """Return a slot for Hùng's bundle under a password that the attacker knows."""
    return bundles.new_password_slot(
        scene.house.commune,
        scene.hung.keyring.user,
        "mat khau cua ke gian",
        bytes(32),
        scene.house.pepper,
        scene.house.argon2,
    )


def test_a_slot_with_weaker_parameters_is_refused(scene: Scene) -> None:
    scene.writer.change("bundle_slots", own(scene, "bundle_slots"), memory_kib=64, iterations=1)
    scene.sign_in_is_refused(RowAltered)


def test_weaker_parameters_told_to_the_log_as_well_are_refused(scene: Scene) -> None:
    row = own(scene, "bundle_slots")
    scene.writer.change("bundle_slots", row, memory_kib=64, iterations=1)
    scene.retell(Slot, ObjectKind.SLOT, row["slot_id"], row["slot_id"])
    scene.sign_in_is_refused(ForgedTip)


def test_weak_parameters_are_refused_even_if_the_owner_signed_them(scene: Scene) -> None:
    row = Slot(**{**own(scene, "bundle_slots"), "version": 2, "memory_kib": 64})
    scene.insider_writes("hung", sign(row, scene.hung.keyring.signer))
    scene.sign_in_is_refused(WeakParameters)


def test_a_slot_of_another_user_is_refused(scene: Scene) -> None:
    foreign = own(scene, "bundle_slots", "thanh")
    row = own(scene, "bundle_slots")
    scene.writer.change("bundle_slots", row, blob=foreign["blob"], salt=foreign["salt"])
    scene.sign_in_is_refused(RowAltered)


def test_a_slot_that_the_attacker_added_is_refused(scene: Scene) -> None:
    row = own(scene, "bundle_slots")
    made = slot_of_the_attacker(scene)
    scene.writer.insert("bundle_slots", {**row, "slot_id": new_id(), "blob": made.blob})
    scene.sign_in_is_refused(RowUnknown)


def test_a_second_slot_is_refused_even_with_a_tip(scene: Scene) -> None:
    made = sign(slot_of_the_attacker(scene), scene.hand("mai").keyring.signer)
    scene.insider_writes("mai", made)
    scene.sign_in_is_refused(RowUnknown)


def test_a_slot_that_somebody_else_signed_is_refused(scene: Scene) -> None:
    row = Slot(**{**own(scene, "bundle_slots"), "version": 2})
    scene.insider_writes("mai", sign(row, scene.hand("mai").keyring.signer))
    scene.sign_in_is_refused(UnknownAuthor)


def test_a_slot_that_was_taken_out_is_refused(scene: Scene) -> None:
    scene.writer.delete("bundle_slots", user_id=scene.hung.keyring.user)
    scene.sign_in_is_refused(RowMissing)


def test_the_slot_of_an_old_password_put_back_is_refused(scene: Scene) -> None:
    before = own(scene, "bundle_slots")
    change_the_password(scene)
    scene.writer.replace("bundle_slots", own(scene, "bundle_slots"), before)
    scene.sign_in_is_refused(RowReplayed)


def test_the_slot_of_an_old_password_does_not_open_the_new_bundle(scene: Scene) -> None:
    before = own(scene, "bundle_slots")
    change_the_password(scene)
    scene.writer.replace("bundle_slots", own(scene, "bundle_slots"), before)
    scene.writer.delete("audit_tips", kind="slot", object_id=before["slot_id"], version=2)
    scene.sign_in_is_refused(KeyMismatch)


def change_the_password(scene: Scene) -> None:
    """Renew Hùng's slot and bundle by the proper verb."""
    change = PasswordChange(scene.commune.password("hung"), NEW_PASSWORD)
    change_password(scene.house, scene.hung, change, device=None, ending=lambda _db: None)


def test_an_older_bundle_put_back_is_refused(scene: Scene) -> None:
    before = own(scene, "bundles")
    change_the_password(scene)
    scene.writer.replace("bundles", own(scene, "bundles"), before)
    scene.sign_in_is_refused(RowReplayed)


def test_another_users_bundle_is_refused(scene: Scene) -> None:
    foreign = own(scene, "bundles", "thanh")
    scene.writer.change("bundles", own(scene, "bundles"), blob=foreign["blob"])
    scene.sign_in_is_refused(RowAltered)


def test_another_users_bundle_told_to_the_log_as_well_is_refused(scene: Scene) -> None:
    foreign, user = own(scene, "bundles", "thanh"), scene.hung.keyring.user
    scene.writer.change("bundles", own(scene, "bundles"), blob=foreign["blob"])
    scene.retell(Bundle, ObjectKind.BUNDLE, user, user)
    scene.sign_in_is_refused(ForgedTip)


def test_a_bundle_with_other_keys_than_the_credentials_is_refused(scene: Scene) -> None:
    hung, secret = scene.hung.keyring, bytes(32)
    slot = own(scene, "bundle_slots")
    known = Slot(**{name: value for name, value in slot.items() if name != "commune_id"})
    known.commune_id = scene.house.commune
    renewed = bundles.renewed_password_slot(
        known, scene.commune.password("hung"), secret, scene.house.pepper, scene.house.argon2
    )
    version = own(scene, "bundles")["version"] + 1
    contents = bundles.new_contents(hung.pins)
    bundle = bundles.seal_bundle(scene.house.commune, hung.user, version, contents, secret)
    scene.insider_writes("hung", sign(renewed, hung.signer), sign(bundle, hung.signer))
    scene.sign_in_is_refused(KeyMismatch)


def test_a_new_slot_uses_no_weaker_parameters_than_the_minimum(scene: Scene) -> None:
    made = scene.house.argon2
    assert made.memory_kib >= Argon2Params.MIN_MEMORY_KIB
    assert made.iterations >= Argon2Params.MIN_ITERATIONS


def test_secrets_exchanged_between_two_members_are_refused(scene: Scene) -> None:
    one, other = own(scene, "unit_wraps"), own(scene, "unit_wraps", "thanh")
    scene.writer.swap("unit_wraps", one, other, "sealed")
    scene.sign_in_is_refused(RowAltered)


def test_a_wrap_relabelled_to_another_member_is_refused(scene: Scene) -> None:
    one, other = own(scene, "unit_wraps"), own(scene, "unit_wraps", "thanh")
    scene.writer.swap("unit_wraps", one, other, "holder_id")
    scene.sign_in_is_refused(RowAltered)


def wrap(scene: Scene, secret: bytes, unit: bytes, epoch: int = 1) -> UnitWrap:
    """Return the next version of Hùng's wrap, with this secret of this unit inside."""
    row = UnitWrap(**{**own(scene, "unit_wraps"), "unit_id": unit, "epoch": epoch, "version": 2})
    row.sealed = hpke.seal_to(hpke.public_of(scene.hung.keyring.agreement), secret, row.info())
    return row


def test_a_wrap_edited_together_with_its_tip_is_refused(scene: Scene) -> None:
    row = own(scene, "unit_wraps")
    forged = wrap(scene, bytes(32), scene.unit("hung"))
    scene.writer.change("unit_wraps", row, sealed=forged.sealed)
    scene.retell(UnitWrap, ObjectKind.WRAP, row["wrap_id"], row["wrap_id"])
    scene.sign_in_is_refused(ForgedTip)


def test_a_secret_that_is_not_the_units_is_refused_though_a_colleague_signed_it(
    scene: Scene,
) -> None:
    row = wrap(scene, bytes(32), scene.unit("hung"))
    scene.insider_writes("thanh", sign(row, scene.hand("thanh").keyring.signer))
    scene.sign_in_is_refused(KeyMismatch)


def test_the_units_secret_from_another_units_member_is_refused(scene: Scene) -> None:
    row = wrap(scene, scene.hung.keyring.unit_secrets[1], scene.unit("hung"))
    scene.insider_writes("ha", sign(row, scene.hand("ha").keyring.signer))
    scene.sign_in_is_refused(NotEntitled)


def test_another_units_secret_in_the_place_of_ones_own_is_refused(scene: Scene) -> None:
    ha = scene.hand("ha").keyring
    row = wrap(scene, ha.unit_secrets[1], ha.unit)
    scene.insider_writes("ha", sign(row, ha.signer))
    scene.sign_in_is_refused(NotEntitled)


def test_a_wrap_that_was_taken_out_is_refused(scene: Scene) -> None:
    scene.writer.delete("unit_wraps", holder_id=scene.hung.keyring.user)
    scene.sign_in_is_refused(NoKey)
