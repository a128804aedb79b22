"""The cast of the demo: visibly synthetic people, one desk each, and who manages it."""

from __future__ import annotations

from dataclasses import dataclass

from casework.kernel.kinds import Role, UnitKind
from casework.vault.credentials import UnitPlan

COMMUNE_NAME = "xã Mẫu (diễn tập)"
COMMUNE_CODE = "MAU"

UNITS = (
    UnitPlan(UnitKind.POLICE, "Công an xã Mẫu"),
    UnitPlan(UnitKind.HEALTH, "Trạm Y tế xã Mẫu"),
    UnitPlan(UnitKind.WOMENS_UNION, "Hội Liên hiệp Phụ nữ xã Mẫu"),
    UnitPlan(UnitKind.COORDINATION, "Phòng Văn hóa – Xã hội xã Mẫu"),
    UnitPlan(UnitKind.LEADERSHIP, "Thường trực UBND xã Mẫu"),
    UnitPlan(UnitKind.VILLAGE, "Ban nhân dân Thôn Mẫu 1"),
    UnitPlan(UnitKind.OVERSIGHT, "Tổ giám sát xã Mẫu"),
    UnitPlan(UnitKind.ADMINISTRATION, "Quản trị kỹ thuật xã Mẫu"),
)


@dataclass(frozen=True)
class Player:
    """One synthetic member of staff."""

    username: str
    name: str
    kind: UnitKind
    role: Role


CAST = (
    Player("thanh", "Lê Văn Thành (mẫu)", UnitKind.POLICE, Role.MANAGER),
    Player("hung", "Phạm Mạnh Hùng (mẫu)", UnitKind.POLICE, Role.WORKER),
    Player("khanh", "Trần Ngọc Khánh (mẫu)", UnitKind.HEALTH, Role.MANAGER),
    Player("mai", "Đinh Thị Mai (mẫu)", UnitKind.HEALTH, Role.WORKER),
    Player("nga", "Y Nga (mẫu)", UnitKind.WOMENS_UNION, Role.MANAGER),
    Player("ha", "Nguyễn Thị Hà (mẫu)", UnitKind.WOMENS_UNION, Role.WORKER),
    Player("lan", "Y Lan (mẫu)", UnitKind.SHELTER, Role.MANAGER),
    Player("binh", "Võ Thanh Bình (mẫu)", UnitKind.COORDINATION, Role.MANAGER),
    Player("dung", "Hoàng Anh Dũng (mẫu)", UnitKind.LEADERSHIP, Role.MANAGER),
    Player("thut", "A Thút (mẫu)", UnitKind.VILLAGE, Role.MANAGER),
    Player("tam", "Bùi Minh Tâm (mẫu)", UnitKind.OVERSIGHT, Role.MANAGER),
    Player("quang", "Đỗ Đăng Quang (mẫu)", UnitKind.ADMINISTRATION, Role.MANAGER),
)
"""Each unit's manager comes before its workers, for a manager takes them in.

The host comes after the union's manager, who founds the house.  Neither the house nor the host is
called by name in the system: Y Lan signs in as `nha1` (P7).
"""
