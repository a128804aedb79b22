"""What the demo's keeper has checked: most of the villages, one of them renamed, and one number."""

from __future__ import annotations

from casework.kernel.clock import FixedClock, local_day
from casework.kernel.ids import new_id
from casework.reference.service import Checked, VillageDraft, confirm, look, save_village
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.reference import VillageState

_BASIS = "Danh sách thôn của UBND xã (mẫu)"
_NEW = "Thôn Mẫu Mới"


def keep_demo_reference(house: House, clock: FixedClock, hands: dict[str, Hand]) -> None:
    """Vouch for five villages, rename one, merge one, leave one in doubt; vouch for one number."""
    keeper, today = hands["binh"], local_day(clock.now())
    *checked, renamed, merged, _doubted = look(house).newest()
    for one in checked:
        draft = VillageDraft(one.village_id, 1, one.name, basis=_BASIS, since_on=today)
        save_village(house, keeper, draft)
    new_name = VillageDraft(
        renamed.village_id, 1, _NEW, (renamed.name,), basis=_BASIS, since_on=today
    )
    save_village(house, keeper, new_name)
    ended = VillageDraft(
        merged.village_id,
        1,
        merged.name,
        state=VillageState.RETIRED,
        basis=_BASIS,
        since_on=today,
        merged_into=renamed.village_id,
    )
    save_village(house, keeper, ended)
    added = VillageDraft(new_id(), 0, "Thôn Mẫu 9", basis=_BASIS, since_on=today)
    save_village(house, keeper, added)
    number = Checked("hotlines", ("AMBULANCE_115",), 1, "Gọi thử lúc diễn tập (mẫu)", today)
    confirm(house, keeper, number)
