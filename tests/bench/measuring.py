"""Every figure against the floor: both servers are asked in turn, so that load weighs on both."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median

from casework.kernel.ids import Id, id_to_text
from tests.bench.clients import Line, Person, form_token, press, rate
from tests.bench.figures import Figure
from tests.bench.floor import PAGE
from tests.bench.referring import referring
from tests.bench.seeding import THICK, USUAL, Registry, Shape
from tests.bench.serving import Server

CLIENTS = 8
WORKERS = 2
MISSPELT = ("nguyen thi hao", "y blio", "tran ngoc huogn", "y kreem", "pham thj lna")
"""What somebody types who has only heard the name."""


@dataclass(frozen=True)
class Effort:
    """How much is measured: rounds of requests, files opened, seconds under load."""

    rounds: int = 20
    files: int = 40
    seconds: float = 4.0
    turns: int = 3
    sign_ins: int = 5


@dataclass
class Bench:
    """Two running servers, and the desk that opens more files while they run."""

    floor: Server
    ours: Server
    registry: Registry
    people: Sequence[Person]
    receiver: Id
    """The desk that files are referred to."""
    effort: Effort
    plain: Line = field(init=False)
    desk: Line = field(init=False)

    def __post_init__(self) -> None:
        """Sit down at both."""
        self.plain = Line(self.floor.port)
        self.desk = self.people[0].sign_in(self.ours.port)

    def figures(self) -> Iterator[Figure]:
        """Yield every figure as soon as it is measured."""
        yield from self._opening()
        yield from self._lists()
        yield from self._searching()
        yield from self._referring()
        yield self._load()
        yield from self._signing_in()
        yield self._memory()

    def _opening(self) -> Iterator[Figure]:
        usual = self._new_files(USUAL)
        first = [self.desk.page(path).seconds for path in usual]
        base, again = self._in_turn(_plain_cases(), usual)
        yield _against("open a file, p50", base, again, goal=3)
        yield _against("open a file for the first time, p50", base, first, goal=8)
        thick = self._new_files(THICK)
        for path in thick * 2:  # each worker meets each signature once
            self.desk.page(path)
        base, again = self._in_turn(_plain_cases(), thick)
        yield _against("open a file of 30 records, p50", base, again, goal=5)

    def _lists(self) -> Iterator[Figure]:
        for name, path in (("my work of 25, p50", "/"), ("list of 25 cases, p50", "/cases")):
            base, ours = self._in_turn(["/"], [path])
            yield _against(name, base, ours, goal=3)

    def _searching(self) -> Iterator[Figure]:
        """One unit's search among all that was seeded; each worker has packed its segments once."""
        form = {"csrf_token": form_token(self.desk.page("/cases").body)}
        first = [self._search(form, MISSPELT[0]) for _ in range(WORKERS * 4)]
        again = [self._search(form, words) for words, _ in zip(cycle(MISSPELT), range(40))]
        half, most = median(again), sorted(again)[int(len(again) * 0.95)]
        measured = f"median {half:.0f} ms; the first of a worker {max(first):.0f} ms"
        yield Figure("search by a misspelt name, p95", most, 150, "ms", measured=measured)

    def _referring(self) -> Iterator[Figure]:
        """Each of these files is referred and taken back once; both workers have met it by then."""
        files = self._new_files(USUAL)
        for path in files * 2:
            self.desk.page(path)
        yield from referring(self.desk, files, self.receiver)

    def _search(self, form: dict[str, str], words: str) -> float:
        answer = self.desk.post("/cases", form | {"words": words})
        if answer.status != 200:
            raise RuntimeError(f"a search answers {answer.status}")
        return answer.seconds * 1000

    def _load(self) -> Figure:
        """Requests a second of eight clients; the two servers take turns, the best turn counts."""
        plain = [Line(self.floor.port) for _ in range(CLIENTS)]
        people = cycle(self.people)
        desks = [next(people).sign_in(self.ours.port) for _ in range(CLIENTS)]
        files = self._new_files(USUAL)
        for path in files * 2:
            self.desk.page(path)
        base, ours, seconds = [], [], self.effort.seconds
        for _ in range(self.effort.turns):
            base.append(rate(plain, _plain_cases(), seconds))
            ours.append(rate(desks, files, seconds))
        for line in (*plain, *desks):
            line.close()
        measured = f"{max(ours):.0f}/s against {max(base):.0f}/s"
        ratio = max(ours) / max(base)
        name = f"open a file, {CLIENTS} clients, requests/s"
        return Figure(name, ratio, 0.30, at_least=True, measured=measured)

    def _signing_in(self) -> Iterator[Figure]:
        """One after the other, then eight at once, in turn: neither meets another machine."""
        people = cycle(self.people)
        alone, together = [], []
        for _ in range(self.effort.sign_ins):
            line, form = next(people).reach(self.ours.port)
            alone.append(press(line, form) * 1000)
            together.append(self._sign_in_at_once(people) * 1000)
        one, all_ = median(alone), median(together)
        yield Figure("sign in", one, 400, "ms", lowest=150, measured=f"median of {len(alone)}")
        measured = f"{all_:.0f} ms until the last is in, against {one:.0f} ms"
        yield Figure("sign in, eight at once", all_ / one, 4.5, measured=measured)

    def _sign_in_at_once(self, people: Iterator[Person]) -> float:
        """Return the seconds until the last of eight who press together is in."""
        ready = [next(people).reach(self.ours.port) for _ in range(CLIENTS)]
        begun = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda pair: press(*pair), ready))
        return time.perf_counter() - begun

    def _memory(self) -> Figure:
        ours, base = self.ours.resident_mb(), self.floor.resident_mb()
        return Figure("memory of two workers", ours, 220, "MB", measured=f"floor {base:.0f} MB")

    def _new_files(self, shape: Shape) -> list[str]:
        return [_address(case) for case in self.registry.open_files(self.effort.files, shape)]

    def _in_turn(self, base: Sequence[str], ours: Sequence[str]) -> tuple[list[float], list[float]]:
        """Return the seconds of each request, some of the floor's and some of ours in turn."""
        plain, desk = cycle(base), cycle(ours)
        at_floor, at_ours = [], []
        for _ in range(self.effort.rounds):
            at_floor += [self.plain.page(next(plain)).seconds for _ in range(10)]
            at_ours += [self.desk.page(next(desk)).seconds for _ in range(10)]
        return at_floor, at_ours


def _plain_cases() -> list[str]:
    return [f"/cases/{number}" for number in range(1, PAGE + 1)]


def _address(case: Id) -> str:
    return f"/cases/{id_to_text(case)}"


def _against(name: str, base: Sequence[float], ours: Sequence[float], goal: float) -> Figure:
    floor, own = median(base) * 1000, median(ours) * 1000
    return Figure(name, own / floor, goal, measured=f"{own:.1f} ms against {floor:.1f} ms")
