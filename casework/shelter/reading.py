"""The stays of one case as the union sees them, opened with her own identity on the same page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.access.steps import JOINED, OPEN, ReferralState
from casework.audit.actions import Action
from casework.cases.files import CaseFile, Part, make_file
from casework.cases.findings import content_of, entry_of
from casework.cases.records import SafeContact, Survivor
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.shelter import rules, store
from casework.shelter.errors import NotJoined
from casework.shelter.host_records import AnswerKind
from casework.shelter.host_service import Answer, look_at_answers
from casework.shelter.records import BedState, BedStay, Stay
from casework.vault.agreements import Referral
from casework.vault.desk import Hand, read_case
from casework.vault.house import House
from casework.vault.looking import both, look_and_open
from casework.vault.survey import SectionRows, Survey

_OPENED = (SectionKind.IDENTITY, SectionKind.STAY)


@dataclass(frozen=True, repr=False)
class TakenStep:
    """One step of a stay, as it was written."""

    stay: Stay
    record_id: Id
    author: str
    written_at: datetime


@dataclass(frozen=True, repr=False)
class StayPage:
    """A case's stays: every step, oldest first, and who she is."""

    file: CaseFile
    steps: list[TakenStep]
    asked: list[Referral]
    """The referrals by which other desks wait for the union's answer."""
    said: list[Answer]
    """What the house has answered to the letter that announced her."""
    bed: BedStay | None = None
    """The last stay as the board has it."""

    @property
    def current(self) -> Stay | None:
        """The stay that has not ended, None if she is nowhere."""
        newest = self.newest
        return None if newest is None or newest.state is BedState.ENDED else newest

    @property
    def newest(self) -> Stay | None:
        """The last stay as it stands, ended or not."""
        return self.steps[-1].stay if self.steps else None

    @property
    def seen(self) -> Id | None:
        """The newest step, which whoever writes the next one has seen."""
        return self.steps[-1].record_id if self.steps else None

    @property
    def arrived_said_at(self) -> datetime | None:
        """When the house said that she is there, as far as nobody has written it down yet."""
        expected = self.current is not None and self.current.state is BedState.EXPECTED
        said = [a.at for a in self.said if a.kind is AnswerKind.ARRIVED]
        return said[0] if said and expected else None

    @property
    def call_wanted_at(self) -> datetime | None:
        """When the house asked to be called, unless a step was written since."""
        said = [answer.at for answer in self.said if answer.kind is AnswerKind.CALL_ME]
        later = self.current is not None and bool(said) and self.steps[-1].written_at <= said[-1]
        return said[-1] if later else None

    @property
    def is_released(self) -> bool:
        """Whether a colleague has freed the bed, and the file still says that she is there."""
        released = self.bed is not None and self.bed.state is BedState.RELEASED
        return released and self.current is not None

    @property
    def name(self) -> str:
        """Her name, as the union itself registered it."""
        return entry_of(content_of(self.file, Survivor), None).name

    @property
    def contact(self) -> SafeContact | None:
        """How she is reached safely."""
        return content_of(self.file, SafeContact)


def open_stays(house: House, hand: Hand, case_id: Id) -> StayPage:
    """Open the union's own identity and stay sections of a case; one event lists them together.

    Raises NotFound for a case that the hand does not work on, NotJoined for one of which the union
    keeps nothing of its own.
    """

    def choose(survey: Survey) -> list[SectionRows]:
        held = survey.joined_by(hand.keyring)
        own = [rows for rows in held if rows.current.owner_unit == hand.keyring.unit]
        if not own:
            raise NotJoined
        return [rows for rows in own if rows.current.kind in _OPENED]

    opened = read_case(house, hand, Action.SHELTER_VIEW, case_id, choose)
    file = make_file(opened, hand.keyring)
    steps, asked = steps_of(file), asked_of(file, hand.keyring.unit)
    newest = steps[-1].stay if steps else None
    board, answers = look_and_open(house, hand, Action.MAIL_READ, both(store.look, look_at_answers))
    bed = None if newest is None else rules.find_stay(board, newest.stay_id)
    return StayPage(file, steps, asked, said_of(answers, newest), bed)


def said_of(answers: Iterable[Answer], stay: Stay | None) -> list[Answer]:
    """Return the answers to a stay's own letter that its own house has signed."""
    if stay is None or stay.house_unit is None:
        return []
    return [a for a in answers if (a.letter, a.house_unit) == (stay.letter, stay.house_unit)]


def steps_of(file: CaseFile) -> list[TakenStep]:
    """Return every step of the file's stays, in the order of writing."""
    return list(_steps(file, file.of(Stay.schema)))


def _steps(file: CaseFile, parts: Iterable[Part]) -> Iterable[TakenStep]:
    for part in parts:
        if isinstance(part.content, Stay) and file.own(part):
            author = file.names.get(part.author, "")
            yield TakenStep(part.content, part.record_id, author, part.written_at)


def asked_of(file: CaseFile, unit: Id) -> list[Referral]:
    """Return the referrals to the unit whose senders still read its answers."""
    return [
        row
        for row in file.agreements.referrals.values()
        if row.to_unit == unit
        and row.answer_section is not None
        and ReferralState(row.state) in (*JOINED, *OPEN)
    ]
