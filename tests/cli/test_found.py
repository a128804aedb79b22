"""`casework init` prints, once, papers that are enough to begin with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import Result

from casework.app import create_app
from casework.crypto.codewords import parse_code
from casework.crypto.shares import combine
from casework.kernel.clock import SystemClock
from casework.kernel.settings import load_settings
from casework.vault.house import open_house
from tests.factories.commune import TestCommune


def _init(folder: Path, url: str, *more: str) -> Result:
    env = {"CASEWORK_INSTANCE": str(folder), "CASEWORK_DATABASE_URL": url}
    runner = create_app(env).test_cli_runner()
    named = ("--name", "xã Ngọk Mẫu", "--code", "NM", "--phone", "0260 3 000 000")
    return runner.invoke(args=["casework", "init", *named, *more])


def test_the_papers_are_whole(tmp_path: Path, database_url: str) -> None:
    done = _init(tmp_path / "new", database_url, "--unit", "police=Công an xã Ngọk Mẫu")
    assert done.exit_code == 0, done.output
    sheets = done.output.split("\f")
    assert len(sheets) == 1 + 3 + 1 + 3 + 1
    assert "TÁM TỪ NHẬN DẠNG" in sheets[0]
    root = [" ".join(re.findall(r"\d+\. (\w+)", sheet)) for sheet in sheets[1:4]]
    assert combine(root[0], root[1]) == combine(root[1], root[2])
    code = re.search(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", sheets[4])
    assert code is not None
    parse_code(code[0])
    assert "Công an xã Ngọk Mẫu" in sheets[4]
    words = re.search(r"\n {4}((?:[a-z]+ ){7}[a-z]+)\n", sheets[0])
    assert words is not None
    assert words[1] in sheets[4]


def test_the_instance_opens_with_what_was_said(tmp_path: Path, database_url: str) -> None:
    folder = tmp_path / "new"
    assert _init(folder, database_url).exit_code == 0
    env = {"CASEWORK_DATABASE_URL": database_url}
    settings = load_settings(folder, env)
    assert (settings.commune.name, settings.commune.code) == ("xã Ngọk Mẫu", "NM")
    assert not settings.demo
    house = open_house(settings, SystemClock())
    with house.database.read() as db:
        kinds = [unit.kind.value for unit in house.roster(db).units.values()]
    house.database.close()
    assert {"police", "health", "womens_union", "oversight", "administration"} <= set(kinds)
    secret = (folder / "secrets" / "pepper").stat().st_mode & 0o777
    assert secret == 0o600


def test_what_stands_already_is_not_founded_again(commune: TestCommune) -> None:
    done = commune.app.test_cli_runner().invoke(
        args=["casework", "init", "--name", "x", "--code", "X"]
    )
    assert done.exit_code == 1
    assert "holds an instance already" in done.output


@pytest.mark.parametrize("unit", ["police", "police=", "navy=Hải quân"])
def test_a_unit_that_is_none_is_refused_before_anything_is_made(
    tmp_path: Path, database_url: str, unit: str
) -> None:
    folder = tmp_path / "new"
    assert _init(folder, database_url, "--unit", unit).exit_code == 2
    assert not (folder / "secrets").exists()


@pytest.mark.parametrize("code", ["", "nb", "NGOKB", "N B"])
def test_a_code_that_no_number_can_begin_with_is_refused(
    tmp_path: Path, database_url: str, code: str
) -> None:
    folder = tmp_path / "new"
    assert _init(folder, database_url, "--code", code).exit_code == 2
    assert not (folder / "secrets").exists()
