"""P2 and P6: with every policy check out of the way, the keys themselves do not open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from casework.access import sharing
from casework.accounts.service import NewPerson, activate_unit
from casework.audit.actions import Action
from casework.audit.entries import Receipt
from casework.audit.events import ObjectKind
from casework.cases.codec import encode
from casework.cases.service import NewPart, Opening, Saving, open_case, save_part, view_case
from casework.crypto import blob, hpke
from casework.crypto.codewords import format_code
from casework.crypto.derivation import invitation_keys, unit_keys
from casework.crypto.errors import BrokenSeal, SealError, WrongKey
from casework.crypto.labels import Label
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.vault.desk import Hand, open_section
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import NoKey, NotEntitled, RowReplayed
from casework.vault.keyring import Keyring
from casework.vault.models import Founding, Grant
from casework.vault.sections import key_of
from casework.vault.survey import SectionRows
from casework.vault.versioned import sign
from tests.attacks.consents import give
from tests.attacks.scene import NOBODY, REWRITTEN, Scene
from tests.factories.files import Note

READERS = {
    UnitKind.POLICE: "hung",
    UnitKind.HEALTH: "mai",
    UnitKind.WOMENS_UNION: "ha",
    UnitKind.COORDINATION: "binh",
    UnitKind.LEADERSHIP: "dung",
    UnitKind.VILLAGE: "thut",
    UnitKind.OVERSIGHT: "tam",
    UnitKind.ADMINISTRATION: "quang",
}


def host(scene: Scene) -> Hand:
    """Found a house as the union's manager does, and return its host's hand."""
    nga, code = scene.hand("nga"), bytes(16)
    root = scene.writer.row("communes")["root_public"]
    house = Founding(
        commune_id=scene.house.commune,
        invitation_id=new_id(),
        unit_id=new_id(),
        unit_kind=UnitKind.SHELTER.value,
        unit_name="Nhà 2",
        invitation_public=invitation_keys(code, root).public,
        recovery_public=hpke.generate().public,
        expires_at=scene.commune.clock.now() + timedelta(days=1),
    )
    scene.insider_writes("nga", sign(house, nga.keyring.signer))
    person = NewPerson("lan", "Lan (mẫu)", "cau vong mau thu nghiem 71")
    activate_unit(scene.house, format_code(code), person, NOBODY)
    return Hand(NOBODY, scene.sign_in("nha2", person.password))


def reader_of(scene: Scene, kind: UnitKind) -> Hand:
    """Return the hand of somebody of this kind of unit."""
    return host(scene) if kind is UnitKind.SHELTER else scene.hand(READERS[kind])


def case_of_every_kind(scene: Scene, owner: Hand) -> dict[SectionKind, SectionRows]:
    """Open a case with one section of every kind; return their rows by kind."""
    parts = [NewPart(kind, Note(f"mẫu {kind}")) for kind in SectionKind]
    scene.case = open_case(scene.house, owner, Opening(new_id(), parts, DirectoryEntry()))
    return surveyed(scene)


def surveyed(scene: Scene) -> dict[SectionKind, SectionRows]:
    """Return the attacked case's sections by kind."""
    return {SectionKind(r.current.kind): r for r in scene.survey().sections.values()}


def receipt_for(scene: Scene, hand: Hand, rows: SectionRows) -> Receipt:
    """Return a true receipt that lists the section, asked for by nobody's leave."""
    with scene.house.ledger.entry(hand.actor, Action.CASE_VIEW) as entry:
        entry.lists(sections=[rows.current.section_id])
    return entry.receipt


def private_keys(keyring: Keyring) -> list[bytes]:
    """Return every private key with which this keyring could open something sealed to it."""
    units = [unit_keys(secret).agreement.private for secret in keyring.unit_secrets.values()]
    return [keyring.agreement, *units]


def symmetric_keys(keyring: Keyring) -> list[bytes]:
    """Return every 32 bytes that this keyring holds, whatever they are for."""
    directory = [unit_keys(secret).directory for secret in keyring.unit_secrets.values()]
    return [keyring.signing, *keyring.unit_secrets.values(), *directory, *private_keys(keyring)]


