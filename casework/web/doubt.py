"""Words that a page cites without anybody here having read them: marked until somebody vouches.

The mark is the entry's in the commune's lists, so that a confirmation under /reference takes it
away on every page at once, and nothing else does (decision 12).
"""

from __future__ import annotations

from typing import cast

from flask_babel.speaklater import LazyString

from casework.kernel.codes import Code
from casework.web.here import house

CITED = "law_texts"


def mark_of(code: str, entries: str = CITED) -> str | None:
    """Return the mark that an entry carries now, None once somebody vouches for it."""
    return house().codes[entries][code].mark_vi


def cited(words: str, code: str) -> str:
    """Return words that are followed by what is in doubt about them, as long as it is."""
    return cast("str", LazyString(_cited, words, code))


def _cited(words: str, code: str) -> str:
    entry = house().codes[CITED][code]
    return f"{words} {entry.vi}: {entry.mark_vi}." if entry.mark_vi else words


def doubts(entry: Code) -> list[str]:
    """Return in words what an entry rests on and nobody has checked."""
    found = (house().codes[CITED][code] for code in entry.words("cites"))
    return [f"{one.vi} {one.mark_vi}" for one in found if one.mark_vi]
