"""A log that does not extend its anchor serves nobody; one that lags behind its log does."""

import pytest
from sqlalchemy import delete, update

from casework.audit.actions import Action
from casework.audit.anchor import Anchored
from casework.audit.errors import ReceiptMissing
from casework.audit.merkle import Tree
from casework.audit.models import EVENT_CASES, EVENTS, HEADS, TIPS
from casework.kernel.errors import (
    AnchorMissing,
    LogBehindAnchor,
    LogBroken,
    LogForked,
    LogUnavailable,
)
from tests.audit.logs import SOMEBODY, Log, OpenLog, head_of


def roll_back_to(log: Log, size: int, tree: Tree) -> None:
    """Make the database what it was at `size` events."""
    with log.tampering() as connection:
        for table in (EVENTS, EVENT_CASES, TIPS):
            connection.execute(delete(table).where(table.c.idx >= size))
        connection.execute(update(HEADS).values(**head_of(tree)))


def test_a_database_rolled_back_is_refused_and_halts(log: Log) -> None:
    log.write(3)
    before = log.anchor.read()
    assert before is not None
    log.write(2)
    roll_back_to(log, 3, before.tree)
    with pytest.raises(LogBehindAnchor):
        log.write(1)
    assert log.ledger.is_halted


def test_a_database_rolled_back_and_grown_again_is_refused(log: Log, open_another: OpenLog) -> None:
    log.write(3)
    before = log.anchor.read()
    assert before is not None
    log.write(2)
    roll_back_to(log, 3, before.tree)
    other = open_another(anchor="other")
    other.anchor.advance(None, before)
    other.write(2)
    with pytest.raises(LogForked):
        log.write(1)
    log.ledger.resume()
    other.write(1)  # longer than the anchor now, and still not its extension
    with pytest.raises(LogForked):
        log.write(1)
    assert log.ledger.is_halted


def test_an_emptied_database_is_refused(log: Log) -> None:
    log.write(2)
    roll_back_to(log, 0, Tree())
    with pytest.raises(LogBehindAnchor):
        log.write(1)
    log.ledger.resume()
    with log.tampering() as connection:
        connection.execute(delete(HEADS))
    with pytest.raises(LogBehindAnchor):
        log.ledger.require_sound()


def test_a_lost_anchor_stops_a_log_that_has_events(log: Log) -> None:
    log.write(1)
    log.anchor_path.unlink()
    with pytest.raises(AnchorMissing):
        log.ledger.require_sound()
    with pytest.raises(AnchorMissing):
        log.write(1)


def test_a_head_that_contradicts_itself_is_refused(log: Log) -> None:
    log.write(3)
    for values in ({"root": bytes(32)}, {"frontier": bytes(64)}, {"frontier": b""}, {"size": 4}):
        with log.tampering() as connection:
            good = connection.execute(HEADS.select()).one()
            connection.execute(update(HEADS).values(**values))
        with pytest.raises(LogBroken):
            log.write(1)
        log.ledger.resume()
        with log.tampering() as connection:
            connection.execute(update(HEADS).values(**good._mapping))
    log.write(1)


def test_a_crash_between_commit_and_anchor_heals_by_itself(log: Log) -> None:
    log.write(2)
    lagging = log.anchor_path.read_bytes()
    log.write(3)
    log.anchor_path.write_bytes(lagging)
    log.write(1)
    anchored = log.anchor.read()
    assert anchored is not None
    assert anchored.size == 6
    assert log.ledger.verify().sound


def test_a_crash_right_after_the_first_event_heals_by_itself(log: Log) -> None:
    log.anchor.advance(None, Anchored(1, Tree()))
    lagging = log.anchor_path.read_bytes()
    log.write(1)
    log.anchor_path.write_bytes(lagging)
    log.write(1)
    assert log.ledger.verify().size == 2


def test_events_beyond_a_lagging_anchor_must_be_the_ones_that_were_hashed(log: Log) -> None:
    log.write(2)
    lagging = log.anchor_path.read_bytes()
    log.write(3)
    log.anchor_path.write_bytes(lagging)
    with log.tampering() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.idx == 3).values(event=b"other"))
    with pytest.raises(LogForked):
        log.write(1)


def test_another_era_than_the_anchors_is_refused(log: Log) -> None:
    log.write(2)
    with log.tampering() as connection:
        connection.execute(update(HEADS).values(era=2))
    with pytest.raises(LogForked):
        log.write(1)


class AnchorThatFails:
    """The real anchor on a disk whose writes fail."""

    def __init__(self, log: Log) -> None:
        self.read = log.anchor.read
        self.begin_era = log.anchor.begin_era
        self.halt = log.anchor.halt
        self.halted = log.anchor.halted
        self.resume = log.anchor.resume

    def advance(self, old: Anchored | None, new: Anchored) -> Anchored:
        raise OSError("no space left on device")


def test_without_the_anchor_there_is_no_receipt(log: Log) -> None:
    log.write(1)
    whole = log.ledger._anchor
    log.ledger._anchor = AnchorThatFails(log)
    with (
        pytest.raises(LogUnavailable) as caught,
        log.ledger.entry(SOMEBODY, Action.CASE_VIEW) as entry,
    ):
        pass
    assert isinstance(caught.value.__cause__, OSError)
    with pytest.raises(ReceiptMissing):
        _ = entry.receipt
    log.ledger._anchor = whole
    log.write(1)
    assert log.ledger.verify().size == 3, "the event was committed; only its content stayed"


def test_an_unreadable_anchor_answers_unavailable(log: Log) -> None:
    log.write(1)
    log.anchor_path.rename(log.anchor_path.with_name("aside"))
    log.anchor_path.mkdir()
    with pytest.raises(LogUnavailable):
        log.write(1)


def test_events_appended_by_a_database_writer_are_no_crash_lag(log: Log) -> None:
    """A log ahead of its anchor is believed only with the log key's signature over its head."""
    log.write(3)
    anchored = log.anchor.read()
    assert anchored is not None
    aside = log.anchor_path.read_bytes()
    log.write(1)
    log.anchor_path.write_bytes(aside)
    log.write(1)  # an honest lag: the head is signed
    aside = log.anchor_path.read_bytes()
    log.write(1)
    log.anchor_path.write_bytes(aside)
    with log.tampering() as connection:
        connection.execute(update(HEADS).values(signature=bytes(64)))
    with pytest.raises(LogForked):
        log.write(1)
    assert log.ledger.is_halted
