"""The log's tree is RFC 6962: same leaves, same root; proofs show inclusion and extension.

A growing tree is kept as its frontier: the roots of the full subtrees that `size` falls into,
largest first, one for each 1 in the binary form of `size`. Appending needs nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from casework.crypto.hashing import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"")
"""MTH({}) of RFC 6962 §2.1."""


def leaf_hash(event: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ event), RFC 6962 §2.1."""
    return sha256(b"\x00" + event)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1."""
    return sha256(b"\x01" + left + right)


@dataclass(frozen=True)
class Tree:
    """A tree of `size` leaves, known by its frontier (32-byte hashes, largest subtree first).

    Raises ValueError when the frontier has not one hash for each 1 bit of the size.
    """

    size: int = 0
    frontier: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.frontier) != self.size.bit_count():
            raise ValueError("the frontier does not fit the size")
        if set(map(len, self.frontier)) - {HASH_BYTES}:
            raise ValueError("a hash has 32 bytes")

    def extended(self, leaves: Iterable[bytes]) -> "Tree":
        """Return the tree with the leaf hashes appended; this one stays as it is."""
        stack, size = list(self.frontier), self.size
        for leaf in leaves:
            part, carry = leaf, size
            while carry & 1:  # a full subtree to the left: the two become one of twice the size
                part = node_hash(stack.pop(), part)
                carry >>= 1
            stack.append(part)
            size += 1
        return Tree(size, tuple(stack))

    def root(self) -> bytes:
        """Return the Merkle tree hash of all leaves, 32 bytes."""
        return self._root

    @cached_property
    def _root(self) -> bytes:
        if not self.frontier:
            return EMPTY_ROOT
        root = self.frontier[-1]
        for part in reversed(self.frontier[:-1]):
            root = node_hash(part, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the frontier as one string; the size is kept beside it."""
        return b"".join(self.frontier)


@lru_cache(maxsize=16)  # an event reads the same few states from database and anchor, five times
def tree_from_bytes(size: int, frontier: bytes) -> Tree:
    """Read a frontier of `size` leaves; raises ValueError when the two do not fit."""
    parts = [frontier[i : i + HASH_BYTES] for i in range(0, len(frontier), HASH_BYTES)]
    return Tree(size, tuple(parts))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a tree of these leaf hashes."""
    return Tree().extended(leaves).root()


def _split(size: int) -> int:
    """Return the largest power of two below `size`, the k of RFC 6962 §2.1."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return PATH(index, leaves) of RFC 9162 §2.1.3.1, leaf to root."""
    if not 0 <= index < len(leaves):
        raise ValueError("no such leaf")
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion_proof(leaves[:k], index), root_of(leaves[k:])]
    return [*inclusion_proof(leaves[k:], index - k), root_of(leaves[:k])]


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """Return PROOF(first, leaves) of RFC 9162 §2.1.4.1: the first leaves begin this tree."""
    if not 0 < first <= len(leaves):
        raise ValueError("a proof starts from a tree that is not empty and not longer")
    return _subproof(leaves, first, whole=True)


def _subproof(leaves: Sequence[bytes], first: int, *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = _split(len(leaves))
    if first <= k:
        return [*_subproof(leaves[:k], first, whole=whole), root_of(leaves[k:])]
    return [*_subproof(leaves[k:], first - k, whole=False), root_of(leaves[:k])]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Say whether `leaf` is at `index` of the tree of `size` with `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, found = index, size - 1, leaf
    for part in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(part, found)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, part)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Say whether the tree of `second` leaves extends that of `first` (RFC 9162 §2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = [first_root, *proof] if first.bit_count() == 1 else list(proof)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for part in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = node_hash(part, old), node_hash(part, new)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, part)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == first_root and new == second_root
