"""A changed password opens the same keys; the old one and every other session end with it."""

from __future__ import annotations

import pytest

from casework.accounts import passphrases, service
from casework.accounts.errors import SignInRefused
from casework.accounts.throttle import FREE_ATTEMPTS
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.audit.pages import EventFilter, page_of_events
from casework.kernel.errors import Throttled
from casework.oversight.verification import verify_everything
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read, send, text


def _fields(old: str, new: str) -> dict[str, str]:
    return {"old_password": old, "password": new, "password_again": new}


def test_the_new_password_opens_what_the_old_one_did(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    old, new = commune.password("hung"), passphrases.offer()
    here, elsewhere = commune.client("hung"), commune.client("hung")
    answer = send(here, "/password", **_fields(old, new))
    assert answer.location == "/"
    assert SURVIVOR in read(here, "/")
    assert elsewhere.get("/").location == "/login"
    assert send(elsewhere, "/login", username="hung", password=old).status_code == 401
    assert send(elsewhere, "/login", username="hung", password=new).status_code == 303
    assert SURVIVOR in read(elsewhere, "/")


def test_slot_and_bundle_change_in_one_event_and_everything_still_verifies(
    commune: TestCommune,
) -> None:
    house, hand = commune.house, commune.hand("hung")
    change = service.PasswordChange(commune.password("hung"), passphrases.offer())
    service.change_password(house, hand, change, device=None, ending=lambda _db: None)
    with house.database.read() as db:
        (event,) = page_of_events(db, EventFilter(action=Action.PASSWORD_CHANGE))
    assert ObjectKind.SLOT.value.encode() in event.event
    assert ObjectKind.BUNDLE.value.encode() in event.event
    assert verify_everything(house).sound


def test_a_failure_inside_the_event_leaves_the_old_password(commune: TestCommune) -> None:
    house, hand = commune.house, commune.hand("hung")
    change = service.PasswordChange(commune.password("hung"), passphrases.offer())

    def power_cut(_db: object) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the very one that is raised above
        service.change_password(house, hand, change, device=None, ending=power_cut)
    service.sign_in(house, "hung", change.old, device=None, actor=hand.actor)


def test_a_wrong_old_password_changes_nothing_and_is_logged(commune: TestCommune) -> None:
    client = commune.client("hung")
    answer = send(client, "/password", **_fields("khong phai mat khau", passphrases.offer()))
    assert answer.status_code == 401
    assert "Mật khẩu đang dùng chưa đúng" in text(answer)
    with commune.house.database.read() as db:
        assert (
            page_of_events(db, EventFilter(action=Action.PASSWORD_CHANGE))[0].outcome == "refused"
        )


def test_guessing_the_old_password_is_stopped_too(commune: TestCommune) -> None:
    house, hand = commune.house, commune.hand("hung")
    change = service.PasswordChange("khong phai mat khau", passphrases.offer())
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(SignInRefused):
            service.change_password(house, hand, change, device=None, ending=lambda _db: None)
    with pytest.raises(Throttled):
        service.change_password(house, hand, change, device=None, ending=lambda _db: None)


@pytest.mark.parametrize("weak", ["ngan", "phammanhhung1988", "Conganxamau@2026"])
def test_a_weak_one_is_refused_with_the_reason(commune: TestCommune, weak: str) -> None:
    client = commune.client("hung")
    answer = send(client, "/password", **_fields(commune.password("hung"), weak))
    assert answer.status_code == 400
    assert "Nên dùng năm từ" in text(answer)
    assert weak not in text(answer)


def test_another_offer_changes_nothing(commune: TestCommune) -> None:
    client = commune.client("hung")
    answer = send(client, "/password", step="offer", old_password="x")
    assert answer.status_code == 200
    assert "Chưa lưu được" not in text(answer)
