"""An entry gathers one event; its receipt, which alone opens content, comes from the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.errors import EntryMisused, ReceiptMissing
from casework.audit.events import Actor, Event, Ground, ObjectKind, Outcome, Tip
from casework.kernel.ids import Id

LEDGER_ONLY: Final = object()
"""Shown by the ledger when it makes a receipt; nobody else has a reason to import it."""


@dataclass(frozen=True)
class Receipt:
    """Proof, for the vault, that the event `index` naming these cases and sections is committed.

    Only the ledger makes receipts; anybody else gets EntryMisused.
    """

    index: int
    cases: frozenset[Id]
    sections: frozenset[Id]
    maker: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.maker is not LEDGER_ONLY:
            raise EntryMisused("receipts come from the ledger")


class Entry:
    """One event in the making; its methods raise EntryMisused after its end.

    `db` is the transaction in which the event will stand, `index` its place in the log, `at` its
    time.
    """

    def __init__(
        self,
        db: Session,
        index: int,
        at: datetime,
        actor: Actor,
        action: Action,
        outcome: Outcome = Outcome.ALLOWED,
    ) -> None:
        self.db = db
        self.index = index
        self.at = at
        self._actor = actor
        self._action = action
        self._outcome = outcome
        self._ground: Ground | None = None
        self._cases: dict[Id, None] = {}
        self._sections: dict[Id, None] = {}
        self._tips: list[Tip] = []
        self._is_open = True
        self._receipt: Receipt | None = None

    @property
    def tips(self) -> tuple[Tip, ...]:
        """The tips told so far, in order."""
        return tuple(self._tips)

    def lists(self, cases: Iterable[Id] = (), sections: Iterable[Id] = ()) -> None:
        """Name cases and sections that are opened or changed; naming one twice is once."""
        self._require_open()
        self._cases.update(dict.fromkeys(cases))
        self._sections.update(dict.fromkeys(sections))

    def tip(self, tip: Tip) -> None:
        """Tell a new version of an object; its case is named too.

        When the entry ends, Conflict is raised if that version is told already: somebody saved
        first; and Tampered if the version before it never was: the row is not from this log.
        """
        self._require_open()
        self._tips.append(tip)
        if tip.case_id is not None:
            self._cases[tip.case_id] = None

    def on_ground(self, ground: Ground) -> None:
        """Say what allows it; one event has one ground."""
        self._require_open()
        if self._ground is not None:
            raise EntryMisused("an event has one ground")
        self._ground = ground

    @property
    def receipt(self) -> Receipt:
        """What the vault asks for; raises ReceiptMissing before commit and anchor."""
        if self._receipt is None:
            raise ReceiptMissing
        return self._receipt

    @property
    def actor(self) -> Actor:
        """Who the event names: of a house's people only that it was one of them.

        What a hidden actor changes of their own keys names them: their session is left out of that
        event, or all that they do in it would be known as theirs.
        """
        hidden = self._actor.hidden is not None
        if hidden and any(tip.kind is not ObjectKind.MAIL for tip in self._tips):
            return replace(self._actor, session=None)
        return self._actor

    def end(self, commune: Id, era: int, session_seq: int) -> Event:
        """Take nothing more and return the event; for the ledger."""
        self._is_open = False
        return Event(
            commune=commune,
            era=era,
            index=self.index,
            at=self.at,
            actor=self.actor,
            session_seq=session_seq,
            action=self._action,
            outcome=self._outcome,
            ground=self._ground,
            cases=tuple(self._cases),
            sections=tuple(self._sections),
            tips=self.tips,
        )

    def confirm(self, maker: object) -> None:
        """Hand out the receipt, after commit and anchor; for the ledger."""
        self._receipt = Receipt(
            self.index, frozenset(self._cases), frozenset(self._sections), maker
        )

    def _require_open(self) -> None:
        if not self._is_open:
            raise EntryMisused("the entry has ended")
