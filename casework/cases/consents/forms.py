"""The conversation with her as a form: which desk, who there, what, how she answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from wtforms import BooleanField

from casework.cases.consents import rules
from casework.cases.consents.records import NO, YES, PurposeAnswer, Talk, Unwanted
from casework.cases.consents.rules import Decider, Problem
from casework.cases.consents.service import Recording
from casework.cases.consents.setting import Setting
from casework.cases.consents.sharing_forms import SharingForm, ids_of
from casework.cases.consents.stages import Stage
from casework.cases.consents.words import SAID, Said, said_at
from casework.cases.forms.record_form import NotFuture, listed, today
from casework.kernel.clock import LOCAL
from casework.kernel.ids import id_from_text
from casework.vault.rosters import Unit
from casework.web.choices import ChecksField, ChoiceField, CodeChoiceField, Option
from casework.web.fields import DayField, LineField, MomentField, PassageField
from casework.web.here import house

_YES_NO = (Option(YES, "Có"), Option(NO, "Không"))
_AGREES = (Option(YES, "Đồng ý"), Option(NO, "Không"))
_ANSWERS = (Option(YES, "Đồng ý"), Option(NO, "Không đồng ý"))


def _ask(label: str, options: tuple[Option, ...] = _YES_NO, **more: Any) -> ChoiceField:
    return ChoiceField(label, options, style="inline", **more)


class ConsentForm(SharingForm):
    """Her answer about one desk; nothing is chosen beforehand, and a no needs nothing more."""

    id_names = ("consent_id", "record_id", "unwanted_id")
    stages = (
        Stage(
            "where",
            "Hỏi riêng",
            ("recipient", "alone", "language", "interpreter", "interpreter_is_kin"),
        ),
        Stage(
            "who",
            "Ai mở được",
            ("told_who_can_open", "unwanted", "unwanted_who", "audience", "named"),
        ),
        Stage(
            "what",
            "Chia sẻ gì",
            (
                "sections",
                "from_now",
                "purpose_services",
                "purpose_referral",
                "purpose_statistics",
                "purpose_safe_contact",
                "purpose_evidence_photographs",
                "until_on",
            ),
        ),
        Stage(
            "answer",
            "Trả lời",
            (
                "told_limits",
                "told_help_goes_on",
                "survivor_answer",
                "representative",
                "representative_relation",
                "representative_safe",
                "representative_answer",
                "held_at",
                "how",
                "witness",
                "signed_on",
            ),
        ),
        Stage("check", "Xem lại", ("her_words",)),
    )

    alone = _ask("Đang nói chuyện riêng, không ai khác nghe được?")
    language = CodeChoiceField("Nói bằng tiếng", listed("languages"), style="select")
    interpreter = LineField("Người phiên dịch (nếu có)", length=120)
    interpreter_is_kin = _ask("Người phiên dịch là người nhà, người quen của một bên?")
    told_who_can_open = _ask("Đã đọc tên những người này cho người ấy nghe?")
    unwanted = ChecksField("Người ấy không muốn ai trong số này mở?")
    unwanted_who = LineField("Không muốn ai khác nữa", length=300)
    from_now = BooleanField("Chỉ cho xem những gì ghi từ bây giờ trở đi")
    purpose_services = _ask("SERVICES", _AGREES)
    purpose_referral = _ask("REFERRAL", _AGREES)
    purpose_statistics = _ask("STATISTICS", _AGREES)
    purpose_safe_contact = _ask("SAFE_CONTACT", _AGREES)
    purpose_evidence_photographs = _ask("EVIDENCE_PHOTOGRAPHS", _AGREES)
    until_on = DayField("Cho xem đến hết ngày")
    told_limits = _ask("Đã nói: điều đã đọc thì không xóa khỏi trí nhớ, công an giữ sổ riêng?")
    told_help_goes_on = _ask("Đã nói: không đồng ý vẫn được giúp, rút lại lúc nào cũng được?")
    survivor_answer = ChoiceField("Người ấy trả lời", _ANSWERS)
    representative = LineField("Tên người đại diện", length=120)
    representative_relation = LineField("Là gì của trẻ", length=80)
    representative_safe = _ask(
        "Chắc chắn người này không gây bạo lực và không che chở người gây bạo lực?"
    )
    representative_answer = ChoiceField("Người đại diện trả lời", _ANSWERS)
    held_at = MomentField("Nói chuyện lúc", [NotFuture()])
    how = CodeChoiceField("Trả lời bằng cách", listed("consent_ways"))
    witness = LineField("Người chứng kiến", length=120)
    signed_on = DayField("Ký giấy ngày (có thể để sau)")
    her_words = PassageField("Lời của người ấy (không bắt buộc)", length=1000)
    refused = BooleanField("Người ấy không đồng ý")

    def prepare(self, setting: Setting) -> None:
        """Offer what the desk, its people and the code lists allow."""
        super().prepare(setting)
        self["unwanted"].offer(self["named"].options)
        for field, code in self.purposes():
            field.label.text = house().codes["consent_purposes"].label(code)

    def purposes(self) -> list[tuple[ChoiceField, str]]:
        """Return the question about each purpose, with its code."""
        codes = [entry.code for entry in house().codes["consent_purposes"]]
        return [(self[f"purpose_{code.lower()}"], code) for code in codes]

    def advance(self) -> bool:
        """Go on as every conversation does; a no leads straight to the last look."""
        if request.form.get("go"):
            self["refused"].data = False
        if request.form.get("go") != "no":
            return super().advance()
        self.take_ids()
        self.validate()
        self["refused"].data = True
        if not self.stop_at(self.find_problems(), 1):
            self.shown = self.stages[-1]
        return False

    @property
    def given(self) -> bool:
        """Whether the answer is a yes; one no is enough for a no."""
        answers = (self["survivor_answer"].data, self["representative_answer"].data)
        return not self["refused"].data and NO not in answers

    @property
    def asks_representative(self) -> bool:
        """Whether there is a representative who may be asked, as far as the file knows."""
        return Decider.REPRESENTATIVE in self.setting.situation.deciders

    @property
    def asks_survivor(self) -> bool:
        """Whether her own answer counts: always, but for a child under 7 with a representative."""
        return self.setting.situation.deciders != frozenset({Decider.REPRESENTATIVE})

    @property
    def example_day(self) -> date:
        """A day in a month, to show how a day is written; never filled in beforehand."""
        return today() + timedelta(days=30)

    @property
    def until_at(self) -> datetime | None:
        """The end of the day that she named."""
        day = self["until_on"].data
        if day is None:
            return None
        return datetime(day.year, day.month, day.day, tzinfo=LOCAL) + timedelta(days=1)

    def find_problems(self) -> Iterator[tuple[str, str]]:
        """Yield what keeps a yes from being a consent; a no is asked for nothing but the desk."""
        if not self.given or self.desk is None:
            yield from (found for found in self.audience_problems() if found[0] == "recipient")
            if self.given and self["alone"].data != YES:
                yield SAID[Problem.NOT_ALONE]
            return
        yield from self.audience_problems()
        yield from self.said(rules.problems_of(self._asked(self.desk), house().clock.now()))

    def said(self, problems: tuple[Problem, ...]) -> Iterator[Said]:
        """Yield problems at their questions, in words."""
        return said_at(problems, lambda name: self[name].data)

    def _asked(self, desk: Unit) -> rules.Asked:
        kinds = self.setting.kinds()
        return rules.Asked(
            talk=self.talk(),
            age=self.setting.situation.age,
            carer_suspected=self.setting.situation.carer_suspected,
            barred=self.setting.file.barred,
            kinds=[kinds[section] for section in self.chosen_sections],
            recipient=desk.kind,
            until_at=self.until_at,
            members=[m.user for m in self.setting.members if m.unit == desk.unit],
            named=self.chosen_people,
            unwanted=ids_of(self["unwanted"]),
            restricted=self.setting.file.restricted,
        )

    def talk(self) -> Talk:
        """Return the conversation as it is sealed."""
        asked = {
            name: self[name].data
            for name in Talk.__dataclass_fields__
            if name in self and self[name].data not in (None, "")
        }
        if not self.asks_representative:
            asked = {n: v for n, v in asked.items() if not n.startswith("representative")}
        purposes = [(code, field.data) for field, code in self.purposes() if field.data]
        answers = tuple(PurposeAnswer(code, answer) for code, answer in purposes)
        return Talk(**(asked | {"purposes": answers}))

    def recording(self) -> Recording:
        """Return what is to be recorded; the desk must have been chosen."""
        talk, users = self.talk(), ids_of(self["unwanted"])
        if self["refused"].data:
            talk = replace(talk, held_at=talk.held_at or house().clock.now())
            if self.asks_survivor:
                talk = replace(talk, survivor_answer=NO)
            else:
                talk = replace(talk, representative_answer=NO)
        recipient = id_from_text(self["recipient"].data)
        unwanted = Unwanted(recipient, users, self["unwanted_who"].data or "")
        return Recording(
            consent_id=self.ids["consent_id"],
            record_id=self.ids["record_id"],
            recipient=recipient,
            given=self.given,
            talk=talk,
            sections=self.chosen_sections,
            until_at=self.until_at,
            named=self.chosen_people,
            unwanted=unwanted if users or unwanted.who else None,
            unwanted_id=self.ids["unwanted_id"],
            from_now=bool(self["from_now"].data),
        )
