"""P4, the open face of a case: its state, its sections, its marks and their tips."""

from __future__ import annotations

from casework.audit.events import ObjectKind
from casework.cases.service import Saving, save_part
from casework.crypto import signatures
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.vault.errors import (
    ForgedTip,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
    TipMissing,
    UnknownAuthor,
)
from casework.vault.models import Case, RotationMark, SectionEpoch
from casework.vault.sections import first_epoch
from casework.vault.versioned import Signer, sign
from tests.attacks.scene import Scene
from tests.factories.files import LINE, Note


def closed(scene: Scene) -> Case:
    """Return the next version of the case, closed."""
    known = scene.survey().case
    return Case(
        commune_id=known.commune_id,
        case_id=known.case_id,
        version=known.version + 1,
        number=known.number,
        lead_unit=known.lead_unit,
        status="CLOSED",
        restricted=known.restricted,
        opened_at=known.opened_at,
    )


def test_nothing_is_refused_before_the_attack(scene: Scene) -> None:
    assert LINE in scene.texts(scene.case)


def test_a_case_whose_state_was_edited_is_refused(scene: Scene) -> None:
    row = scene.writer.row("cases", case_id=scene.case)
    scene.writer.change("cases", row, status="CLOSED")
    scene.listing_is_refused(RowAltered)
    scene.reading_is_refused(RowAltered)


def test_a_case_that_was_given_another_lead_is_refused(scene: Scene) -> None:
    row = scene.writer.row("cases", case_id=scene.case)
    scene.writer.change("cases", row, lead_unit=scene.unit("mai"))
    scene.reading_is_refused(RowAltered)


def test_a_case_that_lost_its_restriction_is_refused(scene: Scene) -> None:
    row = scene.writer.row("cases", case_id=scene.case)
    scene.writer.change("cases", row, restricted=not row["restricted"])
    scene.reading_is_refused(RowAltered)


def test_a_case_that_got_another_number_is_refused(scene: Scene) -> None:
    row = scene.writer.row("cases", case_id=scene.case)
    scene.writer.change("cases", row, number="MAU-2026-000999")
    scene.reading_is_refused(RowAltered)


def test_a_case_whose_older_state_was_put_back_is_refused(scene: Scene) -> None:
    before = scene.writer.row("cases", case_id=scene.case)
    scene.insider_writes("hung", sign(closed(scene), scene.hung.keyring.signer))
    scene.writer.replace("cases", scene.writer.row("cases", case_id=scene.case), before)
    scene.listing_is_refused(RowReplayed)
    scene.reading_is_refused(RowReplayed)


def test_a_case_whose_row_was_taken_out_is_refused(scene: Scene) -> None:
    scene.writer.delete("cases", case_id=scene.case)
    scene.reading_is_refused(RowMissing)


def test_a_state_edited_together_with_its_tip_is_refused(scene: Scene) -> None:
    row = scene.writer.row("cases", case_id=scene.case)
    scene.writer.change("cases", row, status="CLOSED")
    scene.retell(Case, ObjectKind.CASE, scene.case, scene.case)
    scene.listing_is_refused(ForgedTip)
    scene.reading_is_refused(ForgedTip)


def test_a_case_closed_by_another_desk_is_refused(scene: Scene) -> None:
    scene.insider_writes("mai", sign(closed(scene), scene.hand("mai").keyring.signer))
    scene.listing_is_refused(NotEntitled)
    scene.reading_is_refused(NotEntitled)


def test_a_case_that_a_desk_declares_ended_is_refused(scene: Scene) -> None:
    scene.insider_ends("hung", scene.survey().case)
    scene.reading_is_refused(NotEntitled)


def test_a_section_that_was_given_another_owner_is_refused(scene: Scene) -> None:
    row = scene.writer.row("section_epochs", section_id=scene.section())
    scene.writer.change("section_epochs", row, owner_unit=scene.unit("mai"))
    scene.reading_is_refused(RowAltered)


def test_a_section_relabelled_as_another_kind_is_refused(scene: Scene) -> None:
    row = scene.writer.row("section_epochs", section_id=scene.section())
    scene.writer.change("section_epochs", row, kind="notice")
    scene.reading_is_refused(RowAltered)


def test_a_section_moved_out_of_its_case_is_refused(scene: Scene) -> None:
    row = scene.writer.row("section_epochs", section_id=scene.section())
    scene.writer.change("section_epochs", row, case_id=new_id())
    scene.reading_is_refused(RowMissing)


def test_a_section_moved_into_a_case_is_refused(scene: Scene) -> None:
    row = scene.writer.row("section_epochs", section_id=scene.section())
    scene.writer.insert("section_epochs", {**row, "section_id": new_id()})
    scene.reading_is_refused(RowUnknown)


