"""Vietnamese text: one stored form (NFC, no hidden characters), one search key, one sort order."""

import re
import unicodedata
from typing import TypeAlias

from casework.kernel.errors import UnusableText

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Controls, marks that turn the direction of writing, and marks of no width. The last two make
# two names look equal that are not, or a file name read backwards; Vietnamese needs neither.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u200b-\u200d\u2060\ufeff]"
)
_MARKS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['`´\u2018\u2019\u201b\u2032\u02b9\u02bb-\u02bf\uff07]")
_GAPS = re.compile("[\\s\u2010-\u2015\u2212_-]+")
# Letters with a stroke do not decompose. Eth and African d are what wrong keyboards send for đ.
_STROKES = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d", "ƀ": "b", "ł": "l", "ŧ": "t", "ı": "i"})


def clean(text: str) -> str:
    """Return the text as it is stored: NFC, LF line ends, tabs as spaces, nothing hidden.

    Line breaks are kept and outer spaces are left alone. Raises UnusableText for surrogates,
    which UTF-8 cannot hold.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnusableText from error
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _HIDDEN.sub("", lines))


def fold(text: str) -> str:
    """Return the search key: no accents, strokes, apostrophes or capitals, single spaces.

    Tones typed on the consonant (`Ngoḳ Bay`) fold to the same key as the right spelling
    (DOMAIN §7). Two names with one key are alike, never the same: folding ranks, it does not
    merge people. Raises UnusableText.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", clean(text)))
    # Folding case may bring back a mark or an apostrophe (ŉ becomes ʼn), hence the second pass.
    lower = _MARKS.sub("", unicodedata.normalize("NFD", bare.casefold()))
    return _GAPS.sub(" ", _APOSTROPHES.sub("", lower).translate(_STROKES)).strip()


_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER = {letter: 100 + place for place, letter in enumerate(_ALPHABET)}
_SHAPED = {unicodedata.normalize("NFD", letter): letter for letter in "ăâêôơư"}
# ngang (no mark), huyền, hỏi, ngã, sắc, nặng
_TONE = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_OTHER_MARK = 6

Weights: TypeAlias = tuple[tuple[int, ...], ...]
SortKey: TypeAlias = tuple[Weights, Weights, str]
NameKey: TypeAlias = tuple[SortKey, SortKey]


def sort_key(text: str) -> SortKey:
    """Return a key in Vietnamese dictionary order, to be compared word by word.

    Letters decide first (a ă â b c d đ e ê …); the tones, in the order ngang huyền hỏi ngã
    sắc nặng, only part words of the same letters; last the text itself, so that the order
    is total. Highland letters (ĕ, ƀ) stand beside the plain letter. Raises UnusableText.
    """
    stored = clean(text)
    plain = _APOSTROPHES.sub("", stored.casefold())
    words = [_weigh(word) for word in _GAPS.sub(" ", plain).split()]
    return tuple(letters for letters, _ in words), tuple(tones for _, tones in words), stored


def name_key(name: str) -> NameKey:
    """Return the key that sorts people by given name (the last word), then by the rest.

    Raises UnusableText.
    """
    words = name.split()
    return sort_key(" ".join(words[-1:])), sort_key(" ".join(words[:-1]))


def _weigh(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[str] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFD", word):
        if not unicodedata.combining(char):
            letters.append(char)
            tones.append(_OTHER_MARK if ord(char) in _STROKES and char != "đ" else 0)
        elif letters and letters[-1] + char in _SHAPED:
            letters[-1] = _SHAPED[letters[-1] + char]
        elif letters:
            tones[-1] = tones[-1] * 10 + _TONE.get(char, _OTHER_MARK)
    return tuple(_letter_weight(letter) for letter in letters), tuple(tones)


def _letter_weight(letter: str) -> int:
    if letter.isdecimal():
        return int(letter)
    bare = letter if letter in _LETTER else letter.translate(_STROKES)
    return _LETTER.get(bare, 1000 + ord(letter))


_PHONE_PUNCTUATION = re.compile("[\\s.()\u2010-\u2015-]+")
_FROM_ABROAD = re.compile(r"(?:\+|00)?84(?:0?)([1-9]\d{8}|2\d{9})", re.ASCII)
_PHONE_DIGITS = re.compile(r"\+?\d+", re.ASCII)


def normalise_phone(text: str) -> str:
    """Return a telephone number as digits, `+84`/`84` as a leading 0; anything else cleaned.

    Short numbers (113, 1900 …) lose only their spaces. What is not a number is kept as words,
    because "gọi nhờ nhà bà Hai" is a way to reach somebody. Raises UnusableText.
    """
    words = " ".join(clean(text).split())
    digits = _PHONE_PUNCTUATION.sub("", words)
    if (abroad := _FROM_ABROAD.fullmatch(digits)) is not None:
        return "0" + abroad[1]
    return digits if _PHONE_DIGITS.fullmatch(digits) else words
