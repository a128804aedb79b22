"""How a file is found by what somebody remembers of it: forgiving, ranked, and pure.

Forgiven are missing accents, Telex and VNI keys that stayed in the word, i for y, d for đ, words
run together, and one or two wrong letters by the length of the word.  Nothing is merged: two
people whose names fold alike are two hits (DOMAIN §7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import TypeAlias

from casework.cases.rules.spelling import edits_between, edits_forgiven, loose, variants, words_of
from casework.cases.rules.word_index import WordIndex, place_of
from casework.kernel.text import fold, normalise_phone


class Quality(IntEnum):
    """How well a word was met; a lower one ranks first."""

    EXACT = 0
    PREFIX = 1
    FOLDED = 2
    FOLDED_PREFIX = 3
    ONE_EDIT = 5
    TWO_EDITS = 6


class Found(IntEnum):
    """Where a word was met; a lower one ranks first. Given names are what people are called by."""

    GIVEN_NAME = 0
    PHONE = 1
    NUMBER = 2
    NAME = 3
    ALIAS = 4
    VILLAGE = 6
    BIRTH_YEAR = 7


Rank: TypeAlias = tuple[int, int, int]
"""The worst word, the sum of all words, the sum of the places; compared in this order."""
Meeting: TypeAlias = tuple[Quality, Found]

LEAST_LETTERS = 2
"""A search of one letter finds everybody and therefore nobody."""
_LEAST_DIGITS = 3
_LEAST_TOGETHER = 4
_FULL_PHONE = 9
_FIELD, _WORD = "\t", " "

_PHONE = re.compile(r"[\d\s.()+-]+", re.ASCII)
_FILE_NUMBER = re.compile(r"20\d\d\s*-\s*\d+", re.ASCII)
"""The end of a file's number, as people write it; no telephone number looks like that."""
_NOT_DIGITS = re.compile(r"\D+", re.ASCII)
_TEXTS = ((0, Found.NAME), (2, Found.ALIAS), (4, Found.VILLAGE))
_PHONES, _NUMBER, _YEAR = 6, 7, 8


def key_of(
    name: str,
    aliases: Iterable[str],
    village: str,
    phones: Iterable[str],
    number: str,
    birth_year: int | None,
) -> str:
    """Return by what an entry is matched, as one line: name, aliases and village, each as typed
    and folded, then phones, the file's number and the year of birth.
    """
    fields: list[str] = []
    for text in (name, _WORD.join(aliases), village):
        known = [(word, folded) for word in words_of(text) if (folded := loose(word))]
        fields += [_WORD.join(column) for column in zip(*known, strict=True)] or ["", ""]
    digits = (_NOT_DIGITS.sub("", normalise_phone(phone)) for phone in phones)
    fields += [_WORD.join(filter(None, digits)), fold(number), str(birth_year or "")]
    return _FIELD.join(fields)


def line_of(key: str) -> str:
    """Return every folded word of a key, by which most entries are passed over."""
    fields = key.split(_FIELD)
    return _WORD.join(filter(None, (*fields[1:6:2], *fields[_PHONES:])))


class _Token:
    """One word of the search, with what each word that it met was worth."""

    def __init__(self, typed: str, stored: dict[str, tuple[str, ...]]) -> None:
        self.typed = typed
        self._stored = stored  # what other tokens have found out about words of entries
        self.is_digits = typed.isascii() and typed.isdigit()
        self.forms = variants(typed)
        self.long_forms = tuple(form for form in self.forms if len(form) >= _LEAST_TOGETHER)
        self._known: dict[str, Quality | None] = {}

    def against(self, word: str) -> Quality | None:
        """Return how well this token meets a folded word, None for not at all."""
        if word not in self._known:
            self._known[word] = self._weigh(word)
        return self._known[word]

    def _weigh(self, word: str) -> Quality | None:
        if self.is_digits:
            return _digits_against(self.typed, word)
        if word.isdigit():
            return None
        if word not in self._stored:
            self._stored[word] = variants(word)
        pairs = ((form, stored) for stored in self._stored[word] for form in self.forms)
        found = (_letters_against(form, stored) for form, stored in pairs)
        return min((quality for quality in found if quality is not None), default=None)

    def met_in(self, words: dict[str, str]) -> Iterator[str]:
        """Yield the places of the words that this token meets."""
        for word, places in words.items():
            if self.against(word) is not None:
                yield from places


def _is_within(forms: Iterable[str], words: str) -> bool:
    """Say whether one of the forms stands in words from which the gaps are taken."""
    together = words.replace(_WORD, "")
    return any(form in together for form in forms)


