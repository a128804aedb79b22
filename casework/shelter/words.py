"""Words by which guest and host know each other at the door: everyday, short, easy to say aloud."""

from __future__ import annotations

from casework.kernel.ids import new_id

_LISTED = """
bếp lửa|cái gùi|chim én|chiếc lá|con suối|cơm lam|củ mì|dòng sông|đám mây|đóa sen|đồng lúa|gió núi|
hạt thóc|hoa gạo|hoa sim|khung cửi|lá chuối|măng rừng|mặt trời|mưa rào|nắng sớm|nhà rông|nồi cơm|
quả bầu|quả cam|quả bí|rau dớn|ruộng ngô|sao mai|tiếng chiêng|trái bưởi|trăng rằm|vườn chè|cầu tre|
bắp nướng|mật ong|hoa cúc|cây đa|giếng nước|con đò
"""
WORDS = tuple(word.strip() for word in _LISTED.split("|"))


def offer() -> str:
    """Return a recognition word, drawn anew; it opens a door for one evening and guards no key."""
    return WORDS[int.from_bytes(new_id()) % len(WORDS)]
