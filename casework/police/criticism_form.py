"""The form of her answer to criticism before the village: asked alone, and her no is final."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from casework.cases.forms.record_form import NotFuture, yes_no
from casework.police import rules
from casework.police.barring import circumstances
from casework.police.forms import EntryForm, Seen
from casework.police.records import AGREED, NO_ANSWER, NOT_ASKED, REFUSED, CriticismAnswer
from casework.web.choices import ChoiceField, Option
from casework.web.doubt import cited
from casework.web.fields import LineField, MomentField, Needed, PassageField
from casework.web.here import house

_YES = Option(AGREED, "Đồng ý")
_OTHERS = (
    Option(REFUSED, "Không đồng ý"),
    Option(NO_ANSWER, "Đã hỏi, chưa trả lời", "Chưa trả lời thì chưa được làm."),
    Option(NOT_ASKED, "Chưa hỏi", "Chưa hỏi thì chưa được làm."),
)


class CriticismForm(EntryForm):
    """Whether she was asked, when, how, and what she said."""

    record = CriticismAnswer

    answer = ChoiceField("Người ấy trả lời thế nào", (_YES, *_OTHERS), [Needed()])
    asked_at = MomentField("Hỏi lúc", [NotFuture()])
    alone = yes_no("Hỏi riêng, không có người kia và người nhà ở đó")
    asked_by = LineField("Ai hỏi", length=120)
    words = PassageField("Lời người ấy", length=1000, description="Không ghi nơi tạm lánh.")

    groups = (("", ("answer", "asked_at", "alone", "asked_by", "words")),)
    why: ClassVar[Mapping[str, str]] = {
        "answer": cited(
            "Góp ý, phê bình trong cộng đồng (Luật 13/2022/QH15 Đ32) chỉ có trong danh sách "
            "biện pháp khi lần hỏi gần nhất người ấy đồng ý. Không thuyết phục, không hỏi lại cho "
            "đến khi đồng ý. Đây là cách làm của xã.",
            "CRITICISM_WISH",
        ),
    }

    def prepare(self, seen: Seen) -> None:
        """Offer a yes only where a yes may count: what else bars the measure, bars it."""
        codes = house().codes
        here = circumstances(codes, seen.file, seen.found)
        if rules.never_criticised(codes, here):
            self["answer"].offer(_OTHERS)

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Ask when and how of every answer that somebody gave, each fault at its field."""
        fine = super().validate(extra_validators)
        for name, message in rules.answer_problems(CriticismAnswer(**self.values())):
            if not self[name].errors:
                self[name].errors = [message]
                fine = False
        return bool(fine)
