"""Finding a file again: by name, phone, number or village, as far as it is remembered.

What was searched for is gone with the answer: it reaches no address, no log and no history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casework.audit.actions import Action
from casework.cases.listing import PAGE, CaseLine, case_line
from casework.cases.rules.matching import Found, Quality, Query, key_of, line_of
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House
from casework.vault.search import search_directory


@dataclass(frozen=True)
class Reason:
    """Where a file was met by the words, and whether only nearly."""

    found: Found
    nearly: bool
    text: str
    """What stands there, where the line of the list does not show it."""


@dataclass(frozen=True)
class FoundCase:
    """One file that was found, and why."""

    line: CaseLine
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class SearchPage:
    """Up to 25 files, the best first, and whether there are more."""

    found: list[FoundCase]
    more: bool


class _Remembered:
    """What somebody remembers of a file, as the vault asks for it."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def pack(self, entry: DirectoryEntry, number: str) -> tuple[str, str]:
        key = _key(entry, number)
        return line_of(key), key

    def shortlist(self, lines: Sequence[str]) -> Iterable[int]:
        return self._query.shortlist(lines)

    def rank(self, key: str) -> tuple[int, ...] | None:
        return self._query.rank(key)


def search_cases(house: House, hand: Hand, text: str) -> SearchPage:
    """Return the unit's own files that fit what was typed; one event lists them.

    A search with too little in it finds nothing, and is an event too.
    """
    query = Query(text)
    hits = search_directory(house, hand, Action.CASE_SEARCH, _Remembered(query), PAGE)
    found = []
    for hit in hits.best:
        line = case_line(hit.line, hit.entry)
        found.append(FoundCase(line, _reasons(query, line)))
    return SearchPage(found, hits.more)


def is_enough(text: str) -> bool:
    """Say whether there is enough in a text to search by."""
    return not Query(text).is_empty


def _reasons(query: Query, line: CaseLine) -> tuple[Reason, ...]:
    entry = line.entry
    aside = {Found.ALIAS: ", ".join(entry.aliases)}
    nearly: dict[Found, bool] = {}
    for quality, met in query.why(_key(entry, line.number)):
        found = Found.NAME if met is Found.GIVEN_NAME else met
        nearly[found] = nearly.get(found, False) or quality >= Quality.ONE_EDIT
    return tuple(Reason(found, near, aside.get(found, "")) for found, near in nearly.items())


def _key(entry: DirectoryEntry, number: str) -> str:
    return key_of(entry.name, entry.aliases, entry.village, entry.phones, number, entry.birth_year)
