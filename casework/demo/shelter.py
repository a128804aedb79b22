"""The demo's houses and stays: one by account, one by telephone, one listed; all of it made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from casework.cases.listing import list_cases
from casework.kernel.clock import FixedClock, local_day
from casework.kernel.ids import Id, new_id
from casework.shelter import words
from casework.shelter.reading import open_stays
from casework.shelter.records import SafeHouse, Stay, Step
from casework.shelter.service import Placing, Stepping, place, take_step, write_house
from casework.vault.desk import Hand
from casework.vault.house import House

_FAMILIES = ("WOMEN", "CHILDREN", "PREGNANT")


@dataclass(frozen=True)
class DemoStay:
    """One stay of the demo: in which house, who came, from which night, and what followed."""

    house: int
    children: int
    offset: int
    nights: int
    steps: tuple[Step, ...] = ()


STAYS = (
    DemoStay(0, 2, 0, 3),
    DemoStay(1, 1, -2, 4, (Step.ARRIVED, Step.GAVE)),
    DemoStay(2, 0, -9, 4, (Step.ARRIVED, Step.LEFT)),
)
"""One is on her way, one is there, one has left."""


def shelter_demo_guests(house: House, clock: FixedClock, hands: dict[str, Hand]) -> None:
    """Put three houses onto the union's board, and a stay into each as far as there are files."""
    hand = hands["ha"]
    houses = _houses(hands["lan"].keyring.unit)
    for safe_house in houses:
        write_house(house, hand, safe_house)
    named = [line for line in list_cases(house, hand).lines if line.entry.name]
    for line, told in zip((one for one in named if not one.restricted), STAYS, strict=False):
        _stay(house, clock, hand, line.case_id, houses[told.house], told)
        clock.advance(timedelta(minutes=20))


def _houses(unit: Id) -> list[SafeHouse]:
    first = SafeHouse(
        house_id=new_id(),
        name="Nhà Hoa Sim (mẫu)",
        address="Cuối ngõ mẫu, cổng xanh",
        phone="0900000951",
        host_name="Y Lan (mẫu)",
        unit_id=unit,
        beds=4,
        takes=_FAMILIES,
        boys_up_to=12,
        languages=("vie", "bdq"),
    )
    by_phone = replace(
        first,
        house_id=new_id(),
        name="Nhà Đồi Chè (mẫu)",
        address="Sau trường mẫu, nhà sàn thứ hai",
        phone="0900000952",
        host_name="Bà Mẫu Hai",
        unit_id=None,
        beds=3,
        takes=(*_FAMILIES, "DISABLED", "MEN"),
        boys_up_to=None,
    )
    listed = replace(
        by_phone,
        house_id=new_id(),
        name="Địa chỉ tin cậy Thôn Mẫu 2",
        address="Nhà sinh hoạt cộng đồng Thôn Mẫu 2",
        phone="0900000953",
        host_name="Ông Mẫu Ba",
        listed=True,
        beds=2,
        takes=("WOMEN",),
    )
    return [first, by_phone, listed]


def _stay(
    house: House, clock: FixedClock, hand: Hand, case: Id, at: SafeHouse, told: DemoStay
) -> None:
    first = local_day(clock.now()) + timedelta(days=told.offset)
    stay = Stay(
        stay_id=new_id(),
        adults=1,
        children=told.children,
        beds=1 + told.children,
        from_on=first,
        until_on=first + timedelta(days=told.nights),
        hour="20:30",
        word=words.offer(),
        wants=("FOOD", "CLOTHES"),
        told=at.listed,
    )
    place(house, hand, case, Placing(stay, new_id(), at.house_id))
    for step in told.steps:
        clock.advance(timedelta(minutes=5))
        _step(house, clock, hand, case, step)


def _step(house: House, clock: FixedClock, hand: Hand, case: Id, step: Step) -> None:
    page, now = open_stays(house, hand, case), clock.now()
    if page.newest is None or page.seen is None:
        return
    after = replace(page.newest, step=step, at=now, note="", supplies=())
    if step is Step.ARRIVED:
        after = replace(after, arrived_at=now)
    elif step is Step.GAVE:
        after = replace(after, supplies=("FOOD", "MILK"), note="hai bữa, sữa cho bé (mẫu)")
    else:
        after = replace(after, left_at=now, departure="RELATIVES", accompanied="chị Hà (mẫu)")
    take_step(house, hand, case, Stepping(after, new_id(), page.seen))
