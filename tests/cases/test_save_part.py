"""Parts are saved in any order, half done; who saved first is shown beside what was typed."""

import re

import pytest
from flask.testing import FlaskClient

from casework.cases.records import (
    Incident,
    KinAnswer,
    PersonCausingViolence,
    Reporter,
    SafeContact,
    Survivor,
)
from casework.cases.service import view_case
from casework.kernel.dates import PartialDate
from casework.kernel.ids import id_from_text, id_to_text
from casework.kernel.kinds import SectionKind
from tests.cases.pages import hidden, open_with_line, read, save
from tests.factories.commune import TestCommune, token_of

NASTY = "=HYPERLINK(1) <script>alert(1)</script> 🙂 Y Blơi"


@pytest.fixture
def nurse(commune: TestCommune) -> FlaskClient:
    return commune.client("mai")


def test_every_part_is_saved_and_read_back(commune: TestCommune, nurse: FlaskClient) -> None:
    case = open_with_line(nurse)
    sent: dict[str, dict[str, object]] = {
        "survivor": {"name": "Y", "birth": "1990", "sex": "FEMALE", "no_id_reason": "HELD"},
        "contact": {"phone": "+84 912 345 678", "when": "sáng", "no_sms": "y"},
        "safety": {"facts": ["STALKING"], "plan": "gọi chị Hai"},
        "needs": {"needs": ["DOCTOR", "SAFE_NIGHT"]},
        "incident": {"account": "kể", "told": ["HIT"], "happened_on": "11/2026"},
        "person": {"name": "A", "relation": "HUSBAND"},
        "child": {"name": "Bé", "birth": "2019", "saw_or_heard": "YES"},
        "reporter": {"name": "Bà Hai", "channel": "PHONE"},
        "kin": {"answer": "NO"},
    }
    for slug, data in sent.items():
        assert save(nurse, f"{case}/parts/{slug}", **data).status_code == 303, slug

    file = view_case(commune.house, commune.hand("mai"), id_from_text(case[-32:]))

    assert file.of(Survivor.schema)[0].content == Survivor(
        name="Y", birth=PartialDate(1990), sex="FEMALE", no_id_reason="HELD"
    )
    assert file.of(SafeContact.schema)[0].content == SafeContact(
        phone="0912345678", when="sáng", no_sms=True
    )
    kinds = {door.kind for door in file.doors}
    assert kinds == {
        SectionKind.IDENTITY,
        SectionKind.SAFETY,
        SectionKind.INCIDENT,
        SectionKind.REPORTER,
        SectionKind.EXCLUSIONS,
    }
    (reporter,) = file.of(Reporter.schema)
    doors = {door.section_id: door.kind for door in file.doors}
    assert doors[reporter.section_id] is SectionKind.REPORTER


def test_persons_causing_violence_are_several(commune: TestCommune, nurse: FlaskClient) -> None:
    case = open_with_line(nurse)
    save(nurse, f"{case}/parts/person", name="A Một", relation="HUSBAND")
    save(nurse, f"{case}/parts/person", name="A Hai", relation="STRANGER")

    page = read(nurse, case)
    file = view_case(commune.house, commune.hand("mai"), id_from_text(case[-32:]))

    assert len(file.of(PersonCausingViolence.schema)) == 2
    assert "Thuộc Luật Phòng, chống bạo lực gia đình" in page
    assert "Không thuộc Luật Phòng, chống bạo lực gia đình" in page


def test_an_account_is_followed_by_its_reading(commune: TestCommune, nurse: FlaskClient) -> None:
    case = open_with_line(nurse)
    save(nurse, f"{case}/parts/person", relation="HUSBAND")

    answer = save(nurse, f"{case}/parts/incident", account="kể", told=["SEX_FORCED", "HIT"])
    acts = answer.headers["Location"]
    page = read(nurse, acts)

    assert "/parts/acts/" in acts
    assert re.search(r'value="DV3_A"[^>]*checked', page)
    assert re.search(r'value="DV3_I"[^>]*checked', page)
    assert re.search(r'value="RAPE"[^>]*checked', page)
    save(nurse, acts, acts=["DV3_A"], core_type="RAPE", primary_form="SEXUAL", confirmed="y")
    file = view_case(commune.house, commune.hand("mai"), id_from_text(case[-32:]))
    told = [p.content for p in file.of(Incident.schema) if isinstance(p.content, Incident)]
    assert (
        Incident(
            account="kể",
            told=("HIT", "SEX_FORCED"),
            acts=("DV3_A",),
            core_type="RAPE",
            primary_form="SEXUAL",
            confirmed=True,
        )
        in told
    )


def test_a_changed_account_has_to_be_confirmed_again(nurse: FlaskClient) -> None:
    case = open_with_line(nurse)
    acts = save(nurse, f"{case}/parts/incident", account="a", told=["HIT"]).headers["Location"]
    save(nurse, acts, acts=["DV3_A"], core_type="PHYSICAL_ASSAULT", confirmed="y")
    assert "Đã xác nhận" in read(nurse, case)

    save(nurse, acts.replace("/acts/", "/incident/"), account="a", told=["HIT", "LOCKED_UP"])

    assert "chưa ai xác nhận" in read(nurse, case)


