"""What the log has told of objects, as plain rows: their tips, and how far the log has come."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Result,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind, Tip
from casework.audit.models import EVENTS, TIPS
from casework.database.prepared import Prepared, Row
from casework.kernel.ids import Id


class StoredTip(NamedTuple):
    """A tip and its place in the log: event index, and position within the event."""

    index: int  # type: ignore[assignment]  # its place; nobody searches a tip as a tuple
    position: int
    kind: ObjectKind
    object_id: Id
    version: int
    case_id: Id | None
    hash: bytes
    author: Id
    signature: bytes

    @property
    def tip(self) -> Tip:
        """The tip as it was told."""
        return Tip(
            self.kind,
            self.object_id,
            self.version,
            self.case_id,
            self.hash,
            self.author,
            self.signature,
        )


_KINDS = {kind.value: kind for kind in ObjectKind}

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


# Built once: building a statement takes longer than running it.
_ALL_TIPS = select(*_TIP_COLUMNS).where(TIPS.c.commune_id == bindparam("commune"))
_OF_KINDS = TIPS.c.kind.in_(bindparam("kinds", expanding=True))
_OF_CASE = TIPS.c.case_id == bindparam("case")
_OF_KIND = TIPS.c.kind == bindparam("kind")
_OF_OBJECT = and_(_OF_KIND, TIPS.c.object_id == bindparam("object"))

_IN_ORDER = _ALL_TIPS.order_by(TIPS.c.idx, TIPS.c.position)
_TIPS_OF_CASE = Prepared(_IN_ORDER.where(_OF_CASE))
_TIPS_OF_KINDS = _IN_ORDER.where(_OF_KINDS)
_TIPS_OF_KIND = _IN_ORDER.where(_OF_KIND).execution_options(yield_per=1000)
# Found by kind and not by time: a commune has few of such tips in all its years, but many events.
_at_of_each = type_coerce(
    type_coerce(EVENTS.c.at, BigInteger) + literal_column("0"), EVENTS.c.at.type
)
_TIPS_SINCE = Prepared(
    select(*_TIP_COLUMNS, EVENTS.c.at)
    .join_from(
        TIPS, EVENTS, and_(EVENTS.c.commune_id == TIPS.c.commune_id, EVENTS.c.idx == TIPS.c.idx)
    )
    .where(
        TIPS.c.commune_id == bindparam("commune"),
        _OF_KIND,
        _at_of_each >= bindparam("since", type_=EVENTS.c.at.type),
    )
)
_TIPS_OF_OBJECT = Prepared(_IN_ORDER.where(_OF_OBJECT))
_LATEST_TIP = Prepared(_ALL_TIPS.where(_OF_OBJECT).order_by(TIPS.c.version.desc()).limit(1))
_AT_ONCE = 26
"""How many objects one statement asks for: a page of 25 lines, and whether there is another."""
_OBJECTS = tuple(f"object{place}" for place in range(_AT_ONCE))
_LATEST_TIPS = Prepared(
    _ALL_TIPS.where(
        _OF_KIND,
        TIPS.c.object_id.in_([bindparam(name, type_=TIPS.c.object_id.type) for name in _OBJECTS]),
    ).order_by(TIPS.c.version)
)
_LAST_INDEX = Prepared(
    select(func.max(TIPS.c.idx)).where(TIPS.c.commune_id == bindparam("commune"), _OF_CASE)
)
_HOW_MANY = select(func.count(), func.max(TIPS.c.idx)).where(
    TIPS.c.commune_id == bindparam("commune")
)


def tips_of_case(db: Session, case: Id) -> list[StoredTip]:
    """Return every tip of the case's objects, in the order of the log."""
    return read_tips(db.connection().dialect.name, rows_of_case(db, case))


def rows_of_case(db: Session, case: Id) -> list[Row]:
    """Return the rows of `tips_of_case` as the driver has them, for who compares first."""
    return _TIPS_OF_CASE.raw(db.connection(), commune=db.info["commune"], case=case)


def read_tips(dialect: str, rows: list[Row]) -> list[StoredTip]:
    """Return the tips of rows that `rows_of_case` returned from this kind of database."""
    return list(map(_stored_tip, _TIPS_OF_CASE.turned(dialect, rows)))


def tips_of_kinds(db: Session, kinds: Iterable[ObjectKind]) -> list[StoredTip]:
    """Return every tip of these kinds of object, in the order of the log."""
    return _tips(db, _TIPS_OF_KINDS, kinds=[kind.value for kind in kinds])


