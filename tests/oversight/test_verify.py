"""A full verification finds what was changed behind our back, says where, and stops writing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from casework.oversight.verification import is_due, last_verification, verify_everything
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file
from tests.factories.pages import read, send, text


@pytest.mark.parametrize("username", ["tam", "quang"])
def test_a_sound_log_is_said_to_be_sound(commune: TestCommune, username: str) -> None:
    opened_file(commune.house, commune.hand("hung"))
    client = commune.client(username)
    answer = send(client, "/audit/verify", read(client, "/"))
    assert answer.status_code == 200
    assert "Nguyên vẹn" in text(answer)
    noted = last_verification(commune.house.settings)
    assert noted is not None
    assert noted.sound


def test_a_row_that_was_changed_is_named_and_everything_stops(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    client = commune.client("tam")
    page = read(client, "/")
    with commune.house.database.write() as db:
        db.execute(sql("UPDATE cases SET status = 'CLOSED'"))
        db.commit()
    shown = text(send(client, "/audit/verify", page))
    assert "Không nguyên vẹn" in shown
    assert "row-altered" in shown
    assert commune.house.ledger.is_halted
    assert client.get("/audit").status_code == 503


def test_others_cannot_ask_for_it(commune: TestCommune) -> None:
    client = commune.client("hung")
    assert send(client, "/audit/verify", read(client, "/")).status_code == 403


def test_it_is_due_every_hour_and_when_the_clock_was_set_back(commune: TestCommune) -> None:
    assert is_due(commune.house)
    verify_everything(commune.house)
    assert not is_due(commune.house)
    commune.clock.advance(timedelta(minutes=60))
    assert is_due(commune.house)
    commune.clock.advance(timedelta(minutes=-61))
    assert is_due(commune.house)
