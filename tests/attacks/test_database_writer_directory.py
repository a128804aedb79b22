"""P4, the directory and kept forms: a name leads to its own case, and to nobody else's."""

from __future__ import annotations

import pytest

from casework.accounts.principals import SealedFormKeeper
from casework.audit.events import ObjectKind
from casework.cases.listing import list_cases
from casework.crypto import hpke
from casework.crypto.encoding import lp
from casework.crypto.errors import BrokenSeal, UnknownSuite
from casework.crypto.labels import Label
from casework.kernel.errors import Tampered
from casework.kernel.ids import Id, new_id
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import (
    ForgedTip,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
)
from casework.vault.models import DirectoryRow
from casework.vault.versioned import sign
from casework.web.principal import Principal
from tests.attacks.scene import BESIDE, Scene
from tests.attacks.writer import Row
from tests.factories.files import SURVIVOR, opened_file


def row_of(scene: Scene, case: Id) -> Row:
    """Return the police's directory row of a case."""
    return scene.writer.row("directory", case_id=case)


def test_the_list_shows_both_files_before_the_attack(scene: Scene) -> None:
    lines = list_cases(scene.house, scene.hung).lines
    assert {line.entry.name for line in lines} == {SURVIVOR, BESIDE}


def test_names_exchanged_between_two_cases_are_refused(scene: Scene) -> None:
    one, other = row_of(scene, scene.case), row_of(scene, scene.beside)
    scene.writer.swap("directory", one, other, "blob")
    scene.listing_is_refused(RowAltered)


def test_a_directory_row_moved_to_another_case_is_refused(scene: Scene) -> None:
    one, other = row_of(scene, scene.case), row_of(scene, scene.beside)
    scene.writer.swap("directory", one, other, "case_id")
    scene.listing_is_refused(RowAltered)


def test_an_older_directory_row_put_back_is_refused(scene: Scene) -> None:
    before = row_of(scene, scene.case)
    scene.rewrite(entry=DirectoryEntry(name="Tên mẫu mới"))
    scene.writer.replace("directory", row_of(scene, scene.case), before)
    scene.listing_is_refused(RowReplayed)
    scene.reading_is_refused(RowReplayed)


def test_a_directory_row_relabelled_to_another_desk_is_refused(scene: Scene) -> None:
    mai = scene.unit("mai")
    scene.writer.change("directory", row_of(scene, scene.case), holder_id=mai, unit_id=mai)
    scene.listing_is_refused(RowAltered, reader="mai")
    scene.reading_is_refused(RowAltered)


def test_a_directory_row_that_was_taken_out_is_refused_when_its_case_is_read(
    scene: Scene,
) -> None:
    scene.writer.delete("directory", case_id=scene.case)
    scene.reading_is_refused(RowMissing)


def test_a_directory_row_that_the_log_never_heard_of_is_refused(scene: Scene) -> None:
    scene.writer.insert(
        "directory",
        {
            **row_of(scene, scene.case),
            "row_id": new_id(),
            "holder_id": scene.hung.keyring.user,
        },
    )
    scene.listing_is_refused(RowUnknown)
    scene.reading_is_refused(RowUnknown)


def test_a_name_sealed_by_the_attacker_to_a_named_user_is_refused(scene: Scene) -> None:
    hung = scene.hung.keyring
    case = opened_file(scene.house, scene.hung, name="Tên mẫu kín", holders=(hung.user,))
    row = row_of(scene, case)
    with scene.house.database.read() as db:
        known = db.get(DirectoryRow, row["row_id"])
        assert known is not None
        aad = known.aad()
    public = hpke.public_of(hung.agreement)
    forged = hpke.seal_to(public, DirectoryEntry(name="Tên mẫu giả").to_bytes(), aad)
    scene.writer.change("directory", row, blob=forged)
    scene.retell(DirectoryRow, ObjectKind.DIRECTORY, row["row_id"], row["row_id"])
    scene.listing_is_refused(ForgedTip)


def test_a_name_that_another_desk_lists_for_a_named_user_is_refused(scene: Scene) -> None:
    mai, hung = scene.hand("mai").keyring, scene.hung.keyring
    row = DirectoryRow(
        commune_id=scene.house.commune,
        row_id=new_id(),
        version=1,
        unit_id=mai.unit,
        holder_id=hung.user,
        holder_epoch=hung.number,
        case_id=scene.case,
        listed_at=scene.commune.clock.now(),
        blob=b"",
    )
    entry = DirectoryEntry(name="Tên mẫu giả").to_bytes()
    row.blob = hpke.seal_to(hpke.public_of(hung.agreement), entry, row.aad())
    scene.insider_writes("mai", sign(row, mai.signer))
    scene.listing_is_refused(NotEntitled)


def test_a_name_that_another_desk_signs_as_the_units_is_refused(scene: Scene) -> None:
    known = row_of(scene, scene.case)
    row = DirectoryRow(**{**known, "version": 2, "listed_at": scene.commune.clock.now()})
    scene.insider_writes("mai", sign(row, scene.hand("mai").keyring.signer))
    scene.listing_is_refused(NotEntitled)
    scene.reading_is_refused(NotEntitled)


def principal(scene: Scene, username: str) -> Principal:
    """One of the cast as the web knows them."""
    hand = scene.hand(username)
    assert hand.actor.session is not None
    return Principal(
        user=hand.keyring.user,
        name="",
        unit=hand.keyring.unit,
        unit_kind=hand.keyring.unit_kind,
        unit_name="",
        role=hand.keyring.role,
        session=hand.actor.session,
        keyring=hand.keyring,
    )


def test_a_kept_form_opens_in_its_own_place_only(scene: Scene) -> None:
    keeper, form, hung = SealedFormKeeper(scene.house), new_id(), principal(scene, "hung")
    kept = keeper.seal(hung.user, form, b"form")
    assert kept is not None
    assert keeper.open(hung, form, kept) == b"form"
    for reader, place in ((hung, new_id()), (principal(scene, "mai"), form)):
        with pytest.raises(BrokenSeal):
            keeper.open(reader, place, kept)


def test_a_kept_form_that_the_attacker_sealed_is_refused(scene: Scene) -> None:
    keeper, form, hung = SealedFormKeeper(scene.house), new_id(), principal(scene, "hung")
    info = lp(Label.KEPT_FORM, scene.house.commune, hung.user, form)
    forged = hpke.seal_to(hpke.public_of(hung.keyring.agreement), b"form", info)
    with pytest.raises(Tampered) as caught:
        keeper.open(hung, form, forged)
    assert caught.type is UnknownSuite
