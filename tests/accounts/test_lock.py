"""Locking takes the keys away at once; the same person comes back, and what was typed with them."""

from __future__ import annotations

from flask.testing import FlaskClient

from casework.audit.actions import Action
from casework.audit.pages import page_of_events
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read, send, text


def _locked(commune: TestCommune) -> FlaskClient:
    client = commune.client("hung")
    answer = send(client, "/lock", read(client, "/"))
    assert (answer.status_code, answer.location) == (303, "/lock")
    return client


def test_a_locked_page_shows_nothing_of_what_was_there(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    client = commune.client("hung")
    assert SURVIVOR in read(client, "/")
    send(client, "/lock", read(client, "/"))
    page = read(client, "/lock")
    assert SURVIVOR not in page
    assert "Công an" not in page
    assert client.get("/").location == "/lock"
    assert client.get("/cases").location.startswith("/lock")


def test_the_same_password_unlocks_and_another_does_not(commune: TestCommune) -> None:
    client = _locked(commune)
    assert send(client, "/lock", password=commune.password("mai")).status_code == 401
    assert client.get("/").location == "/lock"
    answer = send(client, "/lock", password=commune.password("hung"), next="/cases")
    assert answer.location == "/cases"
    read(client, "/")


def test_unlocking_goes_on_in_the_same_session_of_the_log(commune: TestCommune) -> None:
    client = _locked(commune)
    send(client, "/lock", password=commune.password("hung"))
    with commune.house.database.read() as db:
        unlocked, locked = page_of_events(db, count=2)
    assert (locked.action, unlocked.action) == (Action.SESSION_LOCK, Action.SESSION_UNLOCK)
    assert unlocked.session == locked.session


def test_what_was_typed_when_it_locked_is_offered_after_unlocking(commune: TestCommune) -> None:
    client = commune.client("hung")
    page = read(client, "/")
    send(client, "/unsaved/keep", page, kept_address="/cases/new", line="Chị gọi lúc nửa đêm")
    answer = send(client, "/lock", password=commune.password("hung"))
    assert answer.location == "/unsaved"
    assert "Chị gọi lúc nửa đêm" in read(client, "/unsaved")


def test_a_desk_locks_although_the_log_cannot_be_written(commune: TestCommune) -> None:
    client = commune.client("hung")
    page = read(client, "/")
    commune.house.ledger.halt("a test")
    assert send(client, "/lock", page).location == "/lock"
    assert client.get("/").location == "/lock"


def test_signing_out_ends_an_open_and_a_locked_session(commune: TestCommune) -> None:
    for client in (commune.client("hung"), _locked(commune)):
        page = text(client.get("/", follow_redirects=True))
        assert send(client, "/logout", page).location == "/login"
        assert client.get("/").location == "/login"


def test_nobody_has_nothing_to_unlock(commune: TestCommune) -> None:
    client = commune.client()
    assert client.get("/lock").location == "/login"
    assert send(client, "/lock", read(client, "/login"), password="x").location == "/login"
