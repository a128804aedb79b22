"""P7: no event, open column or page tells which house it was, or that it was this host."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from casework.accounts.service import NewPerson, activate_unit
from casework.audit.actions import Action
from casework.audit.events import ANY_HOUSE, Actor, Event, Outcome, event_from_bytes
from casework.audit.models import EVENTS
from casework.kernel.ids import id_to_text, new_id
from casework.shelter import host_founding
from casework.shelter.host_records import Arrival
from casework.vault.errors import NoKey
from casework.vault.veil import Hidden, reveal
from casework.web.models import KeptForm, SessionRow
from tests.factories.commune import TestCommune, sign_in, token_of
from tests.factories.houses import PASSWORD, announce
from tests.factories.pages import read, send

ADDRESS = "10.9.8.7"


def events_since(commune: TestCommune, first: int) -> list[Event]:
    with commune.house.database.read() as db:
        query = EVENTS.select().where(EVENTS.c.commune_id == commune.house.commune)
        rows = db.execute(query.order_by(EVENTS.c.idx)).all()
    return [event_from_bytes(row.event) for row in rows][first:]


def size(commune: TestCommune) -> int:
    return commune.house.ledger.checkpoint().checkpoint.size


def host_browser(commune: TestCommune) -> FlaskClient:
    """Return a browser at a known address, not signed in."""
    client = commune.app.test_client()
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    return client


def signs_in_as(commune: TestCommune) -> str:
    return commune.prepared.accounts["lan"].username


def an_evening(commune: TestCommune) -> None:
    """Do all that a host can do, mistakes included."""
    letter = id_to_text(announce(commune, Arrival()))
    client = host_browser(commune)
    send(client, "/login", username=signs_in_as(commune), password="khong phai mat khau nay")
    sign_in(client, signs_in_as(commune), commune.password("lan"))
    page = read(client, "/")
    for address in ("/cases", "/audit", "/unit", "/unit/houses", "/admin"):
        assert client.get(address).status_code in (403, 404)
    send(client, f"/arrivals/{letter}/call", page)
    send(client, f"/arrivals/{letter}/arrived", page)
    assert send(client, f"/arrivals/{id_to_text(new_id())}/arrived", page).status_code == 404
    send(client, "/lock", page)
    send(client, "/lock", password="cung khong phai")
    send(client, "/lock", password=commune.password("lan"))
    own = commune.password("lan")
    changed = {"old_password": own, "password": PASSWORD, "password_again": PASSWORD}
    assert send(client, "/password", **changed).status_code == 303
    send(client, "/logout", read(client, "/"))


def test_every_event_of_a_hosts_evening_names_the_one_unit_of_all_houses(
    commune: TestCommune,
) -> None:
    commune.app  # noqa: B018 - the events of the start do not belong to the evening
    begin = size(commune)
    an_evening(commune)
    nga, lan = commune.hand("nga").keyring, commune.hand("lan").keyring
    evening = [event for event in events_since(commune, begin) if event.actor.user != nga.user]
    assert {event.action for event in evening} == {
        Action.SESSION_SIGN_IN,
        Action.SESSION_LOCK,
        Action.SESSION_UNLOCK,
        Action.SESSION_SIGN_OUT,
        Action.PASSWORD_CHANGE,
        Action.HOST_VIEW,
        Action.HOST_ANSWER,
        Action.PAGE_REFUSE,
    }
    assert any(event.outcome is Outcome.REFUSED for event in evening)
    for event in evening:
        assert (event.actor.user, event.actor.unit, event.actor.address) == (None, ANY_HOUSE, None)
        assert reveal(nga, event) == Hidden(lan.user, lan.unit)
        assert ADDRESS.encode() not in event.to_bytes()


def test_the_bytes_of_the_evening_hold_neither_host_nor_house(commune: TestCommune) -> None:
    commune.app  # noqa: B018 - as above
    begin = size(commune)
    an_evening(commune)
    lan = commune.hand("lan").keyring
    for event in events_since(commune, begin):
        if event.action is Action.PASSWORD_CHANGE:  # its tips name the changed keys' owner
            assert event.actor.session is None
        else:
            assert lan.user not in event.to_bytes(), event.action
            assert lan.unit not in event.to_bytes(), event.action


def test_a_host_signs_in_without_a_trace_on_their_own_keys(commune: TestCommune) -> None:
    activate_another(commune)
    begin = size(commune)
    sign_in(commune.client(), signs_in_as(commune), commune.password("lan"))
    (event,) = [e for e in events_since(commune, begin) if e.action is Action.SESSION_SIGN_IN]
    assert event.tips == ()


def activate_another(commune: TestCommune) -> None:
    """Let the log hold more credentials than the host's bundle has seen."""
    code = host_founding.found(commune.house, commune.hand("nga")).papers.code
    person = NewPerson("", "", PASSWORD)
    activate_unit(commune.house, code, person, Actor(None, None, None, ADDRESS))


