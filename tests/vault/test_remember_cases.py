"""A remembered case answers only for what it was judged from, to the byte and to the hour."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from casework.cases.service import view_case
from casework.crypto.signatures import Verified
from casework.kernel.errors import Tampered
from casework.kernel.ids import Id
from casework.vault import memory
from casework.vault.memory import CaseMemory
from casework.vault.rosters import Roster
from casework.vault.survey import Evidence, Survey, judge
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file


class Judging:
    """Counts how often a case is judged; what is judged ends when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.judged: list[Evidence] = []
        self.lasts: timedelta | None = None

        def counted(roster: Roster, verified: Verified, evidence: Evidence, at: datetime) -> Survey:
            self.judged.append(evidence)
            found = judge(roster, verified, evidence, at)
            if self.lasts is not None:
                found.ends_at = at + self.lasts
            return found

        monkeypatch.setattr(memory, "judge", counted)


@pytest.fixture
def judging(monkeypatch: pytest.MonkeyPatch) -> Judging:
    """The judge, under observation."""
    return Judging(monkeypatch)


def survey(commune: TestCommune, case: Id, memory: CaseMemory | None = None) -> Survey:
    """Survey a case as a reader does, at this hour."""
    house = commune.house
    with house.database.read() as db:
        return (memory or house.memory).survey(db, house.roster(db), case, commune.clock.now())


def test_a_case_that_is_the_same_is_judged_once(commune: TestCommune, judging: Judging) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    first, again = survey(commune, case), survey(commune, case)
    assert len(judging.judged) == 1
    assert again.sections == first.sections
    assert again is not first  # what one reader notes on it is no other's


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE records SET blob = zeroblob(1108)",
        "UPDATE grants SET ground = 'CONSENT'",
        "DELETE FROM grants",
        "UPDATE cases SET number = 'X'",
        "UPDATE section_epochs SET owner_unit = case_id",
        "DELETE FROM directory",
    ],
)
def test_any_row_that_changed_is_judged_anew(
    commune: TestCommune, judging: Judging, change: str
) -> None:
    house, hand = commune.house, commune.hand("hung")
    case = opened_file(house, hand)
    survey(commune, case)
    with house.database.write() as db:
        if db.get_bind().dialect.name == "postgresql":
            change = change.replace("zeroblob(1108)", "decode(repeat('00', 1108), 'hex')")
        db.execute(text(change))
        db.commit()
    with pytest.raises(Tampered):  # each with its own error: tests/attacks
        view_case(house, hand, case)
    assert len(judging.judged) == 2


def test_what_ends_by_the_clock_is_judged_anew_at_its_hour(
    commune: TestCommune, judging: Judging
) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    judging.lasts = timedelta(hours=1)
    survey(commune, case)
    commune.clock.advance(timedelta(minutes=59))
    survey(commune, case)
    assert len(judging.judged) == 1
    commune.clock.advance(timedelta(minutes=1))
    survey(commune, case)
    assert len(judging.judged) == 2


def test_an_earlier_hour_is_not_answered_from_a_later_one(
    commune: TestCommune, judging: Judging
) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    survey(commune, case)
    house, before = commune.house, commune.clock.now() - timedelta(hours=1)
    with house.database.read() as db:
        house.memory.survey(db, house.roster(db), case, before)
    assert len(judging.judged) == 2


def test_the_case_read_longest_ago_is_forgotten_first(
    commune: TestCommune, judging: Judging
) -> None:
    hand, small = commune.hand("hung"), CaseMemory(Verified(1000), capacity=2)
    one, two, three = (opened_file(commune.house, hand) for _ in range(3))
    for case in (one, two, one, three, one):
        survey(commune, case, small)
    assert len(judging.judged) == 3
    survey(commune, two, small)
    assert len(judging.judged) == 4
