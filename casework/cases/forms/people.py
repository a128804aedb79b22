"""Forms about people: the survivor, safe contact, the reporter, who causes violence, children."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField

from casework.cases.forms.record_form import NotFuture, RecordForm, Written, listed, today, yes_no
from casework.cases.records import (
    Child,
    PersonCausingViolence,
    Reporter,
    SafeContact,
    Survivor,
)
from casework.web.choices import CodeChecksField, CodeChoiceField
from casework.web.fields import LineField, MomentField, PartialDateField, PassageField, PhoneField
from casework.web.villages import VillageField

_NO_SHELTER = "Đừng ghi nơi tạm lánh ở đây: nơi tạm lánh chỉ Hội LHPN và nhà đó được biết."


def _id_number(label: str) -> LineField:
    return LineField(
        label,
        [Written(r"\d{12}|\d{9}", "Số định danh có 12 chữ số (giấy cũ: 9 chữ số).")],
        length=20,
        description="12 chữ số; giấy cũ 9 chữ số. Không có cũng được giúp như mọi người.",
    )


def _birth() -> PartialDateField:
    return PartialDateField(
        "Ngày sinh",
        today=today,
        description="05/02/1990, hoặc 02/1990, hoặc chỉ 1990. Chỉ biết tuổi thì ghi năm ước chừng.",
    )


class SurvivorForm(RecordForm):
    """Who she is."""

    record = Survivor

    name = LineField("Họ tên, hoặc tên gọi", length=120, description="Một chữ cũng được.")
    other_name = LineField("Tên khác", length=120)
    called = LineField("Ở làng gọi là", length=120)
    parent_or_spouse = LineField("Tên cha, mẹ hoặc chồng, vợ", length=120)
    birth = _birth()
    birth_estimated = BooleanField("Năm sinh là ước chừng")
    sex = CodeChoiceField("Giới tính", listed("sexes"))
    gender_identity = LineField("Tự nhận mình là", length=80)
    ethnic_group = CodeChoiceField("Dân tộc", listed("ethnic_groups"), style="select")
    ethnic_subgroup = LineField("Nhóm", length=80, description="Ví dụ Rơ Ngao, Ha Lăng, Hđrung.")
    language = CodeChoiceField("Nói chuyện bằng tiếng", listed("languages"), style="select")
    needs_interpreter = yes_no("Cần người phiên dịch")
    reads_vietnamese = CodeChoiceField("Đọc tiếng Việt", listed("reading"), style="inline")
    id_number = _id_number("Số định danh cá nhân")
    no_id_reason = CodeChoiceField(
        "Nếu không có giấy tờ: vì sao", listed("no_id_reasons"), style="select"
    )
    insurance_number = LineField(
        "Số thẻ bảo hiểm y tế",
        [Written(r"[A-Z]{2}\d{13}|\d{10}|\d{12}", "Ghi 15 ký tự, 10 hoặc 12 chữ số như trên thẻ.")],
        length=24,
    )
    village = VillageField("Thôn, làng đang ở", length=120, description=_NO_SHELTER)
    permanent_address = LineField("Nơi thường trú")
    old_address = LineField(
        "Địa chỉ cũ trên giấy tờ", description="Ghi như trên giấy, trước khi nhập xã, nhập tỉnh."
    )
    marital_status = CodeChoiceField("Hôn nhân", listed("marital_statuses"), style="select")
    education = CodeChoiceField("Học vấn", listed("education"), style="select")
    occupation = CodeChoiceField("Việc làm", listed("occupations"), style="select")
    poverty = CodeChoiceField("Hoàn cảnh hộ", listed("poverty"), style="select")
    hardship = yes_no("Có khó khăn về tiền bạc")
    hard_area = yes_no("Thường trú ở vùng đặc biệt khó khăn")
    vulnerabilities = CodeChecksField(
        "Thuộc trường hợp nào",
        listed("vulnerability_flags"),
        description="Trẻ em và người từ đủ 60 tuổi: chương trình tự tính theo ngày sinh.",
    )
    disabilities = CodeChecksField("Khuyết tật, nếu có", listed("disabilities"))
    disability_level = CodeChoiceField(
        "Mức khuyết tật", listed("disability_levels"), style="select"
    )
    note = PassageField("Ghi thêm", length=1000, description=_NO_SHELTER)

    masked = frozenset({"id_number", "insurance_number"})
    groups = (
        ("Tên gọi", ("name", "other_name", "called", "parent_or_spouse")),
        ("Tuổi, giới tính", ("birth", "birth_estimated", "sex", "gender_identity")),
        (
            "Dân tộc, tiếng nói",
            (
                "ethnic_group",
                "ethnic_subgroup",
                "language",
                "needs_interpreter",
                "reads_vietnamese",
            ),
        ),
        ("Cần được ưu tiên", ("vulnerabilities", "disabilities", "disability_level")),
        ("Nơi ở", ("village", "permanent_address", "old_address")),
        ("Giấy tờ", ("id_number", "no_id_reason", "insurance_number")),
        (
            "Hoàn cảnh",
            ("marital_status", "education", "occupation", "poverty", "hardship", "hard_area"),
        ),
        ("Khác", ("note",)),
    )
    why: ClassVar[Mapping[str, str]] = {
        "parent_or_spouse": "Nhiều người trùng tên. Tên cha mẹ, chồng vợ và thôn giúp không nhầm.",
        "birth": "Dưới 16 tuổi thì phải theo thủ tục bảo vệ trẻ em; từ đủ 60 tuổi được ưu tiên.",
        "sex": "Báo cáo của xã phải tách nam, nữ. Không suy ra từ tên: Y, A khác nhau giữa các "
        "dân tộc.",
        "gender_identity": "Để gọi cho đúng. Chỉ ghi khi người ấy tự nói ra.",
        "vulnerabilities": "Luật cho công an yêu cầu người có hành vi bạo lực đến trụ sở ngay khi "
        "người bị bạo lực thuộc một trong các trường hợp này (Đ24).",
        "hardship": "Người có khó khăn về tiền bạc được trợ giúp pháp lý miễn phí trong nhiều "
        "trường hợp.",
        "hard_area": "Người dân tộc thiểu số thường trú ở vùng đặc biệt khó khăn được trợ giúp "
        "pháp lý miễn phí.",
    }


class ContactForm(RecordForm):
    """How to reach her safely."""

    record = SafeContact

    safe_to_call = yes_no("Gọi điện có an toàn không")
    phone = PhoneField("Số gọi được", words=True, description="Số, hoặc lời: gọi nhờ nhà bà Hai.")
    other_phone = PhoneField("Số khác", words=True)
    when = LineField("Gọi lúc nào thì an toàn", description="Ví dụ: sáng, lúc ở rẫy về.")
    who_may_answer = LineField("Ai nghe máy cũng được, ai thì không")
    no_sms = BooleanField("Không nhắn tin")
    no_visit = BooleanField("Không đến nhà")
    pretext = LineField(
        "Người khác nghe thì nói là gọi về việc gì", description="Ví dụ: trạm y tế hẹn tiêm chủng."
    )
    trusted_person = LineField("Người tin cậy có thể nhắn qua")
    trusted_phone = PhoneField("Số của người ấy", words=True)
    place = LineField("Chỗ gặp được an toàn", description=_NO_SHELTER)
    never = PassageField("Điều không bao giờ được làm", length=1000)

    groups = (
        ("Điện thoại", ("safe_to_call", "phone", "other_phone", "when", "who_may_answer")),
        ("Không được", ("no_sms", "no_visit", "never")),
        ("Cách khác", ("pretext", "trusted_person", "trusted_phone", "place")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "who_may_answer": "Người có hành vi bạo lực có thể đang cầm máy. Một cuộc gọi sai người "
        "có thể làm người bị bạo lực bị đánh.",
        "no_sms": "Tin nhắn nằm lại trong máy và người khác đọc được.",
    }


class ReporterForm(RecordForm):
    """Who reported, and how."""

    record = Reporter

    is_survivor = yes_no("Chính người bị bạo lực báo tin")
    name = LineField("Tên người báo tin", length=120)
    phone = PhoneField("Điện thoại", words=True)
    address = LineField("Ở đâu")
    relation = LineField("Quen biết thế nào với người bị bạo lực", length=120)
    channel = CodeChoiceField("Báo bằng cách nào", listed("intake_channels"), style="select")
    first_receiver = CodeChoiceField(
        "Nơi đầu tiên nhận tin", listed("report_receivers"), style="select"
    )
    reported_at = MomentField("Báo lúc", [NotFuture()])
    wants_secrecy = yes_no("Muốn giữ kín tên")
    said = PassageField("Người báo tin nói", length=3000)

    groups = (
        ("Ai báo", ("is_survivor", "name", "phone", "address", "relation", "wants_secrecy")),
        ("Báo thế nào", ("channel", "first_receiver", "reported_at", "said")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "name": "Luật bắt giữ kín tên người báo tin. Phần này khóa riêng và không in kèm hồ sơ; "
        "người ấy không muốn nói tên cũng nhận tin.",
    }


class PersonForm(RecordForm):
    """One person causing violence."""

    record = PersonCausingViolence

    name = LineField("Họ tên, hoặc tên gọi", length=120)
    other_name = LineField("Tên khác", length=120)
    relation = CodeChoiceField("Là gì của người bị bạo lực", listed("relations"), style="select")
    relation_note = LineField("Nói rõ thêm quan hệ", length=120)
    sex = CodeChoiceField("Giới tính", listed("sexes"), style="select")
    birth = _birth()
    age_group = CodeChoiceField(
        "Hoặc khoảng tuổi", listed("gbvims_perpetrator_ages"), style="select"
    )
    lives_with_her = yes_no("Ở cùng nhà với người bị bạo lực")
    is_carer = yes_no("Là cha mẹ, người giám hộ hoặc người nuôi dưỡng của người bị bạo lực")
    village = VillageField("Thôn, làng", length=120)
    phone = PhoneField("Điện thoại", words=True)
    occupation = CodeChoiceField("Việc làm", listed("occupations"), style="select")
    before = yes_no("Trước đây đã từng bạo lực với người này")
    sanctioned_before = yes_no("Đã từng bị xử phạt vì bạo lực gia đình")
    alcohol = yes_no("Lúc xảy ra có uống rượu hoặc dùng ma túy")
    note = PassageField("Ghi thêm", length=1000)

    groups = (
        ("Là ai", ("name", "other_name", "relation", "relation_note", "is_carer")),
        ("Nhận biết", ("sex", "birth", "age_group", "village", "phone", "occupation")),
        ("Trước đây", ("lives_with_her", "before", "sanctioned_before", "alcohol", "note")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "relation": "Quan hệ quyết định vụ việc có thuộc Luật Phòng, chống bạo lực gia đình hay "
        "không, và có xin được quyết định cấm tiếp xúc hay không.",
        "is_carer": "Người đại diện mà gây bạo lực thì không bao giờ được hỏi ý kiến, liên hệ hay "
        "ký thay.",
        "sanctioned_before": "Đã bị xử phạt mà còn vi phạm thì có thể bị xử lý hình sự.",
    }


class ChildForm(RecordForm):
    """A child who was present."""

    record = Child

    name = LineField("Tên trẻ", length=120)
    birth = _birth()
    birth_estimated = BooleanField("Năm sinh là ước chừng")
    sex = CodeChoiceField("Giới tính", listed("sexes"), style="select")
    relation = LineField("Là gì của người bị bạo lực", length=80)
    saw_or_heard = yes_no("Đã nhìn thấy hoặc nghe thấy")
    harmed = yes_no("Bản thân trẻ bị đánh, bị hại")
    in_danger = yes_no("Bây giờ trẻ đang gặp nguy hiểm")
    where_now = LineField("Bây giờ trẻ ở đâu, với ai", description=_NO_SHELTER)
    safe_adult = LineField("Người lớn mà trẻ tin")
    school = LineField("Trường, lớp", length=120)
    note = PassageField("Ghi thêm", length=1000)

    groups = (
        ("Trẻ", ("name", "birth", "birth_estimated", "sex", "relation")),
        ("An toàn của trẻ", ("saw_or_heard", "harmed", "in_danger", "where_now", "safe_adult")),
        ("Khác", ("school", "note")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "harmed": "Trẻ dưới 16 tuổi bị hại hoặc có nguy cơ thì phải báo theo Luật Trẻ em (Đ51), "
        "và trẻ có hồ sơ riêng."
    }
