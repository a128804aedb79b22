"""A copy of the log is checked by a reader that knows RFC 6962 and nothing of our program."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from casework.audit.actions import Action
from casework.audit.errors import BadCheckpoint
from casework.audit.export import check_export
from casework.audit.pages import page_of_events
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file


def _export(commune: TestCommune) -> list[str]:
    opened_file(commune.house, commune.hand("hung"))
    answer = commune.client("tam").get("/audit/export")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.get_data(as_text=True).splitlines()


def _log_key(commune: TestCommune) -> bytes:
    with commune.house.database.read() as db:
        return commune.house.roster(db).log_public


def _root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, read from the paper."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + _root(leaves[:k]) + _root(leaves[k:])).digest()


def test_the_events_have_the_root_of_the_signed_note(commune: TestCommune) -> None:
    head, *lines, last = (json.loads(line) for line in _export(commune))
    events = [base64.b64decode(line["event"]) for line in lines]
    note = last["checkpoint"].splitlines()
    assert head["size"] == len(events) == int(note[1])
    assert base64.b64decode(note[2]) == _root(events)
    assert check_export(_export(commune), _log_key(commune)) == head["size"] + 3  # opened, in, out


def test_an_export_holds_its_own_event_and_no_name(commune: TestCommune) -> None:
    lines = _export(commune)
    with commune.house.database.read() as db:
        newest = page_of_events(db, count=1)[0]
    assert newest.action == Action.AUDIT_EXPORT
    assert base64.b64decode(json.loads(lines[-2])["event"]) == newest.event
    whole = b"".join(base64.b64decode(json.loads(line)["event"]) for line in lines[1:-1])
    for name in (SURVIVOR, "Phạm Mạnh Hùng"):
        assert name.encode() not in whole


def test_a_copy_that_was_touched_is_refused(commune: TestCommune) -> None:
    lines, key = _export(commune), _log_key(commune)
    assert check_export(lines, key) == len(lines) - 2
    for touched in (
        lines[:-2] + lines[-1:],
        [lines[0], lines[2], lines[1], *lines[3:]],
        lines[:-1],
        lines[1:],
        [],
        ["{}", *lines[1:]],
    ):
        with pytest.raises(BadCheckpoint):
            check_export(touched, key)
    with pytest.raises(BadCheckpoint):
        check_export(lines, bytes(range(32)))
