"""A server killed while it looks after files leaves each as it was or as it shall be."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time

import pytest
from sqlalchemy import func, select

from casework.cases.service import view_case
from casework.vault.models import EmergencySeal, FactDue, PendingFact, RotationMark
from casework.vault.upkeep import Upkeep
from casework.vault.verification import verify_objects
from tests.attacks.crashing import Doomed
from tests.attacks.tending import CHORES, tend_until_killed
from tests.attacks.test_crash import known_cases, reopened
from tests.factories.commune import TestCommune

LONGEST = 0.3
"""Seconds within which a server is killed: some two files, in every stage of their upkeep."""


def kill_a_caretaker(commune: TestCommune) -> None:
    """Start a server, let it look after files, kill it at a moment of chance."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.attacks.tending"])
    mine, its = processes.Pipe(duplex=False)
    doomed = Doomed(commune.folder, commune.env, commune.prepared.keyrings["hung"])
    receiver = commune.hand("mai").keyring.unit
    server = processes.Process(target=tend_until_killed, args=(doomed, receiver, its))
    server.start()
    its.close()
    mine.recv()
    time.sleep(random.uniform(0, LONGEST))  # noqa: S311 - chance, not a secret
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    server.join()
    mine.close()
    server.close()


def crash_and_finish(commune: TestCommune, rounds: int) -> None:
    """Crash so often; each time the log is sound, and the next server finishes what is due."""
    commune.house.database.close()
    hung = commune.hand("hung")
    for _ in range(rounds):
        kill_a_caretaker(commune)
        with reopened(commune) as house:
            assert house.ledger.verify().sound
            with house.database.read() as db:
                assert list(verify_objects(house, db)) == []
            upkeep = Upkeep(CHORES)
            while upkeep.catch_up(house, hung, 20):
                pass
            cases = known_cases(house)
            with house.database.read() as db:
                left = [
                    db.scalar(select(func.count()).select_from(m)) for m in (RotationMark, FactDue)
                ]
                kept = [
                    db.scalar(select(func.count()).select_from(m))
                    for m in (EmergencySeal, PendingFact)
                ]
            assert left == [0, 0]
            assert kept == [len(cases), len(cases)]
            assert all(view_case(house, hung, case).parts for case in cases)


def test_five_crashes_leave_nothing_half_done(commune: TestCommune) -> None:
    crash_and_finish(commune, 5)


@pytest.mark.long
def test_a_hundred_crashes_leave_nothing_half_done(commune: TestCommune) -> None:
    crash_and_finish(commune, 100)
