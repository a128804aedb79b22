"""The commands of an operator say what is so, by their exit code too, and show no secret."""

from __future__ import annotations

import json

from click.testing import Result
from sqlalchemy import text as sql

from casework.accounts import service
from casework.app import create_app
from casework.audit.export import check_export
from casework.kernel.kinds import Role
from tests.factories.commune import RUN_KEY, TestCommune
from tests.factories.files import SURVIVOR, opened_file


def _run(commune: TestCommune, *args: str) -> Result:
    app = create_app(commune.env, clock=commune.clock, run_key=RUN_KEY)
    done = app.test_cli_runner().invoke(args=["casework", *args])
    app.extensions["casework"].database.close()
    return done


def test_a_sound_log_exits_0(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    done = _run(commune, "audit", "verify")
    assert (done.exit_code, "sound" in done.output) == (0, True)
    verdict = json.loads(_run(commune, "audit", "verify", "--json").output)
    assert (verdict["sound"], verdict["log"], verdict["objects"]) == (True, [], [])


def test_a_broken_log_exits_1_and_says_where_also_the_second_time(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    with commune.house.database.write() as db:
        db.execute(sql("UPDATE grants SET sealed = zeroblob(80)" if _is_sqlite(commune) else _PG))
        db.commit()
    for _ in range(2):
        done = _run(commune, "audit", "verify", "--json")
        assert done.exit_code == 1
        verdict = json.loads(done.output)
        assert {fault["kind"] for fault in verdict["objects"]} == {"grant"}
    assert commune.house.ledger.is_halted


_PG = "UPDATE grants SET sealed = decode(repeat('00', 80), 'hex')"


def _is_sqlite(commune: TestCommune) -> bool:
    return commune.house.database.dialect == "sqlite"


def test_a_forked_log_can_still_be_verified_and_exported(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    with commune.house.database.write() as db:
        db.execute(sql("UPDATE audit_head SET size = size - 1"))
        db.commit()
    assert _run(commune, "audit", "verify").exit_code == 1
    out = commune.folder / "evidence.jsonl"
    done = _run(commune, "audit", "export", str(out))
    assert done.exit_code == 0, done.output
    assert "halted" in done.output


def test_an_export_is_whole_private_and_without_names(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    out = commune.folder / "log.jsonl"
    assert _run(commune, "audit", "export", str(out)).exit_code == 0
    with commune.house.database.read() as db:
        key = commune.house.roster(db).log_public
    with out.open(encoding="utf-8") as lines:
        size = check_export(lines, key)
    assert size == commune.house.ledger.checkpoint().checkpoint.size
    assert out.stat().st_mode & 0o777 == 0o600
    assert SURVIVOR not in out.read_text(encoding="utf-8")


def test_a_tick_sweeps_and_verifies_and_may_be_repeated(commune: TestCommune) -> None:
    service.invite(commune.house, commune.hand("thanh"), Role.WORKER)
    for _ in range(2):
        assert _run(commune, "tick").exit_code == 0
    noted = commune.folder / "last-verification.json"
    assert json.loads(noted.read_text())["sound"]
    assert len(service.people(commune.house, commune.hand("thanh")).unanswered) == 1


def test_settings_are_shown_without_secrets(commune: TestCommune) -> None:
    shown = _run(commune, "settings").output
    assert "secrets.pepper = •••" in shown
    assert "session.idle_minutes = 15" in shown
    pepper = (commune.folder / "secrets" / "pepper").read_bytes()
    assert pepper.hex() not in shown
