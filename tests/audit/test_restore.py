"""Only a restore, told in the log itself, lets a shorter log go on: in a new era."""

import pytest
from sqlalchemy import delete, update

from casework.audit.checkpoints import open_note
from casework.audit.models import EVENT_CASES, EVENTS, HEADS, TIPS
from casework.kernel.errors import LogBehindAnchor, LogBroken
from tests.audit.logs import PUBLIC, SOMEBODY, Log, head_of


@pytest.fixture
def rolled_back(log: Log) -> Log:
    """A log of 5 events whose anchor and one checkpoint know 8."""
    log.write(5)
    backup = log.anchor.read()
    assert backup is not None
    log.write(3)
    with log.tampering() as connection:
        for table in (EVENTS, EVENT_CASES, TIPS):
            connection.execute(delete(table).where(table.c.idx >= 5))
        tree = backup.tree
        connection.execute(update(HEADS).values(**head_of(tree)))
    return log


def test_a_restored_log_goes_on_in_a_new_era(rolled_back: Log) -> None:
    early = rolled_back.ledger.checkpoint()
    with pytest.raises(LogBehindAnchor):
        rolled_back.write(1)
    signed = rolled_back.ledger.restore(SOMEBODY)
    assert open_note(signed.note, PUBLIC) == signed.checkpoint
    assert (signed.checkpoint.era, signed.checkpoint.size) == (2, 6)
    rolled_back.write(2)
    report = rolled_back.ledger.verify(notes=[early.note, signed.note])
    assert (report.size, report.faults) == (8, [])


def test_a_restored_log_may_have_lost_its_anchor(rolled_back: Log) -> None:
    rolled_back.anchor_path.unlink()
    rolled_back.ledger.restore(SOMEBODY)
    rolled_back.write(1)
    assert rolled_back.ledger.verify().sound


def test_a_crash_before_the_anchor_follows_is_mended_by_restoring_again(rolled_back: Log) -> None:
    old = rolled_back.anchor_path.read_bytes()
    rolled_back.ledger.restore(SOMEBODY)
    rolled_back.anchor_path.write_bytes(old)
    with pytest.raises(LogBroken):
        rolled_back.write(1)
    assert rolled_back.ledger.restore(SOMEBODY).checkpoint.era == 3
    rolled_back.write(1)
    assert rolled_back.ledger.verify().sound


def test_a_log_that_is_not_sound_in_itself_is_not_accepted(rolled_back: Log) -> None:
    with rolled_back.tampering() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.idx == 3).values(actor=b"!" * 16))
    with pytest.raises(LogBroken):
        rolled_back.ledger.restore(SOMEBODY)


def test_an_era_that_nobody_restored_is_a_fault(log: Log) -> None:
    log.write(3)
    with log.tampering() as connection:
        connection.execute(update(HEADS).values(era=2))
    assert not log.ledger.verify().sound
