"""`python -m tests.mutations [word …]`: take each defence out of a copy, and see a test go red.

Words choose mutations whose file or test contains one of them. Exits 1 where a mutant survives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutations.catalogue import MUTATIONS, Mutation

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("casework", "config", "migrations", "templates", "tests", "pyproject.toml", "wsgi.py")
_RED = 1
"""How pytest says that a test has failed; anything else means that it could not run."""
_SECONDS = 300


def mutate(mutation: Mutation, root: Path) -> None:
    """Put the mutant into the tree at `root`; raises ValueError unless its place is found once."""
    path = root / mutation.file
    source = path.read_text(encoding="utf-8")
    if source.count(mutation.source) != 1:
        raise ValueError(f"{mutation.file}: not found once: {mutation.source!r}")
    path.write_text(source.replace(mutation.source, mutation.mutant), encoding="utf-8")


def is_killed(mutation: Mutation) -> bool:
    """Say whether the mutation's test goes red in a copy of the tree that holds the mutant."""
    with tempfile.TemporaryDirectory(prefix="cw-mutant-") as name:
        root = Path(name)
        for part in _COPIED:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, root / part, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, root / part)
        mutate(mutation, root)
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, f"--basetemp={root / 'made'}", mutation.test],
            cwd=root,
            env={**os.environ, "PYTHONPATH": name, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode not in (0, _RED):
            raise RuntimeError(f"{mutation.test} could not run: {done.stdout.decode()[-2000:]}")
        return done.returncode == _RED


def report(mutation: Mutation) -> bool:
    """Print one line about a mutation; return whether it was killed."""
    killed = is_killed(mutation)
    word = "killed  " if killed else "SURVIVED"
    place = f"{mutation.file}: {mutation.source.strip().splitlines()[0]}"
    sys.stdout.write(f"{word} {place}\n         {mutation.test}\n")
    sys.stdout.flush()
    return killed


def main(words: list[str]) -> int:
    """Try the chosen mutations, two at a time; return the exit code."""
    chosen = [
        mutation
        for mutation in MUTATIONS
        if not words or any(word in mutation.file or word in mutation.test for word in words)
    ]
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        killed = sum(pool.map(report, chosen))
    sys.stdout.write(f"{killed} killed, {len(chosen) - killed} survived\n")
    return int(killed != len(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
