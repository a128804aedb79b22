"""Who confirms where a file has one holder: chosen by name, and never somebody who is excluded."""

from __future__ import annotations

from casework.cases.restriction import restrict
from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import SectionKind
from tests.cases.pages import read
from tests.cases.test_exclude import excludes, opens_nothing, survey_of
from tests.consents.pages import Walk, file_of, unit_of, user_of
from tests.factories.agreements import sections_of
from tests.factories.commune import TestCommune
from tests.factories.files import LINE

REASON = "Thấy vết dao trên tay (mẫu)"


def held_by_one(commune: TestCommune) -> Id:
    """Open a file that one worker of the union holds alone."""
    case, ha = file_of(commune, "ha"), commune.hand("ha")
    restrict(commune.house, commune.hand("nga"), case, [ha.keyring.user])
    return case


def crime(commune: TestCommune, case: Id) -> tuple[Walk, dict[str, object]]:
    """Go to the page that asks what goes and why; returns what is to be sent."""
    browser = Walk(commune.client("ha"), f"/cases/{id_to_text(case)}/grounds/new")
    browser.send(code="CRIME_SIGNS")
    browser.send(recipient=unit_of(commune, "hung"))
    (incident,) = sections_of(commune.house, commune.hand("ha"), case, SectionKind.INCIDENT)
    sent: dict[str, object] = {
        "sections": id_to_text(incident),
        "reason": REASON,
        "audience": "NAMED",
        "named": user_of(commune, "hung"),
    }
    return browser, sent


def test_the_second_person_is_chosen_and_reads_the_reason_only(commune: TestCommune) -> None:
    case = held_by_one(commune)
    browser, sent = crime(commune, case)
    assert user_of(commune, "binh") in browser.page
    browser.send(**sent)
    refused = browser.post().get_data(as_text=True)
    assert "chọn người ở nơi khác xác nhận" in refused

    browser, sent = crime(commune, case)
    browser.send(**sent, confirmer=user_of(commune, "binh"))
    assert browser.post().status_code == 303

    page = read(commune.client("binh"), "/grounds")
    address = page[page.index(f"/cases/{id_to_text(case)}/grounds/") :].split('"')[0]
    page = read(commune.client("binh"), address)
    assert REASON in page
    assert LINE not in page


def test_who_is_excluded_is_never_asked_to_confirm(commune: TestCommune) -> None:
    case = held_by_one(commune)
    excludes(commune, case, "ha", "binh")
    browser, sent = crime(commune, case)
    assert user_of(commune, "binh") not in browser.page
    assert user_of(commune, "dung") in browser.page
    browser.send(**sent, confirmer=user_of(commune, "dung"))
    assert browser.post().status_code == 303
    opens_nothing(commune.hand("binh"), survey_of(commune, case))
