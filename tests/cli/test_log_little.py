"""What the server itself writes down: hour, status, milliseconds; nobody's path or address."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bench.clients import Line
from tests.bench.serving import OURS, serving
from tests.factories.commune import TestCommune

_LINE = re.compile(r"\[[^\]]+\] (\d{3}) \d+ ms")


def test_a_line_of_the_access_log_names_neither_path_nor_visitor(
    commune: TestCommune, tmp_path: Path
) -> None:
    commune.house.database.close()  # the server opens the same file
    log = tmp_path / "server.log"
    with serving(OURS, commune.env, log) as server:
        line = Line(server.port)
        found = [line.get(f"/{address}").status for address in ("login", "canary-mau?canary=mau")]
        line.close()
    said = log.read_text()

    lines = [match for each in said.splitlines() if (match := _LINE.fullmatch(each))]
    assert found == [200, 404]
    assert [match.group(1) for match in lines[-2:]] == ["200", "404"]
    assert "canary" not in said
    assert "/login" not in said
    assert not [
        each for each in said.splitlines() if "127.0.0.1" in each and "istening" not in each
    ]