def nothing_opens(keyring: Keyring, rows: SectionRows) -> None:
    """Try everything that a keyring can do with a section's rows."""
    with pytest.raises(NoKey):
        key_of(keyring, rows)
    for grant in rows.grants:
        for private in private_keys(keyring):
            for info in (grant.info(), relabelled(grant, keyring.unit).info()):
                with pytest.raises(BrokenSeal):
                    hpke.open_sealed(private, grant.sealed, info)
        stolen = replace(rows, grants=[relabelled(grant, keyring.unit)])
        with pytest.raises(SealError):
            key_of(keyring, stolen)
    for record in rows.records:
        for key in symmetric_keys(keyring):
            with pytest.raises(WrongKey):
                blob.open_blob(key, Label.RECORD, record.blob, record.aad())


def relabelled(grant: Grant, receiver: Id) -> Grant:
    """Return the grant with another receiver's name on it."""
    return Grant(
        commune_id=grant.commune_id,
        grant_id=grant.grant_id,
        version=grant.version,
        case_id=grant.case_id,
        section_id=grant.section_id,
        section_epoch=grant.section_epoch,
        receiver_id=receiver,
        receiver_epoch=1,
        ground=grant.ground,
        ground_ref=grant.ground_ref,
        sealed=grant.sealed,
    )


@pytest.mark.parametrize("unit_kind", UnitKind)
def test_no_section_opens_without_a_grant_and_a_granted_one_does(
    scene: Scene, unit_kind: UnitKind
) -> None:
    owner = scene.hand("mai" if unit_kind is UnitKind.POLICE else "hung")
    reader = reader_of(scene, unit_kind)
    before = case_of_every_kind(scene, owner)
    for kind in SectionKind:
        receipt = receipt_for(scene, reader, before[kind])
        nothing_opens(reader.keyring, before[kind])
        with pytest.raises(NoKey):
            open_section(receipt, reader.keyring, before[kind])
    for kind in SectionKind:
        if sharing.may_be_granted(kind, unit_kind, sharing.CONSENT):
            give_to(scene, owner, kind, reader)
            rows = surveyed(scene)[kind]
            (opened,) = open_section(receipt_for(scene, reader, rows), reader.keyring, rows)
            assert opened.plaintext == encode(Note(f"mẫu {kind}"))


def give_to(scene: Scene, owner: Hand, kind: SectionKind, reader: Hand) -> None:
    """Hand the owner's section over on her consent."""
    give(scene.house, owner, scene.case, kind, reader.keyring.unit)


AGAINST_THE_TABLE = [
    (SectionKind.STAY, UnitKind.LEADERSHIP),
    (SectionKind.STAY, UnitKind.HEALTH),
    (SectionKind.CARE, UnitKind.LEADERSHIP),
    (SectionKind.COUNSELLING, UnitKind.HEALTH),
    (SectionKind.REPORTER, UnitKind.HEALTH),
    (SectionKind.INCIDENT, UnitKind.VILLAGE),
    (SectionKind.SAFETY, UnitKind.ADMINISTRATION),
]


@pytest.mark.parametrize(("kind", "unit_kind"), AGAINST_THE_TABLE)
def test_a_grant_against_the_table_is_refused_though_the_owner_signed_it(
    scene: Scene, kind: SectionKind, unit_kind: UnitKind
) -> None:
    case_of_every_kind(scene, scene.hung)
    give_to(scene, scene.hung, kind, reader_of(scene, unit_kind))
    scene.reading_is_refused(NotEntitled)


def test_a_grant_of_one_section_opens_no_other(scene: Scene) -> None:
    case_of_every_kind(scene, scene.hung)
    give_to(scene, scene.hung, SectionKind.SAFETY, scene.hand("mai"))
    after = surveyed(scene)
    mai = scene.hand("mai").keyring
    key = key_of(mai, after[SectionKind.SAFETY])
    for kind in set(SectionKind) - {SectionKind.SAFETY}:
        nothing_opens(mai, after[kind])
        for record in after[kind].records:
            with pytest.raises(WrongKey):
                blob.open_blob(key, Label.RECORD, record.blob, record.aad())


def test_content_is_not_opened_without_a_receipt_that_lists_it(scene: Scene) -> None:
    rows = case_of_every_kind(scene, scene.hung)
    receipt = receipt_for(scene, scene.hung, rows[SectionKind.SAFETY])
    with pytest.raises(NoKey):
        open_section(receipt, scene.hung.keyring, rows[SectionKind.INCIDENT])


