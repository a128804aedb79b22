"""A house sees whom it expects and nothing else, and its two answers reach the union."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.kernel.errors import NotFound
from casework.kernel.ids import new_id
from casework.shelter import host_service
from casework.shelter.host_records import AnswerKind, Arrival, CalledOff
from tests.factories import letters
from tests.factories.commune import TestCommune
from tests.factories.houses import announce, another_house, answers_for_union

TONIGHT = Arrival(adults=1, children=2, on=date(2026, 11, 23), hour="20:00", word="hoa sim")


def expected(commune: TestCommune) -> list[host_service.Expected]:
    return host_service.expected_guests(commune.house, commune.hand("lan"))


def test_a_house_expects_whom_the_union_announced(commune: TestCommune) -> None:
    letter = announce(commune, TONIGHT)
    (guest,) = expected(commune)
    assert (guest.letter, guest.arrival) == (letter, TONIGHT)
    assert (guest.arrived_at, guest.called_at) == (None, None)


def test_two_guests_stand_in_the_order_of_their_coming(commune: TestCommune) -> None:
    later = announce(commune, Arrival(on=date(2026, 11, 24), hour="08:00"))
    second = announce(commune, Arrival(on=date(2026, 11, 23), hour="22:00"))
    first = announce(commune, TONIGHT)
    assert [guest.letter for guest in expected(commune)] == [first, second, later]


def test_a_changed_arrival_stands_in_place_of_the_first(commune: TestCommune) -> None:
    first, changed = announce(commune, TONIGHT), Arrival(adults=2)
    announce(commune, replace(changed, instead_of=first))
    (guest,) = expected(commune)
    assert (guest.letter, guest.arrival) == (first, replace(changed, instead_of=first))


def test_her_coming_outlives_a_change_and_a_call_is_asked_for_anew(commune: TestCommune) -> None:
    first, lan = announce(commune, TONIGHT), commune.hand("lan")
    for kind in AnswerKind:
        host_service.answer(commune.house, lan, first, kind)
    announce(commune, replace(TONIGHT, instead_of=first))
    (guest,) = expected(commune)
    assert guest.arrived_at is not None
    assert guest.called_at is None
    host_service.answer(commune.house, lan, first, AnswerKind.CALL_ME)
    assert [guest.called_at is None for guest in expected(commune)] == [False]


def test_a_changed_arrival_is_called_off_like_the_first(commune: TestCommune) -> None:
    first = announce(commune, TONIGHT)
    announce(commune, Arrival(adults=2, instead_of=first))
    announce(commune, CalledOff(first))
    assert expected(commune) == []


def test_a_guest_who_does_not_come_disappears(commune: TestCommune) -> None:
    stays, goes = announce(commune, TONIGHT), announce(commune, TONIGHT)
    announce(commune, CalledOff(goes))
    assert [guest.letter for guest in expected(commune)] == [stays]


def test_another_house_expects_nobody(commune: TestCommune) -> None:
    announce(commune, TONIGHT)
    assert host_service.expected_guests(commune.house, another_house(commune)) == []


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_an_answer_reaches_the_union_and_stands_on_the_houses_own_page(
    commune: TestCommune, kind: AnswerKind
) -> None:
    letter, lan = announce(commune, TONIGHT), commune.hand("lan")
    commune.clock.advance(timedelta(hours=2))
    host_service.answer(commune.house, lan, letter, kind)
    (answer,) = answers_for_union(commune, "ha")
    assert (answer.letter, answer.house_unit, answer.kind) == (letter, lan.keyring.unit, kind)
    assert answer.at == commune.clock.now()
    (guest,) = expected(commune)
    said = {AnswerKind.ARRIVED: guest.arrived_at, AnswerKind.CALL_ME: guest.called_at}
    assert {name for name, at in said.items() if at is not None} == {kind}


def test_an_answer_given_twice_is_given_once(commune: TestCommune) -> None:
    letter = announce(commune, TONIGHT)
    for _ in range(3):
        host_service.answer(commune.house, commune.hand("lan"), letter, AnswerKind.ARRIVED)
    assert len(answers_for_union(commune, "nga")) == 1


def test_a_house_answers_no_letter_but_its_own(commune: TestCommune) -> None:
    letter, other = announce(commune, TONIGHT), another_house(commune)
    for host, wanted in ((other, letter), (commune.hand("lan"), new_id())):
        with pytest.raises(NotFound):
            host_service.answer(commune.house, host, wanted, AnswerKind.ARRIVED)
    assert answers_for_union(commune, "nga") == []


def test_who_has_come_stays_on_the_page_for_a_day(commune: TestCommune) -> None:
    letter = announce(commune, TONIGHT)
    host_service.answer(commune.house, commune.hand("lan"), letter, AnswerKind.ARRIVED)
    commune.clock.advance(timedelta(hours=23))
    assert len(expected(commune)) == 1
    commune.clock.advance(timedelta(hours=2))
    assert expected(commune) == []


def test_a_house_without_an_account_leaves_the_same_traces(commune: TestCommune) -> None:
    nga, lan = commune.hand("nga").keyring, commune.hand("lan").keyring
    roster = letters.roster_of(commune.house)
    with_account = host_service.letter_of_arrival(nga, roster, lan.unit, TONIGHT)
    without = host_service.letter_of_arrival(nga, roster, None, TONIGHT)
    assert len(with_account.tip.to_bytes()) == len(without.tip.to_bytes())
    assert len(with_account.row.sealed) == len(without.row.sealed)  # type: ignore[attr-defined]  # both are mail


def test_a_house_answers_the_union_that_founded_it(commune: TestCommune) -> None:
    roster = letters.roster_of(commune.house)
    lan, nga = commune.hand("lan").keyring, commune.hand("nga").keyring
    assert roster.founder_of(lan.unit) == nga.unit
    assert roster.founder_of(nga.unit) is None
