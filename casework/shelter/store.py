"""The board as houses and beds instead of bytes: opened after its event, sealed whole."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.cases.codec import UnknownSchema, decode, encode
from casework.shelter.records import HouseBoard
from casework.vault import board as sealed_board
from casework.vault.board import BoardToChange
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.listing import Vouching
from casework.vault.looking import Finding, Standpoint, then
from casework.vault.rosters import Roster
from casework.vault.versioned import Signed


@dataclass(frozen=True, repr=False)
class OpenBoard:
    """A board in the hands of a planner, and the version that it was read from."""

    content: HouseBoard
    before: BoardToChange

    def is_unchanged(self, db: Session, hand: Hand) -> bool:
        """Say whether nobody has written to the board since; asked inside the lock."""
        return sealed_board.is_unchanged(db, hand.keyring.unit, self.before)


def read(house: House, hand: Hand, action: Action = Action.SHELTER_VIEW) -> HouseBoard:
    """Return the own unit's board, under an event that names no case; empty before the first."""
    return _board(sealed_board.read_board(house, hand, action))


def look(here: Standpoint) -> Finding[HouseBoard]:
    """Find the own unit's board, for a page that opens other things under the same event."""
    return then(sealed_board.look_at_board, _board)(here)


def to_change(house: House, hand: Hand, db: Session, roster: Roster) -> OpenBoard:
    """Return the own unit's board for a planner."""
    vouching = Vouching(roster, house.verified)
    before = sealed_board.board_to_change(db, vouching, hand.keyring)
    return OpenBoard(_board(before.content), before)


def seal(
    house: House, hand: Hand, roster: Roster, content: HouseBoard, before: BoardToChange
) -> Signed:
    """Return the board's next version, signed."""
    return sealed_board.seal_board(hand.keyring, roster, house.commune, encode(content), before)


def _board(content: bytes | None) -> HouseBoard:
    if content is None:
        return HouseBoard()
    board = decode(content)
    if not isinstance(board, HouseBoard):
        raise UnknownSchema
    return board
