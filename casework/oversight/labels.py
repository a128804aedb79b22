"""Everything that the log can tell, in plain Vietnamese; a test holds the lists complete."""

from __future__ import annotations

from types import MappingProxyType

from casework.audit.actions import Action
from casework.audit.events import GroundKind
from casework.audit.verification import What

ACTIONS = MappingProxyType(
    {
        Action.COMMUNE_FOUND: "Lập hệ thống của xã",
        Action.UNIT_FOUND: "Lập đơn vị",
        Action.UNIT_ACTIVATE: "Mở đơn vị",
        Action.UNIT_RENEW: "Thay khóa đơn vị",
        Action.MEMBER_LIST: "Xem người của đơn vị",
        Action.MEMBER_INVITE: "Tạo mã mời",
        Action.MEMBER_JOIN: "Xin vào đơn vị",
        Action.MEMBER_APPROVE: "Nhận người mới",
        Action.MEMBER_TURN_AWAY: "Không nhận người mới, hoặc bỏ mã mời",
        Action.MEMBER_REVOKE: "Cho nghỉ một người",
        Action.MEMBER_SUSPEND: "Tạm ngưng một người",
        Action.MEMBER_RESET: "Làm lại khóa cho một người",
        Action.SESSION_SIGN_IN: "Đăng nhập",
        Action.SESSION_SIGN_OUT: "Đăng xuất",
        Action.SESSION_LOCK: "Khóa màn hình",
        Action.SESSION_UNLOCK: "Mở khóa màn hình",
        Action.SESSION_STEP_UP: "Xác nhận lớp thứ hai",
        Action.PASSWORD_CHANGE: "Đổi mật khẩu",
        Action.FACTOR_ENROL: "Thêm lớp bảo vệ thứ hai",
        Action.FACTOR_REMOVE: "Bỏ lớp bảo vệ thứ hai",
        Action.ACCOUNT_LIST: "Xem danh sách tài khoản",
        Action.ACCOUNT_VIEW: "Xem một tài khoản",
        Action.WORK_LIST: "Xem việc của mình",
        Action.CASE_OPEN: "Mở hồ sơ mới",
        Action.CASE_LIST: "Xem danh sách hồ sơ",
        Action.CASE_VIEW: "Đọc hồ sơ",
        Action.CASE_SEARCH: "Tìm hồ sơ",
        Action.CASE_READERS: "Xem ai đã đọc hồ sơ",
        Action.CASE_ASSIGN: "Giao hồ sơ",
        Action.CASE_RESTRICT: "Hạn chế hồ sơ cho vài người",
        Action.CASE_UNRESTRICT: "Bỏ hạn chế hồ sơ",
        Action.CASE_CLOSE: "Đóng hồ sơ",
        Action.CASE_REOPEN: "Mở lại hồ sơ",
        Action.SECTION_WRITE: "Ghi vào hồ sơ",
        Action.SECTION_READ: "Đọc một phần hồ sơ",
        Action.SECTION_ROTATE: "Thay khóa một phần hồ sơ",
        Action.RECORD_WRITE: "Ghi một bản ghi",
        Action.RECORD_READ: "Đọc một bản ghi",
        Action.GRANT_GIVE: "Trao quyền đọc",
        Action.GRANT_RENEW: "Làm mới quyền đọc",
        Action.GRANT_REVOKE: "Thu lại quyền đọc",
        Action.CONSENT_RECORD: "Ghi sự đồng ý",
        Action.CONSENT_VIEW: "Xem sự đồng ý",
        Action.CONSENT_WITHDRAW: "Ghi việc rút lại đồng ý",
        Action.GROUND_INVOKE: "Chuyển theo căn cứ pháp luật",
        Action.GROUND_LIST: "Xem các lần chuyển theo pháp luật",
        Action.GROUND_CONFIRM: "Xác nhận căn cứ pháp luật",
        Action.GROUND_REFUSE: "Không xác nhận căn cứ pháp luật",
        Action.EXCLUSION_ADD: "Chặn một người khỏi hồ sơ",
        Action.EXCLUSION_LIFT: "Bỏ chặn một người",
        Action.EMERGENCY_SEAL: "Niêm lại khóa khẩn cấp",
        Action.EMERGENCY_REQUEST: "Xin mở khẩn cấp",
        Action.EMERGENCY_OPEN: "Mở khẩn cấp",
        Action.EMERGENCY_REVIEW: "Xem lại lần mở khẩn cấp",
        Action.REFERRAL_LIST: "Xem danh sách phiếu chuyển",
        Action.REFERRAL_PREVIEW: "Xem trước phiếu chuyển",
        Action.REFERRAL_VIEW: "Đọc phiếu chuyển",
        Action.REFERRAL_SEND: "Gửi phiếu chuyển",
        Action.REFERRAL_RECEIVE: "Nhận được phiếu chuyển",
        Action.REFERRAL_ACCEPT: "Tiếp nhận phiếu chuyển",
        Action.REFERRAL_DECLINE: "Không tiếp nhận phiếu chuyển",
        Action.REFERRAL_START: "Bắt đầu giúp theo phiếu chuyển",
        Action.REFERRAL_COMPLETE: "Xong phiếu chuyển",
        Action.REFERRAL_ANSWER: "Trả lời phiếu chuyển",
        Action.REFERRAL_WITHDRAW: "Rút phiếu chuyển",
        Action.REFERRAL_REACH: "Ghi đã gọi được ai",
        Action.REFERRAL_ESCALATE: "Báo lên trên vì phiếu chưa được trả lời",
        Action.LETTER_WRITE: "Viết thư gửi nơi ngoài xã",
        Action.LETTER_HAND: "Ghi đã giao thư gửi nơi ngoài xã",
        Action.LETTER_OUTCOME: "Ghi kết quả thư gửi nơi ngoài xã",
        Action.LETTER_WITHDRAW: "Ghi việc rút lại thư gửi nơi ngoài xã",
        Action.HOST_VIEW: "Nơi tạm lánh xem người sắp đến",
        Action.HOST_ANSWER: "Nơi tạm lánh trả lời",
        Action.MAIL_READ: "Xem trả lời của nơi tạm lánh",
        Action.DUTY_WRITE: "Ghi số điện thoại trực",
        Action.NOTICE_WRITE: "Viết thông báo cho Chủ tịch",
        Action.NOTICE_SEND: "Gửi thông báo cho Chủ tịch",
        Action.NOTICE_KNOW: "Chủ tịch ghi là đã biết",
        Action.ORDER_REQUEST: "Đề nghị quyết định cấm tiếp xúc",
        Action.ORDER_SEND: "Gửi đề nghị cấm tiếp xúc",
        Action.ORDER_DECIDE: "Ghi quyết định cấm tiếp xúc",
        Action.ORDER_REFUSE: "Ghi việc không ra quyết định cấm tiếp xúc",
        Action.ORDER_RETURN: "Trả đề nghị cấm tiếp xúc để bổ sung",
        Action.CARE_VIEW: "Xem phần khám, chữa bệnh",
        Action.CARE_WRITE: "Ghi một lần khám",
        Action.CERTIFICATE_WRITE: "Viết giấy xác nhận thương tích",
        Action.CERTIFICATE_ISSUE: "Chốt giấy xác nhận để in",
        Action.SHELTER_VIEW: "Xem việc tạm lánh",
        Action.SHELTER_WRITE: "Ghi bảng nơi tạm lánh",
        Action.SHELTER_PLACE: "Bố trí nơi tạm lánh",
        Action.SHELTER_STEP: "Ghi tiếp việc tạm lánh",
        Action.VILLAGE_SEND: "Thôn gửi tin báo",
        Action.VILLAGE_OPEN: "Mở tin báo từ thôn",
        Action.VILLAGE_SETTLE: "Ghi tin báo từ thôn đã xử lý",
        Action.VILLAGE_RISE: "Báo lên trên vì tin báo từ thôn chưa ai xử lý",
        Action.VILLAGE_ESCALATE: "Xem tin báo từ thôn chưa ai xử lý",
        Action.DEADLINE_MARK: "Ghi mốc thời hạn",
        Action.DEADLINE_ESCALATE: "Báo lên trên vì quá hạn",
        Action.FORM_READ: "Xem lại nội dung chưa lưu",
        Action.PAGE_PRINT: "In một trang",
        Action.PAGE_REFUSE: "Vào trang không được giao quyền",
        Action.FACT_WRITE: "Ghi số liệu không tên",
        Action.FACT_SETTLE: "Nhập số liệu trong đêm",
        Action.REPORT_VIEW: "Xem báo cáo",
        Action.REPORT_EXPORT: "Tải báo cáo",
        Action.AUDIT_VIEW: "Xem nhật ký",
        Action.AUDIT_EXPORT: "Tải nhật ký",
        Action.LOG_VERIFY: "Kiểm tra nhật ký",
        Action.LOG_RESTORE: "Khôi phục nhật ký từ bản sao",
    }
)

