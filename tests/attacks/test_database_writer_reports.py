"""P1, P2, P4: a village's report is not read, altered, moved, hidden or forged unnoticed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.records import KinAnswer
from casework.cases.service import Saving, save_part, view_case
from casework.crypto import hpke
from casework.crypto.errors import BrokenSeal
from casework.kernel.errors import CaseworkError, Conflict, NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault import reports
from casework.vault.desk import Hand
from casework.vault.errors import (
    ForgedTip,
    NoKey,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowReplayed,
    RowUnknown,
)
from casework.vault.models import VillageReport
from casework.vault.reports import ReportState
from casework.vault.verification import verify_objects
from casework.vault.versioned import sign
from casework.village import service
from tests.attacks.canaries import files_below, find_canaries
from tests.attacks.scene import Scene
from tests.attacks.test_thief import stolen
from tests.attacks.writer import Row
from tests.factories.epochs import renew_unit
from tests.village.scene import WORDS, filed, sent, set_aside

TABLE = "village_reports"


@pytest.fixture
def report(scene: Scene) -> Id:
    """Let the village send one report to the police."""
    return sent(scene.commune)


def row_of(scene: Scene, report: Id) -> Row:
    return scene.writer.row(TABLE, report_id=report)


def stored(scene: Scene, report: Id) -> VillageReport:
    with scene.house.database.read() as db:
        row = db.get(VillageReport, report)
        assert row is not None
        db.expunge(row)
    return row


def is_refused(scene: Scene, report: Id, error: type[CaseworkError]) -> None:
    """The desk opens the report: refused for exactly this reason, and nothing of it is told."""
    with pytest.raises(error) as caught:
        service.read(scene.house, scene.hung, report)
    assert caught.type is error
    told = f"{caught.value!r} {caught.value} {caught.value.message_vi}"
    assert not [words for words in WORDS if words in told]


def faults(scene: Scene) -> set[tuple[str, str]]:
    with scene.house.database.read() as db:
        return {(fault.kind, fault.what) for fault in verify_objects(scene.house, db)}


def test_an_untouched_report_is_read_and_sound(scene: Scene, report: Id) -> None:
    seen = service.read(scene.house, scene.hung, report)
    assert seen.message is not None
    assert faults(scene) == set()


def test_a_thief_finds_no_word_of_it(scene: Scene, report: Id) -> None:
    service.read(scene.house, scene.hung, report)
    set_aside(scene.commune, report)
    filed(scene.commune, sent(scene.commune))
    assert find_canaries((*WORDS, "MAU-2026-000001 (mẫu)"), stolen(scene)) == []
    assert find_canaries(WORDS, files_below(scene.commune.folder)) == []


@pytest.mark.parametrize("username", ["thut", "ha", "mai", "binh", "dung"])
def test_no_other_desks_keys_open_it_and_not_its_senders(
    scene: Scene, report: Id, username: str
) -> None:
    row, keyring = stored(scene, report), scene.hand(username).keyring
    with pytest.raises(BrokenSeal):
        hpke.open_sealed(keyring.of_unit(1).agreement.private, row.sealed, row.info())


def test_a_receipt_for_another_report_opens_nothing(scene: Scene, report: Id) -> None:
    other, hung = sent(scene.commune), scene.hung
    with scene.house.ledger.entry(hung.actor, Action.VILLAGE_OPEN) as entry:
        entry.lists(sections=[other])
    with pytest.raises(NoKey):
        reports.open_report(entry.receipt, hung.keyring, stored(scene, report))


def test_a_desks_next_epoch_still_opens_and_ends_it(scene: Scene, report: Id) -> None:
    renewed = renew_unit(scene.house, scene.hand("thanh"))
    seen = service.read(scene.house, renewed, report)
    assert seen.message is not None
    case = service.make_file(scene.house, renewed, report, new_id())
    assert row_of(scene, report)["ending_epoch"] == 2
    ended = service.read(scene.house, renewed, report).ending
    assert ended is not None
    assert ended.case_id == case


def test_what_became_a_file_lies_in_no_report(scene: Scene, report: Id) -> None:
    filed(scene.commune, report)
    assert row_of(scene, report)["sealed"] == b""
    assert service.read(scene.house, scene.hung, report).message is None


def test_whom_the_file_excludes_reads_the_report_no_more(scene: Scene, report: Id) -> None:
    case = filed(scene.commune, report)
    hung = scene.hung.keyring.user
    answer = KinAnswer(answer="YES", members=(hung,))
    saving = Saving(SectionKind.EXCLUSIONS, answer, new_id(), 0)
    save_part(scene.house, scene.hand("thanh"), case, saving)
    assert service.read(scene.house, scene.hung, report).message is None
    with pytest.raises(NotFound):
        view_case(scene.house, scene.hung, case)


def test_an_altered_report_is_refused(scene: Scene, report: Id) -> None:
    row = row_of(scene, report)
    scene.writer.change(TABLE, row, sealed=bytes(len(row["sealed"])))
    is_refused(scene, report, RowAltered)
    with pytest.raises(RowAltered):
        service.waiting(scene.house, scene.hung)
    assert faults(scene) == {("report", "row-altered")}


@pytest.mark.parametrize("column", ["from_unit", "sent_at", "unit_epoch", "version"])
def test_its_open_columns_are_bound(scene: Scene, report: Id, column: str) -> None:
    row = row_of(scene, report)
    value = scene.unit("mai") if column == "from_unit" else row[column] + 1
    scene.writer.change(TABLE, row, **{column: value})
    is_refused(scene, report, RowAltered)


def test_two_reports_that_changed_places_are_refused(scene: Scene, report: Id) -> None:
    other = row_of(scene, sent(scene.commune))
    scene.writer.swap(TABLE, row_of(scene, report), other, "sealed")
    is_refused(scene, report, RowAltered)


def test_a_report_turned_to_another_desk_is_refused_there(scene: Scene, report: Id) -> None:
    scene.writer.change(TABLE, row_of(scene, report), unit_id=scene.unit("ha"))
    with pytest.raises(RowAltered):
        service.read(scene.house, scene.hand("ha"), report)


def test_a_report_that_was_taken_out_is_missed(scene: Scene, report: Id) -> None:
    scene.writer.delete(TABLE, report_id=report)
    is_refused(scene, report, RowMissing)
    for username in ("hung", "ha"):
        with pytest.raises(RowMissing):
            service.waiting(scene.house, scene.hand(username))
    assert faults(scene) == {("report", "row-missing")}


def test_a_report_called_ended_is_missed(scene: Scene, report: Id) -> None:
    scene.writer.change(TABLE, row_of(scene, report), state=ReportState.FILED.value)
    with pytest.raises(RowMissing):
        service.waiting(scene.house, scene.hung)
    is_refused(scene, report, RowAltered)


def test_a_report_put_in_a_second_time_is_refused(scene: Scene, report: Id) -> None:
    copy = new_id()
    scene.writer.insert(TABLE, {**row_of(scene, report), "report_id": copy})
    is_refused(scene, copy, RowUnknown)
    assert faults(scene) == {("report", "row-unknown")}


@pytest.mark.parametrize("end", [filed, set_aside])
def test_an_ended_report_put_back_is_refused(
    scene: Scene, report: Id, end: Callable[..., object]
) -> None:
    before = row_of(scene, report)
    end(scene.commune, report)
    scene.writer.replace(TABLE, row_of(scene, report), before)
    is_refused(scene, report, RowReplayed)
    assert ("report", "row-replayed") in faults(scene)


def test_a_report_whose_tip_was_made_to_agree_is_refused(scene: Scene, report: Id) -> None:
    row = row_of(scene, report)
    scene.writer.change(TABLE, row, sealed=bytes(len(row["sealed"])))
    scene.retell(VillageReport, ObjectKind.REPORT, report, report)
    is_refused(scene, report, ForgedTip)


def forged(scene: Scene, by: Hand, from_unit: Id) -> VillageReport:
    """Return a report that somebody seals to the police in the name of ``from_unit``."""
    with scene.house.database.read() as db:
        epoch = scene.house.roster(db).unit(scene.unit("hung")).current
    row = VillageReport(
        commune_id=scene.house.commune,
        report_id=new_id(),
        version=1,
        from_unit=from_unit,
        unit_id=scene.unit("hung"),
        unit_epoch=epoch.epoch,
        sent_at=scene.commune.clock.now(),
        state=ReportState.WAITING.value,
        sealed=b"",
        ending_epoch=0,
        ending=b"",
    )
    row.sealed = hpke.seal_to(epoch.agreement_public, bytes(4096), row.info())
    scene.insider_writes(_name_of(scene, by), sign(row, by.keyring.signer))
    return row


def _name_of(scene: Scene, hand: Hand) -> str:
    return next(name for name in ("mai", "thut", "hung") if scene.unit(name) == hand.keyring.unit)


@pytest.mark.parametrize("named", ["thut", "mai"])
def test_nobody_but_a_village_reports_and_only_in_its_own_name(scene: Scene, named: str) -> None:
    row = forged(scene, scene.hand("mai"), scene.unit(named))
    is_refused(scene, row.report_id, NotEntitled)


def test_no_desk_but_the_receiver_ends_a_report(scene: Scene, report: Id) -> None:
    mai, ended = scene.hand("mai"), stored(scene, report)
    ended.version, ended.state, ended.sealed = 2, ReportState.FILED.value, b""
    scene.insider_writes("mai", sign(ended, mai.keyring.signer))
    is_refused(scene, report, NotEntitled)


def test_a_desk_that_rewrites_what_the_village_said_is_refused(scene: Scene, report: Id) -> None:
    thanh, ended = scene.hand("thanh"), stored(scene, report)
    ended.version, ended.state = 2, ReportState.ASIDE.value
    public = thanh.keyring.of_unit(1).agreement.public
    ended.sealed = hpke.seal_to(public, bytes(4096), ended.info())
    scene.insider_writes("thanh", sign(ended, thanh.keyring.signer))
    is_refused(scene, report, RowAltered)


def test_a_desk_that_lets_a_report_wait_in_its_own_words_is_refused(
    scene: Scene, report: Id
) -> None:
    thanh, again = scene.hand("thanh"), stored(scene, report)
    again.version = 2
    scene.insider_writes("thanh", sign(again, thanh.keyring.signer))
    is_refused(scene, report, NotEntitled)


def test_the_log_takes_a_reports_end_once(scene: Scene, report: Id) -> None:
    row, thanh = stored(scene, report), scene.hand("thanh")
    with scene.house.database.read() as db:
        roster = scene.house.roster(db)
    stale = reports.end_report(thanh.keyring, roster, row, ReportState.FILED, b"{}")
    set_aside(scene.commune, report)
    with pytest.raises(Conflict):
        scene.insider_writes("thanh", stale)
    assert service.read(scene.house, scene.hung, report).state is ReportState.ASIDE


def test_no_unit_but_a_village_seals_a_report(scene: Scene) -> None:
    mai = scene.hand("mai")
    with scene.house.database.read() as db:
        roster = scene.house.roster(db)
    with pytest.raises(NotEntitled):
        reports.seal_report(
            mai.keyring, roster, new_id(), scene.unit("hung"), scene.commune.clock.now(), b"{}"
        )


@pytest.mark.parametrize("length", [0, 1, 4092, 4093, 9000])
def test_its_size_tells_its_length_in_buckets_only(scene: Scene, length: int) -> None:
    thut = scene.hand("thut")
    with scene.house.database.read() as db:
        roster = scene.house.roster(db)
    at = scene.commune.clock.now()
    signed = reports.seal_report(
        thut.keyring, roster, new_id(), scene.unit("hung"), at, b"a" * length
    )
    assert isinstance(signed.row, VillageReport)
    buckets = -(-(length + 4) // reports.BUCKET_BYTES)
    assert len(signed.row.sealed) == 48 + buckets * reports.BUCKET_BYTES
