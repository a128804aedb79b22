"""Rows held against tips: nothing missing, nothing extra, nothing altered, nothing older."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from casework.audit.events import ObjectKind
from casework.audit.reading import StoredTip
from casework.crypto.hashing import sha256
from casework.kernel.ids import Id
from casework.vault.errors import RowAltered, RowMissing, RowReplayed, RowUnknown, TipMissing
from casework.vault.versioned import Bound, tombstone_statement


class Told(NamedTuple):
    """A tip that still counts, the row that it speaks of, and the statement that the row spells.

    No row stands for a tombstone: the statement is then that the object has ended.
    """

    tip: StoredTip
    row: Bound | None
    statement: bytes


class Comparison:
    """Matches rows to tips; whatever is left over on either side is a refusal."""

    def __init__(self, commune: Id, tips: Sequence[StoredTip], rows: Iterable[Bound]) -> None:
        self.commune = commune
        self.tips = tips
        self.newest: dict[tuple[ObjectKind, Id], StoredTip] = {}
        for tip in tips:
            known = self.newest.get((tip.kind, tip.object_id))
            if tip.version != (1 if known is None else known.version + 1):
                raise TipMissing
            self.newest[tip.kind, tip.object_id] = tip
        self.rows = {(row.tip_kind, row.tip_id, row.tip_version): row for row in rows}

    def told(self, kept: frozenset[ObjectKind]) -> list[Told]:
        """Return every tip that still counts with its row.

        ``kept`` are the kinds of which every version stays.
        """
        left = dict(self.rows)
        found: list[Told] = []
        for tip in self.tips:
            if tip.kind not in kept and self.newest[tip.kind, tip.object_id] is not tip:
                continue
            row = left.pop((tip.kind, tip.object_id, tip.version), None)
            found.append(self._checked(tip, row))
        if left:
            self._explain(left)
        return found

    def _checked(self, tip: StoredTip, row: Bound | None) -> Told:
        if row is not None:
            statement = row.statement()
            if sha256(statement) != tip.hash:
                raise RowAltered
            return Told(tip, row, statement)
        dead = tombstone_statement(self.commune, tip.kind, tip.object_id, tip.version)
        if sha256(dead) != tip.hash:
            older = any(k[:2] == (tip.kind, tip.object_id) for k in self.rows)
            raise RowReplayed if older and tip.version > 1 else RowMissing
        return Told(tip, None, dead)

    def _explain(self, left: dict[tuple[ObjectKind, Id, int], Bound]) -> None:
        kind, object_id, version = next(iter(left))
        tip = self.newest.get((kind, object_id))
        raise RowReplayed if tip is not None and tip.version > version else RowUnknown