def _digits_against(digits: str, word: str) -> Quality | None:
    if not word.isdigit():
        return None
    if digits.lstrip("0") == word.lstrip("0"):
        return Quality.EXACT
    if len(digits) < _LEAST_DIGITS or len(word) < _FULL_PHONE:
        return None
    if word.endswith(digits) or word.startswith(digits):
        return Quality.PREFIX
    if len(digits) > _LEAST_DIGITS and digits in word:
        return Quality.FOLDED_PREFIX
    if len(digits) < _FULL_PHONE or (digits[:4] != word[:4] and digits[-4:] != word[-4:]):
        return None  # one wrong digit leaves the head or the tail as it is
    return None if edits_between(digits, word, 1) is None else Quality.ONE_EDIT


def _letters_against(form: str, word: str) -> Quality | None:
    if form == word:
        return Quality.FOLDED
    if word.startswith(form):
        return Quality.FOLDED_PREFIX
    most = edits_forgiven(form)
    if not most or (len(form) == 3 and form[0] != word[0]):
        return None
    edits = edits_between(form, word, most)
    if edits is None:
        return None
    return Quality.ONE_EDIT if edits == 1 else Quality.TWO_EDITS


def _as_phone(text: str) -> list[str]:
    """Return the digits of what looks like a telephone number, or a part of one, as one word."""
    if _PHONE.fullmatch(text) is None or _FILE_NUMBER.fullmatch(text):
        return []
    digits = _NOT_DIGITS.sub("", normalise_phone(text))
    return [digits] if len(digits) >= _LEAST_DIGITS else []


class Query:
    """What somebody typed; one object a search, since it remembers the words that it has met."""

    def __init__(self, text: str) -> None:
        words = [word for word in words_of(text) if loose(word)]
        stored: dict[str, tuple[str, ...]] = {}
        self._tokens = [_Token(word, stored) for word in _as_phone(text.strip()) or words]

    @property
    def is_empty(self) -> bool:
        """Say whether there is too little to search by."""
        return sum(len(token.typed) for token in self._tokens) < LEAST_LETTERS

    def shortlist(self, index: WordIndex) -> Iterator[int]:
        """Yield the places of the lines in which every word of the search may be met, in order."""
        if self.is_empty:
            return
        letters = index.letters()
        digits = index.digits() if any(token.is_digits for token in self._tokens) else {}
        met = (
            {*token.met_in(digits if token.is_digits else letters)}
            | {*index.lines_with(token.long_forms)}
            for token in self._tokens
        )
        yield from sorted(map(place_of, set.intersection(*met)))

    def rank(self, key: str) -> Rank | None:
        """Return how well an entry is met, None where a word of the search is not found in it."""
        meetings = self._meetings(key)
        if not meetings:
            return None
        qualities = [quality for quality, _ in meetings]
        return max(qualities), sum(qualities), sum(found for _, found in meetings)

    def why(self, key: str) -> list[Meeting]:
        """Return where the words were met and how well, each place once, best first."""
        worst: dict[Found, Quality] = {}
        for quality, found in self._meetings(key) or ():
            worst[found] = max(quality, worst.get(found, quality))
        return [(quality, found) for found, quality in sorted(worst.items())]

    def _meetings(self, key: str) -> list[Meeting] | None:
        fields = key.split(_FIELD)
        meetings = []
        for token in self._tokens:
            best = min(_meetings_of(token, fields), default=None)
            if best is None:
                return None
            meetings.append(best)
        return meetings


def _meetings_of(token: _Token, fields: Sequence[str]) -> Iterator[Meeting]:
    for at, found in _TEXTS:
        typed, folded = fields[at].split(_WORD), fields[at + 1].split(_WORD)
        for place, (written, word) in enumerate(zip(typed, folded, strict=True), 1):
            quality = token.against(word) if word else None
            if quality is not None:
                is_given = found is Found.NAME and place == len(folded)
                yield _as_written(token, written, quality), Found.GIVEN_NAME if is_given else found
        if _is_within(token.long_forms, fields[at + 1]):
            yield Quality.FOLDED_PREFIX, found
    for at, found in ((_PHONES, Found.PHONE), (_NUMBER, Found.NUMBER), (_YEAR, Found.BIRTH_YEAR)):
        for word in fields[at].split(_WORD):
            quality = token.against(word) if word else None
            if quality is not None:
                yield (Quality.EXACT if quality is Quality.FOLDED else quality), found


def _as_written(token: _Token, written: str, quality: Quality) -> Quality:
    """Raise a folded meeting to what it is if accents and all are as they were typed."""
    if quality > Quality.FOLDED_PREFIX:
        return quality
    if written == token.typed:
        return Quality.EXACT
    return Quality.PREFIX if written.startswith(token.typed) else quality
