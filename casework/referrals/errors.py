"""What a desk is told when a referral cannot be sent, or has moved on."""

from __future__ import annotations

from casework.kernel.errors import Conflict, Forbidden, MalformedValue, NotFound


class MovedOn(Conflict):
    """Somebody has answered or withdrawn the referral since the page was shown."""

    code = "referral-moved-on"
    message_vi = "Phiếu chuyển này vừa được người khác xử lý, nên bước của anh/chị chưa được ghi."
    what_to_do_vi = "Tải lại trang để xem tình trạng mới nhất."


class NotOffered(MalformedValue):
    """The service or urgency is not one that a referral may ask for."""

    code = "service-not-offered"
    message_vi = "Dịch vụ hoặc mức độ khẩn này không dùng được cho phiếu chuyển."


class OverridesHerNo(Forbidden):
    """An adult has said no to this; no ground overrides her towards house and counsellor."""

    code = "overrides-her-no"
    message_vi = "Người bị bạo lực đã từ chối việc này, nên không chuyển được."
    what_to_do_vi = "Tôn trọng câu trả lời. Nếu người ấy đổi ý, ghi lại sự đồng ý mới."


class NoReason(MalformedValue):
    """A decline or an outcome says nothing."""

    code = "no-reason"
    message_vi = "Cần ghi lý do hoặc kết quả."


class SharingEnded(NotFound):
    """The receiver's keys have gone back; it is told so, and told nothing else."""

    code = "sharing-ended"
    message_vi = "Việc chia sẻ đã kết thúc."
    what_to_do_vi = ""
