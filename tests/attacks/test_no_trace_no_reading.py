"""P3: where the log cannot be written, nothing is shown and nothing is half written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from casework.audit.anchor import Anchored, FileAnchor
from casework.audit.ledger import Ledger
from casework.cases.listing import list_cases
from casework.cases.search import search_cases
from casework.cases.service import Saving, save_part, view_case
from casework.kernel.errors import (
    AnchorMissing,
    BadSettings,
    CaseworkError,
    DatabaseBusy,
    DiskFull,
    LogUnavailable,
)
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.kernel.settings import LOG_HEAD, LOG_KEY, read_secret
from casework.workspace.items import work_of
from tests.attacks.scene import Scene
from tests.attacks.writer import Snapshot, all_tables
from tests.factories.files import SURVIVOR, Note, opened_file

VERBS: dict[str, Callable[[Scene], object]] = {
    "view": lambda scene: view_case(scene.house, scene.hung, scene.case),
    "view of a stranger": lambda scene: view_case(scene.house, scene.hand("mai"), scene.case),
    "list": lambda scene: list_cases(scene.house, scene.hung),
    "search": lambda scene: search_cases(scene.house, scene.hung, SURVIVOR),
    "my work": lambda scene: work_of(scene.house, scene.hung),
    "open": lambda scene: opened_file(scene.house, scene.hung),
    "save": lambda scene: save_part(scene.house, scene.hung, scene.case, fresh_note()),
    "grant": lambda scene: scene.grant(),
    "sign in": lambda scene: scene.sign_in(),
}


def fresh_note() -> Saving:
    """Return a new note for the incident's section."""
    return Saving(SectionKind.INCIDENT, Note("Dòng mẫu thêm"), new_id(), 0)


UNLOGGED = ("sign_in_attempts",)
"""Guesses are counted before anything is opened, in a transaction of their own."""


def state(scene: Scene) -> Snapshot:
    """Return every row that only an entry of the log may change."""
    return scene.writer.snapshot(*(t for t in all_tables() if t not in UNLOGGED))


def refused(scene: Scene, verb: str, *errors: type[CaseworkError], committed: bool = False) -> None:
    """Do it: it raises one of these errors, and the database is as it was."""
    before = state(scene)
    with pytest.raises(errors) as caught:
        VERBS[verb](scene)
    assert caught.value.status == 503
    assert committed or state(scene) == before


@contextmanager
def failing_insert(scene: Scene, table: str) -> Iterator[None]:
    """Make the database itself refuse new rows of a table of the log."""
    with scene.writer.transaction() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(
                text(
                    f"CREATE TRIGGER broken BEFORE INSERT ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'broken'); END"
                )
            )
        else:
            connection.execute(
                text(
                    "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'broken'; END $$"
                )
            )
            connection.execute(
                text(
                    f"CREATE TRIGGER broken BEFORE INSERT ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION broken()"
                )
            )
    yield
    with scene.writer.transaction() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER broken"))
        else:
            connection.execute(text("DROP FUNCTION broken CASCADE"))


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_happens_where_events_cannot_be_written(scene: Scene, verb: str) -> None:
    with failing_insert(scene, "audit_events"):
        refused(scene, verb, LogUnavailable)
    if verb != "view of a stranger":
        VERBS[verb](scene)  # and all is well again afterwards


def test_a_first_page_without_its_event_shows_nothing(scene: Scene) -> None:
    client = scene.commune.client("hung")
    with failing_insert(scene, "audit_events"):
        answer = client.get("/")
    assert answer.status_code == 503
    assert SURVIVOR not in answer.get_data(as_text=True)
    assert SURVIVOR in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("verb", ["open", "grant"])
def test_nothing_happens_where_tips_cannot_be_written(scene: Scene, verb: str) -> None:
    with failing_insert(scene, "audit_tips"):
        refused(scene, verb, LogUnavailable)


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_happens_where_the_anchor_cannot_be_read(scene: Scene, verb: str) -> None:
    anchor = scene.house.settings.secrets_dir / LOG_HEAD
    aside = anchor.with_name("aside")
    anchor.rename(aside)
    anchor.mkdir()  # root may write a read-only file, but not into a folder as if it were one
    refused(scene, verb, LogUnavailable)
    anchor.rmdir()
    refused(scene, verb, AnchorMissing)
    aside.rename(anchor)


class StuckAnchor(FileAnchor):
    """An anchor on a disk that has gone read-only since it was read."""

    def advance(self, old: Anchored | None, new: Anchored) -> Anchored:
        """Fail as the file would."""
        raise OSError("read-only file system")


@pytest.mark.parametrize("verb", ["view", "list", "search", "my work", "sign in"])
def test_content_stays_where_the_anchor_does_not_follow(scene: Scene, verb: str) -> None:
    house, secrets = scene.house, scene.house.settings.secrets_dir
    stuck = StuckAnchor(secrets / LOG_HEAD)
    key = read_secret(secrets / LOG_KEY)
    whole = house.ledger
    ledger = Ledger(house.database, stuck, key, house.clock, house.commune)
    object.__setattr__(house, "ledger", ledger)
    refused(scene, verb, LogUnavailable, committed=True)
    object.__setattr__(house, "ledger", whole)
    VERBS[verb](scene)  # the event is committed, the anchor lags, and catches up


def fill_the_disk(scene: Scene) -> None:
    """Leave the house's connections no page to grow by; PostgreSQL is told so by a trigger."""
    engine: Any = scene.house.database._engine
    scene.house.database.close()

    @event.listens_for(engine, "connect")
    def _no_room(connection: Any, _record: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}").close()


@contextmanager
def full_disk(scene: Scene) -> Iterator[None]:
    """Let every write find the disk full."""
    if scene.house.database.dialect == "sqlite":
        fill_the_disk(scene)
        yield
        return
    with scene.writer.transaction() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$"
            )
        )
        connection.execute(
            text(
                "CREATE TRIGGER full_disk BEFORE INSERT ON audit_events "
                "FOR EACH ROW EXECUTE FUNCTION full_disk()"
            )
        )
    yield


@pytest.mark.parametrize("verb", ["open", "save"])
def test_nothing_is_half_written_on_a_full_disk(scene: Scene, verb: str) -> None:
    with full_disk(scene):
        before, error = state(scene), None
        for _ in range(50):  # what free pages there are may take a few files first
            try:
                VERBS[verb](scene)
                before = state(scene)
            except CaseworkError as raised:
                error = raised
                break
        assert isinstance(error, LogUnavailable | DiskFull)
        assert state(scene) == before


def test_nothing_happens_while_somebody_else_holds_the_lock(scene: Scene) -> None:
    before = state(scene)
    with scene.writer.transaction() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("UPDATE audit_head SET era = era"))
        else:
            connection.execute(text("SELECT * FROM audit_head FOR UPDATE"))
        with ThreadPoolExecutor(4) as pool:
            tries = [pool.submit(VERBS[verb], scene) for verb in ("view", "list", "open")]
            errors = [each.exception() for each in tries]
    assert [type(error) for error in errors] == [DatabaseBusy] * 3
    assert state(scene) == before


def test_a_lost_anchor_stops_everything_and_a_restart_does_not_help(scene: Scene) -> None:
    (scene.house.settings.secrets_dir / LOG_HEAD).unlink()
    for verb in VERBS:
        refused(scene, verb, AnchorMissing)
    with pytest.raises(BadSettings):
        scene.restart()
