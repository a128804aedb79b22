"""The answer that leaves the union: she is safe, whom to phone, where to meet; never the house."""

from __future__ import annotations

import pytest

from casework.kernel.ids import Id, new_id
from casework.referrals.reading import open_referral
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.sending import send
from casework.referrals.service import Accepting, accept
from casework.shelter.records import SafeHouse
from casework.vault.directory import DirectoryEntry
from tests.factories.agreements import agreed, sending
from tests.factories.commune import TestCommune
from tests.factories.files import Note, opened_file
from tests.factories.pages import read, text
from tests.shelter.pages import choose, fill, standing, stay_address
from tests.shelter.scenes import ADDRESS, HOST, HOUSE_NAME, HOUSE_WORDS, PHONE


@pytest.fixture
def asked(commune: TestCommune) -> tuple[Id, Id]:
    """A file of the police, and the referral that the union has accepted."""
    hung, ha = commune.hand("hung"), commune.hand("ha")
    case = opened_file(commune.house, hung)
    consent = agreed(commune.house, hung, case, ha.keyring.unit)
    referral = send(commune.house, hung, case, sending(consent, service="SHELTER"))
    open_referral(commune.house, ha, referral)
    joining = Accepting(
        Answer(AnswerKind.ACCEPTED), new_id(), DirectoryEntry(name="Y (mẫu)"), (Note("Y (mẫu)"),)
    )
    accept(commune.house, ha, referral, joining)
    return case, referral


def test_the_sender_reads_that_she_is_placed_and_where_an_escort_meets_her(
    commune: TestCommune, house: SafeHouse, asked: tuple[Id, Id]
) -> None:
    case, referral = asked
    union = commune.client("ha")
    assert choose(union, case, house).status_code == 303
    address = f"{stay_address(case)}/tell"
    assert "Đã bố trí nơi tạm lánh." in read(union, address)
    half = fill(union, address, referral=referral.hex(), meeting_point="Cổng chợ Mẫu")
    assert "Ghi cả chỗ gặp và giờ gặp" in text(half)
    sent = fill(
        union, address, referral=referral.hex(), meeting_point="Cổng chợ Mẫu", meet_hour="19:00"
    )
    assert sent.status_code == 303
    page = read(commune.client("hung"), f"/referrals/{referral.hex()}")
    assert "Đã bố trí nơi tạm lánh." in page
    assert "gặp lúc 19:00 tại Cổng chợ Mẫu" in page
    assert not any(words in page for words in HOUSE_WORDS)


@pytest.mark.parametrize(
    "slip", [HOUSE_NAME, ADDRESS, PHONE, HOST, "0900 777 001", "nha ba mau hoa", "BÀ MẪU THỊ HOA"]
)
def test_a_text_that_names_the_house_does_not_leave(
    commune: TestCommune, house: SafeHouse, asked: tuple[Id, Id], slip: str
) -> None:
    case, referral = asked
    union = commune.client("ha")
    choose(union, case, house)
    address = f"{stay_address(case)}/tell"
    for fields in (
        {"text": f"Chị ở {slip} rồi."},
        {"meeting_point": slip, "meet_hour": "19:00"},
    ):
        answer = fill(union, address, referral=referral.hex(), **fields)
        assert answer.status_code == 200
        assert "Bỏ ra rồi gửi lại" in text(answer)
    answers = open_referral(commune.house, commune.hand("hung"), referral).answers
    assert [part.content for part in answers] == [Answer(AnswerKind.ACCEPTED)]


def test_without_a_referral_there_is_nobody_to_answer(
    commune: TestCommune, house: SafeHouse
) -> None:
    case = opened_file(commune.house, commune.hand("ha"))
    union = commune.client("ha")
    choose(union, case, house)
    assert "Không có phiếu chuyển nào" in read(union, f"{stay_address(case)}/tell")
    form = standing(read(union, stay_address(case)))
    bad = form | {"answer_id": new_id().hex(), "referral": new_id().hex(), "text": "Đã bố trí."}
    answer = union.post(f"{stay_address(case)}/tell", data=bad)
    assert answer.status_code == 200
