"""A public key as eight words that two people can read to each other, Vietnamese or not."""

from functools import cache
from importlib.resources import files

from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label

WORDS = 8

_WORD_BITS = 11


def words(public: bytes) -> str:
    """Return eight words parted by spaces: the first 88 bits of SHA-256(lp("fingerprint", key)).

    88 bits are more than anybody can try keys for (SECURITY §3 asks for at least 80). Each word
    is one of 2,048, so that words count from the most significant bits on.
    """
    digest = int.from_bytes(sha256(lp(Label.FINGERPRINT, public))[: WORDS * _WORD_BITS // 8], "big")
    entries = wordlist()
    mask = len(entries) - 1
    return " ".join(entries[digest >> _WORD_BITS * at & mask] for at in reversed(range(WORDS)))


@cache
def wordlist() -> tuple[str, ...]:
    """Return the 2,048 words in their frozen order: 2 to 6 letters a–z, all different."""
    text = files("casework.crypto").joinpath("wordlist.txt").read_text(encoding="ascii")
    return tuple(text.split())
