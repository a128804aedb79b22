"""The tree is RFC 6962's: held against a reference as the RFC writes it, for every small size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.audit import merkle
from casework.audit.merkle import Tree
from casework.crypto.hashing import sha256

LARGEST = 65
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(LARGEST)]

# The published test vectors of Certificate Transparency: eight leaves and the root of each size.
KNOWN_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
KNOWN_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def reference_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 §2.1 defines it."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + reference_root(leaves[:k]) + reference_root(leaves[k:]))


@pytest.mark.parametrize(("size", "root"), KNOWN_ROOTS.items())
def test_published_roots_come_out(size: int, root: str) -> None:
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in KNOWN_LEAVES[:size]]
    assert merkle.root_of(leaves).hex() == root


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_the_frontier_yields_the_root_of_the_reference(size: int) -> None:
    tree = Tree().extended(LEAVES[:size])
    assert tree.root() == reference_root(LEAVES[:size])
    assert merkle.tree_from_bytes(size, tree.to_bytes()) == tree


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_a_tree_grows_to_the_same_in_any_steps(size: int) -> None:
    whole = Tree().extended(LEAVES)
    assert Tree().extended(LEAVES[:size]).extended(LEAVES[size:]) == whole


def test_extending_leaves_the_shorter_tree_as_it_was() -> None:
    tree = Tree().extended(LEAVES[:5])
    tree.extended(LEAVES[5:])
    assert tree == Tree().extended(LEAVES[:5])


@pytest.mark.parametrize(
    ("size", "frontier"),
    [(1, b""), (0, bytes(32)), (3, bytes(32)), (1, bytes(31)), (3, bytes(63)), (-1, bytes(32))],
)
def test_a_frontier_that_does_not_fit_is_refused(size: int, frontier: bytes) -> None:
    with pytest.raises(ValueError, match=r"frontier|32 bytes"):
        merkle.tree_from_bytes(size, frontier)


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_every_leaf_is_proven_and_no_other_place_root_or_leaf(size: int) -> None:
    leaves = LEAVES[:size]
    root = merkle.root_of(leaves)
    for index, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(leaves, index)
        assert merkle.verify_inclusion(leaf, index, size, proof, root)
        assert not merkle.verify_inclusion(leaf, index, size, proof, bytes(32))
        assert not merkle.verify_inclusion(bytes(32), index, size, proof, root)
        assert not merkle.verify_inclusion(leaf, index, size, [*proof, bytes(32)], root)
        assert not merkle.verify_inclusion(leaf, size, size, proof, root)
        if proof:
            assert not merkle.verify_inclusion(leaf, index, size, proof[:-1], root)
        for other in range(size):
            if other != index:
                assert not merkle.verify_inclusion(leaf, other, size, proof, root)


@pytest.mark.parametrize("second", range(1, LARGEST + 1))
def test_every_extension_is_proven_and_no_other(second: int) -> None:
    new = merkle.root_of(LEAVES[:second])
    for first in range(1, second + 1):
        old = merkle.root_of(LEAVES[:first])
        proof = merkle.consistency_proof(LEAVES[:second], first)
        assert merkle.verify_consistency(first, second, proof, old, new)
        assert not merkle.verify_consistency(first, second, [*proof, bytes(32)], old, new)
        assert not merkle.verify_consistency(first, second, proof, bytes(32), new)
        assert not merkle.verify_consistency(first, second, proof, old, bytes(32))
        for place in range(len(proof)):
            broken = [*proof[:place], bytes(32), *proof[place + 1 :]]
            assert not merkle.verify_consistency(first, second, broken, old, new)
        if proof:
            assert not merkle.verify_consistency(first, second, proof[:-1], old, new)


def test_sizes_that_make_no_sense_prove_nothing() -> None:
    root = merkle.root_of(LEAVES)
    assert not merkle.verify_consistency(0, 1, [], root, root)
    assert not merkle.verify_consistency(2, 1, [], root, root)
    assert not merkle.verify_inclusion(LEAVES[0], -1, 1, [], LEAVES[0])
    for first in (0, LARGEST + 1):
        with pytest.raises(ValueError, match="a proof starts"):
            merkle.consistency_proof(LEAVES, first)
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_proof(LEAVES, LARGEST)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=300), st.data())
def test_larger_trees_keep_the_same_promises(leaves: list[bytes], data: st.DataObject) -> None:
    root = merkle.root_of(leaves)
    assert root == reference_root(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(leaves, index)
    assert merkle.verify_inclusion(leaves[index], index, len(leaves), proof, root)
    steps = merkle.consistency_proof(leaves, index + 1)
    old = merkle.root_of(leaves[: index + 1])
    assert merkle.verify_consistency(index + 1, len(leaves), steps, old, root)
