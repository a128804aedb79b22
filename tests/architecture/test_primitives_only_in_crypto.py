"""Ciphers, hashes and dice are touched in one room only, where a reviewer looks for them."""

from pathlib import Path

from tests.architecture.source import ROOT, imported_modules, parse, python_files, relative

PRIMITIVES = frozenset({"cryptography", "hashlib", "hmac", "random", "secrets", "shamir_mnemonic"})

ALLOWED: dict[str, frozenset[str]] = {
    # file: the primitives that it may import, and why
}


def find_primitives(root: Path) -> list[str]:
    """Say which file outside crypto/ imports which primitive."""
    found = []
    for path in python_files("casework", root=root):
        place = relative(path, root)
        if place.startswith("casework/crypto/"):
            continue
        used = {name.split(".")[0] for name in imported_modules(parse(path))}
        found += [
            f"{place} imports {name}"
            for name in sorted(used & PRIMITIVES - ALLOWED.get(place, frozenset()))
        ]
    return found


def test_only_the_crypto_room_imports_primitives() -> None:
    assert not find_primitives(ROOT), "Add what is missing to casework/crypto and call that"


def test_a_planted_import_is_found_however_it_is_written(tmp_path: Path) -> None:
    room = tmp_path / "casework" / "cases"
    room.mkdir(parents=True)
    (room / "a.py").write_text("def f():\n    from hashlib import sha256\n    return sha256\n")
    (room / "b.py").write_text("import cryptography.hazmat as c\n")
    (room / "c.py").write_text("import hashlibrary, os\n")
    (tmp_path / "casework" / "crypto").mkdir()
    (tmp_path / "casework" / "crypto" / "hashing.py").write_text("import hashlib\n")

    assert find_primitives(tmp_path) == [
        "casework/cases/a.py imports hashlib",
        "casework/cases/b.py imports cryptography",
    ]


def test_every_exception_is_still_needed() -> None:
    for place, names in ALLOWED.items():
        used = {name.split(".")[0] for name in imported_modules(parse(ROOT / place))}
        assert names <= used, f"{place} no longer imports all of {sorted(names)}"
