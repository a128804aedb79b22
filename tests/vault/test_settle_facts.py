"""Facts of a day wait for the night, and are then put among all others, in no order of theirs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from casework.cases.records import Survivor
from casework.keeper import keep
from casework.kernel.kinds import SectionKind
from casework.vault import facts
from casework.vault.house import House
from casework.vault.models import FactBook, PendingFact, SettledFact
from casework.vault.verification import verify_objects
from tests.factories.commune import TestCommune
from tests.factories.facts import all_rows, save, told
from tests.factories.files import opened_file

NIGHT = timedelta(hours=20)
"""From the tests' morning to four in the next one."""


def faults(house: House) -> list[str]:
    """Return what the full verification finds wrong."""
    with house.database.read() as db:
        return [fault.what for fault in verify_objects(house, db)]


def night(commune: TestCommune) -> None:
    """Let a night pass."""
    facts.settle(commune.house)
    commune.clock.advance(NIGHT)
    assert facts.settle(commune.house)


def test_facts_wait_for_the_night_and_are_moved_once(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    assert facts.settle(house)  # the first book is empty
    for _ in range(5):
        opened_file(house, hung)
    assert not facts.settle(house)
    assert len(all_rows(house, PendingFact)) == 5
    commune.clock.advance(NIGHT)
    assert facts.settle(house)
    assert not facts.settle(house)
    settled = all_rows(house, SettledFact)
    assert len(settled) == 5
    assert not all_rows(house, PendingFact)
    (book,) = all_rows(house, FactBook)
    assert (book.version, book.count) == (2, 5)
    assert len(told(commune)) == 5
    assert faults(house) == []


def test_a_correction_takes_the_place_of_the_settled_fact_the_next_night(
    commune: TestCommune,
) -> None:
    house = commune.house
    case = opened_file(house, commune.hand("hung"))
    opened_file(house, commune.hand("hung"))
    night(commune)
    save(commune, case, SectionKind.IDENTITY, Survivor(sex="FEMALE"))
    assert sorted(fact.sex or "" for fact in told(commune)) == ["", "FEMALE"]
    night(commune)
    assert len(all_rows(house, SettledFact)) == 2
    assert sorted(fact.sex or "" for fact in told(commune)) == ["", "FEMALE"]
    assert faults(house) == []


def test_a_night_without_news_writes_nothing(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    night(commune)
    commune.clock.advance(timedelta(days=3))
    assert not facts.settle(commune.house)


def test_the_minute_settles_by_itself(commune: TestCommune) -> None:
    keep(commune.house)
    opened_file(commune.house, commune.hand("hung"))
    commune.clock.advance(NIGHT)
    keep(commune.house)
    assert len(all_rows(commune.house, SettledFact)) == 1


def test_two_keepers_at_once_settle_once(commune: TestCommune) -> None:
    house = commune.house
    opened_file(house, commune.hand("hung"))
    facts.settle(house)
    commune.clock.advance(NIGHT)
    with ThreadPoolExecutor(2) as keepers:
        done = list(keepers.map(lambda _: facts.settle(house), range(2)))
    assert sorted(done) == [False, True]
    (book,) = all_rows(house, FactBook)
    assert (book.version, book.count) == (2, 1)
