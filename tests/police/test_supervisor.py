"""The supervisor's sheet: names, hours, whom to phone; a section of its own, opened by itself."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.access import sharing as access
from casework.audit.actions import Action
from casework.cases.consents.setting import open_setting
from casework.cases.service import view_case
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.police import rules, supervision
from casework.police.records import Breach, Measure, SupervisorCopy
from casework.police.supervision import SavingCopy
from casework.vault.agreements import copy_section
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, SURVIVOR
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.leadership.scene import file_of, fill
from tests.police.test_register import ORDER, at, close, parts
from tests.police.test_supervise import ASSIGNED
from tests.referrals.pages import hidden

TYPED = {
    "supervisor": "Ông Trưởng thôn (mẫu)",
    "supervised": "A Mẫu Núi",
    "protected": SURVIVOR,
    "number": "12/QĐ-UBND",
    "from_at": "23/11/2026 07:00",
    "until_at": "26/11/2026 07:00",
    "watch": "Chiều thứ sáu đón con ở cổng trường (mẫu)",
    "call": "Hùng, 0900 000 000 (mẫu)",
}
CONDITIONS = "không đến gần chỗ làm (mẫu)"


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


@pytest.fixture
def case(commune: TestCommune, police: FlaskClient) -> Id:
    found = file_of(commune)
    fill(police, at(found, "measure"), **ASSIGNED, conditions=CONDITIONS)
    return found


@pytest.fixture
def measure(commune: TestCommune, case: Id) -> Id:
    return parts(commune, case, Measure.schema)[0]


def sheet_of(case: Id, measure: Id) -> str:
    return f"{at(case, 'measure', measure)}/supervisor"


def test_the_sheet_begins_with_names_and_hours_and_nothing_of_what_happened(
    commune: TestCommune, police: FlaskClient, case: Id, measure: Id
) -> None:
    page = read(police, sheet_of(case, measure))
    for word in (SURVIVOR, "A Mẫu Núi", "12/QĐ-UBND", "26/11/2026 07:00", "Ông Trưởng thôn"):
        assert word in page
    for word in (LINE, CONDITIONS):
        assert word not in page
    assert sheet_of(case, measure) in read(police, f"/cases/{id_to_text(case)}")


def test_it_lies_in_a_section_of_its_own_and_its_print_opens_nothing_else(
    commune: TestCommune, police: FlaskClient, case: Id, measure: Id
) -> None:
    fill(police, sheet_of(case, measure), **TYPED)
    answer = fill(police, sheet_of(case, measure), **TYPED)  # sent twice, written once
    assert answer.status_code == 303, text(answer)
    page = read(police, answer.location)
    for word in (*list(TYPED.values())[:4], "Chiều thứ sáu", "100 m", "không quá 04 giờ"):
        assert word in page
    for word in (LINE, CONDITIONS, "mẹ Mẫu"):
        assert word not in page
    event = newest_event(commune, Action.PAGE_PRINT)
    assert list(event.sections) == [copy_section(measure)]
    file = view_case(commune.house, commune.hand("thanh"), case)
    (copy,) = file.of(SupervisorCopy.schema)
    assert (copy.version, copy.section_id) == (1, copy_section(measure))
    assert file.of(Measure.schema)[0].section_id != copy.section_id


def test_what_is_registered_next_does_not_get_into_the_copy(
    commune: TestCommune, police: FlaskClient, case: Id, measure: Id
) -> None:
    fill(police, sheet_of(case, measure), **TYPED)
    broke = {"measure": id_to_text(measure), "happened_at": "23/11/2026 07:55", "how": "NEAR"}
    fill(police, at(case, "breach"), **broke, what="Đứng trước cổng (mẫu)")
    fill(police, at(case, "measure"), **(ORDER | {"number": "13/QĐ-UBND"}))
    file = view_case(commune.house, commune.hand("hung"), case)
    register = {p.section_id for p in file.parts if isinstance(p.content, Measure | Breach)}
    assert len(register) == 1
    assert copy_section(measure) not in register


def test_a_copy_is_offered_to_no_other_desk(
    commune: TestCommune, police: FlaskClient, case: Id, measure: Id
) -> None:
    fill(police, sheet_of(case, measure), **TYPED)
    found = open_setting(commune.house, commune.hand("hung"), case)
    union = found.desk(commune.hand("ha").keyring.unit)
    assert union is not None
    with police.application.app_context():
        offered = {option.value for option in found.sections(union, access.CONSENT)}
    register = view_case(commune.house, commune.hand("hung"), case).of(Measure.schema)[0].section_id
    assert id_to_text(register) in offered
    kept = view_case(commune.house, commune.hand("hung"), case)
    own = {d.section_id for d in kept.doors if d.kind is SectionKind.PROTECTION}
    assert copy_section(measure) in own
    assert id_to_text(copy_section(measure)) not in offered


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"watch": "Đang ở nhà tạm lánh của Hội"}, "Tờ này không được ghi “tạm lánh”"),
        ({"watch": "Thứ hai ra Trạm Y tế"}, "“trạm y tế”"),
        ({"call": "Bệnh viện huyện"}, "“bệnh viện”"),
        ({"supervisor": ""}, "chưa có câu trả lời"),
        ({"until_at": "23/11/2026 06:00"}, "phải sau giờ ký"),
        ({"handed_at": "24/11/2026 06:00"}, "chưa đến"),
        ({"watch": "x" * 1001}, "Dài quá 1 ký tự"),
    ],
)
def test_shelter_and_medicine_do_not_get_onto_the_sheet(
    commune: TestCommune,
    police: FlaskClient,
    case: Id,
    measure: Id,
    changes: dict[str, str],
    words: str,
) -> None:
    page = text(fill(police, sheet_of(case, measure), **(TYPED | changes)))
    assert words in page
    assert "A Mẫu Núi" in page
    assert parts(commune, case, SupervisorCopy.schema) == []


def test_a_word_is_found_whole_and_whatever_its_case() -> None:
    assert rules.too_much_for_paper("Người ấy ở NHÀ  TẠM-LÁNH.") == "tạm lánh"
    assert rules.too_much_for_paper("đến gần cổng trường, khám phá") == "khám"
    assert rules.too_much_for_paper("đón con, không uống rượu") is None


def test_two_editors_lose_nothing(
    commune: TestCommune, police: FlaskClient, case: Id, measure: Id
) -> None:
    thanh, address = commune.client("thanh"), sheet_of(case, measure)
    mine, theirs = read(police, address), read(thanh, address)
    assert thanh.post(address, data=hidden(theirs) | TYPED).status_code == 303
    changed = TYPED | {"watch": "ở chợ nữa (mẫu)"}
    page = text(police.post(address, data=hidden(mine) | changed))
    for word in ("Người khác vừa lưu", "Chiều thứ sáu", "ở chợ nữa"):
        assert word in page
    assert police.post(address, data=hidden(page) | changed).status_code == 303


def test_only_the_police_and_only_for_an_order_that_they_keep(
    commune: TestCommune, police: FlaskClient, case: Id, measure: Id
) -> None:
    fill(police, sheet_of(case, measure), **TYPED)
    for username in ("mai", "ha", "binh", "dung", "tam", "quang", "thut"):
        client = commune.client(username)
        assert client.get(sheet_of(case, measure)).status_code == 403
        assert client.get(f"{sheet_of(case, measure)}/print").status_code == 403
        with pytest.raises(NotFound):
            supervision.open_copy(commune.house, commune.hand(username), case, measure)
        saving = SavingCopy(measure, 1, SupervisorCopy())
        with pytest.raises((NotFound, Forbidden)):
            supervision.save_copy(commune.house, commune.hand(username), case, saving)
    assert police.get(sheet_of(case, new_id())).status_code == 404
    assert police.get(f"{sheet_of(case, new_id())}/print").status_code == 404
    saving = SavingCopy(new_id(), 0, SupervisorCopy())
    with pytest.raises(NotFound):
        supervision.save_copy(commune.house, commune.hand("hung"), case, saving)
    other = fill(police, at(case, "measure"), **(ORDER | {"measure": "M1_STOP"}))
    assert other.status_code == 303
    stop = parts(commune, case, Measure.schema)[-1]
    assert police.get(sheet_of(case, stop)).status_code == 404


def test_a_closed_file_is_still_printed_and_no_more_written(
    commune: TestCommune, police: FlaskClient, case: Id, measure: Id
) -> None:
    form = read(police, sheet_of(case, measure))
    fill(police, sheet_of(case, measure), **TYPED)
    close(commune, case)
    assert police.get(sheet_of(case, measure)).status_code == 403
    assert police.post(sheet_of(case, measure), data=hidden(form) | TYPED).status_code == 403
    assert "12/QĐ-UBND" in read(police, f"{sheet_of(case, measure)}/print")
