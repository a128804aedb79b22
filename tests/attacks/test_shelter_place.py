"""P7: where she is reaches the women's union and that house, and nothing and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from casework.access.sharing import CONSENT
from casework.audit.events import Event, event_from_bytes
from casework.audit.models import LogEvent
from casework.cases.consents.errors import NotAConsent
from casework.cases.consents.service import record, share
from casework.cases.service import view_case
from casework.kernel.errors import CaseworkError, Forbidden
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.reading import open_referral
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.sending import send
from casework.referrals.service import Accepting, accept
from casework.shelter.host_records import AnswerKind as Said
from casework.shelter.host_service import answer, expected_guests
from casework.shelter.records import SafeHouse
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import NotEntitled
from casework.vault.house import House
from casework.vault.sharing import MayNotBeGranted, require_allowed
from tests.architecture.test_pages import walk
from tests.attacks.canaries import find_canaries
from tests.attacks.consents import give
from tests.attacks.scene import Scene
from tests.attacks.test_thief import stolen
from tests.attacks.writer import DatabaseWriter
from tests.factories.agreements import agreed, recording, sending
from tests.factories.commune import TestCommune
from tests.factories.files import Note
from tests.factories.whole_file import whole_file
from tests.shelter.pages import choose, fill, stay_address
from tests.shelter.scenes import added_house, placed, union_case

NAME = "Nhà chim khướu mẫu"
ADDRESS = "Ngõ vành khuyên, sau giếng làng mẫu"
PHONE = "0900717171"
HOST = "Bà Yến Phụng mẫu"
NOTE = "Cổng sau có giàn bầu mẫu"
NEEDS = "Thuốc nhỏ mắt, gối cao mẫu"
STEP_NOTE = "Xe máy đón ở đầu dốc mẫu"
LEFT_TO = "Về với chị gái ở làng dưới mẫu"
WORDS = (NAME, ADDRESS, PHONE, HOST, NOTE, NEEDS, STEP_NOTE, LEFT_TO)
OTHERS = ("hung", "thanh", "mai", "binh", "dung", "thut", "tam", "quang")


@dataclass
class Stayed:
    """A file of the police whose survivor was placed by the union, from arrival to departure."""

    commune: TestCommune
    case: Id
    referral: Id
    house: SafeHouse

    @property
    def ids(self) -> tuple[str, ...]:
        """What would tie something to the house, as addresses spell it."""
        return (id_to_text(self.house.house_id),)


@pytest.fixture
def stayed(commune: TestCommune) -> Stayed:
    """Everything that shelter does, by its pages, every field filled with a word to look for."""
    house, hung, ha = commune.house, commune.hand("hung"), commune.hand("ha")
    lan = commune.hand("lan")
    at = added_house(
        house,
        ha,
        name=NAME,
        address=ADDRESS,
        phone=PHONE,
        host_name=HOST,
        note=NOTE,
        unit_id=lan.keyring.unit,
    )
    case = _joined_case(commune)
    referral = next(iter(view_case(house, hung, case).agreements.referrals))
    union, address = commune.client("ha"), stay_address(case)
    assert choose(union, case, at, needs=NEEDS).status_code == 303
    (guest,) = expected_guests(house, lan)
    answer(house, lan, guest.letter, Said.ARRIVED)
    assert fill(union, f"{address}/arrive", note=STEP_NOTE).status_code == 303
    assert fill(union, f"{address}/give", supplies=["FOOD"], note=STEP_NOTE).status_code == 303
    assert fill(union, f"{address}/extend", until_on="30/11/2026").status_code == 303
    told = fill(union, f"{address}/tell", referral=referral.hex())
    assert told.status_code == 303
    gone = {"departure": "RELATIVES", "note": LEFT_TO, "accompanied": HOST, "follow_up": NOTE}
    assert fill(union, f"{address}/leave", **gone).status_code == 303
    return Stayed(commune, case, referral, at)


def _joined_case(commune: TestCommune) -> Id:
    house, hung, ha = commune.house, commune.hand("hung"), commune.hand("ha")
    case = whole_file(house, hung)
    consent = agreed(house, hung, case, ha.keyring.unit)
    referral = send(house, hung, case, sending(consent, service="SHELTER"))
    open_referral(house, ha, referral)
    entry = DirectoryEntry(name="Y (mẫu)")
    accepting = Accepting(Answer(AnswerKind.ACCEPTED), new_id(), entry, (Note("Y (mẫu)"),))
    accept(house, ha, referral, accepting)
    return case


def test_a_stolen_machine_tells_no_place(stayed: Stayed) -> None:
    commune = stayed.commune
    writer = DatabaseWriter(commune.url, commune.house.commune)
    scene = Scene(commune, writer, commune.house, stayed.case, stayed.case)
    places = list(stolen(scene))
    writer.close()
    assert find_canaries(WORDS, places) == []
    raw = stayed.house.house_id
    assert [
        place for place, content in places if raw in content or raw.hex().encode() in content
    ] == []


@pytest.mark.parametrize("name", OTHERS)
def test_no_page_of_another_desk_tells_the_place(stayed: Stayed, name: str) -> None:
    client, seen = stayed.commune.client(name), 0
    for page in walk(stayed.commune, client, stayed.case):
        seen += 1
        found = [word for word in (*WORDS, *stayed.ids) if word in page.html]
        assert not found, (page.address, found)
        assert not any(link.endswith("/stay") for link in page.links), page.address
        assert '"/shelter' not in page.html, page.address
    assert seen >= 4


@pytest.mark.parametrize("address", ["/audit/export", "/audit"])
def test_nothing_that_leaves_the_log_tells_the_place(stayed: Stayed, address: str) -> None:
    answer = stayed.commune.client("tam").get(address)
    assert answer.status_code == 200
    assert find_canaries(WORDS, [(address, answer.get_data())]) == []


def test_no_event_names_the_house_and_every_case_stands_with_its_stay(stayed: Stayed) -> None:
    events = list(_events(stayed.commune.house))
    file = view_case(stayed.commune.house, stayed.commune.hand("ha"), stayed.case)
    (stay,) = [door.section_id for door in file.doors if door.kind is SectionKind.STAY]
    lan = stayed.commune.hand("lan").keyring
    of_shelter = [event for event in events if event.action.startswith("shelter:")]
    assert of_shelter
    for event in events:
        raw = event.to_bytes()
        assert stayed.house.house_id not in raw
    for event in of_shelter:
        assert lan.unit not in event.to_bytes()
        assert event.cases in ((), (stayed.case,))
        assert not event.cases or stay in event.sections or event.action == "shelter:view"


def _events(house: House) -> Iterator[Event]:
    with house.database.read() as db:
        rows = list(db.scalars(select(LogEvent).order_by(LogEvent.idx)))
    yield from (event_from_bytes(row.event) for row in rows)


def test_no_consent_hands_over_a_stay(stayed: Stayed) -> None:
    house, ha = stayed.commune.house, stayed.commune.hand("ha")
    for name in ("hung", "mai", "binh", "dung"):
        to = stayed.commune.hand(name).keyring.unit
        asked = recording(house, ha, stayed.case, to, SectionKind.STAY)
        assert len(asked.sections) == 1
        with pytest.raises((NotAConsent, MayNotBeGranted)):
            record(house, ha, stayed.case, asked)


def test_no_kind_of_unit_may_be_granted_a_stay_on_any_ground(stayed: Stayed) -> None:
    house = stayed.commune.house
    with house.database.read() as db:
        roster = house.roster(db)
    grounds = (CONSENT, "law:LIFE_DANGER", "law:CHILD_REPORT", "referral", "confirm", "own")
    for unit in roster.units:
        for ground in grounds:
            with pytest.raises(MayNotBeGranted):
                require_allowed(roster, [SectionKind.STAY], [unit], ground)


def test_a_grant_that_a_member_of_the_union_forges_opens_nothing(stayed: Stayed) -> None:
    house, ha = stayed.commune.house, stayed.commune.hand("ha")
    case = union_case(house, ha)
    placed(house, ha, case, stayed.house, beds=1)
    give(house, ha, case, SectionKind.STAY, stayed.commune.hand("hung").keyring.unit)
    for name in ("hung", "ha"):
        with pytest.raises(NotEntitled):
            view_case(house, stayed.commune.hand(name), case)


def test_an_older_consent_is_not_stretched_over_a_stay(stayed: Stayed) -> None:
    house, ha = stayed.commune.house, stayed.commune.hand("ha")
    consent = agreed(
        house, ha, stayed.case, stayed.commune.hand("mai").keyring.unit, SectionKind.IDENTITY
    )
    share(house, ha, stayed.case, consent)
    doors = view_case(house, stayed.commune.hand("mai"), stayed.case).doors
    assert SectionKind.STAY not in {door.kind for door in doors}


def test_the_house_itself_learns_no_file_and_no_other_house(stayed: Stayed) -> None:
    host = stayed.commune.client("lan")
    other = added_house(stayed.commune.house, stayed.commune.hand("ha"))
    for address in (
        "/shelter",
        stay_address(stayed.case),
        f"/shelter/houses/{other.house_id.hex()}",
    ):
        assert host.get(address).status_code == 404
    assert "Y Blơi" not in host.get("/").get_data(as_text=True)


def test_an_error_tells_no_place(stayed: Stayed) -> None:
    stranger = stayed.commune.client("hung")
    for verb in ("", "/new", "/arrive", "/give", "/extend", "/leave", "/tell"):
        answer = stranger.get(f"{stay_address(stayed.case)}{verb}")
        assert answer.status_code == 404
        assert not any(word in answer.get_data(as_text=True) for word in WORDS)
    for error in (CaseworkError, Forbidden):
        assert not any(word in error.message_vi for word in WORDS)
