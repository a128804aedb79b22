"""Words as people really type them: one loose key, leftover keys, wrong letters; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.kernel.text import clean, fold

_GAPS = re.compile("[\\s\u2010-\u2015\u2212_/,;|.()-]+")
_VNI_KEYS = re.compile("(?<=[a-z])[0-9]+")
_TELEX_HEAD = re.compile("[^aeiouyw]*[aeiouyw]")
_TELEX_MARK = re.compile("[sfrxjzw]")
_TELEX_PAIR = re.compile("([aeod])\\1")


def words_of(text: str) -> list[str]:
    """Return the words of a text as typed, in small letters; raises UnusableText."""
    return [word for word in _GAPS.split(clean(text).casefold()) if word]


def loose(word: str) -> str:
    """Return the search key of a word: folded, and i for y, which are written for each other."""
    return fold(word).replace(" ", "").replace("y", "i")


def variants(word: str) -> tuple[str, ...]:
    """Return the loose keys that a word may have meant: as it stands, and without leftover keys."""
    bare = fold(word).replace(" ", "")
    found = (bare, *_without_keys(bare))
    return tuple(dict.fromkeys(form.replace("y", "i") for form in found if form))


def _without_keys(word: str) -> Iterator[str]:
    """Yield what a word would be if Vietnamese keys had become accents, as they were meant to.

    Telex: `bloiw`, `thij`, `dduwcs`; VNI: `blo7i`, `thi5`, `d9u7c1`.
    """
    if not word.isascii() or word.isdigit():
        return
    if _VNI_KEYS.search(word):
        yield _VNI_KEYS.sub("", word)
        return
    head = _TELEX_HEAD.match(word)
    if head is None:
        return
    unmarked = head[0] + _TELEX_MARK.sub("", word[head.end() :])
    yield _TELEX_PAIR.sub(r"\1", unmarked).replace("w", "u")


def edits_forgiven(word: str) -> int:
    """Return how many wrong letters a folded word of this length may have; digits none."""
    if len(word) < 3 or not word.isalpha():
        return 0
    return 1 if len(word) < 6 else 2


def edits_between(one: str, other: str, most: int) -> int | None:
    """Return how many letters are wrong, missing, too many or swapped; None above ``most``.

    Optimal string alignment: each letter is edited once.
    """
    if abs(len(one) - len(other)) > most:
        return None
    here, there = set(one), set(other)
    if len(here - there) > most or len(there - here) > most:
        return None  # one edit mends one letter that the other word does not have
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i] * (len(other) + 1)
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
