"""Who of a desk answers the phone now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.kernel.errors import Forbidden, MalformedValue
from casework.kernel.ids import Id, new_id
from casework.referrals.duty import end_shift, put_on_duty, rota, who_is_on_duty
from casework.vault.duty import Shift
from casework.vault.errors import RowAltered
from tests.attacks.writer import DatabaseWriter
from tests.factories.commune import MORNING, TestCommune


def shift(commune: TestCommune, who: str, begins: int, ends: int) -> Shift:
    """Return a shift of so many hours after this morning."""
    hours = (MORNING + timedelta(hours=begins), MORNING + timedelta(hours=ends))
    return Shift(new_id(), commune.hand(who).keyring.user, "0900 000 001", *hours)


def names(commune: TestCommune, unit: Id) -> list[str]:
    """Return who answers now, by name."""
    return [one.name for one in who_is_on_duty(commune.house, unit)]


def test_the_rota_says_who_answers_now_and_whom_to_phone_next(commune: TestCommune) -> None:
    house, khanh = commune.house, commune.hand("khanh")
    unit = khanh.keyring.unit
    first = shift(commune, "khanh", -10, 20)
    put_on_duty(house, khanh, first)
    put_on_duty(house, khanh, first)
    put_on_duty(house, khanh, shift(commune, "mai", -1, 8))
    assert names(commune, unit) == ["Đinh Thị Mai (mẫu)", "Trần Ngọc Khánh (mẫu)"]
    assert who_is_on_duty(house, unit)[0].phone == "0900000001"
    commune.clock.advance(timedelta(hours=8))
    assert names(commune, unit) == ["Trần Ngọc Khánh (mẫu)"]
    assert len(rota(house, unit)) == 1
    end_shift(house, khanh, first.shift_id)
    assert names(commune, unit) == []


def test_nobody_writes_another_desks_rota(commune: TestCommune) -> None:
    house, hung, khanh = commune.house, commune.hand("hung"), commune.hand("khanh")
    with pytest.raises(Forbidden):
        put_on_duty(house, hung, shift(commune, "mai", -1, 8))
    own = shift(commune, "mai", -1, 8)
    put_on_duty(house, khanh, own)
    with pytest.raises(Forbidden):
        end_shift(house, hung, own.shift_id)


def test_a_shift_ends_after_it_begins_and_has_a_phone(commune: TestCommune) -> None:
    house, khanh = commune.house, commune.hand("khanh")
    with pytest.raises(MalformedValue):
        put_on_duty(house, khanh, shift(commune, "mai", 8, 8))
    silent = Shift(new_id(), khanh.keyring.user, " ", MORNING, MORNING + timedelta(hours=1))
    with pytest.raises(MalformedValue):
        put_on_duty(house, khanh, silent)


def test_a_number_that_somebody_changed_in_the_database_is_not_shown(
    commune: TestCommune,
) -> None:
    house, khanh = commune.house, commune.hand("khanh")
    own = shift(commune, "mai", -1, 8)
    put_on_duty(house, khanh, own)
    writer = DatabaseWriter(commune.url, house.commune)
    row = writer.row("duty_phones", shift_id=own.shift_id)
    writer.change("duty_phones", row, phone="0911111111")
    with pytest.raises(RowAltered):
        who_is_on_duty(house, khanh.keyring.unit)
