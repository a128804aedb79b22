"""P4, reference data: no false name, number or "checked" slips in by a writer of the database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.audit.events import ObjectKind
from casework.audit.reading import StoredTip
from casework.cases.listing import list_cases
from casework.crypto import signatures
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import Id, new_id
from casework.reference.service import look, save_village, withdraw
from casework.vault.errors import (
    ForgedTip,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
    TipMissing,
)
from casework.vault.models import Confirmation, Village
from casework.vault.models.reference import confirmation_id
from casework.vault.reference import (
    ConfirmationState,
    KnownConfirmation,
    VillageState,
    _vouched,
    confirmation_row,
    entry_hash,
    proposed_village,
)
from casework.vault.verification import verify_objects
from casework.vault.versioned import Signer, sign
from tests.attacks.scene import Scene
from tests.attacks.writer import Row
from tests.reference.scene import TODAY, added, draft, mark, vouched

FALSE = "Thôn Giả Mạo Mẫu"


@pytest.fixture
def village(scene: Scene) -> Id:
    """Let the keeper vouch for a village and for the police's number."""
    vouched(scene.commune, "POLICE_113")
    return added(scene.commune)


def village_row(scene: Scene, village: Id, version: int = 1) -> Row:
    return scene.writer.row("villages", village_id=village, version=version)


def word_row(scene: Scene, version: int = 1) -> Row:
    return scene.writer.row("confirmations", version=version)


def is_refused(scene: Scene, error: type[CaseworkError]) -> None:
    """The page refuses at once; a server that starts anew shows nobody anything."""
    with pytest.raises(error) as caught:
        look(scene.house)
    assert caught.type is error
    assert FALSE not in f"{caught.value!r} {caught.value.message_vi}"
    scene.restart()
    with pytest.raises(error):
        list_cases(scene.house, scene.hung)
    assert "POLICE_113" in scene.house.codes["hotlines"]
    assert scene.house.codes["hotlines"]["POLICE_113"].mark_vi is not None


def faults(scene: Scene) -> set[tuple[str, str]]:
    with scene.house.database.read() as db:
        return {(fault.kind, fault.what) for fault in verify_objects(scene.house, db)}


def test_untouched_reference_data_is_sound(scene: Scene, village: Id) -> None:
    assert look(scene.house).villages[village][-1].state is VillageState.USED
    assert faults(scene) == set()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", FALSE),
        ("former", FALSE),
        ("state", "retired"),
        ("basis", "một căn cứ khác (mẫu)"),
        ("since_on", "2020-01-01"),
        ("merged_into", bytes(16)),
    ],
)
def test_an_altered_village_is_refused(
    scene: Scene, village: Id, column: str, value: object
) -> None:
    scene.writer.change("villages", village_row(scene, village), **{column: value})
    assert faults(scene) == {("village", "row-altered")}
    is_refused(scene, RowAltered)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("entry_hash", bytes(32)),
        ("basis", "x"),
        ("checked_on", "2020-01-01"),
        ("code", "FIRE_114"),
        ("value", "0900000666"),
    ],
)
def test_an_altered_word_is_refused(scene: Scene, village: Id, column: str, value: object) -> None:
    scene.writer.change("confirmations", word_row(scene), **{column: value})
    is_refused(scene, RowAltered)


@pytest.mark.parametrize("table", ["villages", "confirmations"])
def test_a_version_that_was_taken_out_is_missed(scene: Scene, village: Id, table: str) -> None:
    keys = {"village_id": village} if table == "villages" else {}
    scene.writer.delete(table, **keys)
    assert {what for _, what in faults(scene)} == {"row-missing"}
    is_refused(scene, RowMissing)


def test_a_word_that_was_taken_back_does_not_come_back_with_its_row(
    scene: Scene, village: Id
) -> None:
    withdraw(scene.house, scene.hand("binh"), "hotlines", "POLICE_113", 1, "Số đã đổi (mẫu)")
    scene.writer.delete("confirmations", version=2)
    is_refused(scene, RowReplayed)


def test_nor_when_its_tip_is_taken_out_of_the_middle(scene: Scene, village: Id) -> None:
    binh = scene.hand("binh")
    withdraw(scene.house, binh, "hotlines", "POLICE_113", 1, "Số đã đổi (mẫu)")
    vouched(scene.commune, "POLICE_113")
    scene.writer.delete("confirmations", version=2)
    scene.writer.delete("audit_tips", kind="confirmation", version=2)
    is_refused(scene, TipMissing)


def test_an_older_version_put_in_place_of_the_newest_is_refused(scene: Scene, village: Id) -> None:
    before = village_row(scene, village)
    renamed = replace(draft("Plei Mẫu Suối", village_id=village), seen=1)
    save_village(scene.house, scene.hand("binh"), renamed)
    newer = village_row(scene, village, 2)
    scene.writer.replace("villages", newer, {**before, "version": 2})
    is_refused(scene, RowAltered)


