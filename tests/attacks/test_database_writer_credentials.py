"""P4, credentials: who is who rests on signatures up to a root that every bundle has pinned."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.accounts.principals import PrincipalLoader
from casework.audit.events import ObjectKind
from casework.crypto import hpke, signatures
from casework.crypto.codewords import parse_code
from casework.crypto.derivation import invitation_keys
from casework.kernel.ids import new_id
from casework.kernel.kinds import Role
from casework.vault.errors import (
    BrokenCredentialChain,
    ForgedTip,
    InvitationSpent,
    NotEntitled,
    RootDiffers,
    RosterRolledBack,
    RowAltered,
    RowMissing,
    RowUnknown,
)
from casework.vault.models import Account, Founding, MemberCredential, UnitCredential
from casework.vault.versioned import Signer, sign
from casework.web.session_state import Level, SessionState
from tests.attacks.forging import forget_credentials, reissue_everything
from tests.attacks.scene import Scene
from tests.factories.files import LINE


def credential(scene: Scene, user: bytes, unit: bytes, number: int = 1) -> MemberCredential:
    """Return a manager's credential with keys that the attacker has made."""
    return MemberCredential(
        commune_id=scene.house.commune,
        user_id=user,
        number=number,
        unit_id=unit,
        role=Role.MANAGER.value,
        agreement_public=hpke.generate().public,
        signing_public=signatures.generate().public,
        from_at=scene.commune.clock.now(),
        until_at=None,
    )


def epoch(scene: Scene, **values: object) -> UnitCredential:
    """Return a second epoch of the police, right in everything but what is given."""
    with scene.house.database.read() as db:
        current = scene.house.roster(db).unit(scene.unit("hung")).current
    proper = {
        "commune_id": scene.house.commune,
        "unit_id": scene.unit("hung"),
        "epoch": 2,
        "unit_kind": "police",
        "agreement_public": hpke.generate().public,
        "recovery_public": current.recovery_public,
        "previous_hash": current.statement_hash,
    }
    return UnitCredential(**{**proper, **values})


def test_untouched_credentials_are_believed_after_a_new_start(scene: Scene) -> None:
    scene.restart()
    assert LINE in scene.texts(scene.case)


def test_a_running_server_goes_by_what_it_has_verified(scene: Scene) -> None:
    row = scene.writer.row("member_credentials", user_id=scene.hung.keyring.user)
    scene.writer.change("member_credentials", row, role="manager")
    with scene.house.database.read() as db:
        member = scene.house.roster(db).find_member(scene.hung.keyring.user)
    assert member is not None
    assert member.role is Role.WORKER


@pytest.mark.parametrize("column", ["signing_public", "agreement_public"])
def test_a_members_key_that_was_replaced_is_refused(scene: Scene, column: str) -> None:
    row = scene.writer.row("member_credentials", user_id=scene.hung.keyring.user)
    scene.writer.change("member_credentials", row, **{column: signatures.generate().public})
    scene.everybody_is_refused(RowAltered)


def test_a_members_key_replaced_together_with_its_tip_is_refused(scene: Scene) -> None:
    user = scene.hung.keyring.user
    row = scene.writer.row("member_credentials", user_id=user)
    scene.writer.change("member_credentials", row, agreement_public=hpke.generate().public)
    scene.retell(MemberCredential, ObjectKind.MEMBER, user, (user, 1))
    scene.everybody_is_refused(ForgedTip)


def test_a_worker_who_became_manager_is_refused(scene: Scene) -> None:
    row = scene.writer.row("member_credentials", user_id=scene.hung.keyring.user)
    scene.writer.change("member_credentials", row, role="manager")
    scene.everybody_is_refused(RowAltered)


def test_a_member_who_was_moved_to_another_unit_is_refused(scene: Scene) -> None:
    row = scene.writer.row("member_credentials", user_id=scene.hung.keyring.user)
    scene.writer.change("member_credentials", row, unit_id=scene.unit("ha"))
    scene.everybody_is_refused(RowAltered)


def test_a_credential_that_the_log_never_heard_of_is_refused(scene: Scene) -> None:
    row = scene.writer.row("member_credentials", user_id=scene.hung.keyring.user)
    scene.writer.insert("member_credentials", {**row, "user_id": new_id()})
    scene.everybody_is_refused(RowUnknown)


