"""A server killed at any moment leaves whole files or none, and a log that verifies."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import select

from casework.audit.models import LogEventCase
from casework.cases.service import view_case
from casework.kernel.ids import Id
from casework.kernel.settings import load_settings
from casework.vault.house import House, open_house
from casework.vault.models import Case, DirectoryRow, Grant, Record, SectionEpoch
from casework.vault.verification import verify_objects
from tests.attacks.crashing import NOTES, Doomed, write_until_killed
from tests.attacks.scene import notes
from tests.factories.commune import TestCommune

LONGEST = 0.15
"""Seconds after its start within which a server is killed: some four files."""


Writing = Callable[[Doomed, Connection], None]


def kill_a_server(
    commune: TestCommune, username: str = "hung", writing: Writing = write_until_killed
) -> None:
    """Start a server, let it write, kill it at a moment of chance."""
    # A fork server: forking this process would share its database connections, and starting
    # Python anew would take longer than the whole round.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.attacks.crashing"])
    mine, its = processes.Pipe(duplex=False)
    doomed = Doomed(commune.folder, commune.env, commune.prepared.keyrings[username])
    server = processes.Process(target=writing, args=(doomed, its))
    server.start()
    its.close()
    mine.recv()
    time.sleep(random.uniform(0, LONGEST))  # noqa: S311 - chance, not a secret
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    server.join()
    mine.close()
    assert server.exitcode == -signal.SIGKILL
    server.close()


@contextmanager
def reopened(commune: TestCommune) -> Iterator[House]:
    """Start the server anew, as after a power cut."""
    house = open_house(load_settings(commune.folder, commune.env), commune.clock)
    yield house
    house.database.close()


def known_cases(house: House) -> set[Id]:
    """Return every case of which any table has heard, rows and log alike."""
    models = (Case, SectionEpoch, Grant, Record, DirectoryRow, LogEventCase)
    with house.database.read() as db:
        return {case for model in models for case in db.scalars(select(model.case_id))}


def crash_and_look(commune: TestCommune, rounds: int) -> int:
    """Crash so often, and look each time; returns how many files there are in the end."""
    commune.house.database.close()
    seen: set[Id] = set()
    for _ in range(rounds):
        kill_a_server(commune)
        with reopened(commune) as house:
            house.ledger.require_sound()
            report = house.ledger.verify()
            assert report.sound, report.faults
            with house.database.read() as db:
                assert list(verify_objects(house, db)) == []
            new = known_cases(house) - seen
            for case in new:
                written = view_case(house, commune.hand("hung"), case)
                assert len(written.parts) in (NOTES, NOTES + 1)
                assert len(notes(written)) == len(written.parts)
            seen |= new
    return len(seen)


def test_twenty_crashes_leave_whole_files_and_a_sound_log(commune: TestCommune) -> None:
    assert crash_and_look(commune, 20) >= 20


@pytest.mark.long
def test_three_hundred_crashes_leave_whole_files_and_a_sound_log(commune: TestCommune) -> None:
    assert crash_and_look(commune, 300) >= 300
