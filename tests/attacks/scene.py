"""The scene of an attack: one file that is attacked, one beside it that must stay readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import pytest

from casework.accounts import service as accounts
from casework.audit.actions import Action
from casework.audit.events import Actor, ObjectKind
from casework.cases.files import CaseFile, Part
from casework.cases.listing import list_cases
from casework.cases.service import Saving, save_part, view_case
from casework.crypto.hashing import sha256
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.kernel.settings import load_settings
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House, open_house
from casework.vault.keyring import Keyring
from casework.vault.models import Grant, Record, SectionEpoch
from casework.vault.survey import Survey, survey_case
from casework.vault.versioned import Bound, Signed, remove
from tests.attacks.consents import give, withdraw
from tests.attacks.writer import DatabaseWriter
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, SURVIVOR, Note, opened_file

M = TypeVar("M", bound=Bound)

BESIDE = "Người mẫu ở hồ sơ bên cạnh"
BESIDE_LINE = "Dòng mẫu ở hồ sơ bên cạnh"
REWRITTEN = "Dòng mẫu đã viết lại"
NOBODY = Actor(None, None, None, None)


@dataclass
class Scene:
    """Police officer Hùng's two files, the attacker's hand on the database, and the onlookers."""

    commune: TestCommune
    writer: DatabaseWriter
    house: House
    case: Id
    beside: Id

    @property
    def hung(self) -> Hand:
        """The officer who leads both files."""
        return self.commune.hand("hung")

    def hand(self, username: str) -> Hand:
        """One of the cast, as after a sign-in."""
        return self.commune.hand(username)

    def unit(self, username: str) -> Id:
        """The unit of one of the cast."""
        return self.commune.hand(username).keyring.unit

    def texts(self, case: Id, reader: str = "hung") -> set[str]:
        """Return what a reader sees of a file's notes."""
        return notes(view_case(self.house, self.hand(reader), case))

    def part(self, line: str = LINE) -> Part:
        """Return the note of the attacked file that says this."""
        parts = view_case(self.house, self.hung, self.case).parts
        return next(part for part in parts if part.content == Note(line))

    def rewrite(self, entry: DirectoryEntry | None = None) -> None:
        """Save the incident's note once more, by its proper verb."""
        part = self.part()
        saving = Saving(
            SectionKind.INCIDENT, Note(REWRITTEN), part.record_id, part.version, entry=entry
        )
        save_part(self.house, self.hung, self.case, saving)

    def grant(self, receiver: str = "mai", kind: SectionKind = SectionKind.INCIDENT) -> Id:
        """Hand one section of the attacked file to another desk; returns the grant's id."""
        return give(self.house, self.hung, self.case, kind, self.unit(receiver))

    def withdraw(self, receiver: str = "mai", kind: SectionKind = SectionKind.INCIDENT) -> None:
        """Take that grant back."""
        withdraw(self.house, self.hung, self.case, kind, self.unit(receiver))

    def survey(self, case: Id | None = None) -> Survey:
        """Return a file as the vault surveys it."""
        with self.house.database.read() as db:
            roster = self.house.roster(db)
            return survey_case(
                db, roster, self.house.verified, case or self.case, self.commune.clock.now()
            )

    def section(self, kind: SectionKind = SectionKind.INCIDENT, case: Id | None = None) -> Id:
        """Return the id of the police's section of a kind."""
        return self.epoch(kind, case).section_id

    def epoch(
        self, kind: SectionKind = SectionKind.INCIDENT, case: Id | None = None
    ) -> SectionEpoch:
        """Return the newest epoch of the police's section of a kind."""
        rows = self.survey(case).owned_by(self.unit("hung"), kind)
        assert rows is not None
        return rows.current

    def own_grant(self) -> Grant:
        """Return the grant by which the police hold their own incident section."""
        grant = self.survey().sections[self.section()].grant_to([self.unit("hung")])
        assert grant is not None
        return grant

    def record(self, case: Id | None = None, kind: SectionKind = SectionKind.INCIDENT) -> Record:
        """Return the newest record of the police's section of a kind."""
        return self.survey(case).sections[self.section(kind, case)].records[-1]

    def insider_writes(self, username: str, *signed: Signed) -> None:
        """Put rows and a well-formed event into the log, as somebody with a member's keys can."""
        hand = self.hand(username)
        with self.house.ledger.entry(hand.actor, Action.SECTION_WRITE) as entry:
            for one in signed:
                one.write(entry)

    def insider_ends(self, username: str, row: Bound) -> None:
        """End an object with a tombstone that a member has signed."""
        hand = self.hand(username)
        with self.house.ledger.entry(hand.actor, Action.SECTION_WRITE) as entry:
            remove(entry, entry.db.merge(row), hand.keyring.signer)

    def retell(self, model: type[M], kind: ObjectKind, object_id: Id, key: object) -> None:
        """Make the newest tip of an edited row agree with it, but for the signature."""
        with self.house.database.read() as db:
            row = db.get(model, key)
            assert row is not None
            digest = sha256(row.statement())
        self.writer.change("audit_tips", self.writer.newest_tip(kind, object_id), hash=digest)

    def restart(self) -> None:
        """Start the server anew: nothing is remembered of rosters and signatures."""
        self.house.database.close()
        settings = load_settings(self.commune.folder, self.commune.env)
        self.house = open_house(settings, self.commune.clock)

    def sign_in(self, username: str = "hung", password: str | None = None) -> Keyring:
        """Sign in by password, as the sign-in page does."""
        signed_in = accounts.sign_in(
            self.house,
            username,
            password or self.commune.password(username),
            device=None,
            actor=NOBODY,
        )
        return signed_in.keyring

    def reading_is_refused(self, error: type[CaseworkError], case: Id | None = None) -> None:
        """Look at the file: refused for exactly this reason; the one beside it still opens."""
        with pytest.raises(error) as caught:
            view_case(self.house, self.hung, case or self.case)
        assert caught.type is error
        _says_nothing(caught.value)
        assert self.texts(self.beside) == {BESIDE, BESIDE_LINE}

    def listing_is_refused(self, error: type[CaseworkError], reader: str = "hung") -> None:
        """Look at the list: refused for exactly this reason; another desk's list still shows."""
        with pytest.raises(error) as caught:
            list_cases(self.house, self.hand(reader))
        assert caught.type is error
        _says_nothing(caught.value)
        assert list_cases(self.house, self.hand("ha")).lines == []

    def sign_in_is_refused(self, error: type[CaseworkError], username: str = "hung") -> None:
        """Sign in with the right password: refused for this reason; a colleague gets in."""
        with pytest.raises(error) as caught:
            self.sign_in(username)
        assert caught.type is error
        _says_nothing(caught.value)
        assert self.sign_in("mai").user == self.hand("mai").keyring.user

    def everybody_is_refused(self, error: type[CaseworkError]) -> None:
        """After a new start nobody is believed to be anybody: no reading, no signing in."""
        self.restart()
        for look in (lambda: self.texts(self.case), lambda: self.sign_in("hung")):
            with pytest.raises(error) as caught:
                look()
            assert caught.type is error
            _says_nothing(caught.value)


def notes(file: CaseFile) -> set[str]:
    """Return the texts of a file's notes."""
    return {part.content.text for part in file.parts if isinstance(part.content, Note)}


def _says_nothing(error: CaseworkError) -> None:
    told = f"{error!r} {error} {error.message_vi} {error.what_to_do_vi}"
    assert not any(text in told for text in (LINE, SURVIVOR, REWRITTEN, BESIDE, BESIDE_LINE))


def make_scene(commune: TestCommune) -> Scene:
    """Open the two files and let the attacker in."""
    house = commune.house
    case = opened_file(house, commune.hand("hung"))
    beside = opened_file(house, commune.hand("hung"), name=BESIDE, line=BESIDE_LINE)
    return Scene(commune, DatabaseWriter(commune.url, house.commune), house, case, beside)
