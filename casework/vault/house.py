"""What every service is handed: settings, clock, database, log and the verified roster."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from casework.audit.anchor import FileAnchor
from casework.audit.ledger import Ledger
from casework.audit.reading import count_tips
from casework.crypto.hashing import sha256
from casework.crypto.passwords import Argon2Params
from casework.crypto.signatures import Verified
from casework.database.engine import Database
from casework.database.migrate import require_current
from casework.kernel.clock import Clock
from casework.kernel.codes import Codes, load_codes
from casework.kernel.errors import BadSettings
from casework.kernel.ids import Id
from casework.kernel.settings import (
    LOG_HEAD,
    LOG_KEY,
    PEPPER,
    Settings,
    read_secret,
    require_secrets,
)
from casework.vault.bundles import Pepper
from casework.vault.chain import CREDENTIAL_KINDS, RosterBook
from casework.vault.line_memory import LineMemory
from casework.vault.lines import ListedCase
from casework.vault.memory import CaseMemory
from casework.vault.reference import KINDS as REFERENCE_KINDS
from casework.vault.reference_book import Places, ReferenceBook
from casework.vault.rosters import Roster, Stamp
from casework.vault.segments import Segments
from casework.vault.veil import HouseVeil

REMEMBERED_SIGNATURES = 200_000
"""About 10 MB of hashes: the signatures of some ten thousand open files."""
REMEMBERED_CASES = 64
"""What a desk works with in a day; some 40 kB each, sealed as they lie in the database."""
REMEMBERED_LISTS = 32
"""First pages of units and users; some 60 kB each, sealed as they lie in the database."""
SEALED_SEGMENTS = 32 * 2**20
"""Bytes of what units are searched by, in memory and sealed: some 150,000 files."""

_WATCHED = (*CREDENTIAL_KINDS, *REFERENCE_KINDS)


class _Standing:
    """The roster that goes with one state of the log; renewed by one thread at a time."""

    def __init__(self) -> None:
        self.newest: tuple[Stamp, Roster] | None = None
        self.renewal = threading.Lock()


@dataclass(frozen=True)
class House:
    """One running Casework of one commune."""

    settings: Settings
    clock: Clock
    database: Database
    ledger: Ledger
    shipped: Codes
    commune: Id
    pepper: Pepper
    verified: Verified = field(default_factory=lambda: Verified(REMEMBERED_SIGNATURES))
    lines: LineMemory[ListedCase] = field(default_factory=lambda: LineMemory(REMEMBERED_LISTS))
    segments: Segments = field(default_factory=lambda: Segments(SEALED_SEGMENTS))
    book: RosterBook = field(init=False)
    memory: CaseMemory = field(init=False)
    reference: ReferenceBook = field(init=False)
    _standing: _Standing = field(default_factory=_Standing)

    def __post_init__(self) -> None:
        """Start with empty books and no case judged; all share what was verified.

        From here on the log names nobody of a house.
        """
        object.__setattr__(self, "book", RosterBook(self.verified))
        object.__setattr__(self, "memory", CaseMemory(self.verified, REMEMBERED_CASES))
        object.__setattr__(self, "reference", ReferenceBook(self.shipped, self.verified))
        self.ledger.set_veil(HouseVeil(self.book))

    @property
    def argon2(self) -> Argon2Params:
        """What new password slots are derived with."""
        chosen = self.settings.passwords
        return Argon2Params(memory_kib=chosen.memory_kib, iterations=chosen.iterations)

    @property
    def codes(self) -> Codes:
        """The code lists, without the mark of doubt where somebody of the commune has checked."""
        return self.reference.codes

    @property
    def places(self) -> Places:
        """The villages of the commune."""
        return self.reference.places

    def roster(self, db: Session) -> Roster:
        """Return the verified credentials as the log has them now; a reader's stay what they are.

        The reference data keeps up with it: one question to the log for both, since every request
        asks it and neither changes but once in a while.
        """
        known: Roster | None = db.info.get(self._standing)
        if known is not None:
            return known
        found = self._renewed(db)
        if db.info["read_only"]:
            db.info[self._standing] = found
        return found

    def _renewed(self, db: Session) -> Roster:
        stamp = Stamp(*count_tips(db, _WATCHED))
        newest = self._standing.newest
        if newest is not None and newest[0] == stamp:
            return newest[1]
        with self._standing.renewal:
            roster = self.book.read(db)
            self.reference.keep_up(db, roster)
            self._standing.newest = stamp, roster
        return roster


def make_ledger(settings: Settings, database: Database, clock: Clock, commune: Id) -> Ledger:
    """Return the log of the instance, with its anchor beside the secrets."""
    anchor = FileAnchor(settings.secrets_dir / LOG_HEAD)
    key = read_secret(settings.secrets_dir / LOG_KEY)
    return Ledger(database, anchor, key, clock, commune)


def read_pepper(settings: Settings) -> Pepper:
    """Return the server's share of every password; its id is the beginning of its SHA-256."""
    secret = read_secret(settings.secrets_dir / PEPPER)
    return Pepper(sha256(secret)[:16], secret)


def open_house(settings: Settings, clock: Clock) -> House:
    """Open a founded instance; raises BadSettings, OldSchema, or what is wrong with its log."""
    house = assemble_house(settings, clock)
    house.ledger.require_sound()
    return house


def assemble_house(settings: Settings, clock: Clock) -> House:
    """Put a house together without asking its log, for whoever is about to verify it."""
    commune = settings.commune.id
    if commune is None:
        raise BadSettings("this instance has no commune yet: run `casework init`")
    require_secrets(settings)
    require_current(settings.database_url)
    database = Database(settings.database_url, commune)
    ledger = make_ledger(settings, database, clock, commune)
    return House(
        settings=settings,
        clock=clock,
        database=database,
        ledger=ledger,
        shipped=load_codes(settings.codes_dir),
        commune=commune,
        pepper=read_pepper(settings),
    )
