"""The forms of both desks; what was typed for one stage travels unseen through the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from casework.cases.forms.record_form import NotFuture, RecordForm, listed, today
from casework.cases.records import SafeContact, Survivor
from casework.kernel.codes import Code
from casework.kernel.ids import id_to_text
from casework.referrals.records import Reached, ReferralDraft, ReferralNote
from casework.web.choices import ChoiceField, CodeChoiceField, Option
from casework.web.fields import (
    LineField,
    MomentField,
    Needed,
    PartialDateField,
    PassageField,
    PhoneField,
)
from casework.web.forms import CaseworkForm
from casework.web.here import house
from casework.web.villages import VillageField

_NO_SHELTER = "Đừng ghi nơi tạm lánh."
_AN_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
STAGES = ("whom", "what", "look", "send")
"""What the sender does, in order; each button names the stage that it leads to."""


class SendForm(RecordForm):
    """Which service, from which desk, what the receiver must know, and how urgent it is."""

    record = ReferralNote

    service = ChoiceField("Cần giúp việc gì", validators=[Needed()], style="select")
    consent = ChoiceField("Chuyển đến đơn vị nào", validators=[Needed()])
    urgency = ChoiceField("Cần trả lời trong bao lâu", validators=[Needed()])
    asks = PassageField(
        "Nhờ nơi nhận làm gì",
        [Needed()],
        length=2000,
        description="Một câu là đủ. Ví dụ: khám vết thương ở tay, giữ lại đêm nay.",
    )
    comes_when = LineField("Khi nào đến, đến bằng cách nào")
    companions = LineField("Ai đi cùng", description="Ví dụ: hai con nhỏ.")
    language = CodeChoiceField("Nói chuyện bằng tiếng", listed("languages"), style="select")
    safe_contact = LineField("Nơi nhận liên hệ thế nào thì an toàn", description=_NO_SHELTER)
    warning = PassageField(
        "Điều nơi nhận phải biết để giữ an toàn",
        length=1000,
        description=f"Ví dụ: người kia đang đi tìm. {_NO_SHELTER}",
    )

    groups = (("", ("asks", "comes_when", "companions", "language", "safe_contact", "warning")),)
    stages: ClassVar[dict[str, tuple[str, ...]]] = {
        "whom": ("service", "consent"),
        "what": ("urgency", *groups[0][1]),
    }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        codes = house().codes
        self["service"].offer(
            Option(code.code, code.vi, mark=code.mark_vi)
            for code in codes["service_types"]
            if not code.flag("never_offered")
            and not code.flag("for_person_causing_violence")
            and code.text("page") is None
        )
        self["urgency"].offer(
            Option(code.code, code.vi, within(code), code.mark_vi)
            for code in codes["referral_urgencies"]
            if not code.flag("never_offered")
        )

    @classmethod
    def continuing(cls, draft: ReferralDraft) -> SendForm:
        """Return the form with what a draft holds."""
        known = cls.shown(draft)
        known["consent"] = None if draft.consent is None else id_to_text(draft.consent)
        return cls(formdata=None, data=known)

    def draft(self) -> ReferralDraft | None:
        """Return what was typed as a draft, however little; None where it cannot be kept.

        What is not answered yet is no fault of a draft, and neither is a yes that is over.
        """
        self.validate()
        for one in self:
            if not one.data or one.name == "consent":
                one.errors = ()
        if any(one.errors for one in self):
            return None
        blank = ReferralDraft()
        typed = {f.name: self[f.name].data for f in fields(blank) if f.name in self}
        chosen = typed.pop("consent") or ""
        consent = bytes.fromhex(chosen) if _AN_ID.fullmatch(chosen) else None
        said = {name: data for name, data in typed.items() if data}
        return ReferralDraft(consent=consent, **said)

    def stage_for(self, wanted: str) -> str:
        """Return the stage to show: the wanted one, or the first that must be mended before it."""
        self.validate()
        reached = STAGES.index(wanted)
        for place, (stage, names) in enumerate(self.stages.items()):
            if place >= reached:
                for name in names:
                    self[name].errors = ()
            elif any(self[name].errors for name in names):
                self._forgive_after(stage)
                return stage
        return wanted

    def _forgive_after(self, stage: str) -> None:
        later = list(self.stages)[list(self.stages).index(stage) + 1 :]
        for name in (name for one in later for name in self.stages[one]):
            self[name].errors = ()

    def carried(self, stage: str) -> Iterable[tuple[str, str]]:
        """Yield what the other stages hold, to travel along unseen."""
        shown = self.stages.get(stage, ())
        for name in (name for names in self.stages.values() for name in names):
            if name not in shown:
                yield name, self[name].data or ""


def within(code: Code) -> str:
    """Return in words how soon an urgency asks for an answer."""
    hours = code.number("hours") or 0
    if hours == 0:
        return str(gettext("Trả lời ngay, luôn phải gọi điện"))
    if hours <= 48:
        return str(gettext("Trả lời trong %(hours)d giờ", hours=hours))
    return str(gettext("Trả lời trong %(days)d ngày", days=hours // 24))


class ReachForm(RecordForm):
    """Whom the sender has spoken to, or that nobody answered."""

    record = Reached

    outcome = ChoiceField(
        "Đã nói chuyện được với người của nơi nhận chưa",
        [Option("YES", "Đã nói chuyện được"), Option("NO", "Gọi mà không ai nghe")],
        [Needed()],
        style="inline",
    )
    who = LineField("Đã gọi cho ai", length=120)
    phone = PhoneField("Số đã gọi")
    at = MomentField("Lúc", [NotFuture()], description="Để trống là bây giờ.")
    note = LineField("Đã hẹn gì")

    groups = (("", ("outcome", "who", "phone", "at", "note")),)

    def validate_who(self, field: Field) -> None:
        """A person has a name; "somebody" does not open a door at night."""
        if self["outcome"].data == "YES" and not field.data:
            raise ValidationError(gettext("Ghi tên người đã nói chuyện."))


class AcceptForm(CaseworkForm):
    """How the receiving desk registers her itself, and what it answers."""

    look_for = LineField(
        "Tìm trong hồ sơ của đơn vị",
        length=100,
        description="Tên không dấu, vài số cuối điện thoại, số hồ sơ, hoặc thôn.",
    )
    known_as = ChoiceField(
        "Đơn vị đã có hồ sơ của người này",
        style="select",
        description="Nối hai hồ sơ với nhau; không gộp gì cả.",
    )
    name = LineField("Họ tên, hoặc tên gọi", length=120, description="Một chữ cũng được.")
    called = LineField("Ở làng gọi là", length=120)
    birth = PartialDateField(
        "Ngày sinh", today=today, description="05/02/1990, hoặc 02/1990, hoặc chỉ 1990."
    )
    sex = CodeChoiceField("Giới tính", listed("sexes"), style="inline")
    language = CodeChoiceField("Nói chuyện bằng tiếng", listed("languages"), style="select")
    village = VillageField("Thôn, làng đang ở", length=120, description=_NO_SHELTER)
    phone = PhoneField("Số gọi được", words=True)
    when = LineField("Gọi lúc nào thì an toàn")
    who_may_answer = LineField("Ai nghe máy cũng được, ai thì không")
    no_sms = BooleanField("Không nhắn tin")
    no_visit = BooleanField("Không đến nhà")
    who_helps = LineField(
        "Đến gặp ai ở đơn vị", length=120, description="Tên người sẽ đón, để bên chuyển báo trước."
    )
    text = PassageField("Nhắn bên chuyển", length=1000)

    who: ClassVar[tuple[str, ...]] = ("name", "called", "birth", "sex", "language", "village")
    reach: ClassVar[tuple[str, ...]] = ("phone", "when", "who_may_answer", "no_sms", "no_visit")

    @classmethod
    def showing(cls, survivor: Survivor | None, contact: SafeContact | None) -> AcceptForm:
        """Return the form with what was shared, to be confirmed; empty where nothing was."""
        known: dict[str, Any] = {}
        for names, record in ((cls.who, survivor), (cls.reach, contact)):
            if record is not None:
                known |= {name: getattr(record, name) for name in names}
        return cls(formdata=None, data=known)

    def survivor(self) -> Survivor:
        """Return who she is, as this desk registers her."""
        return Survivor(**self._given(self.who))

    def contact(self) -> SafeContact:
        """Return how this desk reaches her."""
        return SafeContact(**self._given(self.reach))

    def _given(self, names: Iterable[str]) -> dict[str, Any]:
        """Return what was sent; a field that was not keeps what its record says of it."""
        return {name: self[name].data for name in names if self[name].data is not None}


class DeclineForm(CaseworkForm):
    """Why this desk cannot; the sender reads it and asks another."""

    text = PassageField(
        "Vì sao không nhận được",
        [Needed()],
        length=1000,
        description="Bên chuyển đọc điều này để tìm nơi khác ngay. Không ghi điều người ấy kể.",
    )


class AnswerForm(CaseworkForm):
    """One more message to the sender."""

    text = PassageField("Trả lời bên chuyển", [Needed()], length=2000, description=_NO_SHELTER)


class CompleteForm(CaseworkForm):
    """How it ended."""

    outcome = CodeChoiceField("Kết quả", listed("referral_outcomes"), [Needed()])
    text = PassageField(
        "Nhắn bên chuyển",
        length=2000,
        description="Chỉ điều bên chuyển cần biết; ghi chép khám, tư vấn, nơi tạm lánh thì không.",
    )


class ShiftForm(CaseworkForm):
    """Who answers which telephone, from when until when."""

    user = ChoiceField("Ai trực", validators=[Needed()], style="select")
    phone = PhoneField("Số điện thoại", [Needed()], description="Số mà người trực luôn mang theo.")
    from_at = MomentField("Từ", [Needed()])
    until_at = MomentField("Đến", [Needed()])

    def validate_until_at(self, field: Field) -> None:
        """A shift ends after it has begun, and not in the past."""
        begin = self["from_at"].data
        if field.data and begin and field.data <= begin:
            raise ValidationError(gettext("Giờ hết ca phải sau giờ bắt đầu."))
        if field.data and field.data <= house().clock.now():
            raise ValidationError(gettext("Ca này đã qua rồi. Hãy xem lại ngày và giờ."))
