"""Where one person holds a file alone, somebody outside the desk confirms a letter to a court."""

from __future__ import annotations

import pytest

from casework.audit.actions import Action
from casework.cases.consents.errors import NotAGround
from casework.cases.restriction import restrict
from casework.kernel.dates import PartialDate
from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.referrals.letters import authority
from casework.referrals.letters.authority import Asking
from casework.referrals.letters.records import AuthorityLetter
from tests.cases.test_exclude import excludes
from tests.consents.pages import file_of, user_of
from tests.factories.agreements import REASON
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.referrals.letter_pages import press
from tests.referrals.test_authority_letter import FILLED, SAYS, decide, ground_of, write


@pytest.fixture
def case(commune: TestCommune) -> str:
    """A file that one worker of the police holds alone."""
    found = file_of(commune, "hung", PartialDate(1990))
    restrict(commune.house, commune.hand("thanh"), found, [commune.hand("hung").keyring.user])
    return id_to_text(found)


def put_before(commune: TestCommune, case: str, username: str) -> str:
    """Write a letter and ask somebody by name to confirm it; returns its address."""
    return write(commune.client("hung"), case, confirmer=user_of(commune, username))


def new(case: str) -> str:
    return f"/cases/{case}/letters/authority/new"


def test_the_stand_in_reads_the_reason_and_confirms_and_the_letter_is_printed(
    commune: TestCommune, case: str
) -> None:
    letter, hung = put_before(commune, case, "binh"), commune.client("hung")
    assert hung.get(f"{letter}/print").status_code == 409
    ground = f"/cases/{case}/grounds/{id_to_text(ground_of(commune, case).consent_id)}"
    binh = commune.client("binh")
    assert ground in read(binh, "/grounds")
    page = read(binh, ground)
    for words in ("15/YC-TA (mẫu)", "Vụ án đang thụ lý (mẫu)", "Chuyện đã xảy ra"):
        assert words in page
    assert SAYS not in page
    assert SURVIVOR not in page
    assert decide(commune, case, "binh") == 303
    event = newest_event(commune, Action.GROUND_CONFIRM)
    assert event.actor.user == commune.hand("binh").keyring.user
    assert event.cases == (id_from_text(case),)
    assert SAYS in read(hung, f"{letter}/print")


def test_the_stand_in_opens_neither_letter_nor_anything_of_her(
    commune: TestCommune, case: str
) -> None:
    letter, binh = put_before(commune, case, "binh"), commune.client("binh")
    for address in (letter, f"{letter}/print"):
        assert binh.get(address).status_code == 404
    file = read(binh, f"/cases/{case}")
    for words in (SURVIVOR, SAYS, "Tòa án nhân dân Mẫu"):
        assert words not in file
    decide(commune, case, "binh")
    for address in (letter, f"{letter}/print", f"/cases/{case}"):
        assert binh.get(address).status_code == 404


@pytest.mark.parametrize("username", ["hung", "thanh", "dung", "mai", "ha"])
def test_nobody_but_who_was_asked_confirms(commune: TestCommune, case: str, username: str) -> None:
    """Nor the manager of the desk, who does not hold the file, nor the chair, who was not asked."""
    letter = put_before(commune, case, "binh")
    for verb in ("confirm", "refuse"):
        assert decide(commune, case, username, verb) in (403, 404)
    assert commune.client("hung").get(f"{letter}/print").status_code == 409


def test_the_stand_ins_no_stops_it(commune: TestCommune, case: str) -> None:
    letter, hung = put_before(commune, case, "binh"), commune.client("hung")
    assert decide(commune, case, "binh", "refuse") == 303
    assert newest_event(commune, Action.GROUND_REFUSE).cases == (id_from_text(case),)
    assert hung.get(f"{letter}/print").status_code == 409
    assert "Người thứ hai không xác nhận" in read(hung, letter)


def test_somebody_has_to_be_named_and_only_who_may_be_asked(
    commune: TestCommune, case: str
) -> None:
    hung = commune.client("hung")
    page = read(hung, new(case))
    assert user_of(commune, "binh") in page
    for username in ("hung", "thanh", "mai", "dung"):
        assert user_of(commune, username) not in page
    for chosen in ({}, {"confirmer": user_of(commune, "mai")}, {"confirmer": "zz"}):
        answer = press(hung, new(case), page, **(FILLED | chosen))
        assert answer.status_code == 200
        assert "Chưa lưu được" in text(answer)
        assert SAYS in text(answer)
    for confirmer in (None, commune.hand("thanh").keyring.user, commune.hand("mai").keyring.user):
        letter = AuthorityLetter(consent_id=new_id(), kinds=("incident",))
        asking = Asking(new_id(), new_id(), letter, REASON, confirmer)
        with pytest.raises(NotAGround):
            authority.ask(commune.house, commune.hand("hung"), id_from_text(case), asking)


def test_who_is_excluded_is_not_asked_and_the_chair_stands_in(
    commune: TestCommune, case: str
) -> None:
    excludes(commune, id_from_text(case), "hung", "binh")
    page = read(commune.client("hung"), new(case))
    assert user_of(commune, "binh") not in page
    letter = put_before(commune, case, "dung")
    assert decide(commune, case, "binh") == 404
    assert decide(commune, case, "dung") == 303
    read(commune.client("hung"), f"{letter}/print")


def test_a_file_that_two_hold_asks_for_no_stand_in(commune: TestCommune) -> None:
    found = file_of(commune, "hung", PartialDate(1990))
    both = [commune.hand(name).keyring.user for name in ("hung", "thanh")]
    restrict(commune.house, commune.hand("thanh"), found, both)
    case, hung = id_to_text(found), commune.client("hung")
    assert "Ai xác nhận" not in read(hung, new(case))
    write(hung, case)
    assert decide(commune, case, "binh") == 404
    assert decide(commune, case, "thanh") == 303
