"""What every conversation asks: which desk, who there may open it, which sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casework.access import sharing
from casework.cases.consents.setting import Setting
from casework.cases.consents.stages import StagedForm
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.vault.rosters import Unit
from casework.web.choices import ChecksField, ChoiceField, Option
from casework.web.fields import Needed
from casework.web.forms import CaseworkForm

UNIT, NAMED = "UNIT", "NAMED"


class SharingForm(StagedForm):
    """What both conversations ask: which desk, who there may open it, which sections."""

    recipient = ChoiceField("Nơi nhận")
    audience = ChoiceField(
        "Ai ở đó được mở",
        (
            Option(UNIT, "Cả đơn vị", "Kể cả người về đơn vị sau này."),
            Option(NAMED, "Chỉ những người chọn dưới đây"),
        ),
    )
    named = ChecksField("Những người được mở", description="Chỉ chọn khi không phải cả đơn vị.")
    sections = ChecksField(
        "Những phần được chuyển",
        description="Hỏi từng phần. Mở phần nào là mở cả những gì đã ghi ở phần ấy từ trước.",
    )

    setting: Setting
    ground = sharing.CONSENT

    def prepare(self, setting: Setting) -> None:
        """Offer the desks, and what depends on the desk that was chosen."""
        self.setting = setting
        self["recipient"].offer(Option(id_to_text(desk.unit), desk.name) for desk in setting.desks)
        self["named"].offer(setting.people(self.desk.unit) if self.desk else ())
        self["sections"].offer(setting.sections(self.desk, self.ground) if self.desk else ())

    @property
    def desk(self) -> Unit | None:
        """The desk that was chosen, None before."""
        chosen = self["recipient"].data
        return next((d for d in self.setting.desks if id_to_text(d.unit) == chosen), None)

    @property
    def chosen_sections(self) -> tuple[Id, ...]:
        """The sections that were chosen."""
        return ids_of(self["sections"])

    @property
    def chosen_people(self) -> tuple[Id, ...]:
        """Who of the desk may open it; empty means the whole unit."""
        return ids_of(self["named"]) if self["audience"].data == NAMED else ()

    def audience_problems(self) -> Iterator[tuple[str, str]]:
        """Yield what is unclear about who may open it."""
        if self.desk is None:
            yield "recipient", "Chọn một nơi nhận."
        if self["audience"].data is None:
            yield "audience", "Chọn cả đơn vị, hay chỉ vài người."
        elif self["audience"].data == NAMED and not self["named"].data:
            yield "named", "Chọn ít nhất một người."
        elif self["audience"].data == UNIT and self["named"].data:
            yield "audience", "Đã chọn cả đơn vị mà vẫn đánh dấu tên: chọn một trong hai."


def ids_of(field: ChecksField) -> tuple[Id, ...]:
    """Return the chosen options as ids; what was not offered is left out."""
    offered = {option.value for option in field.options}
    return tuple(id_from_text(text) for text in field.data or () if text in offered)


class DeskForm(CaseworkForm):
    """Which desk shall see nothing any more; the list is the same whatever each desk holds."""

    recipient = ChoiceField("Nơi không được xem nữa", validators=[Needed("Chọn một nơi.")])

    def prepare(self, desks: Iterable[Unit]) -> None:
        """Offer every desk of the commune."""
        self["recipient"].offer(Option(id_to_text(desk.unit), desk.name) for desk in desks)