def test_a_credential_that_was_taken_out_is_refused(scene: Scene) -> None:
    scene.writer.delete("member_credentials", user_id=scene.hung.keyring.user)
    scene.everybody_is_refused(RowMissing)


def test_a_credential_with_a_forged_tip_is_refused(scene: Scene) -> None:
    stranger = Signer(scene.hand("thanh").keyring.user, signatures.generate().private)
    scene.insider_writes("mai", sign(credential(scene, new_id(), scene.unit("hung")), stranger))
    scene.everybody_is_refused(ForgedTip)


def test_a_credential_signed_by_a_worker_is_refused(scene: Scene) -> None:
    made = credential(scene, new_id(), scene.unit("hung"))
    scene.insider_writes("hung", sign(made, scene.hung.keyring.signer))
    scene.everybody_is_refused(NotEntitled)


def test_a_credential_signed_by_another_units_manager_is_refused(scene: Scene) -> None:
    made = credential(scene, new_id(), scene.unit("hung"))
    scene.insider_writes("nga", sign(made, scene.hand("nga").keyring.signer))
    scene.everybody_is_refused(NotEntitled)


def test_a_manager_who_takes_another_units_member_over_is_refused(scene: Scene) -> None:
    nga = scene.hand("nga").keyring
    made = credential(scene, scene.hung.keyring.user, nga.unit, number=2)
    scene.insider_writes("nga", sign(made, nga.signer))
    scene.everybody_is_refused(NotEntitled)


def test_a_second_epoch_that_does_not_follow_the_first_is_refused(scene: Scene) -> None:
    made = epoch(scene, previous_hash=bytes(32))
    scene.insider_writes("thanh", sign(made, scene.hand("thanh").keyring.signer))
    scene.everybody_is_refused(BrokenCredentialChain)


def test_an_epoch_that_leaves_one_out_is_refused(scene: Scene) -> None:
    made = epoch(scene)
    skipped = epoch(scene, epoch=3, agreement_public=made.agreement_public)
    forged = sign(skipped, scene.hand("thanh").keyring.signer).tip
    scene.insider_writes("thanh", sign(made, scene.hand("thanh").keyring.signer))
    row = scene.writer.row("unit_credentials", unit_id=scene.unit("hung"), epoch=2)
    scene.writer.change("unit_credentials", row, epoch=3)
    tip = scene.writer.newest_tip("unit", scene.unit("hung"))
    scene.writer.change("audit_tips", tip, version=3, hash=forged.hash, signature=forged.signature)
    scene.everybody_is_refused(BrokenCredentialChain)


def test_an_epoch_with_another_recovery_key_is_refused(scene: Scene) -> None:
    made = epoch(scene, recovery_public=hpke.generate().public)
    scene.insider_writes("thanh", sign(made, scene.hand("thanh").keyring.signer))
    scene.everybody_is_refused(BrokenCredentialChain)


def test_an_epoch_signed_by_a_worker_is_refused(scene: Scene) -> None:
    scene.insider_writes("hung", sign(epoch(scene), scene.hung.keyring.signer))
    scene.everybody_is_refused(NotEntitled)


def test_a_unit_of_another_kind_than_it_was_founded_as_is_refused(scene: Scene) -> None:
    row = scene.writer.row("foundings", unit_kind="health")
    scene.writer.change("foundings", row, unit_kind="leadership")
    scene.everybody_is_refused(RowAltered)


def test_an_epoch_that_changes_its_units_kind_is_refused(scene: Scene) -> None:
    made = epoch(scene, unit_kind="leadership")
    scene.insider_writes("thanh", sign(made, scene.hand("thanh").keyring.signer))
    scene.everybody_is_refused(BrokenCredentialChain)


def test_a_unit_that_a_manager_founds_is_refused(scene: Scene) -> None:
    made = Founding(
        commune_id=scene.house.commune,
        invitation_id=new_id(),
        unit_id=new_id(),
        unit_kind="shelter",
        unit_name="Nhà 2",
        invitation_public=signatures.generate().public,
        recovery_public=hpke.generate().public,
        expires_at=scene.commune.clock.now() + timedelta(days=1),
    )
    scene.insider_writes("thanh", sign(made, scene.hand("thanh").keyring.signer))
    scene.everybody_is_refused(NotEntitled)


