"""The keeper writes a number that was not found, or another than the one in doubt, and signs it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import page_of_events
from casework.kernel.errors import Forbidden, NotFound
from casework.reference.service import OwnValue, look, withdraw, write_value
from casework.vault.errors import SavedMeanwhile
from tests.factories.commune import TestCommune
from tests.factories.pages import read, text
from tests.reference.scene import BASIS, TODAY, mark, vouched
from tests.referrals.pages import hidden

LIST = "/reference/codes/hotlines"
NATIONAL, POLICE = f"{LIST}/NATIONAL_DV/value", f"{LIST}/POLICE_113/value"
NUMBER = "0900000181"
OWN = OwnValue("hotlines", "NATIONAL_DV", 0, NUMBER, BASIS, TODAY)
FILLED = {"value": "0900 000 181", "basis": BASIS, "checked_on": "23/11/2026"}


@pytest.fixture
def keeper(commune: TestCommune) -> FlaskClient:
    return commune.client("binh")


def number(commune: TestCommune, code: str) -> str | None:
    """Return the number that pages show now."""
    mark(commune, code)
    return commune.house.codes["hotlines"][code].text("number")


def written(commune: TestCommune, own: OwnValue = OWN, who: str = "binh") -> None:
    write_value(commune.house, commune.hand(who), own)


def test_a_number_that_was_not_found_is_written_signed_and_shown_to_every_desk(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    assert NATIONAL in read(keeper, LIST)
    page = read(keeper, NATIONAL)
    assert "chưa tìm thấy" in page
    for _ in range(2):
        assert keeper.post(NATIONAL, data=hidden(page) | FILLED).status_code == 303
    assert number(commune, "NATIONAL_DV") == NUMBER
    assert f"{NUMBER} · Võ Thanh Bình (mẫu)" in read(keeper, LIST)
    assert len(look(commune.house).entries["hotlines", "NATIONAL_DV"]) == 1
    shown = read(commune.client("hung"), f"{LIST}/NATIONAL_DV")
    for words in (NUMBER, BASIS, "Võ Thanh Bình (mẫu)"):
        assert words in shown


def test_a_doubtful_number_gives_way_to_the_communes_own_without_a_mark(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    hung = commune.client("hung")
    assert "<strong>113</strong>" in read(hung, "/kit")
    keeper.post(POLICE, data=hidden(read(keeper, POLICE)) | FILLED)
    kit = read(hung, "/kit")
    assert f"<strong>{NUMBER}</strong>" in kit
    assert "<strong>113</strong>" not in kit
    assert mark(commune, "POLICE_113") is None


def test_taken_back_the_entry_is_as_it_was_shipped(commune: TestCommune) -> None:
    written(commune)
    written(commune, replace(OWN, code="POLICE_113"))
    for code in ("NATIONAL_DV", "POLICE_113"):
        withdraw(commune.house, commune.hand("binh"), "hotlines", code, 1, "Số đã đổi (mẫu)")
    assert number(commune, "NATIONAL_DV") is None
    assert number(commune, "POLICE_113") == "113"
    assert mark(commune, "POLICE_113") == "chưa kiểm chứng"


def test_it_is_one_event_that_says_who(commune: TestCommune) -> None:
    written(commune)
    with commune.house.database.read() as db:
        event = event_from_bytes(page_of_events(db, count=1)[0].event)
    assert event.action == Action.REFERENCE_VALUE
    assert event.actor.user == commune.hand("binh").keyring.user
    assert (event.cases, [tip.kind for tip in event.tips]) == ((), ["confirmation"])


def test_a_newer_word_is_shown_and_what_was_typed_is_kept(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    page = read(keeper, NATIONAL)
    written(commune)
    with pytest.raises(SavedMeanwhile):
        written(commune, replace(OWN, value="0900000999"))
    answer = keeper.post(NATIONAL, data=hidden(page) | FILLED | {"value": "0900000999"})
    assert answer.status_code == 409
    for words in ("Người khác vừa ghi về mục này", NUMBER, "0900000999"):
        assert words in text(answer)
    assert number(commune, "NATIONAL_DV") == NUMBER
    again = keeper.post(NATIONAL, data=hidden(text(answer)) | FILLED | {"value": "0900000999"})
    assert again.status_code == 303
    assert number(commune, "NATIONAL_DV") == "0900000999"


@pytest.mark.parametrize(
    ("box", "typed"),
    [
        ("value", ""),
        ("value", "gọi bà Hai"),
        ("value", "<script>1</script>"),
        ("value", "9" * 60),
        ("basis", ""),
        ("basis", "x" * 201),
        ("checked_on", "24/12/2026"),
        ("checked_on", "30/02/2026"),
    ],
)
def test_what_is_no_number_or_rests_on_nothing_is_asked_again(
    commune: TestCommune, keeper: FlaskClient, box: str, typed: str
) -> None:
    form = hidden(read(keeper, NATIONAL)) | FILLED | {box: typed}
    answer = keeper.post(NATIONAL, data=form)
    assert answer.status_code == 400
    assert "Chưa lưu được" in text(answer)
    assert number(commune, "NATIONAL_DV") is None


def test_only_entries_in_doubt_or_without_a_value_are_the_communes_to_write(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    for address in ("hotlines/CHILD_111", "clocks/CLK_NC_DECIDE", "law_texts/ART20"):
        assert keeper.get(f"/reference/codes/{address}/value").status_code == 404
    with pytest.raises(NotFound):
        written(commune, replace(OWN, list_name="law_texts", code="ART20"))


def test_a_word_alone_still_clears_the_mark_and_keeps_the_shipped_number(
    commune: TestCommune,
) -> None:
    vouched(commune, "POLICE_113")
    assert number(commune, "POLICE_113") == "113"


@pytest.mark.parametrize("who", ["hung", "thanh", "khanh", "nga", "dung"])
def test_whoever_keeps_no_reference_data_writes_no_number(commune: TestCommune, who: str) -> None:
    client = commune.client(who)
    assert client.get(NATIONAL).status_code == 403
    with pytest.raises(Forbidden):
        written(commune, who=who)
    assert number(commune, "NATIONAL_DV") is None
