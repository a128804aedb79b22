"""The parts of intake: where each lies, how it is called, and the form that fills it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from casework.cases.codec import SealedRecord
from casework.cases.forms.danger import FirstForm, NeedsForm, SafetyForm
from casework.cases.forms.events import ActsForm, IncidentForm
from casework.cases.forms.kin import KinForm
from casework.cases.forms.people import (
    ChildForm,
    ContactForm,
    PersonForm,
    ReporterForm,
    SurvivorForm,
)
from casework.cases.forms.record_form import RecordForm
from casework.kernel.errors import NotFound
from casework.kernel.kinds import SectionKind


@dataclass(frozen=True)
class PartKind:
    """One kind of part. ``many``: a file may hold several; ``slug`` stands in addresses."""

    slug: str
    title: str
    kind: SectionKind
    form: type[RecordForm]
    many: bool = False
    another: str = ""
    """The verb that adds one more."""
    hint: str = ""
    called: Callable[[SealedRecord], str] | None = None
    """Tells one record from the others, where each stands in a section of its own."""

    @cached_property
    def schema(self) -> str:
        """The schema of the record that the form fills."""
        return self.form.record.schema


FIRST = PartKind("first", "Những phút đầu", SectionKind.SAFETY, FirstForm)
CONTACT = PartKind(
    "contact",
    "Liên hệ an toàn",
    SectionKind.IDENTITY,
    ContactForm,
    hint="Gọi số nào, lúc nào, ai nghe máy được.",
)
SURVIVOR = PartKind(
    "survivor",
    "Người bị bạo lực",
    SectionKind.IDENTITY,
    SurvivorForm,
    hint="Tên gọi, tuổi, tiếng nói, cần ưu tiên gì.",
)
INCIDENT = PartKind(
    "incident",
    "Sự việc",
    SectionKind.INCIDENT,
    IncidentForm,
    many=True,
    another="Thêm một sự việc",
    hint="Lời kể, khi nào, ở đâu, thương tích.",
)
ACTS = PartKind("acts", "Đọc sự việc theo Luật", SectionKind.INCIDENT, ActsForm, many=True)
PERSON = PartKind(
    "person",
    "Người có hành vi bạo lực",
    SectionKind.INCIDENT,
    PersonForm,
    many=True,
    another="Thêm một người",
    hint="Là gì của người bị bạo lực; trước đây thế nào.",
)
CHILD = PartKind(
    "child",
    "Trẻ em có mặt",
    SectionKind.INCIDENT,
    ChildForm,
    many=True,
    another="Thêm một trẻ",
    hint="Trẻ đã thấy, nghe hoặc bị hại; bây giờ ở đâu.",
)
SAFETY = PartKind(
    "safety",
    "Nguy cơ và an toàn",
    SectionKind.SAFETY,
    SafetyForm,
    hint="Dấu hiệu nguy cơ, mức nguy cơ, cách giữ an toàn.",
)
NEEDS = PartKind(
    "needs",
    "Nhu cầu trước mắt",
    SectionKind.SAFETY,
    NeedsForm,
    hint="Chỗ ngủ đêm nay, khám, thuốc, đồ cho con.",
)
REPORTER = PartKind(
    "reporter",
    "Người báo tin",
    SectionKind.REPORTER,
    ReporterForm,
    hint="Khóa riêng, giữ kín tên theo Luật.",
)
KIN = PartKind(
    "kin",
    "Người nhà ở các đơn vị",
    SectionKind.EXCLUSIONS,
    KinForm,
    hint="Ai không được mở hồ sơ này.",
)

PARTS = (
    FIRST,
    CONTACT,
    SURVIVOR,
    SAFETY,
    NEEDS,
    INCIDENT,
    ACTS,
    PERSON,
    CHILD,
    REPORTER,
    KIN,
)
"""In the order of the page; the worker fills them in any order."""

ORDER = (
    SectionKind.IDENTITY,
    SectionKind.SAFETY,
    SectionKind.INCIDENT,
    SectionKind.REPORTER,
    SectionKind.EXCLUSIONS,
)
"""Intake's sections as a file shows them; the unit's own come first."""

SHUT_DOORS = (
    SectionKind.IDENTITY,
    SectionKind.SAFETY,
    SectionKind.INCIDENT,
    SectionKind.CONSENT,
    SectionKind.REFERRAL,
    SectionKind.INJURY_CERTIFICATE,
    SectionKind.PROTECTION,
    SectionKind.PLAN,
)
"""Shown closed where a unit does not hold them, whether or not they exist; never stay, care,
reporter or counselling."""


def get_part(slug: str) -> PartKind:
    """Return the part of an address; raises NotFound."""
    for part in PARTS:
        if part.slug == slug:
            return part
    raise NotFound
