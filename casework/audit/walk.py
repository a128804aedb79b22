"""A walk along the log believes no column: each leaf and each row is held against the event."""

import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Connection, Table, bindparam, func, or_, select, type_coerce

from casework.audit.actions import Action
from casework.audit.anchor import Anchored
from casework.audit.checkpoints import Checkpoint
from casework.audit.events import ANY_HOUSE, FORMAT, HIDDEN_FORMAT, event_from_bytes
from casework.audit.heads import require_signed
from casework.audit.merkle import Tree, leaf_hash
from casework.audit.models import EVENT_CASES, EVENTS, TIPS
from casework.audit.openings import opening_deed, opening_head, opening_middle
from casework.audit.store import find_head
from casework.crypto.encoding import to_int, unlp, unopt, unseq
from casework.crypto.errors import MalformedBytes
from casework.crypto.labels import Label
from casework.database.prepared import Prepared, Row
from casework.kernel.errors import LogForked
from casework.kernel.ids import ID_BYTES, Id

_LENGTH_OF_ID = struct.pack(">I", ID_BYTES)
_MOST_FAULTS = 100
"""A log wrong from end to end need not fill the memory to be called wrong."""


class What(StrEnum):
    """What can be wrong at a place of the log."""

    MISSING = "events are missing from here on"
    ALTERED = "the event is not the one that was hashed"
    MALFORMED = "the bytes are no event"
    COLUMNS = "the open columns say something else than the event"
    CASES = "the rows of cases say something else than the event"
    TIPS = "the rows of tips say something else than the event"
    SESSION = "the numbering of the session has a gap or a repetition"
    VERSIONS = "the versions of an object have a gap"
    BEYOND = "rows stand beyond the end of the log"
    HEAD = "the head does not fit the events, here or later"
    UNSIGNED = "the head is not signed by the log's key"
    SHORTER = "the log ends here, before its anchor or a checkpoint"
    ANCHOR = "the log is not the one that the anchor knows, here or later"
    NOTE = "the log is not the one of a signed checkpoint, here or later"
    FALSE_NOTE = "a checkpoint was not signed by this log's key"


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and at which event (0 for the first)."""

    index: int
    what: What

    def __str__(self) -> str:
        return f"event {self.index}: {self.what}"


@dataclass
class Walk:
    """One walk along the log, with what has to be remembered on the way."""

    connection: Connection
    commune: Id
    era: int = 1
    tree: Tree = field(default_factory=Tree)
    trees: dict[int, Tree] = field(default_factory=lambda: {0: Tree()})
    sessions: dict[Id, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    restores: list[tuple[int, int]] = field(default_factory=list)
    """Each era after the first, and the index of the event that began it."""
    is_broken: bool = False
    """True once events are missing: no root can be compared then."""

    def blame(self, index: int, what: What) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(index, what))

    def find_head(self, log_public: bytes) -> Anchored | None:
        """Return the head; blame it if it contradicts itself, is unsigned, or is gone."""
        with suppress(LogForked):
            found = find_head(self.connection, self.commune, lock=False)
            if found is not None:
                return self._signed(log_public, *found)
            if self.find_end() == 0:
                return None
        self.blame(0, What.HEAD)
        return None

    def _signed(self, log_public: bytes, head: Anchored, signature: bytes) -> Anchored:
        try:
            require_signed(log_public, self.commune, head, signature)
        except LogForked:
            self.blame(head.size, What.UNSIGNED)
        return head

    def find_end(self) -> int:
        """Return the index after the last event, for a log whose head cannot tell."""
        newest = self.connection.execute(
            select(func.max(EVENTS.c.idx)).where(EVENTS.c.commune_id == self.commune)
        ).scalar()
        return 0 if newest is None else int(newest) + 1

    def verify_chunk(self, start: int, stop: int, marks: set[int]) -> None:
        cases = self._rows_by_event(_CASES, start, stop)
        tips = self._rows_by_event(_TIPS, start, stop)
        leaves, expected = [], start
        for row in self._rows(_EVENTS, start, stop):
            index = row[0]
            if index != expected:
                self.blame(expected, What.MISSING)
                self.is_broken = True
            expected = index + 1
            try:
                leaves.append(self._verify_event(row, cases.get(index, []), tips.get(index, [])))
            except (MalformedBytes, ValueError, TypeError, struct.error):
                self.blame(index, What.MALFORMED)
                self.is_broken = True
        if expected != stop:
            self.blame(expected, What.MISSING)
            self.is_broken = True
        if not self.is_broken:
            self._extend(start, leaves, marks)

    def _verify_event(
        self, row: tuple[Any, ...], cases: list[tuple[Any, ...]], tips: list[tuple[Any, ...]]
    ) -> bytes:
        index, event, stored_leaf, at, actor, unit, session, number, action, outcome = row
        leaf = leaf_hash(event)
        if leaf != stored_leaf:
            self.blame(index, What.ALTERED)
        middle = opening_middle(index, at, actor, unit, session, number)
        rest = middle + opening_deed(action, outcome)
        form = HIDDEN_FORMAT if unit == ANY_HOUSE else FORMAT
        opening = opening_head(form, self.commune, self.era) + rest
        if action == Action.LOG_RESTORE:
            opening = self._begin_era(event, rest)
        if not event.startswith(opening):
            self.blame(index, What.COLUMNS)
            event_from_bytes(event)  # else it is not even an event
            return leaf
        _, _, told_cases, _, told_tips, _, *hidden = unseq(event[len(opening) :])
        if len(hidden) != form - FORMAT:
            raise MalformedBytes("another number of fields")
        if not _same_cases(told_cases, cases):
            self.blame(index, What.CASES)
        if (told_tips or tips) and not _same_tips(unseq(told_tips), tips):
            self.blame(index, What.TIPS)
        if session is not None:
            if number != self.sessions.get(session, 0) + 1:
                self.blame(index, What.SESSION)
            self.sessions[session] = number
        return leaf

    def _begin_era(self, event: bytes, rest: bytes) -> bytes:
        told = event_from_bytes(event)
        if told.era > self.era:
            self.era = told.era
            self.restores.append((told.era, told.index))
        return opening_head(FORMAT, self.commune, self.era) + rest

    def _extend(self, start: int, leaves: list[bytes], marks: set[int]) -> None:
        done = start
        for mark in sorted(mark for mark in marks if start < mark <= start + len(leaves)):
            self.tree = self.tree.extended(leaves[done - start : mark - start])
            self.trees[mark] = self.tree
            done = mark
        self.tree = self.tree.extended(leaves[done - start :])

    def verify_edges(self, size: int) -> None:
        """Look for rows outside the log, and for versions of objects that were left out."""
        for table in (EVENTS, EVENT_CASES, TIPS):
            beyond = self.connection.execute(
                select(func.min(table.c.idx)).where(
                    table.c.commune_id == self.commune, or_(table.c.idx >= size, table.c.idx < 0)
                )
            ).scalar()
            if beyond is not None:
                self.blame(beyond, What.BEYOND)
        gaps = self.connection.execute(
            select(func.max(TIPS.c.idx))
            .where(TIPS.c.commune_id == self.commune)
            .group_by(TIPS.c.kind, TIPS.c.object_id)
            .having(func.count() != func.max(TIPS.c.version))
            .limit(_MOST_FAULTS)
        )
        for (index,) in gaps:
            self.blame(index, What.VERSIONS)

    def compare(self, claim: Anchored, what: What) -> None:
        """Blame the first subtree in which the events differ from a claimed tree."""
        ours = self.tree if claim.size == self.tree.size else self.trees.get(claim.size)
        if ours is None:
            self.blame(self.tree.size, What.SHORTER)
        elif ours != claim.tree or claim.era != self.era:
            self.blame(_first_difference(ours, claim.tree), what)

    def compare_roots(self, claims: Iterable[Checkpoint]) -> None:
        """Blame the first event after the last checkpoint that agrees.

        What a signed restore gave up, checkpoints from before it cannot claim.
        """
        agreed = 0
        for claim in claims:
            if any(claim.era < era and claim.size > index for era, index in self.restores):
                continue
            ours = self.trees.get(claim.size)
            if ours is None:
                self.blame(self.tree.size, What.SHORTER)
            elif ours.root() != claim.root:
                self.blame(agreed, What.NOTE)
            else:
                agreed = claim.size

    def _rows_by_event(self, rows: Prepared, start: int, stop: int) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self._rows(rows, start, stop):
            found.setdefault(row[0], []).append(row)
        return found

    def _rows(self, rows: Prepared, start: int, stop: int) -> list[Row]:
        return rows.all(self.connection, commune=self.commune, start=start, stop=stop)


def _between(table: Table, columns: Iterable[Any]) -> Prepared:
    return Prepared(
        select(*columns)
        .where(
            table.c.commune_id == bindparam("commune"),
            table.c.idx >= bindparam("start"),
            table.c.idx < bindparam("stop"),
        )
        .order_by(*table.primary_key.columns)
    )


_EVENT_COLUMNS = (
    EVENTS.c.idx,
    EVENTS.c.event,
    EVENTS.c.leaf,
    type_coerce(EVENTS.c.at, BigInteger),
    EVENTS.c.actor,
    EVENTS.c.unit,
    EVENTS.c.session,
    EVENTS.c.session_seq,
    EVENTS.c.action,
    EVENTS.c.outcome,
)
_CASE_COLUMNS = (EVENT_CASES.c.idx, EVENT_CASES.c.case_id)
_TIP_COLUMNS = (
    TIPS.c.idx,
    TIPS.c.position,
    TIPS.c.kind,
    TIPS.c.object_id,
    TIPS.c.version,
    TIPS.c.case_id,
    TIPS.c.hash,
    TIPS.c.author,
    TIPS.c.signature,
)
_EVENTS, _CASES, _TIPS = (
    _between(EVENTS, _EVENT_COLUMNS),
    _between(EVENT_CASES, _CASE_COLUMNS),
    _between(TIPS, _TIP_COLUMNS),
)


def _same_cases(told: bytes, rows: list[Row]) -> bool:
    if len(rows) == 1:  # as most events have it
        only: Id = rows[0][1]
        return told == _LENGTH_OF_ID + only
    return sorted(unseq(told)) == [case for _, case in rows]


def _same_tips(told: list[bytes], rows: list[tuple[Any, ...]]) -> bool:
    return [_tip_row(position, tip) for position, tip in enumerate(told)] == [
        row[1:] for row in rows
    ]


def _tip_row(position: int, tip: bytes) -> tuple[Any, ...]:
    kind, object_id, version, case_id, digest, author, signature = unlp(Label.TIP, tip)
    numbers = to_int(version), unopt(case_id)
    return (position, kind.decode(), object_id, *numbers, digest, author, signature)


def _first_difference(ours: Tree, theirs: Tree) -> int:
    """Return where the first full subtree begins that is not the same in both."""
    start, size = 0, ours.size
    for our_part, their_part in zip(ours.frontier, theirs.frontier, strict=True):
        if our_part != their_part:
            break
        span = 1 << (size.bit_length() - 1)
        start, size = start + span, size - span
    return start
