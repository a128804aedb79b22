"""A wrong configuration is told in one clear line, and nothing is served."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.database.engine import make_engine
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file

ROOT = Path(__file__).parents[2]


def start(commune: TestCommune, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as the server's own user would, with this commune's environment."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **commune.env, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def missing_pepper(commune: TestCommune) -> None:
    (commune.folder / "secrets" / "pepper").unlink()


def readable_log_key(commune: TestCommune) -> None:
    (commune.folder / "secrets" / "log-key").chmod(0o644)


def open_secrets_folder(commune: TestCommune) -> None:
    (commune.folder / "secrets").chmod(0o755)


def old_schema(commune: TestCommune) -> None:
    commune.house.database.close()
    engine = make_engine(commune.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    engine.dispose()


def unknown_setting(commune: TestCommune) -> None:
    with (commune.folder / "instance.toml").open("a") as file:
        file.write("\n[server]\nprot = 8000\n")


def public_without_tls(commune: TestCommune) -> None:
    with (commune.folder / "instance.toml").open("a") as file:
        file.write('\n[server]\nhost = "0.0.0.0"\n')


@pytest.mark.parametrize(
    ("break_it", "named"),
    [
        (missing_pepper, "pepper"),
        (readable_log_key, "log-key"),
        (open_secrets_folder, "secrets"),
        (old_schema, "0000"),
        (unknown_setting, "prot"),
        (public_without_tls, "TLS"),
    ],
)
def test_it_says_what_is_wrong_in_one_line(
    commune: TestCommune, break_it: Callable[[TestCommune], None], named: str
) -> None:
    break_it(commune)
    done = start(commune, "-c", "import wsgi")
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("Casework does not start: ")
    assert named.lower() in line.lower()


def test_a_sound_instance_starts(commune: TestCommune) -> None:
    assert start(commune, "-c", "import wsgi").returncode == 0


def test_a_server_refuses_a_log_that_does_not_extend_its_anchor(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    _move_head_back(commune)
    serve = ("-m", "gunicorn", "-c", "config/gunicorn.conf.py", "-b", "127.0.0.1:0", "wsgi:app")
    done = start(commune, *serve)
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if "Casework does not start" in line]
    assert len(said) == 1
    assert "the log is not sound" in said[0]
    assert "Traceback" not in done.stderr


def _move_head_back(commune: TestCommune) -> None:
    """Let the log end before its anchor, as in a database restored from an older copy."""
    commune.house.database.close()
    engine = make_engine(commune.url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE audit_head NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql("UPDATE audit_head SET size = size - 1")
    engine.dispose()
