"""A server killed while it places leaves board and file saying the same, or neither of them."""

from __future__ import annotations

import pytest

from casework.cases.listing import list_cases
from casework.shelter import store
from casework.shelter.reading import open_stays
from casework.shelter.records import BedState, HouseBoard
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.verification import verify_objects
from tests.attacks.crashing import place_until_killed
from tests.attacks.test_crash import kill_a_server, reopened
from tests.factories.commune import TestCommune
from tests.shelter.scenes import left


def crash_and_look(commune: TestCommune, rounds: int) -> None:
    """Crash so often while somebody is placed or leaves, and look each time."""
    commune.house.database.close()
    for _ in range(rounds):
        kill_a_server(commune, "ha", place_until_killed)
        with reopened(commune) as house:
            house.ledger.require_sound()
            report = house.ledger.verify()
            assert report.sound, report.faults
            with house.database.read() as db:
                assert list(verify_objects(house, db)) == []
            compare(house, commune.hand("nga"))


def compare(house: House, hand: Hand) -> None:
    """Hold the board against the newest files; end what the crash has left open."""
    board = store.read(house, hand)
    for line in list_cases(house, hand).lines[:8]:
        newest = open_stays(house, hand, line.case_id).newest
        assert state_on(board, line.case_id) == (None if newest is None else newest.state)
        if newest is not None and newest.state is not BedState.ENDED:
            left(house, hand, line.case_id)


def state_on(board: HouseBoard, case: bytes) -> BedState | None:
    """Return what the board says of a case, None for nothing."""
    return next((stay.state for stay in board.stays if stay.case_id == case), None)


def test_six_crashes_leave_board_and_file_in_agreement(commune: TestCommune) -> None:
    crash_and_look(commune, 6)


@pytest.mark.long
def test_a_hundred_crashes_leave_board_and_file_in_agreement(commune: TestCommune) -> None:
    crash_and_look(commune, 100)
