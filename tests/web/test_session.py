"""A session opens for its cookie and this run only, locks, ends, and is never revived."""

import base64
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from casework.database.engine import Database
from casework.kernel.clock import FixedClock
from casework.kernel.errors import Tampered
from casework.web.models import SessionRow
from casework.web.session_state import Level, SessionState, Ticket, open_state, seal_state
from casework.web.session_table import ANONYMOUS_LIFE, Terms, sweep_sessions
from casework.web.sessions import current_session, end_sessions_of
from tests.web.conftest import DAY, IDLE, cookie_of, press, rows_of, token_of
from tests.web.gallery import KEYRING, RUN_KEY, START, USER, make_app, make_settings

STATE = SessionState(START, START, START + DAY, USER, b"s" * 16, Level.PASSWORD, KEYRING)


def state_of(app: Flask, client: FlaskClient) -> SessionState:
    """Open the session as the server would on the client's next request."""
    with app.test_request_context("/work", headers={"Cookie": f"casework={cookie_of(client)}"}):
        return current_session().state


def test_what_is_sealed_comes_back() -> None:
    ticket = Ticket.fresh()
    blob = seal_state(ticket, RUN_KEY, STATE, {"csrf_token": "x"})
    assert open_state(ticket, RUN_KEY, blob) == (STATE, {"csrf_token": "x"})


def test_a_stolen_row_and_cookie_open_nothing_under_another_run_key() -> None:
    ticket = Ticket.fresh()
    blob = seal_state(ticket, RUN_KEY, STATE, {})
    with pytest.raises(Tampered):
        open_state(ticket, b"r" * 32, blob)


def test_a_row_does_not_open_at_another_id() -> None:
    ticket = Ticket.fresh()
    blob = seal_state(ticket, RUN_KEY, STATE, {})
    with pytest.raises(Tampered):
        open_state(Ticket(bytes(16), ticket.secret), RUN_KEY, blob)


def test_neither_keyring_nor_secret_shows_in_a_representation() -> None:
    ticket = Ticket.fresh()
    assert repr(KEYRING) not in repr(STATE)
    assert repr(ticket.secret) not in repr(ticket)


@given(st.one_of(st.none(), st.text(max_size=80), st.binary(max_size=60).map(bytes.hex)))
def test_a_strange_cookie_is_no_ticket(cookie: str | None) -> None:
    found = Ticket.find(cookie)
    assert found is None or found.cookie == cookie


def test_the_row_shows_neither_keys_nor_cookie(nurse: FlaskClient, database: Database) -> None:
    (row,) = rows_of(database)
    raw = base64.urlsafe_b64decode(cookie_of(nurse) or "")
    assert row.user_tag is not None
    for part in (USER, KEYRING, base64.b64encode(KEYRING), raw[:16], raw[16:]):
        assert part not in row.blob
        assert part not in (row.id_hash, row.user_tag)


def test_a_page_without_a_form_makes_no_row(client: FlaskClient, database: Database) -> None:
    client.get("/nowhere")
    assert rows_of(database) == []


def test_the_cookie_is_strict_and_not_for_scripts(client: FlaskClient) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]
    assert cookie.startswith("casework=")
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=Strict")


