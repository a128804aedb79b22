"""An event has one canonical form, frozen in vectors, and no room for free text."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.audit.actions import Action
from casework.audit.events import (
    ANY_HOUSE,
    FORMAT,
    HIDDEN_FORMAT,
    Actor,
    Event,
    Ground,
    GroundKind,
    ObjectKind,
    Outcome,
    Tip,
    event_from_bytes,
    tip_from_bytes,
)
from casework.audit.merkle import leaf_hash
from casework.audit.openings import opening_deed, opening_head, opening_middle
from casework.crypto.encoding import seq, unseq
from casework.crypto.errors import MalformedBytes
from casework.kernel.clock import to_micros

VECTORS: list[dict[str, str]] = json.loads(
    (Path(__file__).parent / "vectors_event.json").read_text(encoding="utf-8")
)

TIP = Tip(ObjectKind.RECORD, b"o" * 16, 3, b"c" * 16, b"h" * 32, b"a" * 16, b"s" * 64)
BARE = Event(
    commune=b"K" * 16,
    era=1,
    index=0,
    at=datetime(2026, 2, 5, 7, 5, tzinfo=UTC),
    actor=Actor(),
    session_seq=0,
    action=Action.COMMUNE_FOUND,
)
FULL = Event(
    commune=b"K" * 16,
    era=2,
    index=77,
    at=datetime(2026, 2, 5, 7, 5, 0, 123456, tzinfo=UTC),
    actor=Actor(b"u" * 16, b"d" * 16, b"e" * 16, "10.0.0.7"),
    session_seq=4,
    action=Action.CASE_VIEW,
    outcome=Outcome.REFUSED,
    ground=Ground(GroundKind.EMERGENCY, b"g" * 16),
    cases=(b"c" * 16, b"C" * 16),
    sections=(b"x" * 16,),
    tips=(TIP, replace(TIP, case_id=None, version=4)),
)
BY_A_HOUSE = replace(
    FULL,
    actor=Actor(unit=ANY_HOUSE, session=b"e" * 16, hidden=b"sealed to the union"),
    tips=(replace(TIP, kind=ObjectKind.MAIL, case_id=None, version=1),),
)
FROZEN = {"bare": BARE, "full": FULL, "by a house": BY_A_HOUSE}

ids = st.binary(min_size=16, max_size=16)
tips = st.builds(
    Tip,
    st.sampled_from(ObjectKind),
    ids,
    st.integers(1, 2**40),
    st.none() | ids,
    st.binary(min_size=32, max_size=32),
    ids,
    st.binary(min_size=64, max_size=64),
)
actors = st.builds(
    Actor, st.none() | ids, st.none() | ids, st.none(), st.just("2001:db8::1")
) | st.builds(Actor, unit=st.just(ANY_HOUSE), hidden=st.binary(max_size=90))
events = st.builds(
    Event,
    commune=ids,
    era=st.integers(1, 9),
    index=st.integers(0, 2**40),
    at=st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - see timezones
    actor=actors,
    session_seq=st.just(0),
    action=st.sampled_from(Action),
    outcome=st.sampled_from(Outcome),
    ground=st.none() | st.builds(Ground, st.sampled_from(GroundKind), st.none() | ids),
    cases=st.lists(ids, max_size=3, unique=True).map(tuple),
    sections=st.lists(ids, max_size=3, unique=True).map(tuple),
    tips=st.lists(tips, max_size=2).map(tuple),
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_bytes_are_those_that_were_frozen(vector: dict[str, str]) -> None:
    event = FROZEN[vector["name"]]
    assert event.to_bytes().hex() == vector["event"]
    assert leaf_hash(event.to_bytes()).hex() == vector["leaf"]
    assert event_from_bytes(bytes.fromhex(vector["event"])) == event


def test_every_frozen_event_has_a_vector() -> None:
    assert {vector["name"] for vector in VECTORS} == set(FROZEN)


@given(events)
def test_an_event_is_read_back_as_it_was(event: Event) -> None:
    assert event_from_bytes(event.to_bytes()) == event


@given(tips)
def test_a_tip_is_read_back_as_it_was(tip: Tip) -> None:
    assert tip_from_bytes(tip.to_bytes()) == tip


@given(events, st.data())
def test_other_bytes_are_refused_or_another_event(event: Event, data: st.DataObject) -> None:
    good = event.to_bytes()
    place = data.draw(st.integers(0, len(good) - 1))
    bad = good[:place] + bytes([good[place] ^ data.draw(st.integers(1, 255))]) + good[place + 1 :]
    try:
        read = event_from_bytes(bad)
    except MalformedBytes:
        return
    assert read != event
    assert read.to_bytes() == bad


@given(events, st.integers(1, 40))
def test_bytes_cut_off_or_added_are_refused(event: Event, count: int) -> None:
    with pytest.raises(MalformedBytes):
        event_from_bytes(event.to_bytes()[:-count])
    with pytest.raises(MalformedBytes):
        event_from_bytes(event.to_bytes() + bytes(count))


@given(events)
def test_the_quick_opening_is_what_the_event_begins_with(event: Event) -> None:
    actor = event.actor
    form = FORMAT if actor.hidden is None else HIDDEN_FORMAT
    begins = (
        opening_head(form, event.commune, event.era)
        + opening_middle(
            event.index,
            to_micros(event.at),
            actor.user,
            actor.unit,
            actor.session,
            event.session_seq,
        )
        + opening_deed(event.action.value, event.outcome.value)
    )
    assert event.to_bytes().startswith(begins)


@pytest.mark.parametrize(
    "change",
    [
        {"action": "case:view"},
        {"action": "Nguyen Thi X"},
        {"outcome": "allowed"},
        {"cases": (b"short",)},
        {"cases": ("c" * 16,)},
        {"cases": (b"c" * 16, b"c" * 16)},
        {"sections": (b"x" * 17,)},
        {"sections": (b"x" * 16, b"x" * 16)},
        {"commune": b""},
        {"session_seq": 0},
    ],
)
def test_text_and_nonsense_have_no_place_in_an_event(change: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        replace(FULL, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"user": "u" * 16},
        {"user": b"u"},
        {"address": "a name"},
        {"address": "010.0.0.1"},
        {"address": "2001:DB8::1"},
    ],
)
def test_an_actor_is_ids_and_one_canonical_address(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"wanted|canonical|appear|permitted"):
        replace(FULL.actor, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "record"},
        {"object_id": b"o"},
        {"version": 0},
        {"case_id": b"c"},
        {"hash": b"h"},
        {"author": b"a"},
        {"signature": b"s"},
    ],
)
def test_a_tip_has_exact_parts(change: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        replace(TIP, **change)


def test_a_ground_is_a_kind_and_an_id() -> None:
    with pytest.raises(TypeError):
        Ground("law")  # type: ignore[arg-type]  # the mistake that is tested
    with pytest.raises(ValueError, match="16 bytes"):
        Ground(GroundKind.LAW, b"Article 12")


def test_each_action_is_named_like_its_value() -> None:
    for action in Action:
        room, _, verb = action.value.partition(":")
        assert action.name == f"{room}_{verb}".upper()


@pytest.mark.parametrize(
    "named", [{"user": b"u" * 16}, {"unit": b"d" * 16}, {"unit": None}, {"address": "10.0.0.7"}]
)
def test_who_is_hidden_cannot_be_named_beside(named: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="hidden"):
        Actor(**{"unit": ANY_HOUSE, "hidden": b"sealed", **named})


@pytest.mark.parametrize("form", [FORMAT, HIDDEN_FORMAT])
def test_an_event_has_exactly_the_fields_of_its_form(form: int) -> None:
    for event in (FULL, BY_A_HOUSE):
        fields = unseq(event.to_bytes())
        own = fields[1] == form.to_bytes(8, "big")
        fields[1] = form.to_bytes(8, "big")
        if own:
            assert event_from_bytes(seq(fields)) == event
        else:
            with pytest.raises(MalformedBytes):
                event_from_bytes(seq(fields))
