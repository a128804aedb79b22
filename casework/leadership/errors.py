"""What a desk is told when the chair may not be told, or asked, on this file."""

from __future__ import annotations

from casework.kernel.errors import Forbidden, MalformedValue, NotFound


class OutOfScope(Forbidden):
    """The domestic-violence law does not cover this file, or nobody has said so yet."""

    code = "out-of-scope"
    message_vi = "Luật Phòng, chống bạo lực gia đình chưa áp dụng được cho hồ sơ này."
    what_to_do_vi = (
        "Ghi người có hành vi bạo lực là gì của người bị bạo lực. Nếu không phải thành viên gia "
        "đình thì xử lý theo đường hình sự, hành chính hoặc bảo vệ trẻ em."
    )


class NoChair(NotFound):
    """Nobody of the chair's office has an account."""

    code = "no-chair"
    message_vi = "Thường trực UBND xã chưa có ai dùng chương trình."
    what_to_do_vi = "Gọi điện cho Chủ tịch ngay, rồi ghi vào sổ giấy ai đã nghe, lúc nào."


class NoPolice(NotFound):
    """Nobody of the police has an account."""

    code = "no-police"
    message_vi = "Công an xã chưa có ai dùng chương trình."
    what_to_do_vi = "Gọi điện cho Trưởng Công an xã ngay và giao bản ký."


class NotADecision(MalformedValue):
    """An order without paper, an order that is too long, or a refusal without its reasons."""

    code = "not-a-decision"
    message_vi = "Ghi như vậy chưa thành một quyết định hợp lệ, nên chưa lưu được."
