"""Every role tries every address; complete, for the addresses are asked of the application."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.access.matrix import allows
from casework.audit.events import Outcome, event_from_bytes
from casework.audit.pages import page_of_events
from casework.demo.cast import CAST, Player
from casework.kernel.ids import id_to_text, new_id
from casework.web.guard import Door, declared
from tests.factories.commune import TestCommune, token_of
from tests.factories.files import LINE, SURVIVOR, opened_file

HOLE = re.compile(r"<(?:[^:<>]+:)?([a-z_]+)>")
LEAVING = {"/logout", "/lock", "/unsaved/keep"}
"""Addresses that end or lock the very session that tries them."""

PUBLIC_PAGES = {"/login", "/activate", "/join", "/healthz", "/lock"}


def filled(address: str, value: str) -> str:
    """Return the address with every hole filled by ``value``."""
    return HOLE.sub(value, address)


def tries(commune: TestCommune) -> Iterator[tuple[Door, str]]:
    """Yield every address with each of its methods, but for files and what ends the session."""
    for door in declared(commune.app):
        for method in sorted(door.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            if not door.address.startswith("/static/") and door.address not in LEAVING:
                yield door, method


def someone_who_may(door: Door) -> str:
    """Return one of the cast whom the address serves."""
    asked = None if door.declaration is None else door.declaration.permission
    return next(p.username for p in CAST if asked is None or allows(p.kind, p.role, asked))


def call(client: FlaskClient, method: str, address: str, token: str) -> TestResponse:
    """Ask as a page of ours would: with the session's form token."""
    if method == "GET":
        return client.get(address)
    return client.open(address, method=method, data={"csrf_token": token})


def any_token(client: FlaskClient) -> str:
    """Return the token of the session from a page that everybody has."""
    return token_of(client.get("/").get_data(as_text=True))


def test_every_address_declares_whom_it_serves(commune: TestCommune) -> None:
    silent = [door.address for door in declared(commune.app) if door.declaration is None]
    assert not silent, f"put @requires, @signed_in or @public on the views of {silent}"


def test_an_address_that_declares_nothing_is_not_found(commune: TestCommune) -> None:
    commune.app.add_url_rule("/forgotten", "forgotten", lambda: "content")
    assert commune.client("hung").get("/forgotten").status_code == 404


@pytest.mark.parametrize("player", CAST, ids=lambda player: player.username)
def test_nobody_gets_past_what_an_address_asks(commune: TestCommune, player: Player) -> None:
    client = commune.client(player.username)
    token = any_token(client)
    for door, method in tries(commune):
        declaration = door.declaration
        if declaration is None or declaration.permission is None:
            continue
        answer = call(client, method, filled(door.address, id_to_text(new_id())), token)
        may = allows(player.kind, player.role, declaration.permission)
        where = f"{player.username} {method} {door.address} → {answer.status_code}"
        if may:
            assert answer.status_code != 403, where
            assert answer.status_code < 500, where
        else:
            assert answer.status_code == declaration.refusal, where


@pytest.mark.parametrize("player", CAST, ids=lambda player: player.username)
def test_no_address_shows_another_units_file(commune: TestCommune, player: Player) -> None:
    if player.username in ("hung", "thanh"):
        return  # the file is their own unit's
    case = id_to_text(opened_file(commune.house, commune.hand("hung")))
    client = commune.client(player.username)
    token = any_token(client)
    for door, method in tries(commune):
        if not HOLE.search(door.address):
            continue
        answer = call(client, method, filled(door.address, case), token)
        page = answer.get_data(as_text=True)
        where = f"{player.username} {method} {door.address} → {answer.status_code}"
        assert answer.status_code in (400, 403, 404, 405, 302, 303), where
        assert SURVIVOR not in page, where
        assert LINE not in page, where


def test_a_colleague_without_the_role_is_told_so_of_a_known_file_only(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("thanh"))
    colleague = commune.client("hung")
    token = any_token(colleague)
    doors = [
        (door, method)
        for door, method in tries(commune)
        if door.declaration is not None and door.declaration.role_when_found
    ]
    assert doors
    for door, method in doors:
        for found, status in ((case, 403), (new_id(), 404)):
            answer = call(colleague, method, filled(door.address, id_to_text(found)), token)
            assert answer.status_code == status, f"{method} {door.address}"
            with commune.house.database.read() as db:
                newest = page_of_events(db, count=1)[0]
            assert newest.outcome is Outcome.REFUSED, f"{method} {door.address}"
            assert event_from_bytes(newest.event).cases == (found,), f"{method} {door.address}"


@pytest.mark.parametrize("bad", ["0", "x" * 32, "ZZ", "%00", "0" * 31, "A" * 32, "..", "0" * 33])
def test_a_malformed_id_is_not_found(commune: TestCommune, bad: str) -> None:
    clients: dict[str, FlaskClient] = {}
    for door, method in tries(commune):
        if method == "GET" and HOLE.search(door.address):
            who = someone_who_may(door)
            client = clients.get(who) or clients.setdefault(who, commune.client(who))
            answer = client.get(filled(door.address, bad))
            assert answer.status_code in (404, 308), f"{who} {door.address}"


def test_a_stranger_is_sent_to_the_sign_in_page_or_refused(commune: TestCommune) -> None:
    client = commune.client()
    token = token_of(client.get("/login").get_data(as_text=True))
    for door, method in tries(commune):
        if door.declaration is None or door.declaration.public:
            continue
        answer = call(client, method, filled(door.address, id_to_text(new_id())), token)
        where = f"{method} {door.address} → {answer.status_code}"
        assert answer.status_code in (302, 303, 401), where


def test_the_public_addresses_are_few_and_known(commune: TestCommune) -> None:
    public = {
        door.address
        for door in declared(commune.app)
        if door.declaration is not None and door.declaration.public
    }
    known = PUBLIC_PAGES | {"/logout", "/unsaved/keep"}
    strange = {a for a in public - known if not a.startswith(("/static/", "/activate", "/join"))}
    assert not strange, "a new public address is a decision: add it here with its reason"
