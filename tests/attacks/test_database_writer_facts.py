"""P4, facts: what is settled is whole or refused, and what opens was told by a member."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.records import Survivor
from casework.cases.service import Saving, save_part, view_case
from casework.crypto import hpke, signatures
from casework.crypto.encoding import seq
from casework.crypto.errors import BrokenSeal
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.vault import facts
from casework.vault.errors import ForgedTip, RowAltered, RowMissing, RowReplayed, RowUnknown
from casework.vault.models import FactBook, PendingFact
from casework.vault.verification import verify_objects
from casework.vault.versioned import Signer, sign
from tests.attacks.scene import Scene

NIGHT = timedelta(days=1)


@pytest.fixture
def settled(scene: Scene) -> Scene:
    """Let a night pass, so that both files are among the settled facts."""
    facts.settle(scene.house)
    scene.commune.clock.advance(NIGHT)
    assert facts.settle(scene.house)
    assert len(scene.writer.rows("facts")) == 2
    return scene


def correct(scene: Scene) -> None:
    """Tell the attacked file's fact anew."""
    seen = view_case(scene.house, scene.hung, scene.case)
    saving = Saving(SectionKind.IDENTITY, Survivor(sex="FEMALE"), new_id(), 0, seen=seen)
    save_part(scene.house, scene.hung, scene.case, saving)


def is_refused(scene: Scene, error: type[CaseworkError]) -> None:
    """No report is made, no night goes over it, and the full verification says so."""
    for deed in (lambda: facts.read_facts(scene.house, scene.hand("binh")), _night(scene)):
        with pytest.raises(error) as caught:
            deed()
        assert caught.type is error
    with scene.house.database.read() as db:
        found = [fault for fault in verify_objects(scene.house, db) if fault.kind == "fact"]
    assert error.code in {fault.what for fault in found}


def _night(scene: Scene) -> Callable[[], object]:
    def pass_it() -> object:
        if not scene.writer.rows("facts_pending"):
            correct(scene)
        scene.commune.clock.advance(NIGHT)
        return facts.settle(scene.house)

    return pass_it


def test_a_settled_fact_that_was_taken_out_is_missed(settled: Scene) -> None:
    settled.writer.delete("facts", fact_id=settled.writer.rows("facts")[0]["fact_id"])
    is_refused(settled, RowMissing)


def test_a_settled_fact_that_was_altered_is_refused(settled: Scene) -> None:
    row = settled.writer.rows("facts")[0]
    settled.writer.change("facts", row, sealed=bytes(len(row["sealed"])))
    is_refused(settled, RowAltered)


def test_settled_facts_that_changed_places_are_refused(settled: Scene) -> None:
    one, other = settled.writer.rows("facts")
    settled.writer.swap("facts", one, other, "sealed")
    is_refused(settled, RowAltered)


def test_a_fact_slipped_in_among_the_settled_is_refused(settled: Scene) -> None:
    row = settled.writer.rows("facts")[0]
    settled.writer.insert("facts", {**row, "fact_id": new_id()})
    is_refused(settled, RowAltered)


def test_a_settled_fact_of_an_earlier_night_is_refused(settled: Scene) -> None:
    before = settled.writer.rows("facts")
    _night(settled)()
    now = {row["fact_id"]: row for row in settled.writer.rows("facts")}
    old = next(row for row in before if now[row["fact_id"]] != row)
    settled.writer.replace("facts", now[old["fact_id"]], old)
    is_refused(settled, RowAltered)


def test_a_book_of_an_earlier_night_with_its_facts_is_refused(settled: Scene) -> None:
    before = settled.writer.snapshot("facts", "fact_books")
    _night(settled)()
    settled.writer.restore(before)
    is_refused(settled, RowReplayed)


def test_a_book_that_was_taken_out_is_missed(settled: Scene) -> None:
    settled.writer.delete("fact_books")
    with pytest.raises(RowMissing):
        facts.settle(settled.house)
    with pytest.raises(RowMissing):
        facts.read_facts(settled.house, settled.hand("binh"))