@pytest.mark.parametrize("table", ["villages", "confirmations"])
def test_a_row_that_the_log_never_heard_of_is_refused(
    scene: Scene, village: Id, table: str
) -> None:
    if table == "villages":
        scene.writer.insert(table, {**village_row(scene, village), "village_id": new_id()})
    else:
        other = confirmation_id(scene.house.commune, "hotlines", "FIRE_114")
        copy = {**word_row(scene), "confirmation_id": other, "code": "FIRE_114"}
        scene.writer.insert(table, copy)
    is_refused(scene, RowUnknown)


def test_a_village_whose_tip_was_made_to_agree_is_refused(scene: Scene, village: Id) -> None:
    scene.writer.change("villages", village_row(scene, village), name=FALSE)
    scene.retell(Village, ObjectKind.VILLAGE, village, (village, 1))
    is_refused(scene, ForgedTip)


def test_a_word_whose_tip_was_made_to_agree_is_refused(scene: Scene, village: Id) -> None:
    row = word_row(scene)
    scene.writer.change("confirmations", row, basis="x")
    key = row["confirmation_id"]
    scene.retell(Confirmation, ObjectKind.CONFIRMATION, key, (key, 1))
    is_refused(scene, ForgedTip)


def word_on(scene: Scene, code: str, object_id: Id | None = None) -> Confirmation:
    """Return a first word on a number as somebody would forge it."""
    entry = scene.house.shipped["hotlines"][code]
    row = confirmation_row(
        scene.house.commune,
        ("hotlines", code),
        KnownConfirmation(
            version=1,
            entry_hash=entry_hash("hotlines", entry),
            state=ConfirmationState.CONFIRMED,
            basis="x",
            checked_on=TODAY,
            by="",
            author=b"",
            told=0,
        ),
    )
    row.confirmation_id = object_id or row.confirmation_id
    return row


@pytest.mark.parametrize("forger", ["hung", "khanh", "quang", "tam"])
def test_a_word_forged_by_a_member_who_is_not_the_keeper_is_refused(
    scene: Scene, village: Id, forger: str
) -> None:
    scene.insider_writes(
        forger, sign(word_on(scene, "FIRE_114"), scene.hand(forger).keyring.signer)
    )
    is_refused(scene, NotEntitled)


@pytest.mark.parametrize("forger", ["hung", "quang"])
def test_a_village_forged_by_a_member_who_is_not_the_keeper_is_refused(
    scene: Scene, village: Id, forger: str
) -> None:
    row = proposed_village(scene.house.commune, new_id(), FALSE)
    scene.insider_writes(forger, sign(row, scene.hand(forger).keyring.signer))
    is_refused(scene, NotEntitled)


def test_a_second_object_for_one_entry_is_refused(scene: Scene, village: Id) -> None:
    binh = scene.hand("binh").keyring.signer
    scene.insider_writes("binh", sign(word_on(scene, "FIRE_114", new_id()), binh))
    is_refused(scene, NotEntitled)


def test_not_even_the_keeper_ends_a_village(scene: Scene, village: Id) -> None:
    with scene.house.database.read() as db:
        row = db.get(Village, (village, 1))
        assert row is not None
        db.expunge(row)
    scene.insider_ends("binh", row)
    with pytest.raises((NotEntitled, RowMissing)):
        look(scene.house)


def test_a_village_signed_by_another_root_is_refused(scene: Scene, village: Id) -> None:
    root = Signer(scene.house.commune, signatures.generate().private)
    row = proposed_village(scene.house.commune, new_id(), FALSE)
    scene.insider_writes("hung", sign(row, root))
    is_refused(scene, ForgedTip)


@pytest.mark.parametrize("state", [VillageState.USED, VillageState.PROPOSED])
def test_the_root_vouches_for_nothing(scene: Scene, village: Id, state: VillageState) -> None:
    root = signatures.generate()
    with scene.house.database.read() as db:
        roster = replace(scene.house.roster(db), root_public=root.public)
    row = proposed_village(scene.house.commune, new_id(), FALSE)
    row.state = state.value
    tip = sign(row, Signer(scene.house.commune, root.private)).tip
    stored = StoredTip(
        99, 0, tip.kind, tip.object_id, tip.version, None, tip.hash, tip.author, tip.signature
    )
    if state is VillageState.USED:
        with pytest.raises(NotEntitled):
            _vouched(roster, scene.house.verified, stored, row, row.statement())
    else:
        assert _vouched(roster, scene.house.verified, stored, row, row.statement()) == ""


def test_the_page_of_a_refused_row_says_so_and_shows_nothing(scene: Scene, village: Id) -> None:
    client = scene.commune.client("binh")
    assert client.get("/reference").status_code == 200
    scene.writer.change("villages", village_row(scene, village), name=FALSE)
    answer = client.get("/reference")
    assert answer.status_code == 500
    assert FALSE not in answer.get_data(as_text=True)
    assert mark(scene.commune, "POLICE_113") is None
