"""What happened in a file is told to whoever holds it, and no further than they hold it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.cases.closing.service import close
from casework.cases.service import view_case
from casework.cases.timeline import happened
from casework.kernel.ids import Id, new_id
from tests.cases.lists import CODES
from tests.closing.test_close import SAFE, joined
from tests.factories.agreements import agreed
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, opened_file
from tests.factories.pages import read


@pytest.fixture
def case(commune: TestCommune) -> Id:
    made = opened_file(commune.house, commune.hand("hung"))
    commune.clock.advance(timedelta(minutes=5))
    return made


def told(commune: TestCommune, who: str, case: Id) -> list[str]:
    return [one.title for one in happened(CODES, view_case(commune.house, commune.hand(who), case))]


def test_it_is_told_newest_first_by_whom(commune: TestCommune, case: Id) -> None:
    agreed(commune.house, commune.hand("hung"), case, commune.hand("mai").keyring.unit)
    commune.clock.advance(timedelta(minutes=5))
    close(commune.house, commune.hand("thanh"), case, SAFE, new_id())

    lines = happened(CODES, view_case(commune.house, commune.hand("hung"), case))

    assert [line.title.split(" với ")[0] for line in lines[:2]] == [
        "Đóng hồ sơ",
        "Đồng ý chia sẻ",
    ]
    assert sorted(lines, key=lambda line: line.at, reverse=True) == lines
    assert all(line.by for line in lines)


def test_another_desk_is_told_of_its_own_and_of_nobody_elses(
    commune: TestCommune, case: Id
) -> None:
    joined(commune, case)
    union = commune.hand("ha").keyring.unit
    agreed(commune.house, commune.hand("hung"), case, union)

    mine, theirs = told(commune, "hung", case), told(commune, "mai", case)

    name = view_case(commune.house, commune.hand("mai"), case).names[union]
    assert any(name in line for line in mine)
    assert not any(name in line for line in theirs)
    assert any("Phiếu chuyển đến" in line for line in theirs)


def test_the_page_shows_it_and_no_content(commune: TestCommune, case: Id) -> None:
    page = read(commune.client("hung"), f"/cases/{case.hex()}")

    past = page[page.index("Đã qua") : page.index("Phần đơn vị không giữ")]
    assert "timeline" in past
    assert LINE not in past
