"""P4 and P7 in the mailbox: no letter is altered, moved, replayed, removed or forged unnoticed."""

from __future__ import annotations

import pytest

from casework.crypto import hpke, signatures
from casework.crypto.hashing import sha256
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import Id, new_id
from casework.vault import mailbox
from casework.vault.errors import (
    ForgedLetter,
    ForgedTip,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowUnknown,
)
from casework.vault.mailbox import LETTER_BYTES
from casework.vault.models import Mail
from casework.vault.models.mail import mail_id_of
from casework.vault.verification import verify_objects
from casework.vault.versioned import Signed, Signer, sign
from tests.attacks.scene import Scene
from tests.factories import letters
from tests.factories.houses import another_house
from tests.factories.letters import SAID


def written(scene: Scene, content: bytes = SAID) -> Id:
    """Let the union write to the host; return the letter's id."""
    nga, lan = scene.hand("nga"), scene.hand("lan")
    signed = letters.to_house(scene.house, nga, lan, content)
    letters.put(scene.house, nga, signed)
    return signed.tip.object_id


def the_host_is_refused(scene: Scene, error: type[CaseworkError]) -> None:
    """The host looks: refused for exactly this reason, and the letter is not in the refusal."""
    with pytest.raises(error) as caught:
        letters.read(scene.house, scene.hand("lan"))
    assert caught.type is error
    assert SAID.decode() not in f"{caught.value!r} {caught.value} {caught.value.message_vi}"


def faults(scene: Scene) -> set[tuple[str, str]]:
    with scene.house.database.read() as db:
        return {(fault.kind, fault.what) for fault in verify_objects(scene.house, db)}


def test_an_untouched_mailbox_is_read_and_sound(scene: Scene) -> None:
    written(scene)
    assert [letter.content for letter in letters.read(scene.house, scene.hand("lan"))] == [SAID]
    assert faults(scene) == set()


def test_an_altered_letter_is_refused(scene: Scene) -> None:
    row = scene.writer.row("mailbox", mail_id=written(scene))
    scene.writer.change("mailbox", row, sealed=bytes(len(row["sealed"])))
    the_host_is_refused(scene, RowAltered)
    assert faults(scene) == {("mail", "row-altered")}


def test_two_letters_that_changed_places_are_refused(scene: Scene) -> None:
    one, other = (
        scene.writer.row("mailbox", mail_id=written(scene, said)) for said in (b"mau 1", b"mau 2")
    )
    scene.writer.swap("mailbox", one, other, "sealed")
    the_host_is_refused(scene, RowAltered)


def test_a_letter_taken_out_before_its_day_is_missed(scene: Scene) -> None:
    scene.writer.delete("mailbox", mail_id=written(scene))
    the_host_is_refused(scene, RowMissing)
    assert faults(scene) == {("mail", "row-missing")}


def test_a_letter_put_in_a_second_time_is_refused(scene: Scene) -> None:
    row = scene.writer.row("mailbox", mail_id=written(scene))
    scene.writer.insert("mailbox", {**row, "mail_id": new_id()})
    the_host_is_refused(scene, RowUnknown)
    assert faults(scene) == {("mail", "row-unknown")}


def test_a_letter_that_takes_anothers_place_in_the_log_is_refused(scene: Scene) -> None:
    mail_id = written(scene)
    row = scene.writer.row("mailbox", mail_id=mail_id)
    scene.writer.change("mailbox", row, sealed=bytes(len(row["sealed"])))
    with scene.house.database.read() as db:
        changed = db.get(Mail, mail_id)
        assert changed is not None
        digest = sha256(changed.statement())
    tip = scene.writer.newest_tip("mail", mail_id)
    scene.writer.change("audit_tips", tip, hash=digest)
    the_host_is_refused(scene, ForgedTip)


