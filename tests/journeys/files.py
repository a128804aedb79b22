"""A survivor's first file, step by step, as somebody types it; every text is a canary."""

from __future__ import annotations

import re

LINE = "Dòng mẫu đầu tiên: chim sẻ ngô đậu ngoài hiên"
SURVIVOR = "Y Vàng Anh Ngực Đốm Mẫu"
MOTHER = "bà Y Khướu Bạc Má Mẫu"
VILLAGE = "Làng Chích Chòe Lửa Mẫu"
PHONE = "gọi nhờ nhà bà Sáo Sậu Mẫu"
WHEN = "lúc đi rẫy Vành Khuyên về, mẫu"
ACCOUNT = "Lời kể mẫu: tối mưa, họa mi hót, người ấy về muộn"
PLACE = "hiên sau nhà Gõ Kiến Mẫu"
PERSON = "A Diều Hâu Mẫu"
PLAN = "Chạy sang nhà Cu Gáy Mẫu, mang theo gùi"
WORD = "hỏi mượn gùi Bồ Câu Mẫu"
CANARIES = (
    LINE,
    SURVIVOR,
    MOTHER,
    VILLAGE,
    PHONE,
    WHEN,
    ACCOUNT,
    PLACE,
    PERSON,
    PLAN,
    WORD,
)

BLEEDING = re.compile("Đang chảy máu nhiều")
AMBULANCE = re.compile("Gọi cấp cứu trước")
FILE = re.compile(r"/cases/[0-9a-f]{32}$")

PARTS: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    (
        "Người bị bạo lực",
        {"Tên cha, mẹ hoặc chồng, vợ": MOTHER, "Thôn, làng đang ở": VILLAGE},
        ("Nữ",),
    ),
    (
        "Liên hệ an toàn",
        {"Số gọi được": PHONE, "Gọi lúc nào thì an toàn": WHEN},
        ("Không nhắn tin",),
    ),
    ("Sự việc", {"Chuyện đã xảy ra": ACCOUNT, "Nói rõ chỗ xảy ra": PLACE}, ()),
    ("Người có hành vi bạo lực", {"Họ tên, hoặc tên gọi": PERSON}, ()),
    ("Nguy cơ và an toàn", {"Khi nguy hiểm thì làm gì": PLAN, "Lời báo hiệu đã hẹn": WORD}, ()),
)
"""Each part: what its link says, what is typed where, what is ticked."""


STEPS = (
    "Đăng nhập",
    "Mở hồ sơ mới",
    "Ghi vào hồ sơ",
    "Đọc hồ sơ",
    "Khóa màn hình",
    "Mở khóa màn hình",
    "Đăng xuất",
)
"""What the log must tell of the day, in its own words."""
