"""The form of a letter that answers a written request: what was asked, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from casework.cases.codec import SealedRecord
from casework.cases.consents.records import LawReason
from casework.cases.consents.setting import SECTION_WORDS
from casework.cases.forms.record_form import RecordForm, today
from casework.kernel.clock import format_day
from casework.kernel.ids import Id, id_from_text
from casework.referrals.letters.authority import ANSWERABLE
from casework.referrals.letters.forms import FACTS
from casework.referrals.letters.records import AuthorityLetter
from casework.web.choices import ChecksField, ChoiceField, Option
from casework.web.fields import DayField, LineField, Needed, PassageField
from casework.web.here import house

_NEVER = "Không bao giờ: nơi tạm lánh, điều đã nói khi tư vấn, ghi chép khám, ai đã báo tin."


class AuthorityForm(RecordForm):
    """Which body has asked for what, what it is given, and why; a second person reads the why."""

    record = AuthorityLetter

    body = ChoiceField("Cơ quan nào yêu cầu", validators=[Needed()])
    body_name = LineField("Tên đầy đủ của cơ quan", [Needed()], length=160)
    request_number = LineField("Số văn bản yêu cầu", [Needed()], length=60)
    request_on = DayField("Ngày của văn bản", [Needed()])
    request_asks = PassageField(
        "Văn bản yêu cầu những gì",
        [Needed()],
        length=1000,
        description="Chép đúng. Gọi điện hỏi miệng thì chưa phải là yêu cầu.",
    )
    kinds = ChecksField("Lấy từ phần nào của hồ sơ", validators=[Needed()])
    tell = ChecksField("Thư nêu người ấy là ai")
    says = PassageField(
        "Nội dung cung cấp",
        [Needed()],
        length=4000,
        description=f"Chỉ điều văn bản đã nêu. {_NEVER}",
    )
    paper_number = LineField("Số của thư (nếu đơn vị có sổ)", length=60)
    signed_by = LineField("Người viết thư (ký tên)", [Needed()], length=120)
    told_her = LineField("Đã báo cho người ấy thế nào, hoặc vì sao chưa báo", [Needed()])
    reason = PassageField(
        "Vì sao phải cung cấp",
        [Needed()],
        length=1000,
        description="Người thứ hai đọc điều này và tên các phần, không đọc nội dung.",
    )
    child_view = PassageField("Lời của chính trẻ về việc này", length=1000)
    confirmer = ChoiceField("Ai xác nhận", style="select")

    groups = (
        ("Yêu cầu", ("body", "body_name", "request_number", "request_on", "request_asks")),
        ("Thư trả lời", ("kinds", "tell", "says", "paper_number", "signed_by", "told_her")),
        ("Người thứ hai xác nhận", ("reason", "child_view", "confirmer")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "told_her": "Người ấy không quyết định việc này, nhưng có quyền biết, nếu báo là an toàn.",
    }

    hidden: frozenset[str] = frozenset()

    def prepare(
        self, facts: Mapping[str, str], people: Iterable[Option], *, asks_child: bool
    ) -> None:
        """Offer what is known of her, and the bodies that may ask in writing."""
        self.facts, confirmers = facts, list(people)
        bodies = house().codes["outside_bodies"]
        self["body"].offer(
            Option(c.code, c.vi, mark=c.mark_vi) for c in bodies if c.flag("authority")
        )
        self["kinds"].offer(Option(kind.value, SECTION_WORDS[kind]) for kind in ANSWERABLE)
        self["tell"].offer(Option(n, label, facts[n]) for n, label in FACTS.items() if facts[n])
        self["confirmer"].offer(confirmers)
        unasked = {"child_view": not asks_child, "confirmer": not confirmers}
        unasked["tell"] = not self["tell"].options
        self.hidden = frozenset(name for name, is_so in unasked.items() if is_so)

    def validate_request_on(self, field: Field) -> None:
        """A paper that was not written yet was not received."""
        if isinstance(field.data, date) and field.data > today():
            raise ValidationError(gettext("Ngày này chưa đến. Hãy xem lại ngày trên văn bản."))

    def letter(self, consent_id: Id) -> AuthorityLetter:
        """Return the letter as it is sealed: who she is only as far as it was ticked."""
        ticked = self["tell"].data or []
        facts = {name: self.facts[name] if name in ticked else "" for name in FACTS}
        return AuthorityLetter(**self.values() | facts | {"consent_id": consent_id})

    def law_reason(self) -> LawReason:
        """Return what the second person reads: the request, the sections by name, and why."""
        shown = [SECTION_WORDS[kind] for kind in ANSWERABLE if kind in (self["kinds"].data or ())]
        at = format_day(self["request_on"].data)
        said = (
            f"{self['body_name'].data}, văn bản số {self['request_number'].data} ngày {at}, "
            f"yêu cầu: {self['request_asks'].data}"
        )
        reason = "\n".join((said, f"Lấy từ: {'; '.join(shown)}", self["reason"].data))
        return LawReason(reason, self["child_view"].data or "")

    def chosen_confirmer(self) -> Id | None:
        """Return who is asked where nobody else of the desk holds the file."""
        chosen = self["confirmer"].data
        return id_from_text(chosen) if chosen else None

    @classmethod
    def shown(cls, record: SealedRecord) -> dict[str, Any]:
        """Return the record's fields; who she is as what was ticked."""
        found = super().shown(record)
        return found | {"tell": [name for name in FACTS if found[name]]}
