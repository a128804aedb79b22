"""What was typed when the session locked comes back to its author, and to nobody else."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.database.engine import Database
from casework.kernel.clock import FixedClock
from casework.web.models import KeptForm
from casework.web.unsaved import LIFE, MOST_PER_USER, sweep_unsaved
from tests.web.conftest import DAY, IDLE, press, token_of

TYPED = "Chị kể là tối qua có người đập cửa."


def kept(database: Database) -> list[KeptForm]:
    with database.read() as db:
        return list(db.query(KeptForm).all())


def test_a_form_posted_after_the_lock_is_kept_and_offered_back(
    nurse: FlaskClient, database: Database, clock: FixedClock
) -> None:
    token = token_of(nurse, "/form")
    clock.advance(IDLE)
    answer = nurse.post("/form", data={"csrf_token": token, "account": TYPED, "danger": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/lock?kept=1")
    (row,) = kept(database)
    assert TYPED.encode() not in row.sealed
    press(nurse, "/unlock", "/lock")
    page = nurse.get("/unsaved").text
    assert TYPED in page
    assert '<form class="panel key" method="post" action="/form">' in page
    assert 'name="danger"' in page


def test_a_form_posted_after_the_end_is_kept_too(
    nurse: FlaskClient, database: Database, clock: FixedClock
) -> None:
    token = token_of(nurse, "/form")
    clock.advance(DAY)
    answer = nurse.post("/form", data={"csrf_token": token, "account": TYPED})
    assert answer.headers["Location"] == "/login?kept=1"
    assert len(kept(database)) == 1


def test_quick_lock_keeps_a_half_typed_form_and_drops_the_keys(
    nurse: FlaskClient, database: Database
) -> None:
    token = token_of(nurse, "/form")
    fields = {"csrf_token": token, "kept_address": "/form", "account": TYPED}
    assert nurse.post("/unsaved/keep", data=fields).headers["Location"] == "/lock"
    assert nurse.get("/work").headers["Location"] == "/lock?next=/work"
    press(nurse, "/unlock", "/lock")
    assert TYPED in nurse.get("/unsaved").text


@pytest.mark.parametrize("name", ["password", "new_password", "totp_code", "csrf_token", "share_1"])
def test_secrets_are_never_kept(
    nurse: FlaskClient, database: Database, clock: FixedClock, name: str
) -> None:
    token = token_of(nurse, "/form")
    clock.advance(IDLE)
    nurse.post("/form", data={"csrf_token": token, name: "năm từ bí mật", "account": TYPED})
    press(nurse, "/unlock", "/lock")
    page = nurse.get("/unsaved").text
    assert TYPED in page
    assert "năm từ bí mật" not in page


def test_a_kept_form_never_leads_to_another_host(nurse: FlaskClient) -> None:
    token = token_of(nurse, "/form")
    fields = {"csrf_token": token, "kept_address": "//evil.example", "account": TYPED}
    nurse.post("/unsaved/keep", data=fields)
    press(nurse, "/unlock", "/lock")
    page = nurse.get("/unsaved").text
    assert "evil" not in page
    assert TYPED in page


def test_a_kept_form_can_be_thrown_away(nurse: FlaskClient, database: Database) -> None:
    token = token_of(nurse, "/form")
    nurse.post("/unsaved/keep", data={"csrf_token": token, "account": TYPED})
    press(nurse, "/unlock", "/lock")
    (row,) = kept(database)
    assert press(nurse, f"/unsaved/{row.id.hex()}/discard", "/form") == 303
    assert kept(database) == []


def test_only_the_newest_are_kept(
    nurse: FlaskClient, database: Database, clock: FixedClock
) -> None:
    for number in range(MOST_PER_USER + 2):
        clock.advance(timedelta(seconds=1))
        token = token_of(nurse, "/form" if number == 0 else "/lock")
        nurse.post("/unsaved/keep", data={"csrf_token": token, "account": f"bản {number} đây"})
    assert len(kept(database)) == MOST_PER_USER


def test_forgotten_forms_go(nurse: FlaskClient, database: Database, clock: FixedClock) -> None:
    token = token_of(nurse, "/form")
    nurse.post("/unsaved/keep", data={"csrf_token": token, "account": TYPED})
    sweep_unsaved(database, clock.now() + LIFE)
    assert len(kept(database)) == 1
    sweep_unsaved(database, clock.now() + LIFE + timedelta(seconds=1))
    assert kept(database) == []
