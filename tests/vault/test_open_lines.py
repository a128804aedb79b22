"""A line of a list, though it may be remembered, opens for its holder and with its receipt only."""

from __future__ import annotations

import pytest

from casework.audit.actions import Action
from casework.audit.ledger import Receipt
from casework.kernel.ids import Id, new_id
from casework.vault.directory import SealedEntry
from casework.vault.errors import NoKey
from casework.vault.lines import ListedCase, Place
from casework.vault.listing import Vouching, lines_of
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file


@pytest.fixture
def line(commune: TestCommune) -> ListedCase:
    """A line that the police's list has judged and this process remembers."""
    house, hung = commune.house, commune.hand("hung")
    opened_file(house, hung)
    with house.database.read() as db:
        vouching = Vouching(house.roster(db), house.verified, house.lines)
        holders = (hung.keyring.unit, hung.keyring.user)
        first, again = (
            lines_of(db, vouching, hung.keyring, holders, None, 26)[0] for _ in range(2)
        )
    assert first is again
    return again


def receipt_for(commune: TestCommune, case_id: Id) -> Receipt:
    """Return the receipt of an event that names one case."""
    with commune.house.ledger.entry(commune.hand("hung").actor, Action.CASE_LIST) as entry:
        entry.lists(cases=[case_id])
    return entry.receipt


def test_a_line_opens_with_a_receipt_for_its_case_only(
    commune: TestCommune, line: ListedCase
) -> None:
    keyring = commune.hand("hung").keyring
    with pytest.raises(NoKey):
        line.open(receipt_for(commune, new_id()), keyring)
    assert line.open(receipt_for(commune, line.told.case_id), keyring).name


def test_a_remembered_line_opens_for_its_own_unit_only(
    commune: TestCommune, line: ListedCase
) -> None:
    receipt = receipt_for(commune, line.told.case_id)
    line.open(receipt, commune.hand("thanh").keyring)
    with pytest.raises(NoKey):
        line.open(receipt, commune.hand("mai").keyring)


def test_what_is_remembered_of_a_line_lies_open_or_sealed_in_the_database(
    commune: TestCommune, line: ListedCase
) -> None:
    line.open(receipt_for(commune, line.told.case_id), commune.hand("hung").keyring)

    case, row, _ = line.case, line.row, line.place
    assert vars(line) == {
        "case": case,
        "row": row,
        "told": (case.case_id, case.number, case.status, case.restricted, row.listed_at),
        "place": Place(row.listed_at, row.row_id),
        "_sealed": SealedEntry.of(row),
    }
