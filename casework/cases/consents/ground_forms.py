"""A ground of the law as a form: which ground, to whom, no more than its ceiling, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.access import sharing as access
from casework.cases.consents import rules
from casework.cases.consents.grounds import Invocation
from casework.cases.consents.records import ContactCopy, LawReason
from casework.cases.consents.rules import Problem
from casework.cases.consents.setting import Setting, section_names
from casework.cases.consents.sharing_forms import SharingForm
from casework.cases.consents.stages import Stage
from casework.cases.consents.words import SAID
from casework.cases.forms.record_form import today
from casework.cases.rules.people import is_child
from casework.kernel.codes import Code
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.kernel.kinds import SectionKind, UnitKind
from casework.vault.rosters import Unit
from casework.web.choices import ChoiceField, Option
from casework.web.doubt import doubts
from casework.web.fields import LineField, PassageField, PhoneField
from casework.web.here import house


class GroundForm(SharingForm):
    """Handing over without her yes; every field is checked against the ground's own limits."""

    id_names = ("consent_id", "record_id", "contact_id")
    stages = (
        Stage("ground", "Căn cứ", ("code",)),
        Stage("where", "Nơi nhận", ("recipient",)),
        Stage(
            "what",
            "Chuyển gì, vì sao",
            (
                "audience",
                "named",
                "sections",
                "called",
                "phone",
                "when",
                "who_may_answer",
                "where",
                "never",
                "reason",
                "why_not_asked",
                "child_view",
                "confirmer",
            ),
        ),
        Stage("check", "Xem lại"),
    )

    code = ChoiceField("Căn cứ nào đúng với việc này?")
    called = LineField("Gọi người ấy là", length=120)
    phone = PhoneField("Số điện thoại an toàn", words=True)
    when = LineField("Gọi lúc nào")
    who_may_answer = LineField("Ai nghe máy được")
    where = LineField(
        "Tìm người ấy ở đâu", description="Đừng ghi nơi tạm lánh: chỉ Hội LHPN và nhà đó được biết."
    )
    never = LineField("Không bao giờ được làm")
    reason = PassageField("Vì sao phải chuyển, và vì sao bây giờ", length=2000)
    why_not_asked = PassageField("Vì sao chưa hỏi được người ấy, hoặc đã hỏi thế nào", length=1000)
    child_view = PassageField("Lời của chính trẻ về việc này", length=1000)
    confirmer = ChoiceField("Ai xác nhận", style="select")

    def prepare(self, setting: Setting) -> None:
        """Offer the grounds of this desk; then what the chosen ground allows."""
        self.setting = setting
        self["code"].offer(ground_option(entry) for entry in usable(setting))
        entry = self.entry
        if entry is not None:
            self.ground = access.law(entry.code)
        super().prepare(setting)
        able = () if entry is None else entry.words("recipients")
        self["recipient"].offer(
            Option(id_to_text(desk.unit), desk.name)
            for desk in setting.desks
            if desk.kind.value in able
        )
        ceiling = set() if entry is None else _ceiling(entry)
        kinds = setting.kinds()
        self["sections"].offer(
            option
            for option in self["sections"].options
            if kinds[id_from_text(option.value)] in ceiling
        )
        self["confirmer"].offer(_confirmers(setting, self.desk))

    @property
    def entry(self) -> Code | None:
        """The chosen ground, None before."""
        offered = {option.value for option in self["code"].options}
        chosen = self["code"].data
        return house().codes["legal_grounds"].find(chosen) if chosen in offered else None

    @property
    def contact_only(self) -> bool:
        """Whether the ground tells how to reach her instead of opening who she is."""
        return self.entry is not None and self.entry.flag("identity_contact_only")

    @property
    def at_once(self) -> bool:
        """Whether the keys go before anybody has confirmed."""
        return access.acts_at_once(self.ground)

    @property
    def asks_child(self) -> bool:
        """Whether the file tells of a child, whose own view is asked."""
        return is_child(self.setting.situation.age)

    def find_problems(self) -> Iterator[tuple[str, str]]:
        """Yield what keeps the law from standing in."""
        entry, desk = self.entry, self.desk
        if entry is None:
            yield "code", SAID[Problem.GROUND_UNKNOWN][1]
            return
        yield from self.audience_problems()
        if desk is not None:
            grounds = house().codes["legal_grounds"]
            yield from self.said(
                rules.ground_problems(grounds, self._invoked(entry, desk), today())
            )
            members = [m.user for m in self.setting.members if m.unit == desk.unit]
            restricted = self.setting.file.restricted
            whom = rules.whom_problems(members, self.chosen_people, (), restricted=restricted)
            yield from self.said(tuple(whom))

    def said(self, problems: tuple[Problem, ...]) -> Iterator[tuple[str, str]]:
        """Yield problems at their questions, in words."""
        for problem in problems:
            if problem is Problem.NO_SECTION and self.contact_only:
                yield "called", "Ghi cách tìm hoặc gọi người ấy, hoặc chọn một phần ở trên."
            else:
                yield SAID[problem]

    def _invoked(self, entry: Code, desk: Unit) -> rules.Invoked:
        kinds = self.setting.kinds()
        return rules.Invoked(
            code=entry.code,
            reason=self._reason(),
            contact=self._contact(),
            age=self.setting.situation.age,
            kinds=[kinds[section] for section in self.chosen_sections],
            sender=self.setting.own_kind,
            recipient=desk.kind,
            refused_by_her=False,  # the service knows her answers, and asks again
        )

    def _reason(self) -> LawReason:
        fields = ("reason", "child_view", "why_not_asked")
        return LawReason(**{name: self[name].data or "" for name in fields})

    def _contact(self) -> ContactCopy | None:
        names = ("called", "phone", "when", "who_may_answer", "where", "never")
        typed = {name: self[name].data or "" for name in names}
        return ContactCopy(**typed) if self.contact_only and any(typed.values()) else None

    def invocation(self) -> Invocation:
        """Return what is to be invoked; ground and desk must have been chosen."""
        confirmer = self["confirmer"].data
        return Invocation(
            consent_id=self.ids["consent_id"],
            record_id=self.ids["record_id"],
            recipient=id_from_text(self["recipient"].data),
            code=self["code"].data,
            reason=self._reason(),
            sections=self.chosen_sections,
            named=self.chosen_people,
            contact=self._contact(),
            contact_id=self.ids["contact_id"],
            confirmer=id_from_text(confirmer) if confirmer else None,
        )


