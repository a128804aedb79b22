"""A letter that was sealed once opens for ever: its form is frozen by a vector."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from casework.cases.codec import decode, encode
from casework.referrals.letters.records import AuthorityLetter, Letter, LetterRecall
from tests.factories.commune import MORNING

FROZEN = Path(__file__).with_name("vectors") / "outside-letter.json"
SAMPLE = Letter(
    body="OTHER",
    body_name="Nơi Mẫu",
    service="LEGAL_AID",
    paper_number="07 (mẫu)",
    name="Y Mẫu",
    called="mẹ Mẫu",
    birth="02/1990",
    village="Thôn Mẫu 3",
    language="Ba Na",
    asks="Giúp làm đơn (mẫu)",
    reach="Gọi em gái (mẫu)",
    answer_to="Bà Mẫu, 0900 000 000",
    signed_by="Ông Mẫu",
    held_at=MORNING,
    alone="YES",
    interpreter="Cô Mẫu",
    interpreter_is_kin="NO",
    told_who_can_open="YES",
    told_limits="YES",
    told_help_goes_on="YES",
    survivor_answer="YES",
    representative="Bà ngoại Mẫu",
    representative_relation="bà ngoại",
    representative_safe="YES",
    representative_answer="YES",
    how="SPOKEN",
    witness="Chị Mẫu",
    until_on=date(2026, 11, 30),
    ask_on=date(2026, 12, 3),
    handed_at=MORNING,
    handed_by="Ông Mẫu, tận tay",
    handed_to="Văn thư (mẫu)",
    outcome="NOT_YET",
    outcome_at=MORNING,
    outcome_note="Hẹn tuần sau (mẫu)",
    withdrawn_at=MORNING,
    withdrawn_told="Anh Mẫu, 9 giờ",
)
RECALL = LetterRecall("HOSPITAL", MORNING)
AUTHORITY = AuthorityLetter(
    consent_id=bytes(range(16)),
    body="COURT",
    body_name="Tòa án Mẫu",
    request_number="15/YC (mẫu)",
    request_on=date(2026, 11, 20),
    request_asks="Ngày trình báo (mẫu)",
    kinds=("incident",),
    name="Y Mẫu",
    called="mẹ Mẫu",
    birth="1990",
    village="Thôn Mẫu 3",
    language="Ba Na",
    says="Đến trình báo ngày 20/11 (mẫu)",
    paper_number="8 (mẫu)",
    signed_by="Ông Mẫu",
    told_her="Đã nói riêng (mẫu)",
    handed_at=MORNING,
    handed_by="Bưu điện (mẫu)",
    handed_to="Văn thư (mẫu)",
)


def test_a_letter_has_the_form_of_its_vector() -> None:
    frozen = FROZEN.read_bytes().rstrip(b"\n")
    assert encode(SAMPLE) == frozen
    assert decode(frozen) == SAMPLE


def test_what_a_recall_and_an_authority_letter_say_has_the_form_of_their_vectors() -> None:
    for sample in (RECALL, AUTHORITY):
        frozen = FROZEN.with_name(f"{sample.schema}.json").read_bytes().rstrip(b"\n")
        assert encode(sample) == frozen
        assert decode(frozen) == sample
        assert "ẫu" not in repr(sample)


def test_an_empty_letter_survives_the_round() -> None:
    assert decode(encode(Letter())) == Letter()


def test_a_letter_never_shows_its_content_by_accident() -> None:
    assert "ẫu" not in repr(SAMPLE)
