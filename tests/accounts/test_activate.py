"""A unit begins with the code on its paper, and the words on the screen are those on the paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casework.accounts import passphrases
from casework.accounts.founding import CommunePlan, Papers, found_instance
from casework.app import create_app
from casework.kernel.clock import FixedClock
from casework.kernel.kinds import UnitKind
from casework.kernel.settings import load_settings
from casework.vault.credentials import UnitPlan
from tests.factories.commune import MORNING, TestCommune, sign_in
from tests.factories.pages import read, send, text

Founded = tuple[Papers, dict[str, str]]


@pytest.fixture
def founded(tmp_path: Path, database_url: str) -> Founded:
    """A commune whose units wait for their first managers."""
    folder = tmp_path / "fresh"
    env = {"CASEWORK_INSTANCE": str(folder), "CASEWORK_DATABASE_URL": database_url}
    units = (
        UnitPlan(UnitKind.POLICE, "Công an xã Mới"),
        UnitPlan(UnitKind.HEALTH, "Trạm Y tế xã Mới"),
    )
    plan = CommunePlan("xã Mới (mẫu)", "MOI", "", units)
    papers = found_instance(load_settings(folder, env), plan, FixedClock(MORNING), demo=False)
    return papers, env


def test_a_unit_begins_and_its_manager_signs_in(founded: Founded) -> None:
    papers, env = founded
    app = create_app(env, clock=FixedClock(MORNING))
    client, code, password = app.test_client(), papers.units[0].code, passphrases.offer()
    page = text(send(client, "/activate", code=code))
    assert "Công an xã Mới" in page
    assert re.findall(r"<li>([a-z]+)</li>", page) == papers.fingerprint.split()
    answer = send(
        client,
        "/activate",
        page,
        step="person",
        code=code,
        name="Lê Thị Mới (mẫu)",
        username="moi",
        password=password,
        password_again=password,
    )
    assert answer.location == "/activate/done"
    read(client, "/activate/done")
    sign_in(client, "moi", password)
    assert "Tiếp nhận mới" in read(client, "/")
    again = send(app.test_client(), "/activate", code=code)
    assert again.status_code == 400
    assert "đã được dùng" in text(again)
    app.extensions["casework"].database.close()


def test_a_code_of_another_commune_opens_nothing(founded: Founded, commune: TestCommune) -> None:
    papers, _ = founded
    answer = send(commune.client(), "/activate", code=papers.units[0].code)
    assert answer.status_code == 400
    assert "Mã vừa nhập chưa đúng" in text(answer)
