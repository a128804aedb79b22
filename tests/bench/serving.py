"""Both apps run under one kind of server: gunicorn, gthread, two workers, four threads each."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.clients import Line

ROOT = Path(__file__).resolve().parents[2]
OURS = ("-c", "config/gunicorn.conf.py", "wsgi:app")
FLOOR = (
    *("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload"),
    *("--keep-alive", "5", "--access-logfile", "-", "--no-control-socket"),
    "tests.bench.floor:serve()",
)
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A running server: the port that it answers on, and its master process."""

    port: int
    master: int

    def resident_mb(self) -> float:
        """Return what its workers hold resident, in MB; pages that they share count twice."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        return sum(_resident_kib(int(child)) for child in children) / 1024


def _resident_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1])


@contextmanager
def serving(arguments: Sequence[str], env: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Run gunicorn until the block ends; raises RuntimeError with its log if it does not answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as door, log.open("wb") as said:
        port, descriptor = door.getsockname()[1], door.fileno()
        bind = f"fd://{descriptor}"
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", bind, *arguments],
            cwd=ROOT,
            env={**os.environ, **env, "CASEWORK_BIND": bind},
            pass_fds=(descriptor,),
            stdout=said,
            stderr=said,
        )
    try:
        _require_answer(port, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _require_answer(port: int, log: Path) -> None:
    try:
        Line(port, patience=PATIENCE_SECONDS).get("/healthz")
    except OSError as error:
        raise RuntimeError(f"the server does not answer: {log.read_text()[-4000:]}") from error
