"""`python -m tests.bench`: seeds a commune and a floor, serves both, measures, prints."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from casework.demo.cast import CAST
from casework.demo.founding import FoundedDemo, found_demo
from casework.kernel.clock import SystemClock
from casework.kernel.kinds import UnitKind
from casework.oversight.verification import last_verification
from tests.bench.clients import Person
from tests.bench.figures import Figure, table
from tests.bench.floor import URL, seed_floor
from tests.bench.logs import verifying
from tests.bench.measuring import Bench, Effort
from tests.bench.seeding import SLIM, Registry
from tests.bench.serving import FLOOR, OURS, serving

MILLION = 1_000_000
OFFICER, NURSE = "hung", "mai"
"""Who opens the files, and of whose desk they are referred to."""


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    cases: int = 10_000
    events: int = 20_000
    effort: Effort = field(default_factory=Effort)


QUICK = Options(
    cases=30, events=200, effort=Effort(rounds=1, files=3, seconds=0.2, turns=1, sign_ins=1)
)
"""Everything once, in seconds: to see that it runs, not how fast it is."""


def main() -> None:
    """Measure and print; exits 0 whether goals are met or not, for a busy machine is no defect."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=Options.cases, help="files in the database")
    parser.add_argument("--events", type=int, default=Options.events, help="events to verify")
    parser.add_argument("--quick", action="store_true", help="everything once, in seconds")
    asked = parser.parse_args()
    options = QUICK if asked.quick else Options(asked.cases, asked.events)
    print(f"load before: {_load()}; {options.cases} cases", file=sys.stderr)
    figures = list(measure(options))
    print(table(figures))
    print(f"load after: {_load()}, of {os.cpu_count()} processors", file=sys.stderr)


def measure(options: Options) -> Iterator[Figure]:
    """Yield every figure, each as soon as it is known."""
    with tempfile.TemporaryDirectory(prefix="cw-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        floor_url = f"sqlite:///{folder / 'floor.sqlite3'}"
        seed_floor(floor_url, options.cases)
        instance = folder / "instance"
        cast = [player for player in CAST if player.kind in (UnitKind.POLICE, UnitKind.HEALTH)]
        demo = found_demo(instance, {}, SystemClock(), cast)
        stack.callback(demo.house.database.close)
        registry = Registry(demo.house, demo.hands[OFFICER])
        registry.open_files(options.cases, SLIM)
        floor = stack.enter_context(serving(FLOOR, {URL: floor_url}, folder / "floor.log"))
        env = {"CASEWORK_INSTANCE": str(instance)}
        ours = stack.enter_context(serving(OURS, env, folder / "ours.log"))
        yield _verified_at_start(demo, options.cases)
        police = [a for a in reversed(demo.accounts) if a.unit_kind == UnitKind.POLICE]
        people = [Person(a.username, a.password) for a in police]
        receiver = demo.hands[NURSE].keyring.unit
        yield from Bench(floor, ours, registry, people, receiver, options.effort).figures()
        seconds = MILLION / verifying(folder, options.events)
        measured = f"reckoned from {options.events} events"
        yield Figure("verify a log of 1,000,000 events", seconds, 10, "s", measured=measured)


def _verified_at_start(demo: FoundedDemo, cases: int) -> Figure:
    """Wait until the new server has verified everything: it would be measured along otherwise."""
    begun = time.perf_counter()
    while (found := last_verification(demo.house.settings)) is None:
        time.sleep(0.05)
    if not found.sound:
        raise RuntimeError("what was seeded is not sound")
    seconds = time.perf_counter() - begun
    return Figure("verify everything at the start", seconds, 60, "s", measured=f"{cases} cases")


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


if __name__ == "__main__":
    main()
