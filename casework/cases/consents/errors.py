"""What a desk is told when an answer is no consent, or a step is no longer to be taken."""

from __future__ import annotations

from casework.cases.consents.rules import Problem
from casework.kernel.errors import Conflict, Forbidden, MalformedValue


class NotAConsent(MalformedValue):
    """What was written down does not amount to a consent; ``problems`` says why."""

    code = "not-a-consent"
    message_vi = "Ghi như vậy chưa thành sự đồng ý hợp lệ, nên chưa lưu được."

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


class NotAGround(NotAConsent):
    """The law does not stand in here; ``problems`` says why."""

    code = "not-a-ground"
    message_vi = "Căn cứ này không cho phép chuyển như vậy, nên chưa lưu được."


class AnsweredAlready(Conflict):
    """The consent or ground has moved on since the page was shown."""

    code = "answered-already"
    message_vi = "Việc này vừa được người khác làm, nên anh/chị không cần làm nữa."
    what_to_do_vi = "Tải lại trang để xem tình trạng mới nhất."


class NoLongerInForce(Forbidden):
    """Keys may not rest on a consent that was withdrawn, is over, or is not confirmed."""

    code = "no-longer-in-force"
    message_vi = "Sự đồng ý hoặc căn cứ này không còn, hoặc chưa có hiệu lực."
    what_to_do_vi = "Hỏi lại người bị bạo lực trước khi chuyển."


class NotTheSecondPerson(Forbidden):
    """Who asked does not confirm, and neither does who would receive it."""

    code = "not-the-second-person"
    message_vi = "Người đề nghị và người nhận không tự xác nhận được."
    what_to_do_vi = "Nhờ một người khác trong đơn vị, hoặc Phòng Văn hóa – Xã hội."
