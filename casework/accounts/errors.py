"""What can go wrong on the way in, in plain Vietnamese that helps nobody to guess."""

from __future__ import annotations

from casework.kernel.errors import CaseworkError, LogBroken, Tampered


class SignInRefused(CaseworkError):
    """No such name, or not its passphrase; the user is never told which."""

    code = "sign-in-refused"
    status = 401
    message_vi = "Tên đăng nhập hoặc mật khẩu chưa đúng."
    what_to_do_vi = "Gõ lại thật chậm. Quên mật khẩu thì hỏi người quản lý đơn vị."


class WeakPassphrase(CaseworkError):
    """The chosen passphrase is one that a neighbour would guess; the argument says why."""

    code = "weak-passphrase"
    status = 400
    message_vi = "Mật khẩu này dễ bị đoán."
    what_to_do_vi = "Hãy dùng năm từ mà máy gợi ý."


class UsernameTaken(CaseworkError):
    """Somebody signs in, or waits to, under that name already."""

    code = "username-taken"
    status = 409
    message_vi = "Tên đăng nhập này đã có người dùng."
    what_to_do_vi = "Chọn một tên khác."


class CodeSpent(CaseworkError):
    """The code on the paper was used already, or its time is over."""

    code = "code-spent"
    status = 400
    message_vi = "Mã này đã được dùng hoặc đã quá hạn."
    what_to_do_vi = "Hỏi người đã đưa mã để nhận mã khác. Nếu chưa ai dùng mã này, hãy báo ngay."


class WitnessDiffers(LogBroken):
    """This browser has seen a signed checkpoint that the log of today does not extend."""

    code = "witness-differs"
    message_vi = (
        "Nhật ký không khớp với lần trước máy này nhìn thấy, "
        "nên hệ thống đã dừng để giữ bằng chứng."
    )


class JoiningAltered(Tampered):
    """What stands at the door is not what was handed over, or not what the manager compared."""

    code = "joining-altered"
    status = 409
    message_vi = "Thông tin của người xin vào đã bị đổi, nên chưa nhận."
    what_to_do_vi = "Không nhận người này. Bỏ yêu cầu, tạo mã mời mới, và báo người quản trị."
