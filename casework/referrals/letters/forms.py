"""The letter as a form, with the short conversation about it; nothing is ticked beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar

from flask_babel import gettext

from casework.cases.codec import SealedRecord
from casework.cases.consents.records import NO, YES
from casework.cases.consents.rules import Decider, Problem
from casework.cases.consents.situation import Situation
from casework.cases.consents.words import TOLD, Said, said_at
from casework.cases.forms.record_form import NotFuture, RecordForm, listed, today
from casework.cases.rules.people import is_child
from casework.kernel.clock import format_day, format_moment
from casework.kernel.codes import Code
from casework.referrals.letters import rules
from casework.referrals.letters.records import Letter
from casework.web.choices import ChecksField, ChoiceField, CodeChoiceField, Option, options_of
from casework.web.fields import DayField, LineField, MomentField, Needed, PassageField
from casework.web.forms import CaseworkForm
from casework.web.here import house

FACTS = {
    "name": "Họ và tên",
    "called": "Tên thường gọi",
    "birth": "Ngày, năm sinh",
    "village": "Thôn, làng",
    "language": "Tiếng nói",
}
"""Who she is, as far as a letter may say it; each is ticked by itself."""
_REPRESENTATIVE = (
    "representative",
    "representative_relation",
    "representative_safe",
    "representative_answer",
)
_NEEDED = ("service", "asks", "reach", "answer_to", "signed_by", "ask_on")
"""What a letter cannot do without, once she has said yes to it."""
EVERY_BODY = "EVERY"
_NEVER = "Không ghi nơi tạm lánh, tên người báo tin, điều đã nói khi tư vấn."
_YES_NO = (Option(YES, "Có"), Option(NO, "Không"))
_ANSWERS = (Option(YES, "Đồng ý"), Option(NO, "Không đồng ý"))


def is_offered(service: Code) -> bool:
    """Say whether a service may be asked of a body outside: hers, and on no page of its own."""
    never = service.flag("never_offered") or service.flag("for_person_causing_violence")
    return not never and service.text("page") is None


def _ask(label: str) -> ChoiceField:
    return ChoiceField(label, _YES_NO, style="inline")


class LetterForm(RecordForm):
    """Which body, what the letter says, her own answer to it, and when somebody asks after it."""

    record = Letter

    body = CodeChoiceField("Gửi nơi nào", listed("outside_bodies"), [Needed()])
    body_name = LineField("Tên đầy đủ của nơi nhận", description="Ghi trên thư sau chữ “Kính gửi”.")
    service = CodeChoiceField("Để làm gì", style="select")
    paper_number = LineField(
        "Số của thư (nếu đơn vị có sổ)", length=60, description="Chương trình không tự đặt số."
    )
    tell = ChecksField("Thư cho biết người ấy là ai")
    asks = PassageField("Nhờ nơi ấy điều gì", length=1500, description=_NEVER)
    reach = PassageField(
        "Gọi, gặp người ấy thế nào cho an toàn",
        length=600,
        description="Hoặc: người ấy tự đến, không gọi. " + _NEVER,
    )
    answer_to = LineField("Nơi ấy trả lời về: ai, số nào", length=160)
    signed_by = LineField("Người viết thư (ký tên)", length=120)
    held_at = MomentField("Nói chuyện lúc", [NotFuture()])
    alone = _ask("Đang nói chuyện riêng, không ai khác nghe được?")
    interpreter = LineField("Người phiên dịch (nếu có)", length=120)
    interpreter_is_kin = _ask("Người phiên dịch là người nhà, người quen của một bên?")
    told_who_can_open = _ask("Đã nói tên nơi nhận, và người làm việc ở đó có thể đọc thư?")
    told_limits = _ask("Đã nói: thư giao rồi thì không lấy lại được, nơi ấy giữ sổ riêng?")
    told_help_goes_on = _ask("Đã nói: không đồng ý vẫn được giúp, đổi ý lúc nào cũng được?")
    survivor_answer = ChoiceField("Người ấy trả lời", _ANSWERS)
    representative = LineField("Tên người đại diện", length=120)
    representative_relation = LineField("Là gì của trẻ", length=80)
    representative_safe = _ask(
        "Chắc chắn người này không gây bạo lực và không che chở người gây bạo lực?"
    )
    representative_answer = ChoiceField("Người đại diện trả lời", _ANSWERS)
    how = CodeChoiceField("Trả lời bằng cách", listed("consent_ways"))
    witness = LineField("Người chứng kiến", length=120)
    until_on = DayField("Được gửi đến hết ngày")
    ask_on = DayField("Ngày hỏi lại nơi nhận")

    groups = (
        ("Nơi nhận", ("body", "body_name", "service", "paper_number")),
        ("Thư nói gì", ("tell", "asks", "reach", "answer_to", "signed_by")),
        (
            "Hỏi người ấy về đúng thư này",
            (
                "alone",
                "interpreter",
                "interpreter_is_kin",
                *TOLD,
                "survivor_answer",
                *_REPRESENTATIVE,
                "held_at",
                "how",
                "witness",
                "until_on",
            ),
        ),
        ("Theo dõi", ("ask_on",)),
    )
    why: ClassVar[Mapping[str, str]] = {
        "tell": "Nơi ngoài xã chỉ cần đủ để nhận ra người ấy. Chưa đánh dấu gì là thư không nêu "
        "tên: người ấy tự cầm thư đến.",
        "until_on": "Quá ngày này mà thư chưa giao thì phải hỏi lại người ấy.",
    }

    situation: Situation
    facts: Mapping[str, str]

    @classmethod
    def shown(cls, record: SealedRecord) -> dict[str, Any]:
        """Return the record's fields; who she is as what was ticked."""
        found = super().shown(record)
        return found | {"tell": [name for name in FACTS if found[name]]}

    @classmethod
    def read_out(cls, letter: Letter) -> list[tuple[str, str]]:
        """Return what a letter says and what was answered, label by label."""
        form = cls.showing(letter)
        form["service"].offer(_services())
        said = {name: _said(form[name]) for _, names in cls.groups for name in names}
        said["tell"] = "; ".join(getattr(letter, name) for name in FACTS if getattr(letter, name))
        return [(str(form[name].label.text), words) for name, words in said.items() if words]

    def prepare(self, situation: Situation, facts: Mapping[str, str]) -> None:
        """Offer what is known of her, and ask about a representative only for a child."""
        self.situation, self.facts = situation, facts
        self["service"].offer(_services())
        self["tell"].offer(
            Option(name, label, facts[name]) for name, label in FACTS.items() if facts[name]
        )

    @property
    def hidden(self) -> frozenset[str]:
        """The questions that are not asked of somebody of her age."""
        if not is_child(self.situation.age):
            return frozenset(_REPRESENTATIVE)
        alone = self.situation.deciders == {Decider.REPRESENTATIVE}
        return frozenset({"survivor_answer"}) if alone else frozenset()

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Ask for the answer; after a no for nothing more than the body."""
        fine = bool(super().validate(extra_validators))
        for name, message in self._faults():
            if not self[name].errors:
                self[name].errors = [message]
                fine = False
        return fine

    def _faults(self) -> Iterator[tuple[str, str]]:
        letter = self.letter(None)
        if letter.body == "OTHER" and not letter.body_name:
            yield "body_name", gettext("Ghi tên nơi nhận.")
        if not rules.is_given(letter):
            return
        for name in _NEEDED:
            if getattr(letter, name) in (None, ""):
                yield name, gettext("Phần này chưa có câu trả lời.")
        if letter.ask_on is not None and not today() <= letter.ask_on <= _latest():
            yield "ask_on", gettext("Chọn một ngày từ hôm nay đến một năm nữa.")
        age, carer = self.situation.age, self.situation.carer_suspected
        now = house().clock.now()
        yield from self.said(rules.yes_problems(letter, age, now, carer_suspected=carer))

    def said(self, problems: Iterable[Problem]) -> Iterator[Said]:
        """Yield problems at their questions, in words."""
        return said_at(problems, lambda name: self[name].data)

    def letter(self, base: Letter | None) -> Letter:
        """Return the letter as it is sealed: who she is only as far as it was ticked."""
        ticked = self["tell"].data or []
        facts = {name: self.facts[name] if name in ticked else "" for name in FACTS}
        blank = Letter()
        hidden = {name: getattr(blank, name) for name in self.hidden}
        return replace(base or blank, **self.values() | facts | hidden)


def _services() -> list[Option]:
    offered = (code for code in house().codes["service_types"] if is_offered(code))
    return [Option(code.code, code.vi, mark=code.mark_vi) for code in offered]


def _latest() -> date:
    day = today()
    return date.fromordinal(day.toordinal() + 366)


def _said(field: Any) -> str:
    if field.data and hasattr(field, "options"):
        return "; ".join(one.label for one in field.options if field.chosen(one))
    if isinstance(field.data, datetime):
        return format_moment(field.data)
    if isinstance(field.data, date):
        return format_day(field.data)
    return str(field.data or "")


class HandForm(RecordForm):
    """That the paper left the desk: when, by whose hands, and who took it."""

    record = Letter

    handed_at = MomentField("Giao lúc", [NotFuture()], description="Để trống là bây giờ.")
    handed_by = LineField("Ai giao, bằng cách nào", [Needed()], length=200)
    handed_to = LineField("Ai nhận (nếu biết)", length=200)

    groups = (("", ("handed_at", "handed_by", "handed_to")),)


class OutcomeForm(RecordForm):
    """What came of a letter; where nothing did yet, the day on which to ask again."""

    record = Letter

    outcome = CodeChoiceField("Kết quả", listed("letter_outcomes"), [Needed()])
    outcome_note = PassageField("Ghi thêm", length=1000, description=_NEVER)
    ask_on = DayField("Nếu chưa có gì: ngày hỏi lại")

    groups = (("", ("outcome", "outcome_note", "ask_on")),)

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Ask for the next day where nothing came of it yet."""
        fine, again = bool(super().validate(extra_validators)), self["ask_on"].data
        late = again is None or not today() <= again <= _latest()
        if fine and self["outcome"].data == rules.NOT_YET and late:
            self["ask_on"].errors = [gettext("Chọn một ngày từ hôm nay đến một năm nữa.")]
            fine = False
        return fine


class RecallForm(CaseworkForm):
    """To which body she wants no letter any more; every body there is, and all of them."""

    body = ChoiceField("Nơi nào", validators=[Needed()])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        bodies = options_of(house().codes["outside_bodies"])
        self["body"].offer([*bodies, Option(EVERY_BODY, "Mọi nơi ngoài xã")])


class WithdrawForm(RecordForm):
    """Whom the desk has told by phone that she has taken her yes back."""

    record = Letter

    withdrawn_told = LineField("Đã gọi ai ở nơi nhận, lúc nào (nếu thư đã giao)", length=200)

    groups = (("", ("withdrawn_told",)),)
