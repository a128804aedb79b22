"""The steps of a stay: each kept, none overwritten, and a bed is free when she has left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.models import LogEvent
from casework.cases.service import view_case
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.shelter.errors import BedTaken, StepOutOfOrder
from casework.shelter.reading import open_stays
from casework.shelter.records import SafeHouse, Step
from casework.shelter.service import place, take_step
from casework.vault.errors import SavedMeanwhile
from casework.vault.models import Case
from casework.vault.versioned import sign
from tests.factories.commune import TestCommune
from tests.shelter.scenes import (
    day,
    free,
    left,
    placed,
    placing,
    step,
    stepped,
    union_case,
)


def test_every_step_is_kept_and_the_bed_is_free_from_the_day_she_left(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    placed(commune.house, ha, case, house)
    stepped(commune.house, ha, case, Step.ARRIVED, arrived_at=commune.clock.now())
    stepped(commune.house, ha, case, Step.GAVE, supplies=("FOOD",), note="hai bữa (mẫu)")
    stepped(commune.house, ha, case, Step.EXTENDED, until_on=day(6))
    assert free(commune, 5) == 0
    commune.clock.advance(timedelta(days=1))
    left(commune.house, ha, case)
    assert free(commune, 1) == 3
    steps = [taken.stay.step for taken in open_stays(commune.house, ha, case).steps]
    assert steps == [Step.PLACED, Step.ARRIVED, Step.GAVE, Step.EXTENDED, Step.LEFT]
    with pytest.raises(StepOutOfOrder):
        stepped(commune.house, ha, case, Step.GAVE)


def test_an_extension_into_nights_that_others_have_is_refused(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    placed(commune.house, ha, case, house)
    second = union_case(commune.house, ha)
    place(commune.house, ha, second, placing(house, from_on=day(4), until_on=day(6)))
    assert stepped(commune.house, ha, case, Step.EXTENDED, until_on=day(4))
    with pytest.raises(BedTaken):
        stepped(commune.house, ha, case, Step.EXTENDED, until_on=day(5))


def test_a_step_of_a_colleague_is_not_overwritten(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    ha, nga = commune.hand("ha"), commune.hand("nga")
    placed(commune.house, ha, case, house)
    mine = step(commune.house, ha, case, Step.ARRIVED, arrived_at=commune.clock.now())
    stepped(commune.house, nga, case, Step.GAVE, supplies=("MILK",))
    with pytest.raises(SavedMeanwhile):
        take_step(commune.house, ha, case, mine)


def test_a_step_sent_twice_is_taken_once(commune: TestCommune, case: Id, house: SafeHouse) -> None:
    ha = commune.hand("ha")
    placed(commune.house, ha, case, house)
    once = step(commune.house, ha, case, Step.GAVE, supplies=("FOOD",))
    assert take_step(commune.house, ha, case, once)
    assert not take_step(commune.house, ha, case, once)


def test_a_closed_case_keeps_no_bed(commune: TestCommune, case: Id, house: SafeHouse) -> None:
    ha = commune.hand("ha")
    placed(commune.house, ha, case, house)
    close(commune, case)
    with pytest.raises(Forbidden):
        stepped(commune.house, ha, case, Step.EXTENDED, until_on=day(4))
    assert left(commune.house, ha, case)
    assert free(commune) == 3
    seen = open_stays(commune.house, ha, case).seen
    with pytest.raises(Forbidden):
        place(commune.house, ha, case, placing(house, seen))


def close(commune: TestCommune, case: Id) -> None:
    """Close a file of the union by the vault's own means."""
    ha = commune.hand("ha")
    with commune.house.database.read() as db:
        row = db.get(Case, case)
        assert row is not None
        fields = {c.key: getattr(row, c.key) for c in Case.__table__.columns}
    closed = Case(**{**fields, "status": "CLOSED", "version": row.version + 1})
    with commune.house.ledger.entry(ha.actor, Action.CASE_CLOSE) as entry:
        sign(closed, ha.keyring.signer).write(entry)


def test_a_guest_whose_nights_are_over_keeps_the_bed_until_she_has_left(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    placed(commune.house, ha, case, house)
    commune.clock.advance(timedelta(days=5))
    second = union_case(commune.house, ha)
    late = placing(house, from_on=day(5), until_on=day(6))
    with pytest.raises(BedTaken):
        place(commune.house, ha, second, late)
    left(commune.house, ha, case)
    assert place(commune.house, ha, second, late)


def test_each_step_is_one_event_that_names_the_case_with_the_stay_and_no_house(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    placed(commune.house, ha, case, house)
    stepped(commune.house, ha, case, Step.GAVE, supplies=("FOOD",))
    section = view_case(commune.house, ha, case)
    stays = {d.section_id for d in section.doors if d.kind == "stay"}
    with commune.house.database.read() as db:
        rows = list(db.scalars(select(LogEvent).order_by(LogEvent.idx)))
    told = [event_from_bytes(row.event) for row in rows]
    written = [e for e in told if e.action in ("shelter:place", "shelter:step")]
    assert [e.cases for e in written] == [(case,), (case,)]
    assert all(set(e.sections) == stays for e in written)
    assert all(house.house_id not in e.to_bytes() for e in told)
    assert [e.cases for e in told if e.action == "shelter:write"] == [()]
