"""The rota's page: any member of a desk puts a shift, and every desk sees the number."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.kernel.ids import id_to_text
from casework.referrals.duty import rota
from tests.factories.commune import TestCommune, token_of
from tests.factories.pages import read, text
from tests.referrals.pages import hidden, press

SHIFT = {"phone": "0912 345 678", "from_at": "23/11/2026 08:00", "until_at": "23/11/2026 20:00"}


@pytest.fixture
def health(commune: TestCommune) -> FlaskClient:
    return commune.client("mai")


def me(commune: TestCommune, name: str = "mai") -> str:
    """Return a member of the cast as forms name them."""
    return id_to_text(commune.hand(name).keyring.user)


def test_a_shift_is_entered_shown_to_other_desks_and_ended(
    commune: TestCommune, health: FlaskClient
) -> None:
    page = read(health, "/duty")
    for _ in range(2):
        answer = health.post("/duty", data=hidden(page) | SHIFT | {"user": me(commune)})
        assert answer.status_code == 303
    unit = commune.hand("mai").keyring.unit
    (shift,) = rota(commune.house, unit)
    assert "tel:0912345678" in read(commune.client("ha"), "/duty")

    address = f"/duty/{id_to_text(shift.shift_id)}/end"
    stranger = commune.client("ha")
    token = token_of(read(stranger, "/duty"))
    assert stranger.post(address, data={"csrf_token": token}).status_code == 403
    assert health.post(address, data={"csrf_token": token_of(page)}).status_code == 303
    assert rota(commune.house, unit) == []


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        ({"user": ""}, "Phần này chưa có câu trả lời"),
        ({"phone": "gọi bà Hai"}, "Số điện thoại gồm"),
        ({"from_at": "sáng mai"}, "Viết ngày và giờ"),
        ({"until_at": "23/11/2026 07:00"}, "Giờ hết ca phải sau giờ bắt đầu"),
        ({"from_at": "21/11/2026 07:00", "until_at": "21/11/2026 08:00"}, "Ca này đã qua"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    commune: TestCommune, health: FlaskClient, spoiled: dict[str, str], told: str
) -> None:
    page = text(press(health, "/duty", **(SHIFT | {"user": me(commune)} | spoiled)))
    assert told in page
    assert rota(commune.house, commune.hand("mai").keyring.unit) == []


def test_somebody_of_another_desk_is_not_offered(commune: TestCommune, health: FlaskClient) -> None:
    page = text(press(health, "/duty", **(SHIFT | {"user": me(commune, "ha")})))
    assert "có trong danh sách" in page


@pytest.mark.parametrize("username", ["thut", "tam", "quang"])
def test_who_keeps_no_files_sees_no_numbers(commune: TestCommune, username: str) -> None:
    assert commune.client(username).get("/duty").status_code == 403