SAID_TO_OTHERS = MappingProxyType(
    {
        Action.CARE_VIEW: Action.CASE_VIEW,
        Action.CARE_WRITE: Action.SECTION_WRITE,
        Action.CERTIFICATE_WRITE: Action.SECTION_WRITE,
        Action.CERTIFICATE_ISSUE: Action.SECTION_WRITE,
        Action.LETTER_WRITE: Action.SECTION_WRITE,
        Action.LETTER_HAND: Action.SECTION_WRITE,
        Action.LETTER_OUTCOME: Action.SECTION_WRITE,
        Action.LETTER_WITHDRAW: Action.SECTION_WRITE,
    }
)
"""What another desk is told instead: that a case has clinical notes, or that she is helped outside
the commune, is not theirs to know."""

GROUNDS = MappingProxyType(
    {
        GroundKind.CONSENT: "Người bị bạo lực đồng ý",
        GroundKind.LAW: "Theo luật",
        GroundKind.EMERGENCY: "Khẩn cấp",
    }
)

OWN_WORK = "Việc của đơn vị"

FAULTS = MappingProxyType(
    {
        What.MISSING: "thiếu sự kiện từ chỗ này",
        What.ALTERED: "sự kiện đã bị sửa",
        What.MALFORMED: "dữ liệu ở đây không phải là sự kiện",
        What.COLUMNS: "các cột mở nói khác với sự kiện",
        What.CASES: "danh sách hồ sơ nói khác với sự kiện",
        What.TIPS: "danh sách phiên bản nói khác với sự kiện",
        What.SESSION: "số thứ tự trong phiên làm việc bị hụt hoặc lặp",
        What.VERSIONS: "phiên bản của một mục bị hụt",
        What.BEYOND: "có dòng nằm ngoài cuối nhật ký",
        What.HEAD: "đầu nhật ký không khớp với các sự kiện",
        What.UNSIGNED: "chỗ cuối nhật ký không có chữ ký của hệ thống",
        What.SHORTER: "nhật ký ngắn hơn lần đã ghi nhận trước đây",
        What.ANCHOR: "nhật ký khác với bản mà máy chủ đã ghi nhớ",
        What.NOTE: "nhật ký khác với một bản xác nhận đã ký",
        What.FALSE_NOTE: "có bản xác nhận không do hệ thống này ký",
    }
)
