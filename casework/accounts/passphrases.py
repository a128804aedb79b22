"""Passphrases: five Vietnamese words drawn at random, or the user's own if it is strong enough."""

from __future__ import annotations

from collections.abc import Iterable

from casework.accounts.errors import WeakPassphrase
from casework.crypto.fingerprint import wordlist
from casework.crypto.hashing import random_bytes
from casework.kernel.passphrase_rules import weakness

WORD_COUNT = 5


def offer() -> str:
    """Return five words of the list of 2,048, 55 bits, written without accents."""
    entries = wordlist()
    # 2,048 divides 65,536, so that no word is likelier than another.
    draws = (int.from_bytes(random_bytes(2), "big") % len(entries) for _ in range(WORD_COUNT))
    return " ".join(entries[draw] for draw in draws)


def require_strong(passphrase: str, personal: Iterable[str]) -> None:
    """Raise WeakPassphrase with a Vietnamese reason; ``personal`` are names a guesser would try."""
    reason = weakness(passphrase, personal)
    if reason is not None:
        raise WeakPassphrase(reason)
