"""Which words stand in which of many lines, as one text: most lines are never looked at one by one.

A line's place is one letter, so that the places of a word are a string, and meeting words is sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_PART, _ITEM, _WORD = "\n", "\t", " "
_FIRST_PLACE = 0x100
"""Place 0 as a letter: above all that separates.  Some 50,000 have room below the surrogates."""


def index_of(lines: Sequence[str]) -> str:
    """Return the words of lines that are spelt of words with single gaps, and where each stands."""
    places: dict[str, str] = {}
    for place, line in enumerate(lines):
        mark = chr(_FIRST_PLACE + place)
        for word in set(filter(None, line.split(_WORD))):
            places[word] = places.get(word, "") + mark
    digits = {word for word in places if word.isdigit()}
    letters = places.keys() - digits
    items = (
        _ITEM.join(word + _WORD + places[word] for word in sorted(words))
        for words in (letters, digits)
    )
    return _PART.join((*items, _ITEM.join(line.replace(_WORD, "") for line in lines)))


class WordIndex:
    """An index as it is searched."""

    def __init__(self, text: str) -> None:
        self._letters, self._digits, self._together = text.split(_PART)

    def letters(self) -> dict[str, str]:
        """Return the words that are not digits, each with the letters of its places."""
        return dict(_items(self._letters))

    def digits(self) -> dict[str, str]:
        """Return the words that are digits, each with the letters of its places."""
        return dict(_items(self._digits))

    def lines_with(self, forms: Iterable[str]) -> Iterator[str]:
        """Yield the letter of each line that has one of the forms, whatever gaps it has."""
        for form in forms:
            if form in self._together:
                lines = self._together.split(_ITEM)
                yield from (chr(_FIRST_PLACE + at) for at, line in enumerate(lines) if form in line)


def place_of(mark: str) -> int:
    """Return the place of a line whose letter this is."""
    return ord(mark) - _FIRST_PLACE


def _items(text: str) -> Iterator[tuple[str, str]]:
    for item in filter(None, text.split(_ITEM)):
        word, _, marks = item.partition(_WORD)
        yield word, marks
