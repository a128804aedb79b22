"""Houses and stays as tests need them: visibly synthetic, one short call each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from casework.cases.records import Survivor
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.clock import local_day
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.shelter import rules, store
from casework.shelter.reading import open_stays
from casework.shelter.records import SafeHouse, Stay, Step
from casework.shelter.service import Placing, Stepping, place, take_step, write_house
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House
from tests.factories.commune import MORNING, TestCommune
from tests.factories.files import SURVIVOR

TODAY = local_day(MORNING)
HOUSE_NAME = "Nhà bà Mẫu Hoa"
ADDRESS = "Ngõ sau trường Mẫu, nhà số 7"
PHONE = "0900777001"
HOST = "Bà Mẫu Thị Hoa"
HOUSE_WORDS = (HOUSE_NAME, ADDRESS, PHONE, HOST)
WORD = "trăng rằm"


def safe_house(**changes: object) -> SafeHouse:
    """Return a house that takes women with children; ``changes`` make it another one."""
    house = SafeHouse(
        house_id=new_id(),
        name=HOUSE_NAME,
        address=ADDRESS,
        phone=PHONE,
        host_name=HOST,
        beds=3,
        takes=("WOMEN", "CHILDREN", "PREGNANT"),
        boys_up_to=12,
        languages=("vie", "bdq"),
    )
    return replace(house, **changes)  # type: ignore[arg-type]  # names and types as in SafeHouse


def added_house(house: House, hand: Hand, **changes: object) -> SafeHouse:
    """Put a house onto the union's board."""
    made = safe_house(**changes)
    write_house(house, hand, made)
    return made


def union_case(house: House, hand: Hand, holders: tuple[Id, ...] = ()) -> Id:
    """Open a case led by the union, which registers her itself."""
    parts = (NewPart(SectionKind.IDENTITY, Survivor(name=SURVIVOR)),)
    return open_case(house, hand, Opening(new_id(), parts, DirectoryEntry(name=SURVIVOR), holders))


def stay(**changes: object) -> Stay:
    """Return what the union writes of a stay for three beds and three nights from today."""
    made = Stay(
        stay_id=new_id(),
        adults=1,
        children=2,
        beds=3,
        from_on=TODAY,
        until_on=TODAY + timedelta(days=3),
        hour="20:30",
        word=WORD,
        needs="Sữa cho bé (mẫu)",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # names and types as in Stay


def placing(at: SafeHouse, seen: Id | None = None, /, **changes: object) -> Placing:
    """Return a placement as it is about to be sent."""
    return Placing(stay(**changes), new_id(), at.house_id, seen)


def placed(house: House, hand: Hand, case: Id, at: SafeHouse, **changes: object) -> Stay:
    """Put her into a house; returns the stay as it then stands."""
    place(house, hand, case, placing(at, None, **changes))
    return current(house, hand, case)


def current(house: House, hand: Hand, case: Id) -> Stay:
    """Return the case's last stay as it stands."""
    newest = open_stays(house, hand, case).newest
    assert newest is not None
    return newest


def step(house: House, hand: Hand, case: Id, kind: Step, **changes: object) -> Stepping:
    """Return the next step of the case's stay as it is about to be sent."""
    page = open_stays(house, hand, case)
    assert page.newest is not None
    assert page.seen is not None
    after = replace(page.newest, step=kind, **changes)  # type: ignore[arg-type]  # as in Stay
    return Stepping(after, new_id(), page.seen)


def stepped(house: House, hand: Hand, case: Id, kind: Step, **changes: object) -> bool:
    """Write the next step of the case's stay."""
    return take_step(house, hand, case, step(house, hand, case, kind, **changes))


def left(house: House, hand: Hand, case: Id, departure: str = "RELATIVES") -> bool:
    """Write that she has left."""
    now = house.clock.now()
    return stepped(house, hand, case, Step.LEFT, left_at=now, departure=departure)


def day(offset: int) -> date:
    """Return the day so many days after the test's first."""
    return TODAY + timedelta(days=offset)


def free(commune: TestCommune, offset: int = 0) -> int:
    """Return how many beds of the only house the board shows as free on a night."""
    board = store.read(commune.house, commune.hand("nga"))
    return rules.free_beds(board, board.houses[0], day(offset), TODAY)
