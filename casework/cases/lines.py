"""A line of a list as a page shows it, spelt before the template: 25 of them are most of a list."""

from __future__ import annotations

from typing import NamedTuple

from casework.cases.listing import CaseLine
from casework.cases.search import Reason
from casework.kernel.clock import format_day, local_day
from casework.kernel.codes import CodeList
from casework.kernel.ids import id_to_text
from casework.vault.cases import CLOSED


class ShownLine(NamedTuple):
    """What the macro `case_lines` takes, in its order."""

    address: str
    name: str
    facts: str
    """Number, year of birth and village, as far as they are known."""
    day: str
    restricted: bool
    status: str
    tone: str
    reasons: tuple[Reason, ...]


def show_line(statuses: CodeList, line: CaseLine, reasons: tuple[Reason, ...] = ()) -> ShownLine:
    """Return a line in words, and why it was found if it was looked for."""
    entry = line.entry
    return ShownLine(
        f"/cases/{id_to_text(line.case_id)}",
        entry.name,
        " · ".join(str(fact) for fact in (line.number, entry.birth_year, entry.village) if fact),
        format_day(local_day(line.listed_at)),
        line.restricted,
        statuses.label(line.status),
        "" if line.status == CLOSED else "info",
        reasons,
    )