def invitation(scene: Scene) -> Signer:
    """Return who signs with the police's printed code, which was used at the founding."""
    row = scene.writer.row("foundings", unit_kind="police")
    code = parse_code(scene.commune.prepared.code_sheets["police"])
    root = scene.writer.row("communes")["root_public"]
    return Signer(row["invitation_id"], invitation_keys(code, root).private)


def test_a_founding_code_used_a_second_time_is_refused(scene: Scene) -> None:
    made = credential(scene, new_id(), scene.unit("hung"))
    scene.insider_writes("mai", sign(made, invitation(scene)))
    scene.everybody_is_refused(InvitationSpent)


def test_a_founding_code_that_renames_its_manager_afterwards_is_refused(scene: Scene) -> None:
    manager = scene.hand("thanh").keyring.user
    named = {"username": "ke", "name": "Kẻ Mẫu"}
    renamed = Account(commune_id=scene.house.commune, user_id=manager, version=2, **named)
    scene.insider_writes("mai", sign(renamed, invitation(scene)))
    scene.everybody_is_refused(InvitationSpent)


def test_a_second_manager_slipped_into_the_founding_is_refused(scene: Scene) -> None:
    made = credential(scene, new_id(), scene.unit("hung"))
    scene.insider_writes("mai", sign(made, invitation(scene)))
    founding = scene.writer.newest_tip("unit", scene.unit("hung"))
    tip = scene.writer.newest_tip("member", made.user_id)
    scene.writer.change("audit_tips", tip, idx=founding["idx"], position=900)
    scene.everybody_is_refused(InvitationSpent)


def test_a_root_that_was_replaced_is_refused(scene: Scene) -> None:
    row = scene.writer.row("communes")
    scene.writer.change("communes", row, root_public=signatures.generate().public)
    scene.everybody_is_refused(RowAltered)


def test_a_root_under_which_everything_was_signed_anew_is_not_the_pinned_one(
    scene: Scene,
) -> None:
    reissue_everything(scene)
    scene.restart()
    with scene.house.database.read() as db:
        scene.house.roster(db)  # consistent in itself: nothing but the pin can tell
    for username in ("hung", "mai"):
        with pytest.raises(RootDiffers):
            scene.sign_in(username)
    with pytest.raises(RootDiffers):
        PrincipalLoader(scene.house)(session(scene))


def session(scene: Scene) -> SessionState:
    """Return Hùng's open session."""
    now = scene.commune.clock.now()
    hand, later = scene.hung, now + timedelta(hours=1)
    return SessionState(
        now, now, later, hand.keyring.user, new_id(), Level.PASSWORD, hand.keyring.to_bytes()
    )


def test_credentials_rolled_back_with_their_tips_are_missed_by_who_has_seen_them(
    scene: Scene,
) -> None:
    scene.sign_in("hung")  # the bundle now pins all credentials that there are
    forget_credentials(scene, "quang")
    scene.restart()
    assert scene.sign_in("mai").user == scene.hand("mai").keyring.user  # she had not seen them
    with pytest.raises(RosterRolledBack):
        scene.sign_in("hung")


def test_an_open_session_misses_credentials_too(scene: Scene) -> None:
    keyring = scene.sign_in("hung")
    scene.commune.prepared.keyrings = {
        **scene.commune.prepared.keyrings,
        "hung": keyring.to_bytes(),
    }
    forget_credentials(scene, "quang")
    scene.restart()
    with pytest.raises(RosterRolledBack):
        PrincipalLoader(scene.house)(session(scene))


def test_names_exchanged_between_two_members_are_refused(scene: Scene) -> None:
    one = scene.writer.row("accounts", username="hung")
    other = scene.writer.row("accounts", username="thanh")
    scene.writer.swap("accounts", one, other, "username", "name")
    scene.everybody_is_refused(RowAltered)


def test_a_name_edited_together_with_its_tip_is_refused(scene: Scene) -> None:
    row = scene.writer.row("accounts", username="hung")
    scene.writer.change("accounts", row, name="Tên mẫu khác")
    scene.retell(Account, ObjectKind.ACCOUNT, row["user_id"], (row["user_id"], 1))
    scene.everybody_is_refused(ForgedTip)


def test_a_member_renamed_by_another_units_manager_is_refused(scene: Scene) -> None:
    row = scene.writer.row("accounts", username="hung")
    made = Account(**{**row, "version": 2, "name": "Tên mẫu khác"})
    scene.insider_writes("nga", sign(made, scene.hand("nga").keyring.signer))
    scene.everybody_is_refused(NotEntitled)
