"""The police register: follow-ups, measures with the law's hours, breaches; nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.cases.consents import grounds
from casework.cases.consents.service import share
from casework.cases.service import view_case
from casework.kernel.codes import Codes
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.leadership import orders
from casework.police import rules
from casework.police.records import Breach, FollowUp, Measure
from casework.police.rules import Circumstances
from casework.vault.cases import CLOSED
from casework.vault.desk import Plan, write
from casework.vault.models import Case
from casework.vault.rosters import Roster
from casework.vault.survey import survey_case
from casework.vault.versioned import sign
from tests.factories.agreements import agreed
from tests.factories.commune import MORNING, TestCommune
from tests.factories.pages import read, send, text
from tests.leadership.scene import file_of, fill
from tests.leadership.test_decide import asking, opened
from tests.referrals.pages import hidden

WHAT = "Đến nhà lần hai, người kia đã đi rẫy (mẫu)"
DONE = {"done_at": "22/11/2026 21:30", "what": WHAT, "on_spot": "Hùng, dân quân thôn (mẫu)"}
ORDER = {
    "measure": "M3_NC_CHAIR",
    "decided_by": "Chủ tịch UBND xã",
    "number": "12/QĐ-UBND",
    "decided_at": "23/11/2026 07:00",
    "received_at": "23/11/2026 07:30",
}


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune)


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


def at(case: Id, slug: str, record: Id | None = None) -> str:
    tail = "" if record is None else f"/{id_to_text(record)}"
    return f"/cases/{id_to_text(case)}/police/{slug}{tail}"


def parts(commune: TestCommune, case: Id, schema: str) -> list[Id]:
    file = view_case(commune.house, commune.hand("thanh"), case)
    return [part.record_id for part in file.of(schema)]


def close(commune: TestCommune, case: Id) -> None:
    """Close a file as its lead unit would."""

    def plan(db: Session, roster: Roster) -> Plan:
        house, hung = commune.house, commune.hand("hung")
        survey = survey_case(db, roster, house.verified, case, house.clock.now())
        row = survey.case
        names = ("commune_id", "case_id", "number", "lead_unit", "restricted", "opened_at")
        kept = {name: getattr(row, name) for name in names}
        closed = Case(version=row.version + 1, status=CLOSED, **kept)
        return Plan([sign(closed, hung.keyring.signer)], cases=[case])

    write(commune.house, commune.hand("hung"), Action.CASE_CLOSE, plan)


def test_a_follow_up_keeps_its_own_hour_and_is_read_by_a_colleague(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    form = read(police, at(case, "follow-up"))
    fields = hidden(form) | DONE | {"entered_late": "y"}
    for _ in range(2):  # sent twice, written once
        assert police.post(at(case, "follow-up"), data=fields).status_code == 303
    assert len(parts(commune, case, FollowUp.schema)) == 1
    page = read(commune.client("thanh"), f"/cases/{id_to_text(case)}")
    assert WHAT in page
    assert "21:30 22/11/2026" in page
    assert "ghi lúc 08:00 23/11/2026" in page


def test_two_editors_lose_nothing(commune: TestCommune, police: FlaskClient, case: Id) -> None:
    fill(police, at(case, "follow-up"), **DONE)
    (record,) = parts(commune, case, FollowUp.schema)
    thanh = commune.client("thanh")
    mine, theirs = (
        read(police, at(case, "follow-up", record)),
        read(thanh, at(case, "follow-up", record)),
    )
    first = thanh.post(
        at(case, "follow-up", record), data=hidden(theirs) | DONE | {"found": "thấy vỏ chai (mẫu)"}
    )
    assert first.status_code == 303
    second = police.post(
        at(case, "follow-up", record), data=hidden(mine) | DONE | {"found": "chó sủa (mẫu)"}
    )
    page = text(second)
    for word in ("Người khác vừa lưu", "thấy vỏ chai (mẫu)", "chó sủa (mẫu)"):
        assert word in page
    fields = hidden(page) | DONE | {"found": "thấy vỏ chai, chó sủa"}
    assert police.post(at(case, "follow-up", record), data=fields).status_code == 303


def test_the_hour_of_supervision_runs_and_its_basis_is_one_tap_away(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    assert fill(police, at(case, "measure"), **ORDER).status_code == 303
    page = read(police, f"/cases/{id_to_text(case)}")
    for word in ("còn 30 phút", "TT 66/2025/TT-BCA", "Phân công người giám sát", "còn 2 ngày"):
        assert word in page
    (record,) = parts(commune, case, Measure.schema)
    given = ORDER | {"supervisor": "Ông Trưởng thôn (mẫu)", "assigned_at": "23/11/2026 07:50"}
    assert fill(police, at(case, "measure", record), **given).status_code == 303
    page = read(police, f"/cases/{id_to_text(case)}")
    assert "Thông báo, họp các bên" in page
    assert "còn 50 phút" in page
    broke = {
        "measure": id_to_text(record),
        "happened_at": "23/11/2026 07:55",
        "how": "NEAR",
        "what": "Đứng trước cổng (mẫu)",
    }
    assert fill(police, at(case, "breach"), **broke).status_code == 303
    assert len(parts(commune, case, Breach.schema)) == 1
    assert "1 lần vi phạm" in read(police, f"/cases/{id_to_text(case)}")


@pytest.mark.parametrize(
    ("slug", "changes", "words"),
    [
        ("follow-up", {"done_at": "24/11/2026 10:00"}, "Thời điểm này chưa đến"),
        ("follow-up", {"done_at": "30/02/2026 10:00"}, "Viết ngày và giờ"),
        ("follow-up", {"what": ""}, "Phần này chưa có câu trả lời"),
        ("follow-up", {"what": "x" * 5001}, "Dài quá 1 ký tự"),
        ("measure", {"measure": "M9_NOTHING"}, "Hãy chọn một mục có trong danh sách"),
        ("measure", {"received_at": "23/11/2026 06:00"}, "Giờ này trước giờ ở ô trên"),
        ("measure", {"until_at": "23/11/2026 06:00"}, "Giờ hết hiệu lực phải sau giờ ký"),
        ("measure", {"assigned_at": "23/11/2026 07:40"}, "Ghi tên người giám sát"),
        ("breach", {"measure": "f" * 32}, "Hãy chọn một mục có trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    police: FlaskClient, case: Id, slug: str, changes: dict[str, str], words: str
) -> None:
    base = {"follow-up": DONE, "measure": ORDER, "breach": {"what": "giữ câu này"}}[slug]
    page = text(fill(police, at(case, slug), **(base | changes)))
    assert words in page
    assert any(word in page for word in ("dân quân thôn", "12/QĐ-UBND", "giữ câu này"))


@pytest.mark.parametrize(
    ("here", "barred"),
    [
        (Circumstances(sexual=False, child=False, high_risk=False), False),
        (Circumstances(sexual=True, child=False, high_risk=False), True),
        (Circumstances(sexual=False, child=True, high_risk=False), True),
        (Circumstances(sexual=False, child=False, high_risk=True), True),
        (Circumstances(sexual=False, child=False, high_risk=False, crime=True), True),
    ],
)
def test_criticism_before_the_village_is_never_offered_where_it_harms(
    commune: TestCommune, here: Circumstances, barred: bool
) -> None:
    codes: Codes = commune.house.codes
    offered = {measure.code for measure in rules.offered(codes, here)}
    assert ("M8_CRITICISM" not in offered) == barred
    assert ("C1_CHILD_EMERG" in offered) == here.child
    assert not offered & {"M4_SHELTER", "M5_MEDICAL", "M6_LEGAL_PSY"}


def test_an_order_lives_as_signed_else_three_days_else_four_months(commune: TestCommune) -> None:
    codes = commune.house.codes
    chair = Measure("M3_NC_CHAIR", decided_at=MORNING)
    assert rules.ends_at(codes, chair) == MORNING + timedelta(hours=72)
    written = MORNING + timedelta(hours=80)
    assert rules.ends_at(codes, Measure("M3_NC_CHAIR", until_at=written)) == written
    court = Measure("M3_NC_COURT", decided_at=MORNING)
    assert rules.ends_at(codes, court) == MORNING + timedelta(days=124)
    assert rules.ends_at(codes, Measure("M1_STOP", decided_at=MORNING)) is None
    over = Measure("M3_NC_CHAIR", decided_at=MORNING, received_at=MORNING, ended_at=MORNING)
    assert list(rules.next_steps(codes, over, MORNING)) == []


@pytest.mark.parametrize("username", ["mai", "ha", "binh", "dung", "tam", "quang", "thut"])
def test_no_other_desk_writes_into_the_register(
    commune: TestCommune, case: Id, username: str
) -> None:
    client = commune.client(username)
    for slug in ("follow-up", "measure", "breach"):
        assert client.get(at(case, slug)).status_code == 403
        assert send(client, at(case, slug), read(client, "/")).status_code == 403


def test_strange_ids_and_a_closed_file(commune: TestCommune, police: FlaskClient, case: Id) -> None:
    form = read(police, at(case, "follow-up"))
    assert police.get(at(case, "strange")).status_code == 404
    assert police.get(at(case, "follow-up", new_id())).status_code == 404
    assert police.get(at(file_of(commune, "mai"), "follow-up")).status_code == 404
    close(commune, case)
    assert police.get(at(case, "follow-up")).status_code == 403
    assert police.post(at(case, "follow-up"), data=hidden(form) | DONE).status_code == 403
    for room in ("notices", "orders"):
        assert police.get(f"/cases/{id_to_text(case)}/{room}/new").status_code == 403
    assert parts(commune, case, FollowUp.schema) == []


def test_who_was_given_the_incident_reads_the_follow_ups(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    fill(police, at(case, "follow-up"), **DONE)
    fill(police, at(case, "measure"), **ORDER)
    hung, house = commune.hand("hung"), commune.house
    union = commune.hand("ha").keyring.unit
    share(house, hung, case, agreed(house, hung, case, union, SectionKind.INCIDENT))
    page = read(commune.client("ha"), f"/cases/{id_to_text(case)}")
    assert WHAT in page
    assert "12/QĐ-UBND" not in page
    assert "/police/follow-up" not in page


def test_a_request_to_the_chair_does_not_open_the_register_to_the_chair(
    commune: TestCommune, police: FlaskClient, case: Id
) -> None:
    one = asking(commune)
    orders.request_order(commune.house, commune.hand("hung"), case, one)
    grounds.confirm(commune.house, commune.hand("thanh"), case, one.ground_id)
    fill(police, at(case, "measure"), **ORDER)
    view = opened(commune, one.referral_id, "dung").view
    assert view is not None
    assert {part.content.schema for part in view.parts} == {"no-contact-request"}
