"""A gallery application on a database of its own, a clock to move, and somebody signed in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casework.database.engine import Database
from casework.kernel.clock import FixedClock
from casework.web.models import SessionRow
from tests.servers import Templates
from tests.web.gallery import COMMUNE, START, make_app, make_tables


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def database(templates: Templates) -> Iterator[Database]:
    opened = Database(templates.copy_of("web", make_tables), COMMUNE)
    yield opened
    opened.close()


@pytest.fixture
def app(database: Database, clock: FixedClock) -> Flask:
    return make_app(database, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def nurse(client: FlaskClient) -> FlaskClient:
    """A browser in which the nurse has signed in."""
    press(client, "/login")
    return client


def token_of(client: FlaskClient, address: str = "/login") -> str:
    """Read the form token from a page."""
    text = client.get(address).text
    _, found, rest = text.partition('name="csrf_token" value="')
    assert found, text
    return rest.partition('"')[0]


def press(client: FlaskClient, verb: str, page: str = "/login", **fields: str) -> int:
    """Post a form with the token of a page; return the status."""
    return client.post(verb, data={"csrf_token": token_of(client, page), **fields}).status_code


def cookie_of(client: FlaskClient) -> str | None:
    cookie = client.get_cookie("casework")
    return None if cookie is None else cookie.value


def rows_of(database: Database) -> list[SessionRow]:
    with database.read() as db:
        return list(db.query(SessionRow).all())


IDLE = timedelta(minutes=15)
DAY = timedelta(hours=8)