@dataclass(frozen=True)
class Kept:
    """What a shut-out reader has kept: the section's key, and the grant that opened it."""

    key: bytes
    grant: Grant


def kept_by(scene: Scene, username: str) -> Kept:
    """Let a reader open the section and keep everything."""
    rows = scene.survey().sections[scene.section()]
    grant = rows.grant_to([scene.unit(username)])
    assert grant is not None
    return Kept(key_of(scene.hand(username).keyring, rows), grant)


def test_who_is_shut_out_is_shut_out_at_once(scene: Scene) -> None:
    scene.grant("mai")
    assert scene.texts(scene.case, "mai")
    scene.withdraw("mai")
    with pytest.raises(NotFound):
        scene.texts(scene.case, "mai")
    nothing_opens(scene.hand("mai").keyring, scene.survey().sections[scene.section()])


def test_nothing_written_from_then_on_opens_with_kept_keys(scene: Scene) -> None:
    scene.grant("mai")
    kept, mai = kept_by(scene, "mai"), scene.hand("mai").keyring
    scene.withdraw("mai")
    scene.rewrite()
    rows = scene.survey().sections[scene.section()]
    newest = rows.records[-1]
    assert newest.section_epoch == rows.current.epoch == 2
    with pytest.raises(WrongKey):
        blob.open_blob(kept.key, Label.RECORD, newest.blob, newest.aad())
    for grants in ([kept.grant], [relabelled(g, mai.unit) for g in rows.grants]):
        with pytest.raises((NoKey, SealError)):
            key_of(mai, replace(rows, grants=grants))
    nothing_opens(mai, rows)
    assert REWRITTEN in scene.texts(scene.case)


def test_a_kept_key_opens_the_copies_of_its_time_and_the_design_says_so(scene: Scene) -> None:
    scene.grant("mai")
    kept = kept_by(scene, "mai")
    scene.withdraw("mai")
    scene.rewrite()
    first = scene.survey().sections[scene.section()].records[0]
    assert blob.open_blob(kept.key, Label.RECORD, first.blob, first.aad())


def test_a_restored_grant_does_not_bring_the_reader_back(scene: Scene) -> None:
    row = scene.writer.row("grants", grant_id=scene.grant("mai"))
    scene.withdraw("mai")
    scene.writer.insert("grants", row)
    with pytest.raises(RowReplayed):
        scene.texts(scene.case, "mai")
    with pytest.raises(RowReplayed):
        scene.rewrite()  # and no new key is handed to it


def test_the_key_changes_before_the_next_write_and_its_mark_ends(scene: Scene) -> None:
    scene.grant("mai")
    scene.withdraw("mai")
    assert scene.survey().sections[scene.section()].rotation_due is not None
    scene.rewrite()
    survey = scene.survey()
    section = scene.section()
    assert survey.sections[section].rotation_due is None
    assert survey.versions[ObjectKind.ROTATION, section] == 2  # its tombstone
    new, old = scene.writer.newest_tip("section", section), scene.record().record_id
    assert new["idx"] == scene.writer.newest_tip("record", old)["idx"]


def test_a_second_withdrawal_changes_the_key_again(scene: Scene) -> None:
    for _ in range(2):
        scene.grant("mai")
        scene.withdraw("mai")
        save_note(scene)
    assert scene.epoch().epoch == 3


def save_note(scene: Scene) -> None:
    """Write one more note into the incident's section."""
    saving = Saving(SectionKind.INCIDENT, Note("mẫu thêm"), new_id(), 0)
    save_part(scene.house, scene.hung, scene.case, saving)


def test_a_colleague_who_is_not_named_opens_nothing_of_a_restricted_case(scene: Scene) -> None:
    parts = [NewPart(SectionKind.INCIDENT, Note("mẫu kín"))]
    opening = Opening(new_id(), parts, DirectoryEntry(), (scene.hung.keyring.user,))
    scene.case = open_case(scene.house, scene.hung, opening)
    assert view_case(scene.house, scene.hung, scene.case).parts
    nothing_opens(scene.hand("thanh").keyring, surveyed(scene)[SectionKind.INCIDENT])