def test_a_book_edited_to_fit_fewer_facts_is_refused(settled: Scene) -> None:
    row = settled.writer.rows("facts")[0]
    settled.writer.delete("facts", fact_id=row["fact_id"])
    settled.writer.change("fact_books", settled.writer.row("fact_books"), count=1)
    is_refused(settled, RowAltered)


def test_a_book_edited_together_with_its_tip_is_refused(settled: Scene) -> None:
    commune = settled.house.commune
    settled.writer.change("fact_books", settled.writer.row("fact_books"), count=1)
    settled.retell(FactBook, ObjectKind.FACT, commune, commune)
    with pytest.raises(ForgedTip):
        facts.read_facts(settled.house, settled.hand("binh"))


def test_a_book_that_a_member_signed_is_refused(settled: Scene) -> None:
    row = settled.writer.rows("facts")[0]
    settled.writer.delete("facts", fact_id=row["fact_id"])
    known = settled.writer.row("fact_books")
    book = FactBook(
        commune_id=settled.house.commune,
        version=known["version"] + 1,
        count=1,
        root=bytes(32),
        settled_at=settled.commune.clock.now(),
    )
    settled.insider_writes("hung", sign(book, settled.hung.keyring.signer))
    is_refused(settled, ForgedTip)


def test_facts_from_before_the_first_book_are_refused(scene: Scene) -> None:
    row = scene.writer.rows("facts_pending")[0]
    scene.writer.insert("facts", row)
    with pytest.raises(RowUnknown):
        facts.settle(scene.house)


def forged(scene: Scene, signer: Signer) -> PendingFact:
    """Return a fact that opens to coordination; anybody can seal to a public key."""
    with scene.house.database.read() as db:
        unit = scene.house.roster(db).find_first(UnitKind.COORDINATION)
    assert unit is not None
    row = PendingFact(
        commune_id=scene.house.commune,
        fact_id=new_id(),
        unit_id=unit.unit,
        unit_epoch=1,
        sealed=b"",
    )
    body = b'{"body":{},"schema":"case-fact","version":1}'
    signature = signer.sign(facts._statement(row, signer.author, body))
    plain = seq((signer.author, body, signature))
    padded = (len(plain).to_bytes(4, "big") + plain).ljust(facts.PLAIN_BYTES, b"\0")
    row.sealed = hpke.seal_to(unit.current.agreement_public, padded, row.info())
    return row


def insert(scene: Scene, row: PendingFact) -> None:
    """Put a fact where today's facts wait."""
    names = ("commune_id", "fact_id", "unit_id", "unit_epoch", "sealed")
    scene.writer.insert("facts_pending", {name: getattr(row, name) for name in names})


def test_a_fact_that_a_stranger_told_is_refused(scene: Scene) -> None:
    insert(scene, forged(scene, Signer(new_id(), signatures.generate().private)))
    with pytest.raises(facts.ForgedFact):
        facts.read_facts(scene.house, scene.hand("binh"))


def test_a_fact_told_in_a_members_name_is_refused(scene: Scene) -> None:
    insert(scene, forged(scene, Signer(scene.hung.keyring.user, signatures.generate().private)))
    with pytest.raises(facts.ForgedFact):
        facts.read_facts(scene.house, scene.hand("binh"))


def test_a_fact_under_another_id_does_not_open(scene: Scene) -> None:
    row = scene.writer.rows("facts_pending")[0]
    scene.writer.insert("facts_pending", {**row, "fact_id": new_id()})
    with pytest.raises(BrokenSeal):
        facts.read_facts(scene.house, scene.hand("binh"))


def test_reading_facts_is_told_to_the_log_first(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    monkeypatch.setattr(facts, "open_fact", lambda *_: opened.append(1))
    scene.house.ledger.halt("test")
    with pytest.raises(CaseworkError):
        facts.read_facts(scene.house, scene.hand("binh"))
    assert opened == []
    scene.house.ledger.resume()
    facts.read_facts(scene.house, scene.hand("binh"))
    assert Action.REPORT_VIEW.value in {row["action"] for row in scene.writer.rows("audit_events")}
