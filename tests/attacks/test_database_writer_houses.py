"""P7 in the credentials: a house or a host that is called by a name is refused by every reader."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.crypto import hpke, signatures
from casework.kernel.ids import new_id
from casework.vault.errors import HouseNamed
from casework.vault.models import Account, Founding
from casework.vault.versioned import sign
from tests.attacks.scene import Scene


@pytest.mark.parametrize("name", ["Nhà bà Lan", "Nhà 0", "Nhà 2 ", "Nhà 12345", "nhà 2", ""])
def test_a_house_that_is_called_by_more_than_a_number_is_refused(scene: Scene, name: str) -> None:
    made = Founding(
        commune_id=scene.house.commune,
        invitation_id=new_id(),
        unit_id=new_id(),
        unit_kind="shelter",
        unit_name=name,
        invitation_public=signatures.generate().public,
        recovery_public=hpke.generate().public,
        expires_at=scene.commune.clock.now() + timedelta(days=1),
    )
    scene.insider_writes("nga", sign(made, scene.hand("nga").keyring.signer))
    scene.everybody_is_refused(HouseNamed)


@pytest.mark.parametrize(("username", "name"), [("lan", "Nhà 1"), ("nha1", "Y Lan (mẫu)")])
def test_a_host_who_is_called_by_a_name_is_refused(scene: Scene, username: str, name: str) -> None:
    lan = scene.hand("lan").keyring
    made = Account(
        commune_id=scene.house.commune, user_id=lan.user, version=2, username=username, name=name
    )
    scene.insider_writes("lan", sign(made, lan.signer))
    scene.everybody_is_refused(HouseNamed)
