"""A chosen passphrase is refused, with a reason in Vietnamese, if a neighbour could guess it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from casework.kernel.passphrase_words import (
    HABITS,
    KEYBOARD_ROWS,
    NAMES,
    OFFICES,
    PHRASES,
    PLACES,
)
from casework.kernel.text import clean, fold

SHORTEST = 14
"""Characters (SECURITY §11)."""

_GENERATED_WORDS = 5
_ENOUGH = 9.0
_LONGEST_PIECE = 48
_ADVICE = "Nên dùng năm từ không liên quan đến nhau mà hệ thống gợi ý."


class _Habit(StrEnum):
    """What a guessable piece is; the value is the reason shown, the order is what is said first."""

    PERSONAL = "Có tên, số điện thoại hoặc nơi làm việc của anh/chị, người quen đoán được."
    PHRASE = "Là câu hát, câu nói nhiều người thuộc."
    COMMON = "Có từ mà rất nhiều người dùng làm mật khẩu."
    OFFICE = "Có tên cơ quan hoặc chức danh ở xã, dễ đoán."
    PHONE = "Có số điện thoại, dễ đoán."
    DATE = "Có ngày tháng hoặc năm, dễ đoán."
    KEYBOARD = "Có dãy phím hoặc dãy chữ số liền nhau."
    REPEAT = "Có chữ hoặc đoạn lặp lại."
    NAME = "Chỉ gồm tên người hoặc tên nơi chốn."
    DIGITS = "Gần như chỉ có chữ số."


@dataclass(frozen=True)
class _Piece:
    """A piece that a guesser tries whole; `worth` in characters that nobody can guess."""

    worth: float
    habits: frozenset[_Habit]


def _guessed(worth: float, habit: _Habit) -> _Piece:
    return _Piece(worth, frozenset({habit}))


def weakness(passphrase: str, personal: Iterable[str]) -> str | None:
    """Return why the passphrase is weak, in Vietnamese, or None if it will do.

    `personal` are the user's names, unit, commune and telephone numbers as the account holds
    them. Five unlike words, as the generator makes them, always pass, unless they are a line
    that everybody knows or nothing but names. The answer never holds any of the input.
    Raises UnusableText.
    """
    if len(clean(passphrase).strip()) < SHORTEST:
        return f"Cần ít nhất {SHORTEST} ký tự. {_ADVICE}"
    known = _personal_words(personal)
    words = fold(passphrase).split()
    text = re.sub(r"(?<=\d)[./](?=\d)", "", "".join(words))
    worth, habits = _cheapest_cover(text, known)
    if _like_generated(words):
        if not (_Habit.PHRASE in habits and worth < _ENOUGH) and not _only_names(words, known):
            return None
        habits = habits or {_Habit.NAME}
    elif worth >= _ENOUGH:
        return None
    reason = next((habit for habit in _Habit if habit in habits), _Habit.REPEAT)
    return f"{reason} {_ADVICE}"


def _like_generated(words: list[str]) -> bool:
    plain = all(re.fullmatch("[a-z]{2,8}", word) for word in words)
    return plain and len(set(words)) >= _GENERATED_WORDS - 1 and len(words) >= _GENERATED_WORDS


def _only_names(words: list[str], known: frozenset[str]) -> bool:
    return all(word in known or word in NAMES or word in PLACES for word in words)


def _personal_words(personal: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in personal:
        words = re.split(r"[\s.@]+", fold(text))
        pieces = [*words, "".join(words), *re.findall(r"[a-z]+|\d+", fold(text))]
        found.update(piece for piece in pieces if len(piece) > 1)
    return frozenset(found)


def _cheapest_cover(text: str, known: frozenset[str]) -> tuple[float, set[_Habit]]:
    """Return what the text is worth to the luckiest guesser, and the habits it was guessed by."""
    best: list[tuple[float, frozenset[_Habit]]] = [(0.0, frozenset())]
    spellings = _spellings(text)
    for end in range(1, len(text) + 1):
        covers = []
        for start in range(max(0, end - _LONGEST_PIECE), end):
            piece = _piece(text, start, end, spellings, known)
            if piece is not None:
                worth, habits = best[start]
                covers.append((worth + piece.worth, habits | piece.habits))
        best.append(min(covers, key=lambda cover: cover[0]))
    worth, habits = best[-1]
    return worth, set(habits)


def _piece(
    text: str, start: int, end: int, spellings: tuple[str, ...], known: frozenset[str]
) -> _Piece | None:
    piece = text[start:end]
    if len(piece) == 1:
        return _guessed(0.6, _Habit.DIGITS) if piece.isdecimal() else _Piece(1, frozenset())
    if (word := _word({spelling[start:end] for spelling in spellings}, known)) is not None:
        return word
    if piece.isdecimal() and (number := _number(piece)) is not None:
        return number
    if len(piece) > 2 and (len(set(piece)) == 1 or piece in _walks()):
        return _guessed(1.5, _Habit.REPEAT if len(set(piece)) == 1 else _Habit.KEYBOARD)
    if piece == text[max(0, start - len(piece)) : start]:
        return _guessed(1, _Habit.REPEAT)
    return None


def _word(spellings: set[str], known: frozenset[str]) -> _Piece | None:
    if spellings & known:
        return _guessed(1, _Habit.PERSONAL)
    if spellings & HABITS:
        return _guessed(1.5, _Habit.COMMON)
    if spellings & OFFICES:
        return _guessed(1.5, _Habit.OFFICE)
    if spellings & NAMES or spellings & PLACES:
        return _guessed(1.5, _Habit.NAME)
    if any(spelling in _phrase_pieces() for spelling in spellings):
        return _guessed(2, _Habit.PHRASE)
    return None


_DAY, _MONTH, _YEAR = "(0?[1-9]|[12][0-9]|3[01])", "(0?[1-9]|1[0-2])", "(19|20)[0-9]{2}"
_DATE = re.compile(f"{_DAY}{_MONTH}({_YEAR})?|{_YEAR}{_MONTH}{_DAY}|{_DAY}{_MONTH}[0-9]{{2}}")
_PHONE = re.compile("(0|84)[235789][0-9]{8,9}")


def _number(digits: str) -> _Piece | None:
    if re.fullmatch(_YEAR, digits):
        return _guessed(1, _Habit.DATE)
    if len(digits) >= 4 and _DATE.fullmatch(digits):
        return _guessed(1.5, _Habit.DATE)
    return _guessed(2, _Habit.PHONE) if _PHONE.fullmatch(digits) else None


_LEET = str.maketrans("0134578@$!€9", "oieastbasieg")
_LEET_L = str.maketrans("0134578@$!€9", "oleastbasleg")


def _spellings(text: str) -> tuple[str, ...]:
    return text, text.translate(_LEET), text.translate(_LEET_L)


@cache
def _walks() -> frozenset[str]:
    """Every way of three keys or more along a row, forwards and backwards."""
    rows = [row for line in KEYBOARD_ROWS for row in (line, line[::-1])]
    return _pieces(rows, 3)


@cache
def _phrase_pieces() -> frozenset[str]:
    return _pieces(PHRASES, 10)


def _pieces(lines: Iterable[str], shortest: int) -> frozenset[str]:
    return frozenset(
        line[start:end]
        for line in lines
        for start in range(len(line))
        for end in range(start + shortest, min(len(line), start + _LONGEST_PIECE) + 1)
    )
