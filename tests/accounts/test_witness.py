"""A browser that has seen more of the log than there is today stops everything."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from casework.accounts import witness
from casework.accounts.cookies import HEAD_COOKIE
from casework.accounts.errors import WitnessDiffers
from casework.audit.checkpoints import Checkpoint, sign_checkpoint
from casework.crypto.signatures import ReadySeed
from casework.kernel.settings import LOG_KEY, read_secret
from tests.factories.commune import TestCommune, sign_in
from tests.factories.pages import read, send, text


def _now(commune: TestCommune) -> Checkpoint:
    return commune.house.ledger.checkpoint().checkpoint


def _signed(commune: TestCommune, checkpoint: Checkpoint) -> str:
    """Return the cookie of a note that our own log key has signed: it was so once."""
    seed = read_secret(commune.house.settings.secrets_dir / LOG_KEY)
    note = sign_checkpoint(checkpoint, ReadySeed(seed)).note
    return base64.urlsafe_b64encode(note.encode()).decode()


def _sign_in_with(commune: TestCommune, cookie: str) -> tuple[FlaskClient, int, str]:
    client = commune.client()
    client.set_cookie(HEAD_COOKIE, cookie, path="/login")
    answer = send(client, "/login", username="hung", password=commune.password("hung"))
    return client, answer.status_code, text(answer)


def test_every_page_of_a_member_hands_over_the_newest_checkpoint(commune: TestCommune) -> None:
    client = commune.client()
    sign_in(client, "hung", commune.password("hung"))
    first = client.get_cookie(HEAD_COOKIE, path="/login")
    read(client, "/")
    second = client.get_cookie(HEAD_COOKIE, path="/login")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert second.http_only
    assert second.same_site == "Strict"
    assert second.value == witness.present_note(commune.house)


def test_a_stranger_is_handed_nothing(commune: TestCommune) -> None:
    client = commune.client()
    read(client, "/login")
    assert client.get_cookie(HEAD_COOKIE, path="/login") is None


def test_a_log_that_has_grown_since_is_accepted(commune: TestCommune) -> None:
    cookie = witness.present_note(commune.house)
    client, status, _ = _sign_in_with(commune, cookie)
    assert status == 303
    read(client, "/")
    witness.require_continuity(commune.house, witness.present_note(commune.house))


@pytest.mark.parametrize("missing", [1, 50, 10 * witness.MOST_RECOMPUTED])
def test_a_log_that_is_shorter_than_what_the_browser_saw_stops_everything(
    commune: TestCommune, missing: int
) -> None:
    seen = replace(_now(commune), size=_now(commune).size + 1 + missing)  # 1: the sign-in's own
    client, status, page = _sign_in_with(commune, _signed(commune, seen))
    assert status == 503
    assert "không khớp với lần trước máy này nhìn thấy" in page
    assert commune.house.ledger.is_halted
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("older", [0, 1])
def test_a_log_with_another_past_stops_everything(commune: TestCommune, older: int) -> None:
    seen = _now(commune)
    forked = replace(seen, size=seen.size - older, root=bytes(32))
    with pytest.raises(WitnessDiffers):
        witness.require_continuity(commune.house, _signed(commune, forked))
    assert commune.house.ledger.is_halted


def test_a_note_of_a_later_era_stops_everything(commune: TestCommune) -> None:
    with pytest.raises(WitnessDiffers):
        witness.require_continuity(commune.house, _signed(commune, replace(_now(commune), era=2)))


def test_a_signed_restore_is_not_held_against_the_log(commune: TestCommune) -> None:
    longer = replace(_now(commune), size=_now(commune).size + 50, root=bytes(32))
    cookie = _signed(commune, longer)
    commune.house.ledger.restore(commune.hand("quang").actor)
    witness.require_continuity(commune.house, cookie)
    assert not commune.house.ledger.is_halted


@pytest.mark.parametrize("cookie", ["", "x", "!!!", "A" * 5000, base64.b64encode(b"hi").decode()])
def test_what_our_key_never_signed_stops_nobody(commune: TestCommune, cookie: str) -> None:
    witness.require_continuity(commune.house, cookie)
    assert not commune.house.ledger.is_halted


def test_a_strangers_signature_stops_nobody(commune: TestCommune) -> None:
    longer = replace(_now(commune), size=10**6)
    note = sign_checkpoint(longer, ReadySeed(bytes(range(32)))).note
    cookie = base64.urlsafe_b64encode(note.encode()).decode()
    witness.require_continuity(commune.house, cookie)
    assert not commune.house.ledger.is_halted
