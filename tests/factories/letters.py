"""Letters written and read as the rooms above do it, without their forms."""

from __future__ import annotations

from casework.audit.actions import Action
from casework.vault import mailbox
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.mailbox import Letter
from casework.vault.rosters import Roster
from casework.vault.versioned import Signed

SAID = b"mau: mot phu nu, hai tre em"


def roster_of(house: House) -> Roster:
    """Return who is who now."""
    with house.database.read() as db:
        return house.roster(db)


def put(house: House, writer: Hand, *letters: Signed) -> None:
    """Put letters into the mailbox as one event."""
    with house.ledger.entry(writer.actor, Action.SECTION_WRITE) as entry:
        for letter in letters:
            letter.write(entry)


def read(house: House, reader: Hand) -> list[Letter]:
    """Return the letters for the reader's unit, after an event."""
    with house.ledger.entry(reader.actor, Action.MAIL_READ) as entry:
        box = mailbox.look_into(entry, house.roster(entry.db), house.verified)
    return mailbox.open_letters(entry.receipt, reader.keyring, box)


def to_house(house: House, writer: Hand, host: Hand, content: bytes = SAID) -> Signed:
    """Return a letter of the union to a host's house."""
    return mailbox.letter_to_house(writer.keyring, roster_of(house), host.keyring.unit, content)