def test_an_epoch_by_which_another_desk_takes_a_section_over_is_refused(scene: Scene) -> None:
    known = scene.epoch()
    row = SectionEpoch(
        commune_id=known.commune_id,
        section_id=known.section_id,
        epoch=known.epoch + 1,
        case_id=known.case_id,
        kind=known.kind,
        owner_unit=scene.unit("mai"),
        predecessor=None,
    )
    scene.insider_writes("mai", sign(row, scene.hand("mai").keyring.signer))
    scene.reading_is_refused(NotEntitled)


def test_a_section_that_its_owner_relabels_in_a_later_epoch_is_refused(scene: Scene) -> None:
    hung = scene.hung.keyring
    first = first_epoch(hung, scene.house.commune, scene.case, SectionKind.STAY).epoch
    second = SectionEpoch(
        commune_id=first.commune_id,
        section_id=first.section_id,
        epoch=2,
        case_id=first.case_id,
        kind=SectionKind.IDENTITY.value,
        owner_unit=first.owner_unit,
        predecessor=None,
    )
    scene.insider_writes("hung", sign(first, hung.signer), sign(second, hung.signer))
    scene.reading_is_refused(NotEntitled)


def test_an_epoch_that_another_desk_made_in_the_owners_name_is_refused(scene: Scene) -> None:
    scene.grant()  # a desk that works on the case, and owns another part of it
    known = scene.epoch()
    row = SectionEpoch(
        commune_id=known.commune_id,
        section_id=known.section_id,
        epoch=known.epoch + 1,
        case_id=known.case_id,
        kind=known.kind,
        owner_unit=known.owner_unit,
        predecessor=None,
    )
    scene.insider_writes("mai", sign(row, scene.hand("mai").keyring.signer))
    scene.reading_is_refused(NotEntitled)


def test_a_rotation_mark_that_was_taken_out_is_refused(scene: Scene) -> None:
    scene.grant()
    scene.withdraw()
    scene.writer.delete("rotation_marks", section_id=scene.section())
    scene.reading_is_refused(RowMissing)


def test_a_rotation_mark_that_the_shut_out_desk_ended_is_refused(scene: Scene) -> None:
    scene.grant()
    saving = Saving(SectionKind.CARE, Note("phần mẫu của trạm y tế"), new_id(), 0)
    save_part(scene.house, scene.hand("mai"), scene.case, saving)
    scene.withdraw()
    mark = scene.survey().sections[scene.section()].rotation_due
    assert mark is not None
    scene.insider_ends("mai", mark)
    scene.reading_is_refused(NotEntitled)


def test_a_mark_set_by_a_desk_that_has_no_part_in_the_case_is_refused(scene: Scene) -> None:
    mark = RotationMark(
        commune_id=scene.house.commune,
        section_id=scene.section(),
        version=1,
        case_id=scene.case,
    )
    scene.insider_writes("mai", sign(mark, scene.hand("mai").keyring.signer))
    scene.reading_is_refused(NotEntitled)


def test_a_tip_with_another_signature_is_refused(scene: Scene) -> None:
    tip = scene.writer.newest_tip("section", scene.section())
    scene.writer.change("audit_tips", tip, signature=bytes(64))
    scene.restart()  # what was verified before is remembered, and this one was not
    scene.reading_is_refused(ForgedTip)


def test_a_tip_signed_with_a_key_of_the_attackers_is_refused(scene: Scene) -> None:
    stranger = Signer(scene.hung.keyring.user, signatures.generate().private)
    scene.insider_writes("mai", sign(closed(scene), stranger))
    scene.reading_is_refused(ForgedTip)


def test_a_tip_by_an_author_whom_nobody_took_in_is_refused(scene: Scene) -> None:
    stranger = Signer(new_id(), signatures.generate().private)
    scene.insider_writes("mai", sign(closed(scene), stranger))
    scene.reading_is_refused(UnknownAuthor)


def test_a_tip_from_before_its_author_was_taken_in_is_refused(scene: Scene) -> None:
    tip = scene.writer.newest_tip("section", scene.section())
    scene.writer.change("audit_tips", tip, idx=0, position=900)
    scene.reading_is_refused(UnknownAuthor)


def test_a_tip_taken_out_of_an_objects_history_is_refused(scene: Scene) -> None:
    scene.rewrite()
    record = scene.record()
    scene.writer.delete("records", record_id=record.record_id, version=1)
    scene.writer.delete("audit_tips", object_id=record.record_id, version=1)
    scene.reading_is_refused(TipMissing)


def test_an_ended_tip_moved_behind_its_tombstone_is_refused(scene: Scene) -> None:
    grant = scene.grant()
    before = scene.writer.row("grants", grant_id=grant)
    scene.withdraw()
    scene.writer.insert("grants", before)
    tip = scene.writer.row("audit_tips", object_id=grant, version=1)
    scene.writer.change("audit_tips", tip, idx=tip["idx"] + 1000)
    scene.reading_is_refused(TipMissing)
