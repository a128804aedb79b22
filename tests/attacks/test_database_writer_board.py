"""P4, the union's board: put back, taken out, moved, altered or forged, it is refused by name."""

from __future__ import annotations

import pytest

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.kernel.errors import CaseworkError, Conflict
from casework.shelter import store
from casework.shelter.service import write_house
from casework.vault.board import (
    BoardToChange,
    board_to_change,
    read_board,
    seal_board,
)
from casework.vault.errors import (
    ForgedTip,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
)
from casework.vault.listing import Vouching
from casework.vault.models import Board
from casework.vault.verification import verify_objects
from casework.vault.versioned import sign
from tests.attacks.scene import Scene
from tests.shelter.scenes import added_house, safe_house


@pytest.fixture(autouse=True)
def _house(scene: Scene) -> None:
    """Put one house onto the union's board."""
    added_house(scene.house, scene.hand("ha"))


def row_of(scene: Scene) -> dict[str, object]:
    """Return the union's board as it stands."""
    return scene.writer.row("boards")


def is_refused(scene: Scene, error: type[CaseworkError]) -> None:
    """Look at the board, and try to write it: refused for exactly this reason."""
    ha = scene.hand("ha")
    with pytest.raises(error):
        store.read(scene.house, ha)
    with pytest.raises(error):
        write_house(scene.house, ha, safe_house())
    with scene.house.database.read() as db:
        assert {fault.kind for fault in verify_objects(scene.house, db)} == {"board"}


def test_a_stale_version_is_refused_by_the_log(scene: Scene) -> None:
    ha = scene.hand("ha")
    with scene.house.database.read() as db:
        roster = scene.house.roster(db)
        before = board_to_change(db, Vouching(roster, scene.house.verified), ha.keyring)
    stale = seal_board(ha.keyring, roster, scene.house.commune, b"{}", before)
    added_house(scene.house, ha)
    with pytest.raises(Conflict), scene.house.ledger.entry(ha.actor, Action.SHELTER_WRITE) as entry:
        stale.write(entry)
    assert len(store.read(scene.house, ha).houses) == 2


def test_an_older_board_put_back_is_refused(scene: Scene) -> None:
    before = row_of(scene)
    added_house(scene.house, scene.hand("ha"))
    scene.writer.replace("boards", row_of(scene), before)
    is_refused(scene, RowReplayed)


def test_a_board_that_was_taken_out_is_refused(scene: Scene) -> None:
    scene.writer.delete("boards")
    is_refused(scene, RowMissing)


def test_a_board_moved_to_another_unit_is_refused(scene: Scene) -> None:
    scene.writer.change("boards", row_of(scene), unit_id=scene.unit("hung"))
    with pytest.raises(RowUnknown):
        read_board(scene.house, scene.hand("hung"), Action.SHELTER_VIEW)


def test_an_altered_board_is_refused(scene: Scene) -> None:
    row = row_of(scene)
    sealed = row["blob"]
    assert isinstance(sealed, bytes)
    scene.writer.change("boards", row, blob=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    is_refused(scene, RowAltered)


def test_a_board_whose_tip_was_made_to_agree_is_refused(scene: Scene) -> None:
    row = row_of(scene)
    sealed = row["blob"]
    assert isinstance(sealed, bytes)
    scene.writer.change("boards", row, blob=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    scene.retell(Board, ObjectKind.BOARD, scene.unit("ha"), scene.unit("ha"))
    with pytest.raises(ForgedTip):
        store.read(scene.house, scene.hand("ha"))


@pytest.mark.parametrize("forger", ["hung", "mai", "lan"])
def test_a_board_forged_by_a_member_of_another_unit_is_refused(scene: Scene, forger: str) -> None:
    thief, union = scene.hand(forger).keyring, scene.unit("ha")
    row = Board(
        commune_id=scene.house.commune, unit_id=union, version=2, unit_epoch=1, blob=b"noise"
    )
    scene.insider_writes(forger, sign(row, thief.signer))
    with pytest.raises(NotEntitled):
        store.read(scene.house, scene.hand("ha"))


def test_no_unit_but_a_womens_union_keeps_a_board(scene: Scene) -> None:
    hung = scene.hand("hung")
    with scene.house.database.read() as db:
        roster = scene.house.roster(db)
    none = BoardToChange(None, 0)
    own = seal_board(hung.keyring, roster, scene.house.commune, b"{}", none)
    scene.insider_writes("hung", own)
    with pytest.raises(NotEntitled):
        read_board(scene.house, hung, Action.SHELTER_VIEW)
