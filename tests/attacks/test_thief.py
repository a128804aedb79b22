"""P1: database, WAL, configuration and secrets together, without a password, tell nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from casework.accounts.passwords import PasswordChange, change_password
from casework.accounts.principals import SealedFormKeeper
from casework.cases.listing import list_cases
from casework.cases.service import NewPart, Opening, Saving, open_case, save_part, view_case
from casework.crypto import blob
from casework.crypto.errors import SealError, WrongKey
from casework.crypto.labels import Label
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.kernel.settings import LOG_KEY, PEPPER, read_secret
from casework.vault.bundles import Pepper, open_password_slot
from casework.vault.directory import DirectoryEntry
from casework.vault.models import Bundle, DirectoryRow, Record, Slot
from tests.attacks.canaries import files_below, find_canaries, spellings
from tests.attacks.scene import Scene
from tests.attacks.writer import DatabaseWriter, all_tables
from tests.factories.files import Note

NAME = "Y Hoàng Yến Vàng Ươm Mẫu"
ALIAS = "Chị Khướu Bạc Má Mẫu"
PHONE = "0000 717 171 mẫu"
VILLAGE = "Thôn Chích Chòe Lửa Mẫu"
LINE = "Lời kể mẫu: chim sẻ ngô bay qua cửa sổ"
REWRITTEN = "Lời kể mẫu viết lại: vành khuyên đậu mái hiên"
TYPED = "Chữ mẫu đang gõ dở: sáo sậu nhại tiếng"
PASSWORD = "rẽ quạt họng trắng đuôi dài mẫu"
CANARIES = (NAME, ALIAS, PHONE, VILLAGE, LINE, REWRITTEN, TYPED, PASSWORD)


def write_everything(scene: Scene) -> None:
    """Give every canary to the verb that takes such a text, and read it back."""
    hung, house = scene.hung, scene.house
    entry = DirectoryEntry(name=NAME, aliases=(ALIAS,), phones=(PHONE,), village=VILLAGE)
    for holders in ((), (hung.keyring.user,)):
        parts = [NewPart(kind, Note(f"{LINE} {NAME} {PHONE}")) for kind in SectionKind]
        case = open_case(house, hung, Opening(new_id(), parts, entry, holders))
        part = view_case(house, hung, case).parts[0]
        kind = next(
            d.kind for d in view_case(house, hung, case).doors if d.section_id == part.section_id
        )
        saving = Saving(kind, Note(REWRITTEN), part.record_id, part.version, entry)
        save_part(house, hung, case, saving)
    assert NAME in [line.entry.name for line in list_cases(house, hung).lines]
    SealedFormKeeper(house).seal(hung.keyring.user, new_id(), TYPED.encode())
    change = PasswordChange(scene.commune.password("hung"), PASSWORD)
    change_password(house, hung, change, device=None, ending=lambda _db: None)
    scene.sign_in("hung", PASSWORD)


def stolen(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield everything that a thief of the machine takes along, place by place."""
    yield from files_below(scene.commune.folder)
    url = make_url(scene.commune.url)
    if url.get_backend_name() == "sqlite" and url.database:
        path = Path(url.database)
        yield from ((str(p), p.read_bytes()) for p in sorted(path.parent.glob(f"{path.name}*")))
    for table in all_tables():
        yield table, dump(scene.writer, table)


def dump(writer: DatabaseWriter, table: str) -> bytes:
    """Return every value of a table, uncompressed and undivided."""
    values = (value for row in writer.rows(table) for value in row.values())
    return b"\0".join(v if isinstance(v, bytes) else str(v).encode() for v in values)


def test_not_one_byte_of_content_lies_anywhere(scene: Scene) -> None:
    write_everything(scene)
    places = list(stolen(scene))
    assert len(places) > len(all_tables())
    assert find_canaries(CANARIES, places) == []


@pytest.mark.parametrize("spelling", spellings(LINE))
def test_a_planted_text_is_found_in_every_spelling(tmp_path: Path, spelling: str) -> None:
    planted = b"\x07" * 5 + spellings(LINE)[spelling] + b"\x07" * 5
    (tmp_path / "casework.sqlite3-wal").write_bytes(planted)
    assert {hit.canary for hit in find_canaries(CANARIES, files_below(tmp_path))} == {LINE}


def test_a_text_planted_in_a_row_is_found(scene: Scene) -> None:
    row = scene.writer.rows("records")[0]
    scene.writer.change("records", row, blob=LINE.encode())
    assert {hit.canary for hit in find_canaries(CANARIES, stolen(scene))} == {LINE}


def slot_of(scene: Scene, username: str) -> Slot:
    """Return a user's slot as a thief has it."""
    row = scene.writer.row("bundle_slots", user_id=scene.hand(username).keyring.user)
    return Slot(**row)


def test_no_secret_of_the_server_opens_anything_that_is_sealed(scene: Scene) -> None:
    secrets = [read_secret(scene.house.settings.secrets_dir / name) for name in (PEPPER, LOG_KEY)]
    with scene.house.database.read() as db:
        rows = [
            row
            for model in (Slot, Bundle, Record, DirectoryRow)
            for row in db.scalars(select(model)).all()
        ]
        sealed = [(row.blob, row.aad()) for row in rows]  # type: ignore[attr-defined]  # each of the four has both
    assert len(sealed) > 20
    for content, aad in sealed:
        for secret in secrets:
            for label in Label:
                with pytest.raises(SealError):
                    blob.open_blob(secret, label, content, aad)


def test_the_right_password_without_the_pepper_opens_no_slot(scene: Scene) -> None:
    slot = slot_of(scene, "hung")
    other = Pepper(slot.pepper_id, bytes(32))
    with pytest.raises(WrongKey):
        open_password_slot(slot, scene.commune.password("hung"), other)


def test_the_pepper_without_the_password_opens_no_slot(scene: Scene) -> None:
    with pytest.raises(WrongKey):
        open_password_slot(slot_of(scene, "hung"), "", scene.house.pepper)
    assert open_password_slot(
        slot_of(scene, "hung"), scene.commune.password("hung"), scene.house.pepper
    )
