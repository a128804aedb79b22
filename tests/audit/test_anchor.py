"""The anchor's file survives any half-written state, and never goes back."""

import stat
import threading
from pathlib import Path

import pytest

from casework.audit.anchor import Anchored, FileAnchor
from casework.audit.errors import AnchorDamaged
from casework.audit.merkle import Tree, leaf_hash

SLOT = 4096


def state(size: int, era: int = 1) -> Anchored:
    return Anchored(era, Tree().extended(leaf_hash(bytes([n])) for n in range(size)))


@pytest.fixture
def anchor(tmp_path: Path) -> FileAnchor:
    return FileAnchor(tmp_path / "log-head")


def test_there_is_nothing_before_the_first_state(anchor: FileAnchor) -> None:
    assert anchor.read() is None


def test_it_holds_each_state_that_it_is_advanced_to(anchor: FileAnchor, tmp_path: Path) -> None:
    assert anchor.advance(None, state(0)) == state(0)
    for size in range(1, 70):
        assert anchor.advance(state(size - 1), state(size)) == state(size)
        assert anchor.read() == FileAnchor(tmp_path / "log-head").read() == state(size)


def test_only_its_owner_may_read_it_and_nothing_lies_about(
    anchor: FileAnchor, tmp_path: Path
) -> None:
    anchor.advance(None, state(0))
    anchor.advance(state(0), state(1))
    assert [path.name for path in tmp_path.iterdir()] == ["log-head"]
    assert stat.S_IMODE((tmp_path / "log-head").stat().st_mode) == 0o600


def test_what_stands_stays_when_it_is_not_what_was_expected(anchor: FileAnchor) -> None:
    anchor.advance(None, state(0))
    anchor.advance(state(0), state(5))
    assert anchor.advance(state(3), state(9)) == state(5)
    assert anchor.advance(None, state(0)) == state(5)
    assert anchor.read() == state(5)


@pytest.mark.parametrize("new", [state(4), state(5), state(9, era=2)], ids=["back", "same", "era"])
def test_it_moves_forward_only_and_within_its_era(anchor: FileAnchor, new: Anchored) -> None:
    anchor.advance(None, state(0))
    anchor.advance(state(0), state(5))
    with pytest.raises(ValueError, match="forward"):
        anchor.advance(state(5), new)
    assert anchor.read() == state(5)


def test_a_later_era_may_begin_shorter_and_an_earlier_may_not(anchor: FileAnchor) -> None:
    anchor.advance(None, state(0))
    anchor.advance(state(0), state(5))
    anchor.begin_era(state(3, era=2))
    assert anchor.read() == state(3, era=2)
    with pytest.raises(ValueError, match="era"):
        anchor.begin_era(state(60, era=2))


def test_a_write_killed_at_any_byte_leaves_the_state_before_or_after(
    anchor: FileAnchor, tmp_path: Path
) -> None:
    path = tmp_path / "log-head"
    anchor.advance(None, state(0))
    for size in (1, 2, 3, 7):
        before = path.read_bytes()
        old = anchor.read()
        anchor.advance(old, state(size))
        after = path.read_bytes()
        changed = [n for n in range(len(after)) if before[n] != after[n]]
        assert changed[0] // SLOT == changed[-1] // SLOT, "one write touches one slot"
        for cut in range(changed[0], changed[-1] + 2):
            path.write_bytes(after[:cut] + before[cut:])
            found = anchor.read()
            assert found == (state(size) if cut > changed[-1] else old)
            assert anchor.advance(found, state(60)) == state(60), "and it goes on from there"
        path.write_bytes(after)


def test_a_file_without_any_valid_slot_is_refused_and_not_taken_for_none(
    anchor: FileAnchor, tmp_path: Path
) -> None:
    for damage in (b"", b"\x00" * 8192, b"CWHEAD1\n" + bytes(100)):
        (tmp_path / "log-head").write_bytes(damage)
        with pytest.raises(AnchorDamaged):
            anchor.read()
        with pytest.raises(AnchorDamaged):
            anchor.advance(state(0), state(1))


def test_of_many_that_create_it_one_wins_and_all_agree(anchor: FileAnchor, tmp_path: Path) -> None:
    found: list[Anchored] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(anchor.advance(None, state(n))))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.size for one in found} == {found[0].size}
    assert anchor.read() == found[0]
    assert [path.name for path in tmp_path.iterdir()] == ["log-head"]


def test_of_many_that_swap_one_wins(anchor: FileAnchor) -> None:
    anchor.advance(None, state(0))
    found: list[tuple[int, Anchored]] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append((n, anchor.advance(state(0), state(n)))))
        for n in range(1, 9)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [n for n, standing in found if standing.size == n] == [found[0][1].size]


def test_a_halt_stands_until_it_is_lifted_and_keeps_its_first_reason(anchor: FileAnchor) -> None:
    assert anchor.halted() is None
    anchor.halt("event 3")
    anchor.halt("event 9")
    assert anchor.halted() == "event 3"
    anchor.resume()
    anchor.resume()
    assert anchor.halted() is None
