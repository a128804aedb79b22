"""What is wrong with an answer or a ground, at which question it is said, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from casework.access.steps import ConsentState
from casework.cases.consents.records import YES
from casework.cases.consents.rules import Problem
from casework.kernel.codes import Codes

Said: TypeAlias = tuple[str, str]
"""The name of a question, and what is wrong there."""

SAID: dict[Problem, Said] = {
    Problem.NO_SECTION: ("sections", "Chọn ít nhất một phần, hoặc ghi là người ấy không đồng ý."),
    Problem.NOT_ALLOWED: ("sections", "Có phần không được chuyển cho đơn vị này."),
    Problem.NO_PURPOSE: (
        "purpose_services",
        "Chưa có mục đích nào được đồng ý. Hỏi từng mục đích; không mục nào thì ghi là không.",
    ),
    Problem.NO_END: ("until_on", "Hỏi người ấy cho xem đến ngày nào."),
    Problem.END_PASSED: ("until_on", "Ngày này đã qua."),
    Problem.END_TOO_FAR: ("until_on", "Nhiều nhất là một năm; còn cần thì hỏi lại người ấy."),
    Problem.NOT_HELD: ("held_at", "Ghi ngày giờ đã nói chuyện."),
    Problem.HOW_UNKNOWN: ("how", "Chọn cách người ấy trả lời."),
    Problem.NO_WITNESS: ("witness", "Đồng ý bằng lời thì ghi tên người chứng kiến."),
    Problem.NOT_ALONE: (
        "alone",
        "Chưa nói chuyện riêng thì chưa hỏi. Đợi lúc chỉ có người ấy, và người phiên dịch nếu cần.",
    ),
    Problem.INTERPRETER_IS_KIN: (
        "interpreter_is_kin",
        "Người phiên dịch không được là người nhà hay người quen của hai bên.",
    ),
    Problem.NOT_TOLD: ("told_who_can_open", "Nói với người ấy điều này trước khi hỏi."),
    Problem.SURVIVOR_DID_NOT_AGREE: ("survivor_answer", "Ghi lời của chính người ấy."),
    Problem.REPRESENTATIVE_DID_NOT_AGREE: (
        "representative_answer",
        "Ở tuổi này cần cả lời của người đại diện.",
    ),
    Problem.REPRESENTATIVE_MAY_NOT_BE_ASKED: (
        "representative_safe",
        "Người đại diện gây bạo lực, hoặc có thể che chở, thì không hỏi, và lời người đó không "
        "được tính. Dùng căn cứ của luật cùng lời của chính trẻ.",
    ),
    Problem.NAME_WHO_MAY_OPEN: (
        "audience",
        "Hồ sơ này, hoặc ý người ấy, không cho cả đơn vị mở: chọn đích danh.",
    ),
    Problem.NOT_OF_THAT_UNIT: ("named", "Có người không còn ở đơn vị đó."),
    Problem.SHE_DOES_NOT_WANT_THEM: ("named", "Có người mà người ấy không muốn cho mở."),
    Problem.EXCLUDED: ("named", "Có người không được mở hồ sơ này."),
    Problem.GROUND_UNKNOWN: ("code", "Chọn một căn cứ."),
    Problem.NOT_IN_FORCE: ("code", "Căn cứ này chưa có hoặc không còn hiệu lực."),
    Problem.OUTSIDE_ONLY: ("code", "Căn cứ này chỉ dùng bằng công văn, không qua chương trình."),
    Problem.NOT_A_RECIPIENT: ("recipient", "Căn cứ này không cho chuyển đến đơn vị đó."),
    Problem.NOT_BY_THIS_DESK: ("code", "Đơn vị của anh/chị không được dùng căn cứ này."),
    Problem.ABOVE_CEILING: ("sections", "Có phần vượt quá giới hạn của căn cứ."),
    Problem.CONTACT_ONLY: (
        "sections",
        "Căn cứ này chỉ cho biết cách tìm và gọi người ấy: ghi ở các ô bên dưới.",
    ),
    Problem.NO_REASON: ("reason", "Viết lý do. Người xác nhận và nơi nhận sẽ đọc."),
    Problem.CHILD_ONLY: ("code", "Căn cứ này chỉ dùng cho trẻ dưới 16 tuổi."),
    Problem.NO_CHILD_VIEW: ("child_view", "Ghi lời của chính trẻ, kể cả khi trẻ không muốn nói."),
    Problem.ADULT_REFUSED: (
        "recipient",
        "Người lớn đã nói không với nơi này; luật không cho làm trái ý người ấy.",
    ),
    Problem.NO_SECOND_PERSON: (
        "confirmer",
        "Đơn vị không còn ai khác giữ hồ sơ này: chọn người ở nơi khác xác nhận.",
    ),
}

REPRESENTATIVE_UNKNOWN = "Trả lời câu này trước; ở tuổi này cần cả lời của người đại diện."

TOLD = ("told_who_can_open", "told_limits", "told_help_goes_on")
"""What she is told before she answers; each is asked by itself."""

CONTACT = "Cách tìm và gọi người ấy"
"""What a ground opens of who she is, where it opens contact only."""


def said_at(problems: Iterable[Problem], typed: Callable[[str], object]) -> Iterator[Said]:
    """Yield each problem at its question, in words; ``typed`` returns what a field holds."""
    for problem in problems:
        name, message = SAID[problem]
        if name == "representative_safe" and typed(name) is None:
            message = REPRESENTATIVE_UNKNOWN
        untold = [told for told in TOLD if typed(told) != YES]
        yield from ((one, message) for one in (untold if problem is Problem.NOT_TOLD else [name]))


def state_in_words(codes: Codes, state: ConsentState, *, by_law: bool) -> tuple[str, str]:
    """Return how a state is said, and in which tone; of a ground the law's words."""
    entry = codes["consent_states"][state]
    if by_law and (said := entry.text("by_law")):
        return said, entry.text("by_law_tone") or ""
    return entry.vi, entry.text("tone") or ""
