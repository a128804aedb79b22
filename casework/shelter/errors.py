"""What the union is told when she cannot be placed as asked."""

from __future__ import annotations

from casework.kernel.errors import Conflict, Forbidden, MalformedValue


class BedTaken(Conflict):
    """Somebody else took the bed, or the house changed, while the form was being filled."""

    code = "bed-taken"
    message_vi = "Chỗ ở này vừa có người nhận, hoặc nhà vừa đổi, nên chưa bố trí được."
    what_to_do_vi = "Những gì anh/chị đã gõ vẫn còn. Chọn nhà khác trong danh sách mới nhất."


class NotJoined(Forbidden):
    """The union holds nothing of its own in this case, so that nobody could find the stay again."""

    code = "not-joined"
    message_vi = "Hội chưa nhận hồ sơ này, nên chưa bố trí nơi tạm lánh được."
    what_to_do_vi = "Mở phiếu chuyển và bấm “Nhận xử lý” trước."


class NotTold(MalformedValue):
    """The house is publicly listed, and nobody has told her."""

    code = "not-told"
    message_vi = "Nhà này có trong danh sách công khai: phải nói với người ấy trước khi chọn."


class StepOutOfOrder(Conflict):
    """The stay has ended, or has not begun, since the page was shown."""

    code = "step-out-of-order"
    message_vi = "Việc ở tạm lánh này vừa được người khác ghi bước khác, nên chưa ghi được."
    what_to_do_vi = "Tải lại trang để xem tình trạng mới nhất."
