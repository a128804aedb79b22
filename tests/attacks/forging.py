"""The two great forgeries: a commune signed anew under another root, and people forgotten."""

from __future__ import annotations

from typing import cast

from casework.audit.events import ObjectKind
from casework.audit.reading import tips_of_kinds
from casework.crypto import signatures
from casework.crypto.hashing import sha256
from casework.kernel.ids import Id
from casework.vault.chain import CREDENTIAL_KINDS
from casework.vault.models import (
    Account,
    Commune,
    Founding,
    MemberCredential,
    UnitCredential,
    Village,
)
from casework.vault.versioned import Bound
from tests.attacks.scene import Scene

_TABLES: dict[str, tuple[str, type[Bound]]] = {
    "commune": ("communes", Commune),
    "founding": ("foundings", Founding),
    "unit": ("unit_credentials", UnitCredential),
    "member": ("member_credentials", MemberCredential),
    "account": ("accounts", Account),
    "village": ("villages", Village),
}


def reissue_everything(scene: Scene) -> None:
    """Replace root and invitations by the attacker's own, and sign again all that they signed.

    What live managers have signed stands as it is: the members' own keys do not change.
    """
    root = signatures.generate()
    seeds: dict[Id, bytes] = {scene.house.commune: root.private}
    with scene.house.database.read() as db:
        tips = tips_of_kinds(db, (*CREDENTIAL_KINDS, ObjectKind.VILLAGE))
        for tip in tips:
            table, model = _TABLES[tip.kind]
            key: object = (tip.object_id, tip.version)
            row = db.get(model, key if len(model.__mapper__.primary_key) > 1 else tip.object_id)  # type: ignore[attr-defined]  # every bound row is mapped
            assert row is not None
            db.expunge(row)
            if isinstance(row, Commune):
                row.root_public = root.public
            if isinstance(row, Founding) and tip.author in seeds:
                pair = signatures.generate()
                seeds[row.invitation_id] = pair.private
                row.invitation_public = pair.public
            if tip.author in seeds:
                _put(scene, table, row, seeds[tip.author])


def _put(scene: Scene, table: str, row: Bound, seed: bytes) -> None:
    stored = scene.writer.row(table, **{row.id_column: row.tip_id, **_version(row)})
    changed = {
        name: getattr(row, name) for name in ("root_public", "invitation_public") if name in stored
    }
    scene.writer.change(table, stored, **changed)
    statement = row.statement()
    tip = scene.writer.row(
        "audit_tips", kind=row.tip_kind.value, object_id=row.tip_id, version=row.tip_version
    )
    signature = signatures.sign(seed, statement)
    scene.writer.change("audit_tips", tip, hash=sha256(statement), signature=signature)


def _version(row: Bound) -> dict[str, int]:
    return {} if row.version_column is None else {row.version_column: row.tip_version}


def forget_credentials(scene: Scene, username: str) -> None:
    """Take a manager and the manager's unit epoch out of the rows and out of the tips."""
    user = cast("Id", scene.writer.row("accounts", username=username)["user_id"])
    unit = scene.unit(username)
    for table, kind, column, value in (
        ("accounts", "account", "user_id", user),
        ("member_credentials", "member", "user_id", user),
        ("unit_credentials", "unit", "unit_id", unit),
    ):
        scene.writer.delete(table, **{column: value})
        scene.writer.delete("audit_tips", kind=kind, object_id=value)
