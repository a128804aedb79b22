"""Letters between the union and its houses: found by whoever they are for, by nobody else."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.audit.actions import Action
from casework.crypto import hpke
from casework.crypto.errors import BrokenSeal
from casework.keeper import keep
from casework.kernel.ids import Id
from casework.oversight.verification import verify_everything
from casework.vault import mailbox
from casework.vault.desk import Hand
from casework.vault.errors import NoKey, NotEntitled
from casework.vault.mailbox import LETTER_BYTES, Letter, LetterTooLong
from casework.vault.models import Mail
from casework.vault.rosters import Roster
from casework.vault.versioned import Signed
from tests.factories import letters
from tests.factories.commune import TestCommune
from tests.factories.houses import another_house
from tests.factories.letters import SAID


def roster_of(commune: TestCommune) -> Roster:
    return letters.roster_of(commune.house)


def put(commune: TestCommune, writer: Hand, *signed: Signed) -> None:
    letters.put(commune.house, writer, *signed)


def read(commune: TestCommune, reader: Hand) -> list[Letter]:
    return letters.read(commune.house, reader)


def said(commune: TestCommune, reader: str) -> list[bytes]:
    return [letter.content for letter in read(commune, commune.hand(reader))]


def to_house(commune: TestCommune, content: bytes = SAID, writer: str = "nga") -> Signed:
    return letters.to_house(commune.house, commune.hand(writer), commune.hand("lan"), content)


def test_a_house_finds_what_the_union_wrote_to_it_and_who_of_the_union(
    commune: TestCommune,
) -> None:
    put(commune, commune.hand("nga"), to_house(commune))
    (letter,) = read(commune, commune.hand("lan"))
    assert (letter.content, letter.author.user) == (SAID, commune.hand("nga").keyring.user)
    assert letter.at == commune.clock.now()


def test_the_union_finds_what_a_house_wrote_to_it(commune: TestCommune) -> None:
    host, union = commune.hand("lan"), commune.hand("nga").keyring.unit
    put(commune, host, mailbox.letter(host.keyring, roster_of(commune), union, SAID))
    (letter,) = read(commune, commune.hand("ha"))
    assert (letter.content, letter.author.unit) == (SAID, host.keyring.unit)


@pytest.mark.parametrize("reader", ["nga", "hung", "mai", "binh", "quang"])
def test_a_letter_to_a_house_opens_for_nobody_else_whoever_asks(
    commune: TestCommune, reader: str
) -> None:
    put(commune, commune.hand("ha"), to_house(commune))
    assert said(commune, reader) == []


def test_another_house_cannot_open_the_letter_even_past_every_rule(commune: TestCommune) -> None:
    put(commune, commune.hand("nga"), to_house(commune))
    other = another_house(commune)
    assert read(commune, other) == []
    with commune.house.database.read() as db:
        row = db.get(Mail, to_id(commune))
        assert row is not None
        for private in (other.keyring.of_unit(1).agreement.private, other.keyring.agreement):
            for unit in (other.keyring.unit, commune.hand("lan").keyring.unit):
                with pytest.raises(BrokenSeal):
                    hpke.open_sealed(private, row.sealed, row.info(unit, 1))


def to_id(commune: TestCommune) -> Id:
    """Return the id of the one letter there is."""
    with commune.house.database.read() as db:
        (row,) = db.query(Mail).all()
        return row.mail_id


def test_every_letter_looks_the_same_whatever_it_says_and_to_whom(commune: TestCommune) -> None:
    nga, host, roster = commune.hand("nga"), commune.hand("lan"), roster_of(commune)
    written = [
        to_house(commune, b""),
        to_house(commune, SAID * 60),
        mailbox.letter(host.keyring, roster, nga.keyring.unit, SAID),
        mailbox.letter_to_nobody(nga.keyring, roster),
    ]
    rows = [letter.row for letter in written]
    assert {len(row.sealed) for row in rows if isinstance(row, Mail)} == {LETTER_BYTES + 48}
    assert all(letter.tip.author == letter.tip.object_id for letter in written)
    assert {letter.tip.case_id for letter in written} == {None}


def test_a_letter_to_nobody_is_opened_by_nobody(commune: TestCommune) -> None:
    nga = commune.hand("nga")
    put(commune, nga, mailbox.letter_to_nobody(nga.keyring, roster_of(commune)))
    assert [said(commune, reader) for reader in ("nga", "lan")] == [[], []]


def test_what_does_not_fit_is_refused_before_anything_is_written(commune: TestCommune) -> None:
    with pytest.raises(LetterTooLong) as refused:
        to_house(commune, bytes(LETTER_BYTES))
    assert refused.value.status == 400


def test_the_union_writes_to_houses_only(commune: TestCommune) -> None:
    keyring = commune.hand("nga").keyring
    police = commune.hand("hung").keyring.unit
    with pytest.raises(NotEntitled):
        mailbox.letter_to_house(keyring, roster_of(commune), police, SAID)


def test_letters_open_with_the_receipt_of_the_look_and_with_no_other(commune: TestCommune) -> None:
    put(commune, commune.hand("nga"), to_house(commune))
    house, host = commune.house, commune.hand("lan")
    with house.ledger.entry(host.actor, Action.MAIL_READ) as entry:
        box = mailbox.look_into(entry, house.roster(entry.db), house.verified)
    with house.ledger.entry(host.actor, Action.FORM_READ) as other:
        pass
    with pytest.raises(NoKey):
        mailbox.open_letters(other.receipt, host.keyring, box)
    assert len(mailbox.open_letters(entry.receipt, host.keyring, box)) == 1


def test_reading_removes_nothing(commune: TestCommune) -> None:
    put(commune, commune.hand("nga"), to_house(commune))
    assert said(commune, "lan") == said(commune, "lan") == [SAID]


def test_a_host_who_comes_later_reads_what_was_written_before(commune: TestCommune) -> None:
    put(commune, commune.hand("nga"), to_house(commune, b"mau 1"))
    put(commune, commune.hand("ha"), to_house(commune, b"mau 2", "ha"))
    assert said(commune, "lan") == [b"mau 1", b"mau 2"]


def test_ten_thousand_letters_are_tried_within_a_few_seconds(commune: TestCommune) -> None:
    nga, host = commune.hand("nga"), commune.hand("lan")
    row = to_house(commune).row
    assert isinstance(row, Mail)
    letter = mailbox.SealedLetter(row, 10**6, commune.clock.now())
    other = mailbox.letter_to_nobody(nga.keyring, roster_of(commune)).row
    assert isinstance(other, Mail)
    with commune.house.ledger.entry(host.actor, Action.MAIL_READ) as entry:
        noise = [mailbox.SealedLetter(other, 0, entry.at)] * 9_999
        box = mailbox.Mailbox(entry.index, roster_of(commune), [*noise, letter])
    began = time.perf_counter()
    assert len(mailbox.open_letters(entry.receipt, host.keyring, box)) == 1
    assert time.perf_counter() - began < 20


def test_letters_are_read_for_fourteen_days_and_dropped_by_whole_days_without_a_key(
    commune: TestCommune,
) -> None:
    put(commune, commune.hand("nga"), to_house(commune))
    for days, is_read, is_there in ((14, True, True), (1, False, True), (1, False, False)):
        commune.clock.advance(timedelta(days=days))
        keep(commune.house)
        assert (said(commune, "lan") == [SAID]) is is_read
        with commune.house.database.read() as db:
            assert (db.scalar(select(Mail.mail_id)) is not None) is is_there
        assert verify_everything(commune.house).sound


def test_a_letter_put_back_after_its_day_is_not_read_again(commune: TestCommune) -> None:
    put(commune, commune.hand("nga"), to_house(commune))
    commune.clock.advance(timedelta(days=15))
    assert said(commune, "lan") == []