def test_under_tls_the_cookie_is_bound_to_the_host(database: Database, clock: FixedClock) -> None:
    client = make_app(database, clock, tls=True).test_client()
    cookie = client.get("/login", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-casework=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_signing_in_moves_to_a_new_id(client: FlaskClient, database: Database) -> None:
    token = token_of(client)
    before = cookie_of(client)
    client.post("/login", data={"csrf_token": token})
    assert cookie_of(client) not in (None, before)
    assert len(rows_of(database)) == 1


@pytest.mark.parametrize("verb", ["/step-up", "/renew", "/lock"])
def test_each_change_of_standing_moves_to_a_new_id(nurse: FlaskClient, verb: str) -> None:
    before = cookie_of(nurse)
    press(nurse, verb, "/work")
    assert cookie_of(nurse) not in (None, before)


def test_the_old_cookie_opens_nothing_after_a_new_id(app: Flask, nurse: FlaskClient) -> None:
    old = cookie_of(nurse) or ""
    press(nurse, "/renew", "/work")
    thief = app.test_client()
    thief.set_cookie("casework", old)
    assert thief.get("/work").status_code == 302
    assert nurse.get("/work").status_code == 200


def test_the_session_keeps_its_name_in_the_log_through_lock_and_unlock(
    app: Flask, nurse: FlaskClient
) -> None:
    before = state_of(app, nurse)
    press(nurse, "/lock", "/work")
    press(nurse, "/unlock", "/lock")
    after = state_of(app, nurse)
    assert (after.session, after.expires_at) == (before.session, before.expires_at)
    assert after.keyring == KEYRING


def test_locking_drops_the_keys_and_keeps_user_and_end(app: Flask, nurse: FlaskClient) -> None:
    press(nurse, "/lock", "/work")
    state = state_of(app, nurse)
    assert (state.user, state.locked, state.keyring) == (USER, True, None)
    assert state.expires_at == START + DAY
    assert nurse.get("/work").headers["Location"] == "/lock?next=/work"


def test_an_idle_session_locks_and_the_row_loses_its_keys(
    app: Flask, nurse: FlaskClient, clock: FixedClock
) -> None:
    clock.advance(IDLE)
    assert nurse.get("/work").headers["Location"] == "/lock?next=/work"
    clock.advance(-IDLE)  # even where the clock is turned back
    assert state_of(app, nurse).keyring is None


def test_work_keeps_the_desk_open(nurse: FlaskClient, clock: FixedClock) -> None:
    for _ in range(4):
        clock.advance(IDLE - timedelta(minutes=1))
        assert nurse.get("/work").status_code == 200


def test_a_session_ends_after_eight_hours_whatever_happens(
    nurse: FlaskClient, clock: FixedClock
) -> None:
    for _ in range(47):
        clock.advance(timedelta(minutes=10))
        assert nurse.get("/work").status_code == 200
    clock.advance(timedelta(minutes=10))
    assert nurse.get("/work").headers["Location"] == "/login?next=/work"


def test_a_quick_second_page_writes_nothing(
    nurse: FlaskClient, database: Database, clock: FixedClock
) -> None:
    nurse.get("/form")
    before = rows_of(database)[0].blob
    clock.advance(timedelta(seconds=29))
    nurse.get("/form")
    assert rows_of(database)[0].blob == before
    clock.advance(timedelta(seconds=1))
    nurse.get("/form")
    assert rows_of(database)[0].blob != before


def test_any_worker_with_the_run_key_serves_the_session(
    nurse: FlaskClient, database: Database, clock: FixedClock
) -> None:
    other = make_app(database, clock).test_client()
    other.set_cookie("casework", cookie_of(nurse) or "")
    assert other.get("/work").status_code == 200


def test_after_a_new_start_everybody_signs_in_again(
    nurse: FlaskClient, database: Database, clock: FixedClock
) -> None:
    fresh = make_app(database, clock, run_key=b"n" * 32).test_client()
    fresh.set_cookie("casework", cookie_of(nurse) or "")
    assert fresh.get("/work").headers["Location"] == "/login?next=/work"


@pytest.mark.parametrize("place", [0, 5, 40, 200, -1])
def test_an_edited_row_is_nobody(nurse: FlaskClient, database: Database, place: int) -> None:
    with database.write() as db:
        row = db.query(SessionRow).one()
        blob = bytearray(row.blob)
        blob[place] ^= 1
        row.blob = bytes(blob)
        db.commit()
    assert nurse.get("/work").status_code == 302


def test_the_open_user_column_decides_nothing(nurse: FlaskClient, database: Database) -> None:
    with database.write() as db:
        db.query(SessionRow).one().user_tag = b"x" * 16
        db.commit()
    assert "Trần Thị Mai" in nurse.get("/work").text


def test_a_slow_request_does_not_undo_a_lock(app: Flask, nurse: FlaskClient) -> None:
    headers = {"Cookie": f"casework={cookie_of(nurse)}"}
    with app.test_request_context("/work", headers=headers):
        slow = current_session()
        press(nurse, "/lock", "/work")
        slow["late"] = "change"
        app.session_interface.save_session(app, slow, app.make_response(""))
    assert state_of(app, nurse).locked


def test_a_slow_request_does_not_undo_an_idle_lock_either(
    app: Flask, nurse: FlaskClient, clock: FixedClock
) -> None:
    clock.advance(IDLE - timedelta(seconds=1))
    with app.test_request_context("/work", headers={"Cookie": f"casework={cookie_of(nurse)}"}):
        slow = current_session()
        assert slow.modified  # its last sign of life is due to be written
        clock.advance(timedelta(seconds=1))
        nurse.get("/work")
        app.session_interface.save_session(app, slow, app.make_response(""))
    assert state_of(app, nurse).keyring is None


def test_a_step_up_that_comes_too_late_revives_nothing(
    app: Flask, nurse: FlaskClient, database: Database
) -> None:
    from casework.web.sessions import step_up

    headers = {"Cookie": f"casework={cookie_of(nurse)}"}
    with app.test_request_context("/work", headers=headers):
        step_up(Level.SECOND_FACTOR)
        slow = current_session()
        press(nurse, "/logout", "/work")
        response = app.make_response("")
        app.session_interface.save_session(app, slow, response)
    assert "Set-Cookie" not in response.headers
    assert rows_of(database) == []


def test_signing_out_deletes_the_row_and_the_cookie(nurse: FlaskClient, database: Database) -> None:
    press(nurse, "/logout", "/work")
    assert rows_of(database) == []
    assert cookie_of(nurse) is None


def test_ending_a_users_sessions_shuts_every_browser_out(
    app: Flask, nurse: FlaskClient, database: Database
) -> None:
    other = app.test_client()
    press(other, "/login")
    with app.app_context(), database.write() as db:
        end_sessions_of(db, USER)
        db.commit()
    assert nurse.get("/work").status_code == other.get("/work").status_code == 302


def test_a_member_whose_credential_has_ended_is_signed_out(
    app: Flask, nurse: FlaskClient, database: Database
) -> None:
    app.extensions["casework_principal_loader"] = lambda _state: None
    assert nurse.get("/work").headers["Location"] == "/login?next=/work"
    assert rows_of(database) == []


def test_sweeping_removes_what_has_ended_and_nothing_else(
    app: Flask, nurse: FlaskClient, database: Database, clock: FixedClock
) -> None:
    app.test_client().get("/login")
    terms = Terms.of(make_settings().session)
    clock.advance(ANONYMOUS_LIFE + timedelta(seconds=1))
    sweep_sessions(database, clock.now(), terms)
    (row,) = rows_of(database)
    assert row.user_tag is not None
    clock.advance(DAY)
    sweep_sessions(database, clock.now(), terms)
    assert rows_of(database) == []
