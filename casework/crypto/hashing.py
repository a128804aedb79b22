"""Hashes, randomness and comparison come from here, so that no other room imports a primitive."""

import hashlib
import hmac
import secrets

HASH_BYTES = 32


def sha256(*parts: bytes) -> bytes:
    """Return SHA-256 (32 bytes) of the parts laid end to end.

    Nothing separates the parts: all but one must have a fixed length, or the caller frames
    them with `encoding.lp` first.
    """
    return hashlib.sha256(b"".join(parts)).digest()


def random_bytes(count: int) -> bytes:
    """Return so many fresh bytes from the operating system's generator."""
    return secrets.token_bytes(count)


def same(one: bytes, other: bytes) -> bool:
    """Compare two byte strings in time that depends on their lengths only."""
    return hmac.compare_digest(one, other)
