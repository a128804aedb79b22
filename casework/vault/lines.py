"""A line of a list, still sealed; what is asked of it at each listing is found once.

Lines may be remembered (`casework.vault.line_memory`): nothing here is more than what lies open in
the database, or is spelt from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import BigInteger, type_coerce

from casework.audit.ledger import Receipt
from casework.database.base import Moment
from casework.database.prepared import Row
from casework.kernel.clock import from_micros
from casework.kernel.ids import Id
from casework.vault.directory import DirectoryEntry, SealedEntry
from casework.vault.keyring import Keyring
from casework.vault.models import Case, DirectoryRow
from casework.vault.rows import Columns

ROWS, CASES = Columns(DirectoryRow), Columns(Case)
_COLUMNS = (*ROWS.of, *CASES.of)
_MOMENTS = [place for place, column in enumerate(_COLUMNS) if isinstance(column.type, Moment)]
AS_THEY_LIE = [
    type_coerce(column, BigInteger) if place in _MOMENTS else column
    for place, column in enumerate(_COLUMNS)
]
"""What is selected for a line: a moment as the number that is stored, read by `read_line`."""

_NAMES = [column.name for column in ROWS.of]
PLACE_OF = itemgetter(_NAMES.index("listed_at"), _NAMES.index("row_id"))
ROW_ID_OF = itemgetter(_NAMES.index("row_id"))
CASE_ID_OF = itemgetter(_NAMES.index("case_id"))


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this row, in the order newest first."""

    listed_at: datetime
    row_id: Id


class Told(NamedTuple):
    """What a line says openly of its case, and since when the holder has it."""

    case_id: Id
    number: str
    status: str
    restricted: bool
    listed_at: datetime


@dataclass(frozen=True)
class ListedCase:
    """One line, still sealed: the open state of a case and the holder's directory row of it.

    What is asked of a line each time it is listed is found once: it may be remembered.
    """

    case: Case
    row: DirectoryRow

    @cached_property
    def told(self) -> Told:
        """What it says openly."""
        case = self.case
        return Told(case.case_id, case.number, case.status, case.restricted, self.row.listed_at)

    @cached_property
    def place(self) -> Place:
        """Where a page that ends with this line goes on."""
        return Place(self.row.listed_at, self.row.row_id)

    @cached_property
    def _sealed(self) -> SealedEntry:
        return SealedEntry.of(self.row)

    def open(self, receipt: Receipt, keyring: Keyring) -> DirectoryEntry:
        """Return what the holder remembers of the case; raises NoKey without a receipt for it."""
        return self._sealed.open(receipt, keyring)


def read_line(row: Row) -> ListedCase:
    """Return the line of a row of `AS_THEY_LIE`, not yet believed."""
    cells = list(row)
    for place in _MOMENTS:
        cells[place] = None if cells[place] is None else from_micros(cells[place])
    return ListedCase(CASES.make(cells[len(ROWS.of) :]), ROWS.make(cells[: len(ROWS.of)]))
