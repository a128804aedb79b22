"""The form of what the police are told of the chair's own order, and no word of why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext

from casework.cases.forms.record_form import NotFuture, RecordForm
from casework.cases.parts import PartKind
from casework.kernel.kinds import SectionKind
from casework.leadership import supervising
from casework.leadership.records import OrderCopy
from casework.web.choices import ChecksField, ChoiceField
from casework.web.fields import LineField, MomentField, Needed, PassageField
from casework.web.here import house

_LEAST = "Không ghi nơi ở hiện nay, nơi tạm lánh, chuyện chữa bệnh, chuyện đã xảy ra."


class TellForm(RecordForm):
    """The copy for the police, and whom it is shown to where the file is held by name."""

    record = OrderCopy

    protected = LineField("Người được bảo vệ", [Needed()], length=200)
    kept_away = LineField("Người bị cấm tiếp xúc", [Needed()], length=200)
    number = LineField("Số quyết định", [Needed()], length=60)
    signed_at = MomentField("Có hiệu lực từ lúc ký", [Needed(), NotFuture()])
    until_at = MomentField("Hết hiệu lực lúc", [Needed()])
    text = PassageField("Điều kiện, trường hợp được tiếp xúc", length=2000, description=_LEAST)
    child_view = PassageField("Nếu là trẻ em: lời của chính trẻ về việc này", length=1000)
    named = ChecksField("Ai ở Công an xã được mở")
    confirmer = ChoiceField("Ai xác nhận", style="select")

    groups = (("", ("protected", "kept_away", "number", "signed_at", "until_at", "text")),)
    why: ClassVar[Mapping[str, str]] = {
        "protected": "Người giám sát phải biết hai người là ai, và không cần biết gì hơn.",
        "confirmer": "Luật cho báo, và hai người chịu trách nhiệm. Cuộc gọi thì không chờ.",
    }

    asks_child = False
    """Whether the chair knows that she is a child: most files do not tell the chair her age."""

    @property
    def besides(self) -> tuple[str, ...]:
        """The questions beside the copy that this file asks."""
        return ("child_view", *(name for name in _CHOSEN if self[name].options))

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Ask for what this file needs; say what keeps the copy from being one."""
        fine = super().validate(extra_validators)
        owed = [name for name in self.besides if name in _CHOSEN or self.asks_child]
        missing = gettext("Phần này chưa có câu trả lời.")
        found = [(name, missing) for name in owed if not self[name].data]
        for name, message in (*found, *supervising.problems_of(house(), self.copy())):
            if not self[name].errors:
                self[name].errors = [message]
                fine = False
        return bool(fine)

    def copy(self) -> OrderCopy:
        """Return what is sealed for the police."""
        said: dict[str, Any] = {name: self[name].data or "" for name in _TEXTS}
        return OrderCopy(**said | {name: self[name].data for name in _HOURS})


_HOURS = ("signed_at", "until_at")
_CHOSEN = ("named", "confirmer")
_TEXTS = ("protected", "kept_away", "number", "text")
COPY = PartKind("order-copy", "Quyết định cấm tiếp xúc", SectionKind.PROTECTION, TellForm)
"""How the police read it on the page of the referral."""