def test_who_saved_first_is_shown_beside_what_was_typed(commune: TestCommune) -> None:
    mai, khanh = commune.client("mai"), commune.client("khanh")
    case = open_with_line(mai)
    address = f"{case}/parts/survivor"
    old = mai.get(address).get_data(as_text=True)
    save(khanh, address, name="Y Của Khánh")

    fields = {name: hidden(old, name) for name in ("record_id", "seen_version")}
    mine = fields | {"csrf_token": token_of(old), "name": "Y Của Mai"}
    shown = mai.post(address, data=mine)
    page = shown.get_data(as_text=True)

    assert shown.status_code == 200
    assert "Y Của Khánh" in page
    assert 'value="Y Của Mai"' in page
    again = {name: hidden(page, name) for name in ("record_id", "seen_version")}
    done = mai.post(address, data=mine | again | {"other_name": "Y Của Khánh"})
    assert done.status_code == 303
    file = view_case(commune.house, commune.hand("mai"), id_from_text(case[-32:]))
    (part,) = file.of(Survivor.schema)
    assert part.version == 2
    assert part.content == Survivor(name="Y Của Mai", other_name="Y Của Khánh")


def test_the_same_form_sent_twice_is_saved_once(commune: TestCommune, nurse: FlaskClient) -> None:
    case = open_with_line(nurse)
    page = nurse.get(f"{case}/parts/child").get_data(as_text=True)
    sent = {name: hidden(page, name) for name in ("record_id", "seen_version", "csrf_token")}
    for _ in range(2):
        assert nurse.post(f"{case}/parts/child", data=sent | {"name": "Bé"}).status_code == 303

    assert read(nurse, case).count("Trẻ em có mặt 1") >= 1
    assert "Trẻ em có mặt 2" not in read(nurse, case)


def test_a_changed_name_renews_how_the_unit_finds_the_file(nurse: FlaskClient) -> None:
    case = open_with_line(nurse)
    assert "Chưa biết tên" in read(nurse, "/cases")

    save(nurse, f"{case}/parts/survivor", name="Y Blơi", birth="02/1990", village="Thôn Mẫu 1")

    page = read(nurse, "/cases")
    assert "Y Blơi" in page
    assert "1990" in page
    assert "Thôn Mẫu 1" in page


def test_contact_leaves_the_name_alone(nurse: FlaskClient) -> None:
    case = open_with_line(nurse)
    save(nurse, f"{case}/parts/survivor", name="Y Blơi")
    save(nurse, f"{case}/parts/contact", phone="0912345678")

    assert "Y Blơi" in read(nurse, "/cases")


def test_a_lower_judgement_needs_a_reason(nurse: FlaskClient) -> None:
    case = open_with_line(nurse)
    address = f"{case}/parts/safety"

    refused = save(nurse, address, facts=["WEAPON"], judged_level="LOW")
    assert "Muốn để thấp hơn thì viết lý do" in refused.get_data(as_text=True)

    assert (
        save(
            nurse, address, facts=["WEAPON"], judged_level="LOW", judged_reason="đã bị giữ"
        ).status_code
        == 303
    )
    assert "Nguy cơ: Thấp" in read(nurse, case)


def test_dangers_of_the_first_minutes_count_in_the_level(nurse: FlaskClient) -> None:
    answer = save(nurse, "/cases/new", dangers=["WEAPON"])
    case = answer.headers["Location"]

    assert "Nguy cơ: Nguy hiểm ngay" in read(nurse, case)
    refused = save(nurse, f"{case}/parts/safety", judged_level="MEDIUM")
    assert "viết lý do" in refused.get_data(as_text=True)


def test_kin_at_another_desk_is_noted_with_a_warning(
    commune: TestCommune, nurse: FlaskClient
) -> None:
    case = open_with_line(nurse)
    officer = id_to_text(commune.hand("hung").keyring.user)

    assert save(nurse, f"{case}/parts/kin", answer="YES", members=[officer]).status_code == 303

    page = read(nurse, case)
    assert "Phạm Mạnh Hùng" in page
    assert "giới hạn người mở" in page
    file = view_case(commune.house, commune.hand("mai"), id_from_text(case[-32:]))
    (kin,) = file.of(KinAnswer.schema)
    assert isinstance(kin.content, KinAnswer)
    assert kin.content.members == (commune.hand("hung").keyring.user,)


def test_what_was_typed_is_escaped_and_nowhere_else(nurse: FlaskClient) -> None:
    case = open_with_line(nurse, NASTY)

    answer = nurse.get(case)
    page = answer.get_data(as_text=True)

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "Blơi" not in page.partition("</title>")[0]
    assert "Bl" not in case
    assert "Blơi" not in str(answer.headers)


@pytest.mark.parametrize(
    "tail", ["parts/nothing", "parts/acts", "parts/person/" + "0" * 32, "parts/person/x"]
)
def test_what_is_not_there_is_not_found(nurse: FlaskClient, tail: str) -> None:
    assert nurse.get(f"{open_with_line(nurse)}/{tail}").status_code == 404


def test_nobody_is_named_as_kin_where_they_could_read_it(commune: TestCommune) -> None:
    nurse = commune.client("mai")
    colleague = id_to_text(commune.hand("khanh").keyring.user)
    sent = {"answer": "YES", "members": [colleague]}

    refused = save(nurse, f"{open_with_line(nurse)}/parts/kin", **sent)
    assert "sẽ đọc được phần này" in refused.get_data(as_text=True)

    held = save(nurse, "/cases/new", line="kín", restricted="y").headers["Location"]
    assert save(nurse, f"{held}/parts/kin", **sent).status_code == 303
    assert commune.client("khanh").get(held).status_code == 404
