"""P4, what no single read can see: rows rolled back together with their events are named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from casework.audit.anchor import FileAnchor
from casework.audit.errors import LogHalted
from casework.audit.ledger import Ledger
from casework.audit.verification import Fault, What
from casework.kernel.errors import LogBehindAnchor, LogForked
from casework.kernel.ids import new_id
from casework.kernel.settings import LOG_HEAD, LOG_KEY, read_secret
from casework.vault.verification import verify_objects
from tests.attacks.scene import BESIDE_LINE, REWRITTEN, Scene
from tests.attacks.writer import all_tables
from tests.factories.files import LINE


def object_faults(scene: Scene) -> set[tuple[str, str]]:
    """Return what the full verification of the rows finds: kind and code."""
    with scene.house.database.read() as db:
        return {(fault.kind, fault.what) for fault in verify_objects(scene.house, db)}


def log_faults(scene: Scene) -> list[Fault]:
    """Return what the verification of the log finds."""
    return scene.house.ledger.verify().faults


def place_of_newest_record(scene: Scene) -> int:
    """Return the index of the event that told the newest version of the incident's record."""
    index: int = scene.writer.newest_tip("record", scene.record().record_id)["idx"]
    return index


def test_an_untouched_database_is_sound(scene: Scene) -> None:
    scene.grant()
    scene.withdraw()
    scene.rewrite()
    assert log_faults(scene) == []
    assert object_faults(scene) == set()


def test_every_way_in_which_a_row_can_differ_is_named(scene: Scene) -> None:
    scene.rewrite()
    record, grant = scene.record().record_id, scene.grant()
    row = scene.writer.row("grants", grant_id=grant)
    scene.withdraw()
    scene.writer.insert("grants", row)
    beside = scene.writer.row("cases", case_id=scene.beside)
    scene.writer.change("cases", beside, status="CLOSED")
    scene.writer.delete("records", record_id=record, version=1)
    section = scene.writer.rows("section_epochs")[0]
    scene.writer.insert("section_epochs", {**section, "section_id": new_id()})
    assert object_faults(scene) == {
        ("case", "row-altered"),
        ("record", "row-missing"),
        ("grant", "row-replayed"),
        ("section", "row-unknown"),
    }


def test_credentials_that_do_not_verify_are_named(scene: Scene) -> None:
    row = scene.writer.row("member_credentials", user_id=scene.hung.keyring.user)
    scene.writer.change("member_credentials", row, role="manager")
    assert ("credential", "row-altered") in object_faults(scene)


def test_a_record_rolled_back_with_its_tip_is_named_and_stops_all_writing(scene: Scene) -> None:
    scene.rewrite()
    index, record = place_of_newest_record(scene), scene.record().record_id
    scene.writer.delete("records", record_id=record, version=2)
    scene.writer.delete("audit_tips", object_id=record, version=2)
    assert LINE in scene.texts(scene.case)  # no read of this file alone can tell
    assert Fault(index, What.TIPS) in log_faults(scene)
    for case in (scene.case, scene.beside):
        with pytest.raises(LogHalted):
            scene.texts(case)


def test_a_record_rolled_back_with_its_whole_event_is_named(scene: Scene) -> None:
    scene.rewrite()
    index, record = place_of_newest_record(scene), scene.record().record_id
    assert REWRITTEN in scene.texts(scene.case)
    scene.writer.delete("records", record_id=record, version=2)
    scene.writer.forget_event(index)
    assert LINE in scene.texts(scene.case)
    assert Fault(index, What.MISSING) in log_faults(scene)
    with pytest.raises(LogHalted):
        scene.texts(scene.beside)


def test_a_withdrawal_rolled_back_with_its_whole_event_is_named(scene: Scene) -> None:
    row = scene.writer.row("grants", grant_id=scene.grant())
    scene.withdraw()
    index = scene.writer.newest_tip("grant", row["grant_id"])["idx"]
    scene.writer.forget_event(index)
    scene.writer.delete("rotation_marks", section_id=row["section_id"])
    scene.writer.insert("grants", row)
    assert Fault(index, What.MISSING) in log_faults(scene)
    with pytest.raises(LogHalted):
        scene.texts(scene.case, "mai")


def test_a_database_put_back_whole_is_refused_at_the_next_read(scene: Scene) -> None:
    before = scene.writer.snapshot(*all_tables())
    scene.rewrite()
    scene.writer.restore(before)
    with pytest.raises(LogBehindAnchor):
        scene.texts(scene.case)
    with pytest.raises(LogHalted):
        scene.texts(scene.beside)
    with pytest.raises(LogHalted):
        scene.restart()


def test_a_database_put_back_and_written_on_is_refused_as_another_log(
    scene: Scene, tmp_path: Path
) -> None:
    anchor = scene.house.settings.secrets_dir / LOG_HEAD
    shutil.copy(anchor, tmp_path / LOG_HEAD)
    before = scene.writer.snapshot(*all_tables())
    scene.rewrite()
    scene.writer.restore(before)
    true, house = scene.house.ledger, scene.house
    seed = read_secret(house.settings.secrets_dir / LOG_KEY)  # a second server, with our own key
    fork = Ledger(house.database, FileAnchor(tmp_path / LOG_HEAD), seed, house.clock, house.commune)
    object.__setattr__(house, "ledger", fork)
    for _ in range(3):
        assert BESIDE_LINE in scene.texts(scene.beside)
    object.__setattr__(house, "ledger", true)
    with pytest.raises(LogForked):
        scene.texts(scene.case)
