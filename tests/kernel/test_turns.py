"""So many at once, over threads and forked processes; whoever is killed gives the place back."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from threading import Thread

from casework.kernel.turns import Turns

PATIENCE_SECONDS = 20
FORK = get_context("fork")  # as workers come from their master


def _work(turns: Turns, inside: Synchronized[int], most: Synchronized[int], times: int) -> None:
    for _ in range(times):
        with turns.turn():
            with inside.get_lock():
                inside.value += 1
                most.value = max(most.value, inside.value)
            time.sleep(0.005)
            with inside.get_lock():
                inside.value -= 1


def _in_threads(turns: Turns, inside: Synchronized[int], most: Synchronized[int]) -> None:
    threads = [Thread(target=_work, args=(turns, inside, most, 8)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)


def test_two_processes_of_three_threads_are_never_more_than_the_places() -> None:
    turns, inside, most = Turns(2), FORK.Value("i", 0), FORK.Value("i", 0)
    workers = [FORK.Process(target=_in_threads, args=(turns, inside, most)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE_SECONDS)

    assert [worker.exitcode for worker in workers] == [0, 0]
    assert most.value == 2
    assert inside.value == 0


def _hold(turns: Turns, has_it: Synchronized[int]) -> None:
    with turns.turn():
        has_it.value = 1
        time.sleep(PATIENCE_SECONDS)


def test_a_killed_process_gives_its_place_back() -> None:
    turns, has_it = Turns(1), FORK.Value("i", 0)
    holder = FORK.Process(target=_hold, args=(turns, has_it))
    holder.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while not has_it.value and time.monotonic() < until:
        time.sleep(0.01)
    assert has_it.value
    assert holder.pid is not None

    os.kill(holder.pid, signal.SIGKILL)
    holder.join(PATIENCE_SECONDS)
    entered = Thread(target=_work, args=(turns, FORK.Value("i", 0), FORK.Value("i", 0), 1))
    entered.daemon = True
    entered.start()
    entered.join(PATIENCE_SECONDS / 4)
    assert not entered.is_alive()


def test_a_failure_gives_the_place_back() -> None:
    turns = Turns(1)
    for _ in range(3):
        try:
            with turns.turn():
                raise ValueError
        except ValueError:
            continue
    with turns.turn():
        pass