def test_a_letter_under_another_key_than_its_id_is_refused(scene: Scene) -> None:
    mail_id, other = written(scene), signatures.generate()
    row = scene.writer.row("mailbox", mail_id=mail_id)
    scene.writer.change("mailbox", row, public=other.public)
    with scene.house.database.read() as db:
        changed = db.get(Mail, mail_id)
        assert changed is not None
        statement = changed.statement()
    tip = scene.writer.newest_tip("mail", mail_id)
    signature = signatures.sign(other.private, statement)
    scene.writer.change("audit_tips", tip, hash=sha256(statement), signature=signature)
    the_host_is_refused(scene, ForgedTip)


@pytest.mark.parametrize("author", ["hung", "mai", "binh", "quang"])
def test_a_letter_from_another_desk_is_refused(scene: Scene, author: str) -> None:
    insider = scene.hand(author)
    letters.put(scene.house, insider, letters.to_house(scene.house, insider, scene.hand("lan")))
    the_host_is_refused(scene, NotEntitled)


def test_a_letter_from_another_house_is_refused(scene: Scene) -> None:
    other = another_house(scene.commune)
    letters.put(scene.house, other, letters.to_house(scene.house, other, scene.hand("lan")))
    the_host_is_refused(scene, NotEntitled)


def test_a_letter_to_the_union_from_a_desk_that_is_no_house_is_refused(scene: Scene) -> None:
    insider, union = scene.hand("hung"), scene.unit("nga")
    roster = letters.roster_of(scene.house)
    letters.put(scene.house, insider, mailbox.letter(insider.keyring, roster, union, SAID))
    with pytest.raises(NotEntitled):
        letters.read(scene.house, scene.hand("nga"))


def resealed(scene: Scene, padded: bytes) -> Signed:
    """Seal bytes of one's own to the host, in a letter that the log knows."""
    once, lan = signatures.generate(), scene.hand("lan").keyring
    row = Mail(commune_id=scene.house.commune, mail_id=mail_id_of(once.public), public=once.public)
    public = lan.of_unit(1).agreement.public
    row.sealed = hpke.seal_to(public, padded, row.info(lan.unit, 1))
    return sign(row, Signer(row.mail_id, once.private))


def plaintext_of(scene: Scene, mail_id: Id) -> bytes:
    """Return what a house reads in its own letter."""
    lan = scene.hand("lan").keyring
    with scene.house.database.read() as db:
        row = db.get(Mail, mail_id)
        assert row is not None
        private = lan.of_unit(1).agreement.private
        return hpke.open_sealed(private, row.sealed, row.info(lan.unit, 1))


def test_the_words_of_one_letter_sealed_anew_in_another_are_refused(scene: Scene) -> None:
    words = plaintext_of(scene, written(scene))
    letters.put(scene.house, scene.hand("hung"), resealed(scene, words))
    the_host_is_refused(scene, ForgedLetter)


@pytest.mark.parametrize(
    "padded", [bytes(LETTER_BYTES), b"\xff" * LETTER_BYTES, b"", b"\0\0\0\5mau", bytes(9)]
)
def test_noise_sealed_to_a_house_is_refused(scene: Scene, padded: bytes) -> None:
    letters.put(scene.house, scene.hand("hung"), resealed(scene, padded))
    the_host_is_refused(scene, ForgedLetter)


def test_a_letter_in_anothers_name_is_refused(scene: Scene) -> None:
    words = plaintext_of(scene, written(scene))
    forged = words.replace(scene.hand("nga").keyring.user, scene.hand("ha").keyring.user)
    letters.put(scene.house, scene.hand("hung"), resealed(scene, forged))
    the_host_is_refused(scene, ForgedLetter)


def test_an_unsigned_letter_of_the_right_form_is_refused(scene: Scene) -> None:
    lan, nga = scene.hand("lan").keyring, scene.hand("nga").keyring
    roster = letters.roster_of(scene.house)
    genuine = mailbox.letter(nga, roster, lan.unit, SAID)
    forger = Signer(nga.user, bytes(32))
    object.__setattr__(nga, "signing", forger.seed)
    forged = mailbox.letter(nga, roster, lan.unit, SAID)
    assert genuine.tip.object_id != forged.tip.object_id
    letters.put(scene.house, scene.hand("hung"), forged)
    the_host_is_refused(scene, ForgedLetter)
