"""Nobody is talked into peace before the village where a crime, a child or her own no stands."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.cases.consents import grounds
from casework.cases.consents.grounds import Invocation
from casework.cases.consents.records import LawReason
from casework.cases.findings import find_out
from casework.cases.records import Incident
from casework.cases.service import NewPart, Opening, open_case, view_case
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.police.barring import circumstances
from casework.police.rules import Circumstances, offered
from casework.vault.directory import DirectoryEntry
from tests.factories.commune import TestCommune
from tests.factories.files import LINE
from tests.factories.pages import read
from tests.leadership.scene import file_of, fill
from tests.police.test_register import ORDER, at

CRITICISM = "M8_CRITICISM"


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


def here(commune: TestCommune, case: Id, username: str = "hung") -> Circumstances:
    file = view_case(commune.house, commune.hand(username), case)
    codes = commune.house.codes
    return circumstances(codes, file, find_out(codes, file, commune.clock.now()))


def is_offered(commune: TestCommune, case: Id) -> bool:
    codes = {code.code for code in offered(commune.house.codes, here(commune, case))}
    return CRITICISM in codes


def says(police: FlaskClient, case: Id, answer: str, at_hour: str = "07:10") -> TestResponse:
    """Write down her answer to criticism before the village."""
    asked_at = f"23/11/2026 {at_hour}"
    more = {} if answer == "NOT_ASKED" else {"asked_at": asked_at, "alone": "YES"}
    return fill(police, at(case, "criticism"), answer=answer, **more)


def test_a_file_without_any_of_these_offers_it(commune: TestCommune, police: FlaskClient) -> None:
    case = file_of(commune)
    says(police, case, "AGREED")
    assert is_offered(commune, case)
    page = read(police, at(case, "measure"))
    assert CRITICISM in page
    assert "chưa kiểm chứng" in page


def test_who_wants_the_law_has_refused_the_village(
    commune: TestCommune, police: FlaskClient
) -> None:
    for answer, barred in (("YES", True), ("NO", False), ("UNDECIDED", False)):
        told = Incident(account=LINE, told=("HIT",), wants_legal_action=answer)
        opening = Opening(
            new_id(), [NewPart(SectionKind.INCIDENT, told)], DirectoryEntry(name="Y Mẫu")
        )
        case = open_case(commune.house, commune.hand("hung"), opening)
        if answer != "YES":
            says(police, case, "AGREED")
        assert here(commune, case).refused is barred
        assert is_offered(commune, case) is not barred


def test_a_crime_that_is_prosecuted_is_not_talked_over(
    commune: TestCommune, police: FlaskClient
) -> None:
    case = file_of(commune)
    says(police, case, "AGREED")
    fill(police, at(case, "measure"), **(ORDER | {"measure": "M10_ADMIN_CRIM"}))
    assert here(commune, case).crime
    assert CRITICISM not in read(police, at(case, "measure"))
    typed = ORDER | {"measure": CRITICISM}
    assert "có trong danh sách" in fill(police, at(case, "measure"), **typed).get_data(as_text=True)


def test_signs_of_a_crime_bar_it_until_a_second_person_says_no(commune: TestCommune) -> None:
    """The union tells the police on this ground; both read it off the case's open columns."""
    case = file_of(commune, "ha")
    ha, police = commune.hand("ha"), commune.hand("hung").keyring.unit
    file = view_case(commune.house, ha, case)
    (incident,) = [d.section_id for d in file.doors if d.kind is SectionKind.INCIDENT]
    invocation = Invocation(
        consent_id=new_id(),
        record_id=new_id(),
        recipient=police,
        code="CRIME_SIGNS",
        reason=LawReason("Thấy dấu hiệu tội phạm (mẫu)"),
        sections=(incident,),
    )
    grounds.invoke(commune.house, ha, case, invocation)
    assert here(commune, case, "ha").crime
    grounds.refuse(commune.house, commune.hand("nga"), case, invocation.consent_id)
    assert not here(commune, case, "ha").crime
