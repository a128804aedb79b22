"""One letter of the demo to a body outside: handed over, and to be asked about today."""

from __future__ import annotations

from datetime import timedelta

from casework.audit.actions import Action
from casework.cases.consents.records import SPOKEN, YES
from casework.cases.consents.situation import situation_of
from casework.cases.findings import content_of
from casework.cases.listing import list_cases
from casework.cases.records import Survivor
from casework.cases.rules.people import is_child
from casework.cases.service import view_case
from casework.kernel.clock import FixedClock, local_day
from casework.kernel.ids import Id, new_id
from casework.referrals.letters import rules, service
from casework.referrals.letters.records import Letter
from casework.referrals.letters.service import SavingLetter, open_letter
from casework.vault.desk import Hand
from casework.vault.house import House


def write_demo_letter(house: House, clock: FixedClock, hands: dict[str, Hand]) -> None:
    """Write a letter to the legal aid centre for the union's newest file of an adult."""
    ha = hands["ha"]
    case_id = _adult(house, ha)
    if case_id is None:
        return
    saving = SavingLetter(new_id(), new_id(), 0, _letter(house, ha, case_id))
    service.save(house, ha, case_id, saving)
    clock.advance(timedelta(minutes=10))
    found = open_letter(house, ha, case_id, saving.record_id, Action.SECTION_READ)
    now = clock.now()

    def handed(letter: Letter, where: rules.Standing) -> Letter:
        return rules.hand_over(letter, now, "Người ấy tự cầm đi (mẫu)", "", where)

    service.turn(house, ha, Action.LETTER_HAND, case_id, found.part, 1, handed)


def _adult(house: House, hand: Hand) -> Id | None:
    today = local_day(house.clock.now())
    for line in list_cases(house, hand).lines:
        if not line.restricted and line.status != "CLOSED":
            file = view_case(house, hand, line.case_id)
            if file.lead_unit == hand.keyring.unit:
                age = situation_of(file, today).age
                if age is not None and not is_child(age):
                    return line.case_id
    return None


def _letter(house: House, hand: Hand, case_id: Id) -> Letter:
    now = house.clock.now()
    who = content_of(view_case(house, hand, case_id), Survivor) or Survivor()
    return Letter(
        body="LEGAL_AID_CENTRE",
        body_name="Trung tâm Trợ giúp pháp lý Mẫu",
        service="LEGAL_AID",
        name=who.name,
        asks="Giúp người ấy hỏi về ly hôn và nuôi con; cần người nói được tiếng Ba Na (mẫu)",
        reach="Người ấy tự đến sáng thứ hai; không gọi, không nhắn tin (mẫu)",
        answer_to="Bà Hà, Hội Liên hiệp Phụ nữ xã, 0900 000 111 (mẫu)",
        signed_by="Bà Hà (mẫu)",
        held_at=now - timedelta(minutes=30),
        alone=YES,
        told_who_can_open=YES,
        told_limits=YES,
        told_help_goes_on=YES,
        survivor_answer=YES,
        how=SPOKEN,
        witness="Chị Nga (mẫu)",
        until_on=local_day(now) + timedelta(days=14),
        ask_on=local_day(now),
    )
