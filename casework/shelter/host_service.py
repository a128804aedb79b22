"""What a house sees and says: its expected guests, "she is here", "call me"; nothing else.

The union's letters and the house's answers lie in the common mailbox (`casework.vault.mailbox`).
No event here names a case, and none tells which house it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.cases.codec import SealedRecord, decode, encode
from casework.kernel.clock import local_day
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.shelter.host_records import AnswerKind as AnswerKind  # told with an answer
from casework.shelter.host_records import Arrival, CalledOff, HostAnswer
from casework.vault import mailbox
from casework.vault.desk import Hand, Plan, write
from casework.vault.errors import NotEntitled
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.looking import Finding, Standpoint, look_and_open, then
from casework.vault.mailbox import Letter
from casework.vault.rosters import Roster
from casework.vault.versioned import Signed

_SHOWN_AFTER_ARRIVAL = timedelta(days=1)


@dataclass(frozen=True, repr=False)
class Expected:
    """One guest on a house's page, and what the house has answered so far."""

    letter: Id
    """The letter that announced her first; what has changed since goes by its id too."""
    arrival: Arrival
    written_at: datetime
    arrived_at: datetime | None = None
    called_at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What a house has said about one letter; ``house_unit`` is proven by its signature."""

    letter: Id
    house_unit: Id
    kind: AnswerKind
    at: datetime


def letter_of_arrival(
    keyring: Keyring, roster: Roster, house_unit: Id | None, arrival: SealedRecord
) -> Signed:
    """Return what the plan of a placement puts into the mailbox.

    A house without an account gets a letter that nobody can open: from the event and the mailbox
    nobody shall tell one house from another.  Raises LetterTooLong.
    """
    if house_unit is None:
        return mailbox.letter_to_nobody(keyring, roster)
    return mailbox.letter_to_house(keyring, roster, house_unit, encode(arrival))


def letter_of_calling_off(
    keyring: Keyring, roster: Roster, house_unit: Id | None, letter: Id
) -> Signed:
    """Return the letter by which a guest disappears from a house's page."""
    return letter_of_arrival(keyring, roster, house_unit, CalledOff(letter))


def expected_guests(house: House, hand: Hand) -> list[Expected]:
    """Return whom the hand's house expects, the next first.

    Who has come is shown for a day, and after an extension until the new last day.
    """
    letters, now = _read(house, hand, Action.HOST_VIEW), house.clock.now()
    shown = [guest for guest in _arranged(letters) if _is_shown(guest, now)]
    return sorted(shown, key=lambda g: (g.arrival.on or date.max, g.arrival.hour, g.written_at))


def _is_shown(guest: Expected, now: datetime) -> bool:
    if guest.arrived_at is None or guest.arrived_at > now - _SHOWN_AFTER_ARRIVAL:
        return True
    return guest.arrival.until is not None and guest.arrival.until >= local_day(now)


def _read(house: House, hand: Hand, action: Action) -> list[Letter]:
    return look_and_open(house, hand, action, _look_at_letters)


def _look_at_letters(here: Standpoint) -> Finding[list[Letter]]:
    vouching, keyring = here.vouching, here.keyring
    box = mailbox.find_letters(here.db, vouching.roster, vouching.verified, here.at)
    return Finding(
        lambda receipt: mailbox.open_letters(receipt, keyring, box),
        enter=box.enter,
    )


def _arranged(letters: Iterable[Letter]) -> list[Expected]:
    """Put answers beside their arrivals; what was replaced or called off is left out.

    She comes once; but a call is asked for anew when the union has written since.
    """
    guests: dict[Id, Expected] = {}
    came: dict[Id, datetime] = {}
    called: dict[Id, datetime] = {}
    for letter in letters:
        match decode(letter.content):
            case Arrival() as arrival:
                first = arrival.instead_of or letter.mail_id
                guests[first] = Expected(first, arrival, letter.at)
                called.pop(first, None)
            case CalledOff() as off:
                guests.pop(off.letter, None)
            case HostAnswer() as answer:
                said = came if answer.kind is AnswerKind.ARRIVED else called
                said.setdefault(answer.letter, letter.at)
    return [
        replace(
            guest,
            arrived_at=came.get(first, guest.arrival.arrived_at),
            called_at=called.get(first),
        )
        for first, guest in guests.items()
    ]


def answer(house: House, hand: Hand, letter: Id, kind: AnswerKind) -> None:
    """Tell the union, and the house itself, that she is here or that it wants a call.

    Said twice it is said once.  Raises NotFound for a letter that is not the house's.
    """
    guest = next((g for g in expected_guests(house, hand) if g.letter == letter), None)
    if guest is None:
        house.ledger.refuse(hand.actor, Action.HOST_ANSWER)
        raise NotFound
    said = {AnswerKind.ARRIVED: guest.arrived_at, AnswerKind.CALL_ME: guest.called_at}[kind]
    if said is not None:
        return
    content = encode(HostAnswer(letter, kind))

    def plan(_db: Session, roster: Roster) -> Plan:
        readers = [_union_of(roster, hand.keyring), hand.keyring.unit]
        return Plan(put=[mailbox.letter(hand.keyring, roster, to, content) for to in readers])

    write(house, hand, Action.HOST_ANSWER, plan)


def _union_of(roster: Roster, keyring: Keyring) -> Id:
    """Return the union that a house answers to: the one whose manager has founded it."""
    founder = roster.founder_of(keyring.unit)
    if founder is None or roster.unit(founder).kind is not UnitKind.WOMENS_UNION:
        raise NotEntitled
    return founder


def look_at_answers(here: Standpoint) -> Finding[list[Answer]]:
    """Find the letters of the mailbox; opened they are what the houses answered, oldest first.

    Whoever places compares ``house_unit`` with the house of the stay.
    """
    return then(_look_at_letters, _answers)(here)


def _answers(letters: Iterable[Letter]) -> list[Answer]:
    found = []
    for letter in letters:
        said = decode(letter.content)
        if isinstance(said, HostAnswer):
            found.append(Answer(said.letter, letter.author.unit, said.kind, letter.at))
    return found
