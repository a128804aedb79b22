"""Signing in opens keys, or says nothing that helps to guess; the log knows either way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.accounts import devices
from casework.accounts.models import Attempts
from casework.accounts.throttle import FREE_ATTEMPTS, PAUSE
from casework.audit.actions import Action
from casework.audit.events import Outcome
from casework.audit.pages import EventFilter, LoggedEvent, page_of_events
from casework.keeper import keep
from tests.factories.commune import TestCommune, sign_in, token_of
from tests.factories.pages import read, send, text

WRONG = "nam tu khong dung gi"


def _guess(client: FlaskClient, username: str, password: str = WRONG, **more: str) -> int:
    return send(client, "/login", username=username, password=password, **more).status_code


def _sign_ins(commune: TestCommune) -> list[LoggedEvent]:
    with commune.house.database.read() as db:
        return page_of_events(db, EventFilter(action=Action.SESSION_SIGN_IN))


def test_the_right_passphrase_leads_to_my_work(commune: TestCommune) -> None:
    client = commune.client()
    answer = send(client, "/login", username="hung", password=commune.password("hung"))
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Phạm Mạnh Hùng" in read(client, "/")


def test_capitals_and_spaces_of_a_phones_keyboard_lock_nobody_out(commune: TestCommune) -> None:
    password = f" {commune.password('hung').replace(' ', '  ')} "
    assert _guess(commune.client(), " Hung ", password) == 303


def test_a_wrong_passphrase_and_an_unknown_name_read_the_same(commune: TestCommune) -> None:
    pages = []
    for name in ("hung", "chua.co.ai"):
        answer = send(commune.client(), "/login", username=name, password=WRONG)
        assert answer.status_code == 401
        page = text(answer)
        assert f'value="{name}"' in page
        assert WRONG not in page
        pages.append(page[page.index("<main") :].replace(name, "").replace(token_of(page), ""))
    assert pages[0] == pages[1]


def test_a_refusal_is_in_the_log(commune: TestCommune) -> None:
    _guess(commune.client(), "hung")
    newest = _sign_ins(commune)[0]
    assert (newest.outcome, newest.actor) == (Outcome.REFUSED, commune.hand("hung").keyring.user)


def test_the_event_belongs_to_the_session_that_follows(commune: TestCommune) -> None:
    client = commune.client("hung")
    read(client, "/cases")
    with commune.house.database.read() as db:
        after, sign_in = page_of_events(db, count=2)
    assert sign_in.action == Action.SESSION_SIGN_IN
    assert sign_in.session is not None
    assert (after.session, after.session_seq) == (sign_in.session, sign_in.session_seq + 1)


def test_no_session_begins_when_the_log_cannot_take_the_event(commune: TestCommune) -> None:
    client = commune.client()
    page = read(client, "/login")
    commune.house.ledger.halt("a test")
    answer = send(client, "/login", page, username="hung", password=commune.password("hung"))
    assert answer.status_code == 503
    assert client.get("/").status_code == 302


def test_guessing_is_stopped_also_for_the_right_passphrase(commune: TestCommune) -> None:
    stranger = commune.client()
    assert [_guess(stranger, "hung") for _ in range(FREE_ATTEMPTS)] == [401] * FREE_ATTEMPTS
    assert _guess(stranger, "hung", commune.password("hung")) == 429
    commune.clock.advance(PAUSE)
    assert _guess(stranger, "hung", commune.password("hung")) == 303


def test_a_strangers_guesses_do_not_shut_out_a_known_device(commune: TestCommune) -> None:
    own = commune.client()
    sign_in(own, "hung", commune.password("hung"))
    send(own, "/logout", read(own, "/"))
    stranger = commune.client()
    for _ in range(FREE_ATTEMPTS):
        _guess(stranger, "hung")
    assert _guess(own, "hung", commune.password("hung")) == 303


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "A" * 44, "é" * 44])
def test_a_made_up_device_cookie_buys_no_new_guesses(commune: TestCommune, cookie: str) -> None:
    assert devices.find(commune.house.pepper, "hung", cookie) is None


def test_a_device_cookie_is_good_for_its_own_account_only(commune: TestCommune) -> None:
    cookie = devices.issue(commune.house.pepper, "hung")
    assert devices.find(commune.house.pepper, "hung", cookie)
    assert devices.find(commune.house.pepper, "mai", cookie) is None


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/cases", "/cases"),
        ("//evil.test/", "/"),
        ("https://evil.test/", "/"),
        ("javascript:x", "/"),
    ],
)
def test_after_signing_in_one_goes_on_inside_only(
    commune: TestCommune, wanted: str, reached: str
) -> None:
    answer = send(
        commune.client(), "/login", username="hung", password=commune.password("hung"), next=wanted
    )
    assert answer.location == reached


def test_counts_that_slow_nobody_are_swept(commune: TestCommune) -> None:
    _guess(commune.client(), "chua.co.ai")
    commune.clock.advance(PAUSE + timedelta(seconds=1))
    keep(commune.house)
    with commune.house.database.read() as db:
        assert db.query(Attempts).count() == 0
