"""The curious cousin at the doors of the newer rooms: each test is named by what is tried."""

from __future__ import annotations

import pytest

from casework.cases.service import NewPart, Opening, open_case, view_case
from casework.health.records import Certificate
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.directory import DirectoryEntry
from casework.vault.upkeep import Upkeep
from casework.workspace.upkeep import CHORES
from tests.cases.test_exclude import excludes
from tests.closing.test_close import shut
from tests.consents.pages import Walk, file_of, unit_of
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read, send, text
from tests.health.pages import press, write_visit
from tests.leadership.scene import file_of as police_file
from tests.leadership.scene import told
from tests.leadership.test_decide import asked
from tests.shelter.pages import stay_address
from tests.shelter.scenes import added_house, placed, union_case

VERBS = ("accept", "decline", "start", "answer", "complete", "withdraw")
WORDS = {"text": "thử (mẫu)", "name": "thử", "outcome": "SERVED"}


@pytest.mark.parametrize("name", ["dung", "hung"])
@pytest.mark.parametrize("message", ["notices", "orders"])
def test_answering_a_chairs_message_as_if_it_were_a_referral(
    commune: TestCommune, message: str, name: str
) -> None:
    case = police_file(commune)
    sent = told(commune, case, "YES") if message == "notices" else asked(commune, case)
    own = f"/{message}/{id_to_text(sent)}"
    read(commune.client("dung"), own)
    client, before = commune.client(name), states_of(commune, case)
    for verb in VERBS:
        given = WORDS | {"answer_id": id_to_text(new_id())}
        answer = send(client, f"/referrals/{id_to_text(sent)}/{verb}", read(client, "/"), **given)
        assert answer.status_code in (403, 404) or answer.location == own, verb
        assert states_of(commune, case) == before, verb


def states_of(commune: TestCommune, case: Id) -> set[str]:
    """Return where the messages about a file stand."""
    file = view_case(commune.house, commune.hand("hung"), case)
    return {one.state for one in file.agreements.referrals.values()}


def test_searching_for_a_file_from_which_one_is_excluded(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("ha"))
    excludes(commune, case, "ha", "nga")
    client = commune.client("nga")
    for words in (SURVIVOR, "blơi", "000001", "MAU-2026-000001"):
        page = text(send(client, "/cases", read(client, "/cases"), words=words))
        assert id_to_text(case) not in page
        assert "MAU-2026-000001</" not in page
    for address in ("", "/readers", "/consents", "/stay", "/print", "/close"):
        assert client.get(f"/cases/{id_to_text(case)}{address}").status_code == 404


def test_naming_a_section_of_another_case_in_her_consent(commune: TestCommune) -> None:
    mine, other = file_of(commune, "mai"), opened_file(commune.house, commune.hand("mai"))
    paper = NewPart(SectionKind.INJURY_CERTIFICATE, Certificate(name=SURVIVOR))
    third = open_case(
        commune.house, commune.hand("mai"), Opening(new_id(), [paper], DirectoryEntry(name="Y"))
    )
    for stranger in (other, third):
        (section, *_) = [
            d.section_id for d in view_case(commune.house, commune.hand("mai"), stranger).doors
        ]
        walk = Walk(commune.client("mai"), f"/cases/{id_to_text(mine)}/consents/new")
        walk.send(recipient=unit_of(commune, "hung"), alone="YES")
        walk.send(told_who_can_open="YES", audience="UNIT")
        page = walk.send(
            sections=id_to_text(section), purpose_referral="YES", until_on="23/12/2026"
        )
        assert "Hãy chọn một mục có trong danh sách" in page


def test_opening_a_restricted_stay_by_the_board_my_work_or_its_address(
    commune: TestCommune,
) -> None:
    ha = commune.hand("ha")
    case = union_case(commune.house, ha, holders=(ha.keyring.user,))
    placed(commune.house, ha, case, added_house(commune.house, ha))
    nga = commune.client("nga")
    for address in ("/shelter", "/", "/cases", "/referrals"):
        page = read(nga, address)
        assert id_to_text(case) not in page, address
        assert SURVIVOR not in page, address
    for verb in ("", "/new", "/arrive", "/give", "/extend", "/leave", "/tell"):
        assert nga.get(f"{stay_address(case)}{verb}").status_code == 404
        answer = send(nga, f"{stay_address(case)}{verb or '/new'}", read(nga, "/"), go="place")
        assert answer.status_code == 404


def test_placing_somebody_whose_file_is_another_desks(commune: TestCommune) -> None:
    ha = commune.client("ha")
    added_house(commune.house, commune.hand("ha"))
    case = opened_file(commune.house, commune.hand("hung"))
    assert ha.get(f"{stay_address(case)}/new").status_code == 404
    answer = send(ha, f"{stay_address(case)}/new", read(ha, "/"), go="place", adults="1")
    assert answer.status_code == 404


def test_a_host_at_the_desks_of_others(commune: TestCommune) -> None:
    case = id_to_text(opened_file(commune.house, commune.hand("ha")))
    lan = commune.client("lan")
    for address in (
        *("/cases", "/cases/new", "/audit", "/audit/export", "/shelter", "/unit/houses"),
        *("/referrals", "/grounds", "/chair", "/duty", "/admin", f"/cases/{case}"),
        *(f"/cases/{case}/stay", f"/cases/{case}/visits", f"/cases/{case}/readers"),
    ):
        answer = lan.get(address)
        assert answer.status_code in (403, 404), (address, answer.status_code)
        assert SURVIVOR not in text(answer)


def test_closing_or_opening_again_what_another_desk_leads(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    file = f"/cases/{id_to_text(case)}"
    given = {"reason": "MOVED", "told": "thử (mẫu)", "words": "thử (mẫu)"}
    for verb in ("close", "reopen"):
        for name in ("ha", "mai", "binh", "dung"):
            client = commune.client(name)
            given["record_id"] = id_to_text(new_id())
            answer = send(client, f"{file}/{verb}", read(client, "/"), **given)
            assert answer.status_code in (403, 404), (verb, name)
        shut(commune, case) if verb == "close" else None
    hung = commune.client("hung")
    assert send(hung, f"{file}/reopen", read(hung, "/"), **given).status_code == 403


def test_writing_a_visit_into_a_closed_file(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("mai"))
    mai, at = commune.client("mai"), f"/cases/{id_to_text(case)}/visits"
    form = read(mai, f"{at}/new")
    write_visit(mai, id_to_text(case))
    shut(commune, case, "mai")
    answer = press(mai, f"{at}/new", form, complaint="thử (mẫu)")
    assert answer.status_code == 403
    for name in ("hung", "ha", "binh", "dung"):
        assert commune.client(name).get(at).status_code in (403, 404), name


def test_upkeep_run_by_who_is_excluded_gives_no_key(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("ha"))
    excludes(commune, case, "ha", "nga")
    Upkeep(CHORES).catch_up(commune.house, commune.hand("nga"), 50)
    with pytest.raises(NotFound):
        view_case(commune.house, commune.hand("nga"), case)
    Upkeep(CHORES).catch_up(commune.house, commune.hand("ha"), 50)
    with pytest.raises(NotFound):
        view_case(commune.house, commune.hand("nga"), case)
    assert view_case(commune.house, commune.hand("ha"), case).parts