@dataclass(frozen=True)
class NotUsable:
    """A ground that stands in the law but not here, and why."""

    entry: Code
    why: str


def usable(setting: Setting) -> list[Code]:
    """Return the grounds that this desk may use on this file today."""
    entries = house().codes["legal_grounds"]
    return [entry for entry in entries if not _hindrance(entry, setting, today())]


def not_usable(setting: Setting) -> list[NotUsable]:
    """Return the other grounds, each with what stands in its way."""
    entries = house().codes["legal_grounds"]
    found = [NotUsable(entry, _hindrance(entry, setting, today())) for entry in entries]
    return [one for one in found if one.why]


def _hindrance(entry: Code, setting: Setting, day: date) -> str:
    able = {desk.kind.value for desk in setting.desks} & set(entry.words("recipients"))
    if entry.flag("outside"):
        return "Chỉ bằng công văn gửi cơ quan yêu cầu, không qua chương trình."
    if setting.own_kind.value in entry.words("not_by"):
        return "Đơn vị của anh/chị không được dùng căn cứ này."
    if not entry.holds_on(day):
        return "Chưa có hoặc không còn hiệu lực."
    if entry.flag("child_only") and not is_child(setting.situation.age):
        return "Chỉ dùng cho trẻ dưới 16 tuổi. Nếu là trẻ thì ghi ngày sinh vào hồ sơ trước."
    if not able:
        return "Không có nơi nhận nào trong chương trình."
    if not entry.flag("identity_contact_only") and not _ceiling(entry) & {
        *setting.kinds().values()
    }:
        return "Đơn vị chưa có phần nào mà căn cứ này cho chuyển."
    return ""


def _ceiling(entry: Code) -> set[SectionKind]:
    kinds = {SectionKind(word) for word in entry.words("sections")}
    return kinds - {SectionKind.IDENTITY} if entry.flag("identity_contact_only") else kinds


def ground_option(entry: Code) -> Option:
    """Return a ground as something to choose: when, to whom, how much, on what basis, how fast."""
    kinds = house().codes["unit_kinds"]
    at_once = access.acts_at_once(access.law(entry.code))
    lines = (
        f"{entry.text('when_vi')}.",
        f"Cho: {', '.join(kinds.label(word) for word in entry.words('recipients'))}.",
        f"Nhiều nhất: {'; '.join(section_names(entry, entry.words('sections')))}.",
        " ".join(f"{said}." for said in (f"Căn cứ: {entry.basis}", *doubts(entry))),
        "Đi ngay, xác nhận sau." if at_once else "Chờ xác nhận rồi mới chuyển.",
    )
    return Option(entry.code, entry.vi, "\n".join(lines), entry.mark_vi)


def _confirmers(setting: Setting, recipient: Unit | None) -> list[Option]:
    """Return who may be asked where the unit has no second person: coordination, else the chair."""
    taken: Id | None = recipient.unit if recipient else None
    for kind in (UnitKind.COORDINATION, UnitKind.LEADERSHIP):
        desks = [d for d in setting.desks if d.kind is kind and d.unit != taken]
        people = [option for desk in desks for option in setting.people(desk.unit)]
        if people:
            return people
    return []
