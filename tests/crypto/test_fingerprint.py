"""Eight words stand for a key, and the list that they come from never changes."""

import re
from typing import Any

import pytest

from casework.crypto.encoding import lp
from casework.crypto.fingerprint import wordlist, words
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.crypto.signatures import generate
from tests.vectors import load

FROZEN = load("fingerprint")


@pytest.mark.parametrize("vector", FROZEN["fingerprints"], ids=lambda vector: vector["words"])
def test_a_key_has_the_frozen_words(vector: Any) -> None:
    assert words(bytes.fromhex(vector["public"])) == vector["words"]


def test_the_words_are_the_first_88_bits_of_the_hash() -> None:
    public = generate().public
    digest = sha256(lp(Label.FINGERPRINT, public))
    bits = "".join(f"{wordlist().index(word):011b}" for word in words(public).split())
    assert bits == f"{int.from_bytes(digest, 'big'):0256b}"[:88]


def test_the_list_never_changes() -> None:
    assert sha256("\n".join(wordlist()).encode()).hex() == FROZEN["wordlist_sha256"]


def test_the_list_has_2048_different_plain_words() -> None:
    assert len(wordlist()) == len(set(wordlist())) == 2048
    assert all(re.fullmatch("[a-z]{2,6}", word) for word in wordlist())


def test_no_two_words_differ_by_a_swap_of_neighbours_only() -> None:
    entries = set(wordlist())
    for word in entries:
        for at in range(len(word) - 1):
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            assert swapped == word or swapped not in entries
