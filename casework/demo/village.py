"""What the demo's village has reported: two reports that wait, one with every answer, one bare."""

from __future__ import annotations

from datetime import timedelta

from casework.kernel.clock import FixedClock
from casework.kernel.ids import new_id
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.village.records import VillageMessage
from casework.village.service import send

REPORTS = (
    (
        "hung",
        VillageMessage(
            what="Nghe chị nhà bên kêu, chồng say cầm gậy; hai cháu chạy sang nhà tôi (mẫu)",
            seen_when="tối qua, khoảng 8 giờ",
            where="Thôn Mẫu 1, gần nhà rông",
            danger="Một chị khoảng 30 tuổi và hai cháu nhỏ (mẫu)",
            reporter="Bà hàng xóm (mẫu)",
            phone="0900000018",
            reach="gọi buổi trưa, chồng bà đi rẫy (mẫu)",
            unnamed="YES",
        ),
    ),
    ("ha", VillageMessage(what="Có chị muốn gặp người của Hội, ngại lên xã (mẫu)")),
)


def report_from_demo_village(house: House, clock: FixedClock, hands: dict[str, Hand]) -> None:
    """Let A Thút report to the police and to the women's union."""
    for username, message in REPORTS:
        send(house, hands["thut"], new_id(), hands[username].keyring.unit, message)
        clock.advance(timedelta(minutes=3))
