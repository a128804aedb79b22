"""The emergency seal: two people of two units open it together, and nobody alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.accounts import service as accounts
from casework.audit.events import Actor
from casework.crypto import hpke
from casework.crypto.errors import BrokenSeal
from casework.demo.cast import CAST
from casework.demo.founding import FoundedDemo, found_demo
from casework.kernel.clock import FixedClock
from casework.kernel.kinds import SectionKind, UnitKind
from casework.vault.emergency import find_keepers
from casework.vault.errors import NoKey
from casework.vault.models import EmergencySeal
from casework.vault.rosters import Roster
from casework.vault.sections import key_of
from casework.vault.upkeep import SEALS, Upkeep
from tests.attacks.consents import give, withdraw
from tests.factories.commune import MORNING, TestCommune
from tests.factories.epochs import renew_unit
from tests.factories.files import opened_file
from tests.factories.safety import open_inner, open_outer, safety_file, safety_of, seal_of
from tests.factories.writing import add_note

NOBODY = Actor(None, None, None, None)


def roster_of(commune: TestCommune) -> Roster:
    """Return the verified roster."""
    with commune.house.database.read() as db:
        return commune.house.roster(db)


def test_the_two_units_together_open_the_seal_of_a_new_file(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    case = safety_file(commune.house, hung)
    seal = seal_of(commune.house, hung, case)
    inner = open_outer(seal, commune.hand("binh"))
    key = open_inner(seal, commune.hand("dung"), inner)
    assert key == key_of(hung.keyring, safety_of(commune.house, hung, case))


def test_neither_unit_opens_it_alone(commune: TestCommune) -> None:
    hung, binh, dung = map(commune.hand, ("hung", "binh", "dung"))
    seal = seal_of(commune.house, hung, safety_file(commune.house, hung))
    with pytest.raises(BrokenSeal):
        open_inner(seal, dung, seal.sealed)
    with pytest.raises(BrokenSeal):
        open_outer(seal, dung)
    with pytest.raises(BrokenSeal):
        open_inner(seal, binh, open_outer(seal, binh))


def test_the_owner_itself_and_strangers_open_nothing_of_it(commune: TestCommune) -> None:
    seal = seal_of(
        commune.house, commune.hand("hung"), safety_file(commune.house, commune.hand("hung"))
    )
    for username in ("hung", "mai", "ha", "quang", "tam"):
        with pytest.raises((BrokenSeal, NoKey)):
            open_outer(seal, commune.hand(username))


def test_only_the_safety_section_is_sealed(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    case = opened_file(commune.house, hung)
    add_note(commune.house, hung, case, SectionKind.SAFETY, "phần mẫu thêm vào")
    assert seal_of(commune.house, hung, case).version == 1
    with commune.house.database.read() as db:
        assert len(db.scalars(select(EmergencySeal)).all()) == 1


def test_a_restricted_file_is_sealed_too(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    case = safety_file(commune.house, hung, holders=(hung.keyring.user,))
    seal = seal_of(commune.house, hung, case)
    key = open_inner(seal, commune.hand("dung"), open_outer(seal, commune.hand("binh")))
    assert key == key_of(hung.keyring, safety_of(commune.house, hung, case))


def test_a_new_key_replaces_the_seal_in_the_same_event(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = safety_file(house, hung)
    give(house, hung, case, SectionKind.SAFETY, commune.hand("mai").keyring.unit)
    withdraw(house, hung, case, SectionKind.SAFETY, commune.hand("mai").keyring.unit)
    add_note(house, hung, case, SectionKind.SAFETY, "viết sau khi rút lại (mẫu)")
    seal, rows = seal_of(house, hung, case), safety_of(house, hung, case)
    assert (seal.version, seal.section_epoch, rows.current.epoch) == (2, 2, 2)
    key = open_inner(seal, commune.hand("dung"), open_outer(seal, commune.hand("binh")))
    assert key == key_of(hung.keyring, rows)


def test_a_seal_made_after_leadership_renewed_its_key_is_closed_to_the_old_one(
    commune: TestCommune,
) -> None:
    house, hung, old = commune.house, commune.hand("hung"), commune.hand("dung")
    before = safety_file(house, hung)
    dung = renew_unit(house, old)
    after = seal_of(house, hung, safety_file(house, hung))
    inner = open_outer(after, commune.hand("binh"))
    assert after.inner_epoch == 2
    with pytest.raises(NoKey):
        open_inner(after, old, inner)
    with pytest.raises(BrokenSeal):
        hpke.open_sealed(old.keyring.of_unit(1).agreement.private, inner, after.inner_info())
    open_inner(after, dung, inner)
    assert Upkeep([SEALS]).catch_up(house, hung, 20) == 1
    renewed = seal_of(house, hung, before)
    assert (renewed.version, renewed.inner_epoch) == (2, 2)
    assert Upkeep([SEALS]).catch_up(house, hung, 20) == 0


def test_nobody_may_hold_both_secrets(commune: TestCommune) -> None:
    roster = roster_of(commune)
    binh = roster.find_member(commune.hand("binh").keyring.user)
    chair = roster.units_of(UnitKind.LEADERSHIP)[0]
    assert binh is not None
    assert find_keepers(roster) is not None
    moved = replace(binh, number=2, unit=chair.unit, since=roster.stamp.last_index + 1)
    both = replace(roster, members={**roster.members, binh.user: (binh, moved)})
    assert find_keepers(both) is None


def test_who_left_counts_until_the_unit_has_a_new_key(commune: TestCommune) -> None:
    house = commune.house
    roster = roster_of(commune)
    binh = roster.find_member(commune.hand("binh").keyring.user)
    chair = roster.units_of(UnitKind.LEADERSHIP)[0]
    assert binh is not None
    moved = replace(binh, number=2, unit=chair.unit, since=roster.stamp.last_index + 1)
    renew_unit(house, commune.hand("binh"))
    later = roster_of(commune)
    both = replace(later, members={**later.members, binh.user: (binh, moved)})
    assert find_keepers(both) is not None


def police_alone(folder: Path) -> FoundedDemo:
    """Return a commune in which leadership and coordination have not come yet."""
    players = [player for player in CAST if player.kind is UnitKind.POLICE]
    return found_demo(folder, {}, FixedClock(MORNING), players)


def test_a_file_from_before_the_two_units_came_is_sealed_at_the_owners_next_visit(
    tmp_path: Path,
) -> None:
    demo = police_alone(tmp_path / "instance")
    house, hung = demo.house, demo.hands["hung"]
    case = safety_file(house, hung)
    assert safety_of(house, hung, case).emergency is None
    assert Upkeep([SEALS]).catch_up(house, hung, 20) == 0
    for sheet in demo.papers.units:
        if sheet.kind in (UnitKind.LEADERSHIP, UnitKind.COORDINATION):
            person = accounts.NewPerson(sheet.kind.value, "Người mẫu", "năm từ mẫu để thử thôi nhé")
            accounts.activate_unit(house, sheet.code, person, NOBODY)
    assert Upkeep([SEALS]).catch_up(house, hung, 20) == 1
    assert seal_of(house, hung, case).version == 1
    house.database.close()


def test_seals_end_where_one_person_may_hold_both_secrets(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = safety_file(house, hung)
    monkeypatch.setattr("casework.vault.upkeep.find_keepers", lambda _roster: None)
    assert Upkeep([SEALS]).catch_up(house, hung, 20) == 1
    assert safety_of(house, hung, case).emergency is None
    monkeypatch.undo()
    assert Upkeep([SEALS]).catch_up(house, hung, 20) == 1
    assert seal_of(house, hung, case).version == 3
