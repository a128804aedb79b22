"""Several processes write one log, and any of them may die at any moment."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from casework.audit.anchor import Anchored, FileAnchor
from casework.audit.anchoring import advance
from casework.audit.events import Actor
from casework.kernel.errors import LogForked
from tests.audit.logs import COMMUNE, Log

ROOT = Path(__file__).resolve().parents[2]


def start_writer(log: Log, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.audit.writer", log.url, str(log.anchor_path), str(count)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_two_processes_with_200_entries_each_make_one_sound_log(log: Log) -> None:
    log.write(1)
    writers = [start_writer(log, 200) for _ in range(2)]
    for writer in writers:
        receipts, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, b"")
        assert len(receipts) == 200
    report = log.ledger.verify()
    anchored = log.anchor.read()
    assert (report.size, report.faults) == (401, [])
    assert anchored is not None
    assert (anchored.size, anchored.root) == (401, report.root)


def kill_a_writer(log: Log, after_receipts: int, delay: float) -> int:
    """Let a writer give some receipts, then kill it; return how many it gave."""
    writer = start_writer(log, 10_000)
    assert writer.stdout is not None
    given = len(writer.stdout.read(after_receipts))
    time.sleep(delay)
    writer.kill()
    given += len(writer.stdout.read())
    writer.communicate()
    return given


@pytest.mark.parametrize("round_", range(4))
def test_a_writer_killed_anywhere_leaves_a_sound_log_with_all_it_gave_receipts_for(
    log: Log, round_: int
) -> None:
    log.write(1)
    given = kill_a_writer(log, 5, delay=round_ * 0.0027)
    log.ledger.require_sound()
    report = log.ledger.verify()
    assert report.faults == []
    assert report.size >= 1 + given
    log.write(1)


@pytest.mark.long
def test_many_writers_killed_one_after_another_leave_a_sound_log(log: Log) -> None:
    log.write(1)
    given = sum(kill_a_writer(log, 3, delay=round_ * 0.00071) for round_ in range(30))
    report = log.ledger.verify()
    assert report.faults == []
    assert report.size >= 1 + given


def states(log: Log, count: int) -> list[Anchored]:
    """Write `count` events, and return the state before the first and after each."""
    log.write(1, actor=Actor())
    found = [log.anchor.read()]
    for _ in range(count):
        log.write(1, actor=Actor())
        found.append(log.anchor.read())
    return [state for state in found if state is not None]


@pytest.mark.parametrize("standing", [0, 1, 2, 3, 4])
def test_the_slower_process_is_content_with_where_the_quicker_one_put_the_anchor(
    log: Log, standing: int
) -> None:
    """It read state 0, appended up to state 2, and finds the anchor at any state in between."""
    history = states(log, 4)
    log.anchor_path.unlink()
    log.anchor.advance(None, history[standing])
    advance(log.database, log.anchor, COMMUNE, history[0], history[2])
    assert log.anchor.read() == history[max(standing, 2)]


@pytest.mark.parametrize("standing", [1, 2, 4])
def test_an_anchor_that_another_log_has_moved_gives_no_receipt(log: Log, standing: int) -> None:
    history = states(log, 4)
    other = history[standing].tree.size
    foreign = Anchored(1, type(history[0].tree)().extended([bytes(32)] * other))
    log.anchor_path.unlink()
    log.anchor.advance(None, foreign)
    with pytest.raises(LogForked):
        advance(log.database, log.anchor, COMMUNE, history[0], history[2])
    assert log.anchor.read() == foreign


class Overtaken(FileAnchor):
    """An anchor that another process moves once more, between the first and the second try."""

    def __init__(self, log: Log) -> None:
        super().__init__(log.anchor_path)
        self._others = iter((lambda: None, lambda: log.write(1)))

    def advance(self, old: Anchored | None, new: Anchored) -> Anchored:
        other = threading.Thread(target=next(self._others))
        other.start()
        other.join()
        return super().advance(old, new)


def test_a_page_that_is_overtaken_twice_looks_at_the_log_as_it_is_then(log: Log) -> None:
    """A page reads in one view: the second look would miss what was written after the first."""
    history = states(log, 2)
    log.anchor_path.unlink()
    log.anchor.advance(None, history[1])
    with log.database.one_view():
        advance(log.database, Overtaken(log), COMMUNE, history[0], history[2])
    anchored = log.anchor.read()
    assert anchored is not None
    assert anchored.size == history[2].size + 1
    assert not log.ledger.is_halted
