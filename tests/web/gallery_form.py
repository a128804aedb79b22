"""One field of each kind, over a small code list: what the gallery's form shows."""

from datetime import date
from types import MappingProxyType

from wtforms import BooleanField, IntegerField, PasswordField

from casework.kernel.codes import Code, CodeList, Evidence
from casework.web.choices import ChoiceField, CodeChecksField, CodeChoiceField, Option
from casework.web.fields import (
    DayField,
    LineField,
    MomentField,
    Needed,
    PartialDateField,
    PassageField,
    PhoneField,
)
from casework.web.forms import CaseworkForm


def _code(code: str, vi: str, evidence: Evidence = Evidence.VERIFIED) -> Code:
    return Code(code, vi, None, evidence, None, None, None, None, MappingProxyType({}))


LANGUAGES = CodeList(
    "languages",
    "Ngôn ngữ",
    "synthetic",
    MappingProxyType(
        {
            "kinh": _code("kinh", "Tiếng Kinh"),
            "bana": _code("bana", "Tiếng Ba Na"),
            "xodang": _code("xodang", "Tiếng Xơ Đăng", Evidence.UNVERIFIED),
        }
    ),
)
YES_NO = [Option("yes", "Có"), Option("no", "Không"), Option("unknown", "Chưa rõ")]


class GalleryForm(CaseworkForm):
    """One field of each kind."""

    name = LineField("Tên thường gọi", [Needed()])
    account = PassageField("Chuyện đã xảy ra", length=300)
    phone = PhoneField("Số điện thoại an toàn")
    born = PartialDateField("Ngày sinh", today=lambda: date(2026, 2, 5))
    day = DayField("Ngày hẹn")
    at = MomentField("Xảy ra lúc", [Needed()])
    language = CodeChoiceField("Nói chuyện bằng tiếng gì?", LANGUAGES, [Needed()])
    list = CodeChoiceField("Tiếng nói (danh sách)", LANGUAGES, style="select")
    also = CodeChecksField("Còn hiểu tiếng nào?", LANGUAGES)
    danger = ChoiceField("Bây giờ có ai đang gặp nguy hiểm không?", YES_NO, style="inline")
    children = IntegerField("Số trẻ em đi cùng")
    agreed = BooleanField("Đã nói chuyện riêng với chị ấy, không có người nhà ở cạnh")
    password = PasswordField("Mật khẩu")