def tips_of_object(db: Session, kind: ObjectKind, object_id: Id) -> list[StoredTip]:
    """Return every tip of one object, oldest first."""
    return _told(db, _TIPS_OF_OBJECT, kind=kind.value, object=object_id)


def find_latest_tip(db: Session, kind: ObjectKind, object_id: Id) -> StoredTip | None:
    """Return the newest tip of one object, None if the log never heard of it."""
    found = _told(db, _LATEST_TIP, kind=kind.value, object=object_id)
    return found[0] if found else None


def latest_tips(db: Session, kind: ObjectKind, objects: Sequence[Id]) -> dict[Id, StoredTip]:
    """Return the newest tip of each of these objects of one kind that has one."""
    return newest_of(rows_of_objects(db, kind, objects))


def rows_of_objects(db: Session, kind: ObjectKind, objects: Sequence[Id]) -> list[Row]:
    """Return the rows of which `newest_of` makes tips, for who compares before reading them."""
    connection, commune = db.connection(), db.info["commune"]
    found: list[Row] = []
    for start in range(0, len(objects), _AT_ONCE):
        some = objects[start : start + _AT_ONCE]
        asked = dict(zip(_OBJECTS, chain(some, repeat(some[-1])), strict=False))
        found += _LATEST_TIPS.all(connection, commune=commune, kind=kind.value, **asked)
    return found


def newest_of(rows: Iterable[Row]) -> dict[Id, StoredTip]:
    """Return the newest tip of each object, of rows that `rows_of_objects` returned."""
    return {tip.object_id: tip for tip in map(_stored_tip, rows)}


def iterate_tips(db: Session, kind: ObjectKind) -> Iterator[StoredTip]:
    """Yield every tip of one kind in the order of the log, without holding them all."""
    return map(_stored_tip, _ask(db, _TIPS_OF_KIND, kind=kind.value))


def tips_since(db: Session, kind: ObjectKind, since: datetime) -> list[tuple[StoredTip, datetime]]:
    """Return every tip of one kind told at ``since`` or later and when, in the log's order."""
    commune = db.info["commune"]
    found = _TIPS_SINCE.all(db.connection(), commune=commune, kind=kind.value, since=since)
    return [(_stored_tip(row), row[-1]) for row in sorted(found, key=itemgetter(0, 1))]


def find_last_index(db: Session, case: Id) -> int | None:
    """Return the place of the newest event that changed the case, None if there is none."""
    found = _LAST_INDEX.first(db.connection(), commune=db.info["commune"], case=case)
    return None if found is None else found[0]


def count_tips(db: Session, kinds: Iterable[ObjectKind]) -> tuple[int, int]:
    """Return how many tips of these kinds there are, and the place of the newest, -1 for none."""
    counted = _count_of(tuple(kinds))
    ((count, last),) = counted.all(db.connection(), commune=db.info["commune"])
    return int(count), -1 if last is None else int(last)


@cache
def _count_of(kinds: tuple[ObjectKind, ...]) -> Prepared:
    # Spelled out, not bound: how many parameters a prepared statement has is settled.
    named: list[ColumnElement[str]] = [literal_column(f"'{kind.value}'") for kind in kinds]
    return Prepared(_HOW_MANY.where(TIPS.c.kind.in_(named)))


def times_of(db: Session, indexes: Iterable[int]) -> dict[int, datetime]:
    """Return when these events happened, by their place."""
    query = select(EVENTS.c.idx, EVENTS.c.at).where(
        EVENTS.c.commune_id == db.info["commune"], EVENTS.c.idx.in_(sorted(set(indexes)))
    )
    return {index: at for index, at in db.execute(query)}


def _ask(
    db: Session, query: Select[*tuple[Any, ...]], **wanted: object
) -> Result[*tuple[Any, ...]]:
    return db.connection().execute(query, {"commune": db.info["commune"], **wanted})


def _tips(db: Session, query: Select[*tuple[Any, ...]], **wanted: object) -> list[StoredTip]:
    return [_stored_tip(row) for row in _ask(db, query, **wanted)]


def _told(db: Session, query: Prepared, **wanted: object) -> list[StoredTip]:
    rows = query.all(db.connection(), commune=db.info["commune"], **wanted)
    return [_stored_tip(row) for row in rows]


def _stored_tip(row: Sequence[Any]) -> StoredTip:
    kind = _KINDS.get(row[2]) or ObjectKind(row[2])
    return StoredTip(row[0], row[1], kind, *row[3:9])
