"""Whether the domestic-violence law covers a person causing violence: by relation, then by act.

Luật 13/2022/QH15 Đ3.2 and NĐ 76/2023/NĐ-CP Đ2: between divorcees and cohabitants only some acts
count.  Outside the law there is no no-contact order and no line in its statistics; criminal,
administrative and child routes remain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from casework.kernel.codes import Codes


class DvScope(StrEnum):
    """The four answers."""

    YES = "YES"
    LIMITED_ACTS = "LIMITED_ACTS"
    NO = "NO"
    CHECK = "CHECK"


@dataclass(frozen=True)
class ScopeFinding:
    """The answer, why, on what basis, and whether the basis still has to be checked."""

    scope: DvScope
    reason_vi: str
    basis: str | None = None
    mark_vi: str | None = None


_LABELS = {
    DvScope.YES: "Thuộc Luật Phòng, chống bạo lực gia đình",
    DvScope.LIMITED_ACTS: "Thuộc Luật, nhưng chỉ với một số hành vi",
    DvScope.NO: "Không thuộc Luật Phòng, chống bạo lực gia đình",
    DvScope.CHECK: "Cần người có chuyên môn xem lại",
}
_COLUMNS = {"EX_SPOUSE": "divorced", "COHABITANT": "cohabiting"}


def label_vi(scope: DvScope) -> str:
    """Return the answer in words."""
    return _LABELS[scope]


def dv_scope(codes: Codes, relation: str | None, acts: Iterable[str]) -> ScopeFinding:
    """Return whether the law covers this relation and these acts."""
    entry = codes["relations"].find(relation) if relation else None
    if entry is None:
        return ScopeFinding(DvScope.CHECK, "Chưa ghi quan hệ với người bị bạo lực.")
    basis, mark = entry.basis, entry.mark_vi
    match entry.text("dv_scope"):
        case "IN":
            return ScopeFinding(DvScope.YES, "Là thành viên gia đình.", basis, mark)
        case "OUT":
            return ScopeFinding(
                DvScope.NO,
                "Không phải thành viên gia đình. Vẫn xử lý được theo đường hình sự, hành chính "
                "hoặc bảo vệ trẻ em; không dùng được quyết định cấm tiếp xúc của Luật này.",
                basis,
                mark,
            )
        case "LIMITED":
            return _limited(codes, entry.code, tuple(acts))
    return ScopeFinding(
        DvScope.CHECK, "Quan hệ này tùy từng trường hợp mới thuộc Luật.", basis, mark
    )


def _limited(codes: Codes, relation: str, acts: tuple[str, ...]) -> ScopeFinding:
    column = _COLUMNS.get(relation, "cohabiting")
    known = [codes["dv_acts"][act] for act in acts if act in codes["dv_acts"]]
    basis = "Luật 13/2022/QH15 Đ3.2; NĐ 76/2023/NĐ-CP Đ2–4"
    mark = codes["relations"][relation].mark_vi
    covered = [act.text("letter") or "" for act in known if act.text(column) == "YES"]
    doubtful = [act.text("letter") or "" for act in known if act.text(column) == "CHECK"]
    if covered:
        letters = ", ".join(covered)
        return ScopeFinding(
            DvScope.LIMITED_ACTS, f"Thuộc Luật với hành vi ở điểm {letters}.", basis, mark
        )
    if doubtful or not known:
        what = (
            f"Hành vi ở điểm {', '.join(doubtful)} chưa rõ có được tính không."
            if doubtful
            else "Chưa ghi hành vi, mà quan hệ này chỉ thuộc Luật với một số hành vi."
        )
        return ScopeFinding(DvScope.CHECK, what, basis, mark)
    return ScopeFinding(
        DvScope.NO, "Các hành vi đã ghi không được tính với quan hệ này.", basis, mark
    )
