"""What the keeper writes: names and what they rest on. All of it lies open: the forms say so."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from casework.kernel.clock import local_day
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.reference.service import VillageDraft
from casework.vault.reference import (
    BASIS_LENGTH,
    FORMER_LENGTH,
    NAME_LENGTH,
    VALUE_LENGTH,
    KnownVillage,
    VillageState,
    former_of,
)
from casework.web.choices import ChecksField, ChoiceField, Option
from casework.web.fields import DayField, LineField, Needed, PhoneField
from casework.web.forms import CaseworkForm
from casework.web.here import house

_OPEN = "Mọi đơn vị trong xã đọc được: không ghi tên ai, không ghi chuyện của hồ sơ nào."
_BASIS = f"Nghị quyết, văn bản, trang chính thức, hoặc đã gọi hỏi nơi nào. {_OPEN}"


def today() -> date:
    """Return the commune's day by the house's clock."""
    return local_day(house().clock.now())


class NotAhead:
    """The day may not lie ahead: what does not hold yet is written when it does."""

    def __call__(self, _form: object, field: Field) -> None:
        """Raise ValidationError for a day after today."""
        if isinstance(field.data, date) and field.data > today():
            raise ValidationError(gettext("Ngày này chưa đến. Hãy xem lại."))


def _basis(label: str) -> LineField:
    return LineField(label, [Needed()], length=BASIS_LENGTH, description=_BASIS)


class VillageForm(CaseworkForm):
    """How a village is called today, and how it was called before."""

    name = LineField("Tên thôn, làng", [Needed()], length=NAME_LENGTH)
    former = LineField(
        "Tên cũ, tên thường gọi",
        length=FORMER_LENGTH - NAME_LENGTH - 2,
        description="Cách nhau bằng dấu chấm phẩy (;). Tìm hồ sơ theo tên nào cũng ra.",
    )
    spelling = BooleanField("Chỉ sửa lỗi chính tả: không giữ cách viết trước làm tên cũ")
    basis = _basis("Căn cứ")
    since_on = DayField("Gọi như vậy từ ngày", [Needed(), NotAhead()])

    def validate_name(self, field: Field) -> None:
        """A semicolon parts names."""
        if ";" in (field.data or ""):
            raise ValidationError(gettext("Tên không có dấu chấm phẩy (;)."))

    @classmethod
    def showing(cls, known: KnownVillage) -> VillageForm:
        """Return the form with what is known; on what the new version rests is asked anew."""
        former = former_of(known.former)
        return cls(formdata=None, data={"name": known.name, "former": former})

    def draft(self, village_id: Id, seen: int, known: KnownVillage | None) -> VillageDraft:
        """Return what was typed; a name that is given up stays as a former one."""
        name = self["name"].data
        former = [one.strip() for one in (self["former"].data or "").split(";")]
        if known is not None and known.name != name and not self["spelling"].data:
            former.append(known.name)
        return VillageDraft(
            village_id,
            seen,
            name=name,
            former=tuple(dict.fromkeys(one for one in former if one and one != name)),
            state=VillageState.USED,
            basis=self["basis"].data,
            since_on=self["since_on"].data,
        )


class RetireForm(CaseworkForm):
    """From which day a village is none any more, and what it has become a part of."""

    merged_into = ChoiceField("Nhập vào thôn", style="select")
    basis = _basis("Căn cứ")
    since_on = DayField("Không còn từ ngày", [Needed(), NotAhead()])

    def offer_others(self, known: KnownVillage) -> None:
        """Offer every other village of today."""
        self["merged_into"].offer(
            Option(id_to_text(one.village_id), one.name)
            for one in house().places.offered
            if one.village_id != known.village_id
        )

    def draft(self, known: KnownVillage, seen: int) -> VillageDraft:
        """Return the village as it ended."""
        merged = self["merged_into"].data
        return VillageDraft(
            known.village_id,
            seen,
            name=known.name,
            former=known.former,
            state=VillageState.RETIRED,
            basis=self["basis"].data,
            since_on=self["since_on"].data,
            merged_into=id_from_text(merged) if merged else None,
        )


class ConfirmForm(CaseworkForm):
    """Which entries were checked, against what, on which day; none is ticked beforehand."""

    codes = ChecksField(
        "Những mục đã kiểm chứng",
        validators=[Needed()],
        description="Chỉ chọn mục đã đối chiếu từng chữ, từng số.",
    )
    basis = _basis("Đối chiếu với đâu")
    checked_on = DayField("Kiểm chứng ngày", [Needed(), NotAhead()])


class ValueForm(CaseworkForm):
    """The commune's own number of an entry, and what it rests on."""

    value = PhoneField("Số gọi được", [Needed()], length=VALUE_LENGTH)
    basis = _basis("Lấy số ở đâu, đã gọi thử chưa")
    checked_on = DayField("Kiểm chứng ngày", [Needed(), NotAhead()])


class WithdrawForm(CaseworkForm):
    """Why a confirmation is taken back."""

    reason = LineField("Vì sao", [Needed()], length=BASIS_LENGTH, description=_OPEN)
