"""A commune with one village that is vouched for, and ways to look at what is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from casework.kernel.ids import Id, new_id
from casework.reference.service import Checked, VillageDraft, confirm, look, save_village
from casework.vault.reference import KnownVillage
from tests.factories.commune import TestCommune

TODAY = date(2026, 11, 23)
BASIS = "Nghị quyết 12 của HĐND xã (mẫu)"
NAME = "Plei Mẫu Đá"


def draft(name: str = NAME, **more: object) -> VillageDraft:
    """Return a village that nobody has written yet."""
    return replace(
        VillageDraft(new_id(), 0, name, basis=BASIS, since_on=TODAY),
        **more,  # type: ignore[arg-type]  # a test names fields of the draft
    )


def added(commune: TestCommune, name: str = NAME, **more: object) -> Id:
    """Let the keeper add a village; returns its id."""
    one = draft(name, **more)
    save_village(commune.house, commune.hand("binh"), one)
    return one.village_id


def newest(commune: TestCommune, village: Id) -> KnownVillage:
    """Return a village as it stands."""
    return look(commune.house).villages[village][-1]


def checked(*codes: str, name: str = "hotlines", seen: int = 10**9, basis: str = BASIS) -> Checked:
    """Return somebody's word on entries of a list."""
    return Checked(name, codes, seen, basis, TODAY)


def vouched(commune: TestCommune, *codes: str, name: str = "hotlines") -> None:
    """Let the keeper vouch for entries."""
    confirm(commune.house, commune.hand("binh"), checked(*codes, name=name))


def mark(commune: TestCommune, code: str, name: str = "hotlines") -> str | None:
    """Return the mark that pages print beside an entry now."""
    with commune.house.database.read() as db:
        commune.house.roster(db)  # as the first question of every request does
    return commune.house.codes[name][code].mark_vi


def offered(commune: TestCommune) -> list[str]:
    """Return the villages that boxes offer now."""
    with commune.house.database.read() as db:
        commune.house.roster(db)
    return [one.name for one in commune.house.places.offered]
