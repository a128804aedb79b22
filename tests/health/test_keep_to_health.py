"""Care is a health station's: other desks find no address, no key, and no sign that it exists."""

from __future__ import annotations

import pytest

from casework.access.sharing import may_be_granted
from casework.audit.actions import Action
from casework.cases.consents import service as consents
from casework.cases.consents.errors import NotAConsent
from casework.cases.service import view_case
from casework.health.records import Certificate
from casework.kernel.errors import NotFound
from casework.kernel.ids import id_from_text, id_to_text
from casework.kernel.kinds import SectionKind, UnitKind
from casework.referrals.sending import send
from casework.vault.desk import read_case
from casework.vault.errors import NoKey
from casework.vault.survey import SectionRows, Survey
from tests.consents.pages import Walk, file_of, unit_of
from tests.factories.agreements import agreed, recording, sending
from tests.factories.commune import TestCommune
from tests.factories.pages import read
from tests.factories.whole_file import whole_file
from tests.health.pages import (
    CHART,
    COMPLAINT,
    issue,
    joined,
    text_of,
    write_certificate,
    write_visit,
)

OTHERS = ("hung", "thanh", "ha", "binh", "dung", "tam", "quang", "thut")


@pytest.fixture
def case(commune: TestCommune) -> str:
    """A file of the police that the health station has joined, with one visit."""
    made = whole_file(commune.house, commune.hand("hung"))
    joined(commune, made)
    return text_of(made)


@pytest.mark.parametrize("username", OTHERS)
def test_no_address_of_care_is_found_by_another_desk(commune: TestCommune, username: str) -> None:
    case = text_of(file_of(commune, "mai"))
    visit = write_visit(commune.client("mai"), case)
    certificate = write_certificate(commune.client("mai"), case)
    client = commune.client(username)
    looks = [f"/cases/{case}/visits", f"/cases/{case}/visits/new", visit, certificate]
    looks += [f"{certificate}/look", f"{certificate}/print"]
    assert [client.get(address).status_code for address in looks] == [404] * len(looks)


def test_the_page_of_the_file_says_nothing_of_care_to_the_desk_that_leads_it(
    commune: TestCommune, case: str
) -> None:
    write_visit(commune.client("mai"), case, **CHART)
    for username in ("hung", "thanh"):
        page = read(commune.client(username), f"/cases/{case}")
        assert COMPLAINT not in page
        assert "chữa bệnh" not in page
        assert "Ghi lần khám" not in page
    readers = read(commune.client("thanh"), f"/cases/{case}/readers")
    assert "Đinh Thị Mai" in readers
    assert "khám" not in readers.lower()
    assert "Ghi một lần khám" in read(commune.client("tam"), "/audit")


def test_a_certificate_goes_to_police_on_her_yes_alone_and_not_after_it_is_taken_back(
    commune: TestCommune, case: str
) -> None:
    mai, house = commune.client("mai"), commune.house
    write_visit(mai, case)
    address = write_certificate(mai, case, state="Tỉnh táo (mẫu)")
    issue(mai, address)
    hung, case_id = commune.hand("hung"), id_from_text(case)
    assert "Tỉnh táo (mẫu)" not in read(commune.client("hung"), f"/cases/{case}")

    to = hung.keyring.unit
    consent = agreed(house, commune.hand("mai"), case_id, to, SectionKind.INJURY_CERTIFICATE)
    assert view_case(house, hung, case_id).of(Certificate.schema) == []
    referral = send(house, commune.hand("mai"), case_id, sending(consent, service="SAFETY"))
    received = read(commune.client("hung"), f"/referrals/{id_to_text(referral)}")
    assert "Tỉnh táo (mẫu)" in received
    assert "Cổ, họng, bên trái" in received
    assert "khám 22/11/2026; 2 tổn thương; đã chốt để in" in received
    assert COMPLAINT not in received
    assert "Tỉnh táo (mẫu)" in read(commune.client("hung"), f"/cases/{case}")

    consents.withdraw(house, commune.hand("mai"), case_id, consent)
    assert view_case(house, hung, case_id).of(Certificate.schema) == []
    assert "Tỉnh táo (mẫu)" not in read(commune.client("hung"), f"/cases/{case}")


@pytest.mark.parametrize("username", ["hung", "ha", "binh", "dung"])
def test_with_the_policy_switched_off_no_other_keyring_opens_care(
    commune: TestCommune, case: str, username: str
) -> None:
    write_visit(commune.client("mai"), case)
    write_certificate(commune.client("mai"), case)

    def everything(survey: Survey) -> list[SectionRows]:
        kinds = (SectionKind.CARE, SectionKind.INJURY_CERTIFICATE)
        return [rows for rows in survey.sections.values() if rows.current.kind in kinds]

    def look(name: str) -> int:
        hand = commune.hand(name)
        opened = read_case(commune.house, hand, Action.CASE_VIEW, id_from_text(case), everything)
        return len(opened.records)

    assert look("mai") == 2
    with pytest.raises((NoKey, NotFound)):
        look(username)


@pytest.mark.parametrize("kind", [kind for kind in UnitKind if kind is not UnitKind.HEALTH])
def test_no_answer_and_no_ground_sends_care_anywhere_else(kind: UnitKind) -> None:
    for ground in ("consent", "referral", "confirm", "law:LIFE_DANGER", "law:CRIME_SIGNS"):
        assert not may_be_granted(SectionKind.CARE, kind, ground)


def test_her_yes_cannot_name_care_for_the_police(commune: TestCommune, case: str) -> None:
    write_visit(commune.client("mai"), case)
    mai, case_id = commune.hand("mai"), id_from_text(case)
    to = commune.hand("hung").keyring.unit
    wanted = recording(commune.house, mai, case_id, to, SectionKind.CARE)
    with pytest.raises(NotAConsent):
        consents.record(commune.house, mai, case_id, wanted)


def test_the_conversation_offers_each_certificate_by_itself_and_tells_them_apart(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("mai")
    write_visit(client, case)
    issue(client, write_certificate(client, case, paper_number="07 (mẫu)"))
    write_certificate(client, case, examined_at="20/11/2026 10:00")
    browser = Walk(client, f"/cases/{case}/consents/new")
    browser.send(recipient=unit_of(commune, "hung"), alone="YES")
    page = browser.send(told_who_can_open="YES", audience="UNIT")
    assert "số 07 (mẫu); khám 22/11/2026; 2 tổn thương; đã chốt" in page
    assert "khám 20/11/2026; 2 tổn thương; bản nháp" in page
    assert "Ghi chép khám" not in page
