"""Signed checkpoints that others have kept tell a log that was forked or cut."""

from sqlalchemy import select

from casework.audit.actions import Action
from casework.audit.checkpoints import Checkpoint, sign_checkpoint
from casework.audit.merkle import Tree, root_of
from casework.audit.models import EVENTS
from casework.audit.verification import verify_log
from casework.audit.walk import Fault, What
from casework.crypto import signatures
from tests.audit.forging import rehash, replace_event
from tests.audit.logs import COMMUNE, KEY, OTHER, PUBLIC, SIZE, Log, verify


def test_a_checkpoint_that_somebody_kept_tells_a_fork(written: Log) -> None:
    with written.database.read() as db:
        leaves = [row.leaf for row in db.execute(select(EVENTS.c.leaf).order_by(EVENTS.c.idx))]
    notes = [
        sign_checkpoint(Checkpoint(COMMUNE, 1, size, root_of(leaves[:size])), KEY).note
        for size in (0, 5, 13, SIZE)
    ]
    assert verify(written, notes=notes).sound
    with written.tampering() as connection:
        replace_event(connection, 9, action=Action.CASE_VIEW)
        rehash(connection)
    with written.database.read() as db:
        faults = verify_log(db, COMMUNE, PUBLIC, None, notes=notes).faults
    assert faults == [Fault(5, What.NOTE), Fault(5, What.NOTE)]


def test_a_checkpoint_of_a_longer_log_tells_that_the_end_is_cut_off(written: Log) -> None:
    note = sign_checkpoint(Checkpoint(COMMUNE, 1, SIZE + 3, bytes(32)), KEY).note
    assert verify(written, notes=[note]).faults == [Fault(SIZE, What.SHORTER)]


def test_a_checkpoint_by_another_key_or_of_another_commune_is_a_fault(written: Log) -> None:
    checkpoint = Checkpoint(COMMUNE, 1, 0, Tree().root())
    stranger = sign_checkpoint(checkpoint, signatures.ReadySeed(signatures.generate().private)).note
    elsewhere = sign_checkpoint(Checkpoint(OTHER, 1, 0, Tree().root()), KEY).note
    for note in (stranger, elsewhere):
        assert verify(written, notes=[note]).faults == [Fault(0, What.FALSE_NOTE)]
