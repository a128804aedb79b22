"""The union's board: one size, its newest version or none, and nobody's but the union's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.audit.actions import Action
from casework.crypto import blob
from casework.crypto.derivation import unit_keys
from casework.crypto.errors import BrokenSeal, WrongKey
from casework.crypto.labels import Label
from casework.kernel.kinds import SectionKind
from casework.shelter import store
from casework.shelter.records import HouseBoard, Step
from casework.vault.board import (
    BUCKET_BYTES,
    BoardToChange,
    read_board,
    seal_board,
)
from casework.vault.errors import (
    NoKey,
)
from casework.vault.models import Board
from tests.attacks.scene import Scene, make_scene
from tests.factories.commune import TestCommune
from tests.shelter.scenes import added_house, left, placed, stepped, union_case
from tests.vectors import load

FROZEN = load("board")


@pytest.fixture
def scene(commune: TestCommune) -> Iterator[Scene]:
    """A commune whose union has one house."""
    made = make_scene(commune)
    added_house(commune.house, commune.hand("ha"))
    yield made
    made.writer.close()


def test_a_board_opens_as_it_was_frozen() -> None:
    row = Board(
        commune_id=bytes.fromhex(FROZEN["commune"]),
        unit_id=bytes.fromhex(FROZEN["unit"]),
        version=FROZEN["version"],
        unit_epoch=FROZEN["unit_epoch"],
        blob=b"",
    )
    assert row.aad().hex() == FROZEN["aad"]
    key = unit_keys(bytes.fromhex(FROZEN["unit_secret"])).board
    assert key.hex() == FROZEN["key"]
    sealed = bytes.fromhex(FROZEN["blob"])
    assert len(sealed) == 68 + 1024  # a small one, frozen whole; the board's own are filled
    found = blob.open_blob(key, Label.BOARD, sealed, row.aad())
    assert found.rstrip(b" ") == FROZEN["content"].encode()
    row.blob = sealed
    assert row.statement().hex() == FROZEN["statement"]


def test_one_house_and_thirty_guests_have_one_size(commune: TestCommune) -> None:
    ha = commune.hand("ha")
    sizes, houses = set(), []
    for _ in range(4):
        houses.append(added_house(commune.house, ha, beds=40, note="ghi thêm " * 50))
        sizes.add(_size(commune))
    for _ in range(3):
        placed(commune.house, ha, union_case(commune.house, ha), houses[-1])
        sizes.add(_size(commune))
    assert sizes == {68 + BUCKET_BYTES}


def _size(commune: TestCommune) -> int:
    with commune.house.database.read() as db:
        row = db.get(Board, commune.hand("ha").keyring.unit)
        assert row is not None
        return len(row.blob)


def test_what_does_not_fit_takes_another_whole_bucket(commune: TestCommune) -> None:
    ha = commune.hand("ha")
    with commune.house.database.read() as db:
        roster = commune.house.roster(db)
    none = BoardToChange(None, 0)
    sizes = []
    for length in (0, 1, BUCKET_BYTES - 4, BUCKET_BYTES - 3):
        made = seal_board(ha.keyring, roster, commune.house.commune, b"x" * length, none).row
        assert isinstance(made, Board)
        sizes.append(len(made.blob) - 68)
    assert sizes == [BUCKET_BYTES, BUCKET_BYTES, BUCKET_BYTES, 2 * BUCKET_BYTES]


def test_before_the_first_house_there_is_no_board(commune: TestCommune) -> None:
    assert read_board(commune.house, commune.hand("ha"), Action.SHELTER_VIEW) is None
    assert store.read(commune.house, commune.hand("ha")) == HouseBoard()


def test_no_other_units_keys_open_a_board(scene: Scene) -> None:
    with scene.house.database.read() as db:
        row = db.get(Board, scene.unit("ha"))
        assert row is not None
        db.expunge(row)
    for name in ("hung", "mai", "binh", "dung", "thut", "lan", "tam", "quang"):
        keys = scene.hand(name).keyring.of_unit(1)
        for key in (keys.board, keys.directory):
            with pytest.raises((WrongKey, BrokenSeal)):
                blob.open_blob(key, Label.BOARD, row.blob, row.aad())
    own = scene.hand("ha").keyring.of_unit(1)
    with pytest.raises(WrongKey):
        blob.open_blob(own.directory, Label.BOARD, row.blob, row.aad())
    with pytest.raises(NoKey):
        scene.hand("ha").keyring.of_unit(2)
    assert blob.open_blob(own.board, Label.BOARD, row.blob, row.aad())


def test_the_stay_of_a_case_is_held_by_the_union_alone(scene: Scene) -> None:
    ha = scene.hand("ha")
    house = store.read(scene.house, ha).houses[0]
    case = union_case(scene.house, ha)
    placed(scene.house, ha, case, house)
    stepped(scene.house, ha, case, Step.GAVE, supplies=("FOOD",))
    left(scene.house, ha, case)
    survey = scene.survey(case)
    stays = [rows for rows in survey.sections.values() if rows.current.kind == SectionKind.STAY]
    assert [[g.receiver_id for g in rows.grants] for rows in stays] == [[ha.keyring.unit]]
