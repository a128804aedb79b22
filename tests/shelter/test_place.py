"""Placing: one event for case and board, one bed for one guest, nothing for anybody else."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from casework.cases.service import view_case
from casework.kernel.errors import CaseworkError, NotFound
from casework.kernel.ids import Id
from casework.referrals.sending import send
from casework.shelter import store
from casework.shelter.errors import BedTaken, NotTold
from casework.shelter.reading import open_stays
from casework.shelter.records import BedState, SafeHouse
from casework.shelter.service import place
from casework.vault.errors import SavedMeanwhile
from tests.factories.agreements import agreed, sending
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file
from tests.shelter.scenes import (
    added_house,
    current,
    day,
    free,
    left,
    placed,
    placing,
    union_case,
)


def test_a_placement_takes_the_beds_and_is_written_into_her_file(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    assert place(commune.house, commune.hand("ha"), case, placing(house))
    assert [free(commune, n) for n in range(5)] == [0, 0, 0, 3, 3]
    seen = open_stays(commune.house, commune.hand("nga"), case)
    assert seen.current is not None
    assert (seen.current.house_name, seen.current.address) == (house.name, house.address)
    assert seen.current.state is BedState.EXPECTED


def test_a_form_sent_twice_places_once(commune: TestCommune, case: Id, house: SafeHouse) -> None:
    once = placing(house)
    assert place(commune.house, commune.hand("ha"), case, once)
    assert not place(commune.house, commune.hand("ha"), case, once)
    assert len(open_stays(commune.house, commune.hand("ha"), case).steps) == 1


def at_once(*deeds: Callable[[], object]) -> list[CaseworkError | None]:
    """Do all of it at the same moment; return what each one was told."""
    told: list[CaseworkError | None] = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def run(at: int) -> None:
        gate.wait()
        try:
            deeds[at]()
        except CaseworkError as error:
            told[at] = error

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_placements_into_the_last_bed_at_the_same_moment_one_wins(
    commune: TestCommune, house: SafeHouse
) -> None:
    ours, hers = commune.hand("ha"), commune.hand("nga")
    one, other = union_case(commune.house, ours), union_case(commune.house, hers)
    told = at_once(
        lambda: place(commune.house, ours, one, placing(house)),
        lambda: place(commune.house, hers, other, placing(house)),
    )
    assert sorted(type(error).__name__ for error in told) == ["BedTaken", "NoneType"]
    assert len(store.read(commune.house, ours).stays) == 1
    steps = [len(open_stays(commune.house, ours, c).steps) for c in (one, other)]
    assert sorted(steps) == [0, 1]


def test_two_who_do_not_compete_are_both_placed(commune: TestCommune, house: SafeHouse) -> None:
    other_house = added_house(commune.house, commune.hand("ha"))
    ours, hers = commune.hand("ha"), commune.hand("nga")
    one, other = union_case(commune.house, ours), union_case(commune.house, hers)
    told = at_once(
        lambda: place(commune.house, ours, one, placing(house)),
        lambda: place(commune.house, hers, other, placing(other_house)),
    )
    assert told == [None, None]
    assert len(store.read(commune.house, ours).stays) == 2


def test_a_full_house_is_refused_and_nothing_is_written(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    placed(commune.house, commune.hand("ha"), case, house)
    second = union_case(commune.house, commune.hand("nga"))
    with pytest.raises(BedTaken):
        place(commune.house, commune.hand("nga"), second, placing(house, from_on=day(2)))
    assert open_stays(commune.house, commune.hand("nga"), second).steps == []
    later = placing(house, from_on=day(3), until_on=day(5))
    assert place(commune.house, commune.hand("nga"), second, later)


def test_a_house_that_does_not_take_them_is_refused(commune: TestCommune, case: Id) -> None:
    ha = commune.hand("ha")
    women_only = added_house(commune.house, ha, takes=("WOMEN",))
    with pytest.raises(BedTaken):
        place(commune.house, ha, case, placing(women_only))
    older_boys = added_house(commune.house, ha, boys_up_to=8)
    with pytest.raises(BedTaken):
        place(commune.house, ha, case, placing(older_boys, oldest_boy=9))
    closed = added_house(commune.house, ha, closed_from=day(1))
    with pytest.raises(BedTaken):
        place(commune.house, ha, case, placing(closed))
    retired = added_house(commune.house, ha, retired=True)
    with pytest.raises(BedTaken):
        place(commune.house, ha, case, placing(retired))


def test_of_a_listed_house_she_is_told_before_she_chooses(commune: TestCommune, case: Id) -> None:
    listed = added_house(commune.house, commune.hand("ha"), listed=True)
    with pytest.raises(NotTold):
        place(commune.house, commune.hand("ha"), case, placing(listed))
    assert place(commune.house, commune.hand("ha"), case, placing(listed, told=True))


def test_who_has_not_accepted_the_referral_places_nobody(
    commune: TestCommune, house: SafeHouse
) -> None:
    hung, ha = commune.hand("hung"), commune.hand("ha")
    theirs = opened_file(commune.house, hung)
    with pytest.raises(NotFound):
        place(commune.house, ha, theirs, placing(house))
    consent = agreed(commune.house, hung, theirs, ha.keyring.unit)
    send(commune.house, hung, theirs, sending(consent, service="SHELTER"))
    with pytest.raises(NotFound):
        place(commune.house, ha, theirs, placing(house))
    assert store.read(commune.house, ha).stays == ()


def test_no_other_desk_places_anybody(commune: TestCommune, case: Id, house: SafeHouse) -> None:
    for name in ("hung", "mai", "binh", "dung"):
        with pytest.raises(CaseworkError):
            place(commune.house, commune.hand(name), case, placing(house))


def test_a_second_stay_needs_the_end_of_the_first_to_be_seen(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    placed(commune.house, ha, case, house)
    left(commune.house, ha, case)
    with pytest.raises(SavedMeanwhile):
        place(commune.house, ha, case, placing(house))
    seen = open_stays(commune.house, ha, case).seen
    assert place(commune.house, ha, case, placing(house, seen))
    assert current(commune.house, ha, case).state is BedState.EXPECTED


def test_the_stay_of_a_restricted_case_is_for_its_named_users_alone(
    commune: TestCommune, house: SafeHouse
) -> None:
    ha, nga = commune.hand("ha"), commune.hand("nga")
    case = union_case(commune.house, ha, holders=(ha.keyring.user,))
    placed(commune.house, ha, case, house)
    assert free(commune) == 0  # a colleague sees that the bed is taken
    (taken,) = store.read(commune.house, nga).stays
    assert taken.case_id is None
    with pytest.raises(NotFound):
        open_stays(commune.house, nga, case)
    with pytest.raises(NotFound):
        view_case(commune.house, nga, case)
