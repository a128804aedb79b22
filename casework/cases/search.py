"""Finding a file again: by name, phone, number or village, as far as it is remembered.

What was searched for is gone with the answer: it reaches no address, no log and no history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casework.audit.actions import Action
from casework.cases.listing import PAGE, CaseLine, case_line
from casework.cases.rules.matching import Found, Quality, Query, key_of, line_of
from casework.cases.rules.word_index import WordIndex, index_of
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
    """What somebody remembers of a file, as the vault asks for it; met in any of its spellings."""

    def __init__(self, queries: Sequence[Query]) -> None:
        self._queries = queries

    def key(self, entry: DirectoryEntry, number: str) -> str:
        return _key(entry, number)

    def index(self, keys: Sequence[str]) -> str:
        return index_of([line_of(key) for key in keys])

    def shortlist(self, index: str) -> Iterable[int]:
        words = WordIndex(index)
        if len(self._queries) == 1:
            return self._queries[0].shortlist(words)
        return {place for query in self._queries for place in query.shortlist(words)}

    def rank(self, key: str) -> tuple[int, ...] | None:
        ranks = (query.rank(key) for query in self._queries)
        return min((rank for rank in ranks if rank is not None), default=None)


def search_cases(house: House, hand: Hand, text: str) -> SearchPage:
    """Return the unit's own files that fit what was typed; one event lists them.

    A search with too little in it finds nothing, and is an event too.  Who seeks a village by one
    of its names finds the files that were written with another.
    """
    queries = [Query(spelling) for spelling in house.places.spellings(text)]
    hits = search_directory(house, hand, Action.CASE_SEARCH, _Remembered(queries), PAGE)
    found = []
    for hit in hits.best:
        line = case_line(hit.line, hit.entry)
        reasons = (_reasons(query, line) for query in queries)
        found.append(FoundCase(line, next(filter(None, reasons), ())))
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
