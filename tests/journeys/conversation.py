"""Steps that more than one journey walks: hearing her, referring, reaching, taking on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from casework.kernel.clock import LOCAL, SystemClock, format_day
from tests.journeys.hands import Hands


@dataclass
class Person:
    """One of the cast at a browser of their own, and the hands that they work it with."""

    page: Page
    hands: Hands

    def press(self, button: str) -> None:
        """Press the button that says exactly this."""
        self.hands.press(self.page.get_by_role("button", name=button, exact=True))

    def follow(self, link: str | re.Pattern[str]) -> None:
        """Follow the first link that says this."""
        self.hands.press(self.page.get_by_role("link", name=link).first)

    def type(self, label: str, text: str) -> None:
        """Type into the field of this label."""
        self.hands.type(self._field(label), text)

    def answer(self, question: str, *answers: str | re.Pattern[str]) -> None:
        """Tick answers of one question."""
        group = self.page.get_by_role("group", name=re.compile(f"^{re.escape(question)}"))
        for answer in answers:
            self.hands.tick(_choice(group, answer))

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a list that drops down."""
        self.hands.choose(self._field(label), option)

    def _field(self, label: str) -> Locator:
        needed = re.compile(f"^{re.escape(label)}( \\(cần có\\))?$")
        return self.page.get_by_label(needed)

    def reads(self, text: str | re.Pattern[str]) -> None:
        """See that the page says this."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def stands_on(self, heading: str) -> None:
        """See that the page's heading says this."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)


def unfold(page: Page) -> None:
    """Open the sections that a phone shows folded."""
    folded = page.locator("main details[data-fold]:not([open])")
    while folded.count():
        folded.first.locator("> summary").click()


def _choice(group: Locator, answer: str | re.Pattern[str]) -> Locator:
    exact = isinstance(answer, str)
    boxes = group.get_by_role("checkbox", name=answer, exact=exact)
    return boxes.or_(group.get_by_role("radio", name=answer, exact=exact))


def in_a_month() -> str:
    """Return a day in a month, as one writes it."""
    return format_day((SystemClock().now() + timedelta(days=30)).astimezone(LOCAL).date())


def just_now() -> str:
    """Return the present moment, as one writes it."""
    now = SystemClock().now().astimezone(LOCAL)
    return f"{format_day(now.date())} {now:%H:%M}"


def hear_her(person: Person, file: str, desk: str, sections: tuple[str, ...], words: str) -> None:
    """Ask her about one desk, from the file; she agrees to these parts for a month."""
    person.page.goto(file)
    person.follow("Hỏi ý kiến chia sẻ")
    person.answer("Nơi nhận", desk)
    person.answer("Đang nói chuyện riêng, không ai khác nghe được?", "Có")
    person.press("Tiếp")
    person.answer("Đã đọc tên những người này cho người ấy nghe?", "Có")
    person.answer("Ai ở đó được mở", re.compile("^Cả đơn vị"))
    person.press("Tiếp")
    person.answer("Những phần được chuyển", *(re.compile(f"^{part}") for part in sections))
    person.answer("Chuyển thông tin đến một nơi cụ thể", "Đồng ý")
    person.type("Cho xem đến hết ngày", in_a_month())
    person.press("Tiếp")
    person.answer("Đã nói: điều đã đọc thì không xóa khỏi trí nhớ, công an giữ sổ riêng?", "Có")
    person.answer("Đã nói: không đồng ý vẫn được giúp, rút lại lúc nào cũng được?", "Có")
    person.answer("Người ấy trả lời", "Đồng ý")
    person.type("Nói chuyện lúc", just_now())
    person.answer("Trả lời bằng cách", "Nói miệng trước người chứng kiến")
    person.type("Người chứng kiến", f"người chứng kiến {words}")
    person.press("Tiếp")
    person.type("Lời của người ấy (không bắt buộc)", words)
    person.press("Ghi lại")
    person.reads("Đã ghi. Chưa gì được chuyển đi: lúc gửi phiếu mới chuyển.")


def refer(person: Person, file: str, service: str, desk: str, asks: str) -> str:
    """Refer her on what she agreed to, looking first; returns the referral's address."""
    person.page.goto(file)
    person.follow("Chuyển đến đơn vị khác")
    person.choose("Cần giúp việc gì", service)
    person.answer("Chuyển đến đơn vị nào", re.compile(f"^{desk}"))
    person.press("Tiếp tục")
    person.answer("Cần trả lời trong bao lâu", re.compile("^Khẩn"))
    person.type("Nhờ nơi nhận làm gì", asks)
    person.press("Xem đúng như nơi nhận sẽ thấy")
    person.reads("Chưa gửi. Đây là đúng những gì nơi nhận sẽ thấy.")
    person.reads(asks)
    person.press(f"Gửi cho {desk}")
    person.stands_on("Bây giờ gọi một người")
    return person.page.url.removesuffix("/call")


def reach(person: Person, who: str) -> None:
    """Note whom one has spoken to, on the page that comes after the sending."""
    person.answer("Đã nói chuyện được với người của nơi nhận chưa", "Đã nói chuyện được")
    person.type("Đã gọi cho ai", who)
    person.press("Ghi cuộc gọi")
    person.reads("Đã ghi cuộc gọi.")


def take_on(person: Person, called: str, message: str) -> str:
    """Open the one waiting referral from the first page, accept it; returns the file's address."""
    person.page.goto("/")
    person.hands.press(person.page.locator("main a[href^='/referrals/']").first)
    person.follow("Nhận xử lý")
    person.type("Ở làng gọi là", called)
    person.type("Nhắn bên chuyển", message)
    person.press("Nhận xử lý")
    person.reads(re.compile("^Đã nhận. Bên chuyển thấy điều này ngay."))
    person.follow("Mở hồ sơ")
    person.stands_on("Hồ sơ")
    return person.page.url


def finish(person: Person, referral: str, outcome: str, message: str) -> None:
    """Say how a referral ended."""
    person.page.goto(referral)
    person.follow("Hoàn thành")
    person.answer("Kết quả", outcome)
    person.type("Nhắn bên chuyển", message)
    person.press("Hoàn thành")
    person.reads("Đã hoàn thành. Bên chuyển thấy kết quả.")