def test_opening_a_house_names_no_address(commune: TestCommune) -> None:
    begin = size(commune)
    activate_another(commune)
    (opened,) = [e for e in events_since(commune, begin) if e.action is Action.UNIT_ACTIVATE]
    assert (opened.actor.unit, opened.actor.user, opened.actor.address) == (ANY_HOUSE, None, None)


def test_only_the_union_learns_who_it_was_and_only_at_that_place_of_the_log(
    commune: TestCommune,
) -> None:
    begin = size(commune)
    with commune.house.ledger.entry(commune.hand("lan").actor, Action.HOST_VIEW):
        pass
    (event,) = events_since(commune, begin)
    for other in ("hung", "mai", "binh", "tam", "quang", "lan"):
        with pytest.raises(NoKey):
            reveal(commune.hand(other).keyring, event)
    with pytest.raises(NoKey):
        reveal(commune.hand("nga").keyring, replace(event, index=event.index + 1))
    with pytest.raises(NoKey):
        reveal(commune.hand("nga").keyring, replace(event, actor=commune.hand("hung").actor))


def test_the_log_verifies_with_events_of_houses_in_it(commune: TestCommune) -> None:
    an_evening(commune)
    assert commune.house.ledger.verify().sound


def test_the_rows_of_sessions_and_kept_forms_do_not_say_that_a_host_is_there(
    commune: TestCommune,
) -> None:
    letter = id_to_text(announce(commune, Arrival()))
    client = host_browser(commune)
    sign_in(client, signs_in_as(commune), commune.password("lan"))
    page = read(client, "/")
    send(client, "/lock", page)
    fields = {"csrf_token": token_of(page), "more": "x"}
    answer = client.post(f"/arrivals/{letter}/arrived", data=fields)
    assert answer.status_code in (302, 303, 401)
    with commune.house.database.read() as db:
        tags = [row.user_tag for row in db.query(SessionRow).all()]
        assert db.query(KeptForm).all() == []
    assert commune.hand("lan").keyring.user not in tags


@pytest.mark.parametrize(
    ("reader", "addresses"),
    [("tam", ["/audit"]), ("quang", ["/admin"]), ("hung", ["/", "/duty", "/cases"])],
)
def test_no_page_outside_the_union_shows_a_house_or_its_host(
    commune: TestCommune, reader: str, addresses: list[str]
) -> None:
    an_evening(commune)
    client = commune.client(reader)
    for address in addresses:
        page = read(client, address)
        assert "Nhà 1" not in page
        assert signs_in_as(commune) not in page
        assert ADDRESS not in page
        assert id_to_text(commune.hand("lan").keyring.user) not in page


def test_the_auditor_reads_one_word_for_every_house(commune: TestCommune) -> None:
    an_evening(commune)
    assert "Nơi tạm lánh" in read(commune.client("tam"), "/audit")


def test_no_open_row_holds_the_hosts_name(commune: TestCommune) -> None:
    lan = commune.hand("lan").keyring
    with commune.house.database.read() as db:
        roster = commune.house.roster(db)
    (member,) = roster.live_members(lan.unit)
    assert (member.username, member.name) == ("nha1", "Nhà 1")
    assert roster.unit(lan.unit).name == "Nhà 1"
