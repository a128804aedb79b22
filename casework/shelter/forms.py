"""What the union fills in: a house, who comes and when, and each step of a stay."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from casework.cases.forms.record_form import NotFuture, listed, today
from casework.shelter.records import SafeHouse, Stay
from casework.shelter.rules import LONGEST_NIGHTS, Wish
from casework.web.choices import ChecksField, ChoiceField, CodeChecksField, CodeChoiceField, Option
from casework.web.fields import DayField, LineField, MomentField, Needed, PassageField, PhoneField
from casework.web.forms import CaseworkForm
from casework.web.here import house
from casework.web.number_fields import HourField, WholeNumberField

_REACH = timedelta(days=60)
"""How far from today a stay may begin: late entry from paper, and plans."""
_NOWHERE = "Chỉ ghi chung chung, ví dụ “về với chị gái”. Không ghi địa chỉ."


class HouseForm(CaseworkForm):
    """One house, as the board keeps it."""

    name = LineField("Gọi nhà này là gì", [Needed()], length=120)
    address = LineField("Địa chỉ, đường vào", [Needed()])
    host_name = LineField("Chủ nhà, người phụ trách", [Needed()], length=120)
    phone = PhoneField("Số gọi được", [Needed()])
    account = ChoiceField(
        "Tài khoản của nhà", style="select", description="Để trống: Hội gọi điện báo cho nhà."
    )
    beds = WholeNumberField("Mấy giường", [Needed()], least=1, most=40)
    takes = CodeChecksField("Nhận được ai", listed("shelter_guests"), [Needed()])
    boys_up_to = WholeNumberField(
        "Con trai đi cùng đến mấy tuổi", most=17, description="Để trống: nhà không giới hạn."
    )
    languages = CodeChecksField("Ở nhà nói được tiếng", listed("languages"))
    listed = BooleanField("Nhà có tên trong danh sách công khai (địa chỉ tin cậy đã công bố)")
    note = PassageField("Ghi thêm", length=1000, description="Chó dữ, đường ngập, người già ở nhà.")
    closed_from = DayField("Không nhận từ đêm")
    closed_until = DayField("Nhận lại từ đêm", description="Để trống: chưa biết.")
    retired = BooleanField("Thôi dùng nhà này")

    who: ClassVar[tuple[str, ...]] = ("name", "address", "host_name", "phone")
    what: ClassVar[tuple[str, ...]] = ("beds", "takes", "boys_up_to", "languages")

    @classmethod
    def showing(cls, safe_house: SafeHouse) -> HouseForm:
        """Return the form filled from a house."""
        known = {f.name: getattr(safe_house, f.name) for f in dataclasses.fields(safe_house)}
        unit = safe_house.unit_id
        return cls(formdata=None, data=known | {"account": unit.hex() if unit else None})

    def filled(self, house_id: bytes, edition: int) -> SafeHouse:
        """Return the house as it was typed."""
        account = self["account"].data
        fields = {f.name for f in dataclasses.fields(SafeHouse)} & set(self.data)
        given = {name: self[name].data for name in fields}
        given |= {name: tuple(given[name] or ()) for name in ("takes", "languages")}
        unit = bytes.fromhex(account) if account else None
        return SafeHouse(**(given | {"house_id": house_id, "edition": edition, "unit_id": unit}))

    def validate_closed_until(self, field: Field) -> None:
        """A house opens again after it has closed."""
        begin = self["closed_from"].data
        if field.data and (begin is None or field.data <= begin):
            raise ValidationError(gettext("Ngày nhận lại phải sau ngày bắt đầu không nhận."))


class PlaceForm(CaseworkForm):
    """Who needs beds and when; then which house, and the word at the door."""

    adults = WholeNumberField("Mấy người lớn (kể cả người ấy)", [Needed()], most=9)
    children = WholeNumberField("Mấy trẻ em", [Needed()], most=9)
    oldest_boy = WholeNumberField(
        "Con trai lớn nhất mấy tuổi", most=17, description="Để trống nếu không có con trai."
    )
    guests = ChecksField("Trong đó có")
    language = CodeChoiceField("Nói chuyện bằng tiếng", listed("languages"), style="select")
    beds = WholeNumberField(
        "Cần mấy giường", least=1, most=20, description="Để trống: mỗi người một giường."
    )
    from_on = DayField("Từ đêm", [Needed()])
    nights = WholeNumberField("Mấy đêm", [Needed()], least=1, most=LONGEST_NIGHTS)
    hour = HourField("Khoảng mấy giờ đến")
    house = ChoiceField("Ở nhà nào", validators=[Needed()])
    told = BooleanField("Đã nói với người ấy: nhà này có tên trong danh sách công khai")
    word = LineField(
        "Từ nhận nhau",
        [Needed()],
        length=40,
        description="Người ấy nói từ này ở cửa; chủ nhà chỉ mở khi nghe đúng.",
    )
    wants = CodeChecksField("Nhà chuẩn bị gì", listed("immediate_needs"))
    needs = PassageField(
        "Dặn thêm qua điện thoại",
        length=400,
        description="Thuốc, sữa loại nào, xe lăn, ăn kiêng. Chỉ Hội đọc được.",
    )

    stages: ClassVar[dict[str, tuple[str, ...]]] = {
        "who": (
            "adults",
            "children",
            "oldest_boy",
            "guests",
            "language",
            "beds",
            "from_on",
            "nights",
            "hour",
        ),
        "house": ("house", "told", "word", "wants", "needs"),
    }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self["guests"].offer(
            Option(code.code, code.vi)
            for code in house().codes["shelter_guests"]
            if not code.flag("always_asked")
        )
        needs = self["wants"].options
        self["wants"].offer(option for option in needs if option.value != "SAFE_NIGHT")

    def is_told(self) -> bool:
        """Check the first stage alone; what comes later is not asked yet."""
        self.validate()
        for name in self.stages["house"]:
            self[name].errors = ()
        return not any(self[name].errors for name in self.stages["who"])

    def carried(self, stage: str) -> Iterable[tuple[str, str]]:
        """Yield what the other stage holds, to travel along unseen."""
        for name in (n for one, names in self.stages.items() if one != stage for n in names):
            field = self[name]
            if isinstance(field.data, list):
                yield from ((name, value) for value in field.data)
            elif isinstance(field, BooleanField):
                if field.data:
                    yield name, "y"
            else:
                yield name, field._value() if hasattr(field, "_value") else field.data or ""  # noqa: SLF001 - WTForms' own name for what stands in the box

    @property
    def wish(self) -> Wish:
        """The beds and nights that are asked for; of a checked first stage only."""
        first: date = self["from_on"].data
        beds = self["beds"].data or self["adults"].data + self["children"].data
        return Wish(beds, first, first + timedelta(days=self["nights"].data))

    def filled(self, stay_id: bytes) -> Stay:
        """Return what was typed as the record of a stay."""
        wish = self.wish
        return Stay(
            stay_id=stay_id,
            told=bool(self["told"].data),
            adults=self["adults"].data,
            children=self["children"].data,
            oldest_boy=self["oldest_boy"].data,
            guests=tuple(self["guests"].data or ()),
            language=self["language"].data,
            beds=wish.beds,
            from_on=wish.from_on,
            until_on=wish.until_on,
            hour=self["hour"].data or "",
            word=self["word"].data or "",
            wants=tuple(self["wants"].data or ()),
            needs=self["needs"].data or "",
        )

    def validate_children(self, field: Field) -> None:
        """Somebody comes."""
        if field.data == 0 and self["adults"].data == 0:
            raise ValidationError(gettext("Phải có ít nhất một người."))

    def validate_from_on(self, field: Field) -> None:
        """Neither long past nor far ahead."""
        if field.data and abs(field.data - today()) > _REACH:
            raise ValidationError(gettext("Ngày này quá xa hôm nay. Hãy xem lại."))


class StepForm(CaseworkForm):
    """The base of a step: when it was, and a few words."""

    def after(self, stay: Stay) -> Stay:
        """Return the stay with what this step changes of it."""
        raise NotImplementedError


class ArriveForm(StepForm):
    """She is there."""

    at = MomentField("Đến lúc", [NotFuture()], description="Để trống là bây giờ.")
    note = LineField("Ghi thêm", description="Ai đưa đến, tình trạng lúc đến.")

    def after(self, stay: Stay) -> Stay:
        """Return when she came."""
        return dataclasses.replace(stay, arrived_at=self["at"].data or house().clock.now())


class GiveForm(StepForm):
    """What she was given; nothing is ever charged."""

    supplies = CodeChecksField("Đã hỗ trợ gì", listed("stay_supplies"), [Needed()])
    at = MomentField("Lúc", [NotFuture()], description="Để trống là bây giờ.")
    note = LineField("Ghi thêm")

    def after(self, stay: Stay) -> Stay:
        """Return what was given."""
        return dataclasses.replace(stay, supplies=tuple(self["supplies"].data))


class ExtendForm(StepForm):
    """Until when she stays now."""

    until_on = DayField("Ở đến sáng ngày", [Needed()])
    note = LineField("Vì sao")

    def after(self, stay: Stay) -> Stay:
        """Return the new end."""
        return dataclasses.replace(stay, until_on=self["until_on"].data)

    def validate_until_on(self, field: Field) -> None:
        """Not in the past, and not for ever."""
        if field.data and field.data < today():
            raise ValidationError(gettext("Ngày này đã qua. Người ấy đã đi thì ghi “Đã rời đi”."))
        if field.data and field.data > today() + timedelta(days=LONGEST_NIGHTS):
            raise ValidationError(gettext("Mỗi lần gia hạn tối đa 60 đêm."))


class LeaveForm(StepForm):
    """How she left, with whom, and who asks after her."""

    departure = CodeChoiceField("Rời đi đâu", listed("stay_departures"), [Needed()])
    note = LineField("Nói rõ hơn", description=_NOWHERE)
    at = MomentField("Rời lúc", [NotFuture()], description="Để trống là bây giờ.")
    accompanied = LineField("Ai đi cùng cho an toàn", length=120)
    follow_up_on = DayField("Hỏi thăm lại ngày")
    follow_up = LineField("Hỏi thăm bằng cách nào", description="Theo cách liên hệ an toàn.")

    def narrow(self, *, arrived: bool) -> None:
        """Offer "did not come" before she has come, and only then."""
        entries = house().codes["stay_departures"]
        self["departure"].offer(
            Option(code.code, code.vi)
            for code in entries
            if not (arrived and code.flag("before_arrival"))
        )

    def after(self, stay: Stay) -> Stay:
        """Return how the stay ended."""
        return dataclasses.replace(
            stay,
            left_at=self["at"].data or house().clock.now(),
            departure=self["departure"].data,
            accompanied=self["accompanied"].data or "",
            follow_up_on=self["follow_up_on"].data,
            follow_up=self["follow_up"].data or "",
        )


class TellForm(CaseworkForm):
    """The answer to a sender: that she is safe, whom to phone, and where an escort meets her."""

    referral = ChoiceField("Trả lời phiếu chuyển nào", validators=[Needed()])
    text = PassageField("Câu trả lời", [Needed()], length=1000)
    meeting_point = LineField(
        "Gặp người đi cùng ở đâu",
        description="Một chỗ đông người, không gần nhà tạm lánh. Để trống nếu không cần.",
    )
    meet_hour = HourField("Gặp lúc mấy giờ")

    def words(self) -> str:
        """Return the whole sentence as it is sent."""
        point, hour = self["meeting_point"].data, self["meet_hour"].data
        escort = f" Nhờ người đi cùng: gặp lúc {hour} tại {point}." if point and hour else ""
        return f"{self['text'].data}{escort}"

    def validate_meet_hour(self, field: Field) -> None:
        """A meeting has a place and an hour, or there is none."""
        if bool(field.data) != bool(self["meeting_point"].data):
            raise ValidationError(gettext("Ghi cả chỗ gặp và giờ gặp, hoặc để trống cả hai."))


STEP_FORMS: Mapping[str, type[StepForm]] = {
    "arrive": ArriveForm,
    "give": GiveForm,
    "extend": ExtendForm,
    "leave": LeaveForm,
}
