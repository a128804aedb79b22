"""A founded commune with its cast, prepared once a run and copied for each test."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, session
from flask.testing import FlaskClient

from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.demo.founding import DemoAccount, found_demo
from casework.kernel.clock import FixedClock
from casework.kernel.ids import new_id
from casework.kernel.settings import load_settings
from casework.vault.desk import Hand
from casework.vault.house import House, open_house
from casework.vault.keyring import Keyring
from casework.web import sessions
from casework.web.session_state import Level
from tests.servers import Templates

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""08:00 in the commune, on a Monday."""

RUN_KEY = bytes(range(32))


@dataclass
class PreparedCommune:
    """What the template holds beside its database: the instance folder and the cast's keys."""

    folder: Path
    accounts: dict[str, DemoAccount] = field(default_factory=dict)
    keyrings: dict[str, bytes] = field(default_factory=dict)
    code_sheets: dict[str, str] = field(default_factory=dict)
    recovery_shares: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def fill(self, url: str) -> None:
        """Found the commune into the database at ``url``; done once a run."""
        shutil.rmtree(self.folder, ignore_errors=True)
        demo = found_demo(self.folder, {"CASEWORK_DATABASE_URL": url}, FixedClock(MORNING))
        demo.house.database.close()
        self.accounts = dict(zip(demo.hands, demo.accounts, strict=True))
        self.keyrings = {name: hand.keyring.to_bytes() for name, hand in demo.hands.items()}
        self.recovery_shares = {p.kind.value: p.recovery_shares for p in demo.papers.units}
        self.code_sheets = {paper.kind.value: paper.code for paper in demo.papers.units}


@dataclass
class TestCommune:
    """One test's own commune: its folder, its database, its clock, its cast."""

    __test__ = False

    folder: Path
    url: str
    clock: FixedClock
    prepared: PreparedCommune
    _house: House | None = None
    _app: Flask | None = None

    @property
    def env(self) -> dict[str, str]:
        """The environment in which the commands find this instance."""
        return {"CASEWORK_INSTANCE": str(self.folder), "CASEWORK_DATABASE_URL": self.url}

    @property
    def house(self) -> House:
        """The house: the application's own once there is one."""
        if self._app is not None:
            house: House = self._app.extensions["casework"]
            return house
        if self._house is None:
            self._house = open_house(load_settings(self.folder, self.env), self.clock)
        return self._house

    @property
    def app(self) -> Flask:
        """The application over this commune; made at the first use."""
        if self._app is None:
            from casework.app import create_app

            self._app = create_app(self.env, clock=self.clock, run_key=RUN_KEY)
            self._app.config["TESTING"] = True
            self._app.config["PROPAGATE_EXCEPTIONS"] = False
        return self._app

    def hand(self, username: str) -> Hand:
        """Return the hand of one of the cast, as after a sign-in: fresh session, real keys."""
        keyring = Keyring.from_bytes(self.prepared.keyrings[username])
        return Hand(Actor(keyring.user, keyring.unit, new_id(), "127.0.0.1"), keyring)

    def password(self, username: str) -> str:
        """Return the passphrase of one of the cast."""
        return self.prepared.accounts[username].password

    def client(self, username: str | None = None) -> FlaskClient:
        """Return a browser-like client, with the session of one of the cast if named.

        Its event and its cookie are those of a sign-in; only the passphrase's long derivation is
        left out. What the sign-in page itself does is asked of the page (`sign_in` below).
        """
        client = self.app.test_client()
        if username is not None:
            hand = self.hand(username)
            with self.house.ledger.entry(hand.actor, Action.SESSION_SIGN_IN):
                pass
            with self.app.test_request_context():
                keyring, log_session = hand.keyring, hand.actor.session
                sessions.sign_in(keyring.user, keyring.to_bytes(), Level.PASSWORD, log_session)
                answer = self.app.make_response("")
                self.app.session_interface.save_session(self.app, session, answer)
            name, value = answer.headers["Set-Cookie"].split(";")[0].split("=", 1)
            client.set_cookie(name, value)
        return client

    def close(self) -> None:
        """Let go of every connection, so that the database can be dropped.

        A test may have used a house before it made the application with one of its own.
        """
        opened = [self._house]
        if self._app is not None:
            opened.append(self._app.extensions.get("casework"))
        for house in opened:
            if house is not None:
                house.database.close()


def token_of(page: str) -> str:
    """Return the form token that a page carries."""
    marker = 'name="csrf_token" value="'
    begin = page.index(marker) + len(marker)
    return page[begin : page.index('"', begin)]


def sign_in(client: FlaskClient, username: str, password: str) -> None:
    """Sign in as a person would: open the page, fill it in, send it."""
    page = client.get("/login").get_data(as_text=True)
    answer = client.post(
        "/login",
        data={"csrf_token": token_of(page), "username": username, "password": password},
    )
    assert answer.status_code in (302, 303), answer.get_data(as_text=True)


def make_commune(templates: Templates, prepared: PreparedCommune, folder: Path) -> TestCommune:
    """Copy the prepared commune into ``folder`` and a database of its own."""
    url = templates.copy_of("commune", prepared.fill)
    shutil.copytree(prepared.folder, folder, ignore=shutil.ignore_patterns("casework.sqlite3*"))
    own = load_settings(folder, {"CASEWORK_DATABASE_URL": url})
    assert own.commune.id is not None
    return TestCommune(folder, url, FixedClock(MORNING), prepared)


def read_accounts(path: Path) -> list[DemoAccount]:
    """Read what the demo wrote down."""
    return [DemoAccount(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
