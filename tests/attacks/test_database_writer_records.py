"""P4, records: what was written stands where, when and by whom it was written, or not at all."""

from __future__ import annotations

import pytest

from casework.audit.events import ObjectKind
from casework.cases.codec import encode
from casework.crypto import blob
from casework.crypto.errors import BrokenSeal
from casework.crypto.labels import Label
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.errors import ForgedTip, NotEntitled, RowAltered, RowReplayed, RowUnknown
from casework.vault.models import Record
from casework.vault.sections import Draft, OpenSection, key_of, make_record
from casework.vault.versioned import sign
from tests.attacks.scene import Scene
from tests.attacks.writer import Row
from tests.factories.files import Note


def row_of(scene: Scene, record_id: Id, version: int = 1) -> Row:
    """Return one version of a record as the database has it."""
    return scene.writer.row("records", record_id=record_id, version=version)


def test_texts_exchanged_between_two_records_of_a_case_are_refused(scene: Scene) -> None:
    one = row_of(scene, scene.record().record_id)
    other = row_of(scene, scene.record(kind=SectionKind.IDENTITY).record_id)
    scene.writer.swap("records", one, other, "blob")
    scene.reading_is_refused(RowAltered)


def test_a_text_from_another_case_is_refused(scene: Scene) -> None:
    foreign = row_of(scene, scene.record(scene.beside).record_id)
    scene.writer.change("records", row_of(scene, scene.record().record_id), blob=foreign["blob"])
    scene.reading_is_refused(RowAltered)


def test_a_record_moved_to_another_section_is_refused(scene: Scene) -> None:
    row = row_of(scene, scene.record().record_id)
    scene.writer.change("records", row, section_id=scene.section(SectionKind.IDENTITY))
    scene.reading_is_refused(RowAltered)


def test_an_older_text_put_into_the_newest_version_is_refused(scene: Scene) -> None:
    scene.rewrite()
    record_id = scene.record().record_id
    older = row_of(scene, record_id, 1)
    scene.writer.change("records", row_of(scene, record_id, 2), blob=older["blob"])
    scene.reading_is_refused(RowAltered)


def test_a_record_whose_newest_version_was_taken_out_is_refused(scene: Scene) -> None:
    scene.rewrite()
    scene.writer.delete("records", record_id=scene.record().record_id, version=2)
    scene.reading_is_refused(RowReplayed)


def test_a_record_under_another_authors_name_is_refused(scene: Scene) -> None:
    row = row_of(scene, scene.record().record_id)
    scene.writer.change("records", row, author_id=scene.hand("thanh").keyring.user)
    scene.reading_is_refused(RowAltered)


def test_a_record_of_another_hour_is_refused(scene: Scene) -> None:
    row = row_of(scene, scene.record().record_id)
    scene.writer.change("records", row, written_at=row["written_at"] - 3_600_000_000)
    scene.reading_is_refused(RowAltered)


def test_a_record_that_the_log_never_heard_of_is_refused(scene: Scene) -> None:
    row = row_of(scene, scene.record().record_id)
    scene.writer.insert("records", {**row, "record_id": new_id()})
    scene.reading_is_refused(RowUnknown)


def test_a_record_edited_together_with_its_tip_is_refused(scene: Scene) -> None:
    record_id = scene.record().record_id
    scene.writer.change("records", row_of(scene, record_id), blob=b"CW1\x01")
    scene.retell(Record, ObjectKind.RECORD, record_id, (record_id, 1))
    scene.reading_is_refused(ForgedTip)


def test_a_record_that_a_colleague_signed_in_the_authors_name_is_refused(scene: Scene) -> None:
    rows = scene.survey().sections[scene.section()]
    section = OpenSection(rows.current, key_of(scene.hung.keyring, rows))
    draft = Draft(encode(Note("lời mẫu đặt vào miệng người khác")), new_id())
    made = make_record(scene.hung.keyring, section, draft, scene.commune.clock.now())
    scene.insider_writes("thanh", sign(made.row, scene.hand("thanh").keyring.signer))
    scene.reading_is_refused(NotEntitled)


def test_a_record_written_into_another_desks_section_is_refused(scene: Scene) -> None:
    scene.grant("mai")
    mai = scene.hand("mai").keyring
    rows = scene.survey().sections[scene.section()]
    section = OpenSection(rows.current, key_of(mai, rows))
    draft = Draft(encode(Note("lời mẫu của đơn vị khác")), new_id())
    scene.insider_writes("mai", make_record(mai, section, draft, scene.commune.clock.now()))
    scene.reading_is_refused(NotEntitled)


def test_a_record_whose_seal_is_of_another_place_is_refused_even_if_its_author_signed_it(
    scene: Scene,
) -> None:
    rows = scene.survey().sections[scene.section()]
    section = OpenSection(rows.current, key_of(scene.hung.keyring, rows))
    draft = Draft(encode(Note("lời mẫu")), new_id())
    made = make_record(scene.hung.keyring, section, draft, scene.commune.clock.now())
    assert isinstance(made.row, Record)
    made.row.blob = blob.seal(section.key, Label.RECORD, b"{}", scene.record().aad())
    scene.insider_writes("hung", sign(made.row, scene.hung.keyring.signer))
    scene.reading_is_refused(BrokenSeal)


@pytest.mark.parametrize("column", ["section_epoch", "section_kind", "owner_unit"])
def test_no_label_of_a_record_can_be_changed(scene: Scene, column: str) -> None:
    row = row_of(scene, scene.record().record_id)
    other = {"section_epoch": 2, "section_kind": "notice", "owner_unit": scene.unit("mai")}
    scene.writer.change("records", row, **{column: other[column]})
    scene.reading_is_refused(RowAltered)
