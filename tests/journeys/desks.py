"""What each desk does on a file beyond hearing her and referring: told, treated, housed, ended."""

from __future__ import annotations

import re

from tests.journeys.conversation import Person, reach, unfold

HOUSE_ACCOUNT = "Nhà 1"


def tell_the_chair(officer: Person, manager: Person, file: str, done: str) -> None:
    """Say whose violence the law speaks of, write the notice, phone; a colleague confirms."""
    officer.page.goto(file)
    unfold(officer.page)
    officer.follow(re.compile("^Sửa Người có hành vi bạo lực"))
    officer.choose("Là gì của người bị bạo lực", "Chồng")
    officer.press("Lưu")
    officer.reads("Đã lưu.")
    officer.follow("Báo Chủ tịch")
    officer.answer(
        "Ngay bây giờ có nguy hiểm đến tính mạng, sức khỏe không?", re.compile("^Không, hoặc")
    )
    officer.type("Đơn vị đã làm gì", done)
    officer.answer("Đề nghị Chủ tịch", "Biết để chỉ đạo")
    officer.press("Ghi thông báo, rồi gọi điện")
    reach(officer, "Hoàng Anh Dũng")
    manager.page.goto("/grounds")
    manager.follow(re.compile("^Thông báo Chủ tịch"))
    manager.press("Xác nhận")
    manager.reads(re.compile("^Đã xác nhận"))


def know_of_it(chair: Person, done: str, instruction: str) -> None:
    """Read the notice and say so, with an instruction."""
    chair.page.goto("/chair")
    chair.follow("Có tin báo")
    chair.reads(done)
    chair.type("Chỉ đạo (không bắt buộc)", instruction)
    chair.press("Đã biết")
    chair.reads(re.compile("^Đã ghi là đã biết"))


def see_her(nurse: Person, file: str, complaint: str, finding: str) -> None:
    """Write down one visit."""
    nurse.page.goto(file)
    nurse.follow("Ghi lần khám")
    nurse.type("Người ấy nói gì về sức khỏe", complaint)
    nurse.type("Khám thấy", finding)
    nurse.press("Lưu lần khám")
    nurse.reads("Đã lưu lần khám.")


def add_house(worker: Person, name: str, address: str, host: str) -> None:
    """Put a house with an account on the union's board."""
    worker.page.goto("/shelter")
    worker.follow("Thêm nhà")
    worker.type("Gọi nhà này là gì", name)
    worker.type("Địa chỉ, đường vào", address)
    worker.type("Chủ nhà, người phụ trách", host)
    worker.type("Số gọi được", "0900 000 077")
    worker.choose("Tài khoản của nhà", HOUSE_ACCOUNT)
    worker.type("Mấy giường", "2")
    worker.answer("Nhận được ai", "Phụ nữ")
    worker.press("Lưu")
    worker.reads("Đã lưu.")


def place_her(worker: Person, file: str, house: str) -> str:
    """Find her a bed for tonight; returns the word to be spoken at the door."""
    worker.page.goto(file)
    worker.follow("Bố trí nơi tạm lánh")
    worker.page.wait_for_url("**/stay")
    worker.follow("Bố trí nơi tạm lánh")
    worker.type("Mấy trẻ em", "0")
    worker.type("Mấy đêm", "3")
    worker.press("Xem nhà nào nhận được")
    worker.answer("Ở nhà nào", re.compile(f"^{house}"))
    word = worker.page.get_by_label(re.compile("^Từ nhận nhau")).input_value()
    worker.press("Bố trí ở đây")
    worker.reads("Đã bố trí. Gọi cho nhà ngay, rồi trả lời bên chuyển.")
    return word


def answer_without_place(worker: Person, stay: str) -> None:
    """Tell the sender that there is a bed, and nothing of where."""
    worker.page.goto(stay)
    worker.follow("Trả lời bên chuyển, không nói chỗ")
    worker.hands.tick(worker.page.get_by_role("group", name="Trả lời").get_by_role("radio").first)
    worker.press("Gửi trả lời")
    worker.reads("Đã trả lời bên chuyển.")


def see_her_come(host: Person, word: str) -> None:
    """The house knows the word, and says that she is here."""
    host.page.goto("/")
    host.reads(word)
    host.press("Đã đến")
    host.page.locator(".said").first.wait_for()


def close_file(officer: Person, file: str, told: str) -> None:
    """End the file with a reason."""
    officer.page.goto(file)
    officer.follow("Đóng hồ sơ")
    officer.answer("Vì sao đóng", "An toàn, hoàn thành kế hoạch hỗ trợ")
    officer.type("Ghi thêm", told)
    officer.type("Đã nói với người bị bạo lực thế nào", told)
    officer.press("Đóng hồ sơ")
    officer.reads(re.compile("^Đã đóng hồ sơ"))
