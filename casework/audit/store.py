"""The few statements by which the log is read and written: plain rows, in one transaction.

All of them expect the write lock to be held, but for `leaves_between`, whose rows never change.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from casework.audit.anchor import Anchored
from casework.audit.events import Event, ObjectKind, Tip
from casework.audit.heads import sign_head
from casework.audit.merkle import Tree, leaf_hash, tree_from_bytes
from casework.audit.models import EVENT_CASES, EVENTS, HEADS, TIPS
from casework.crypto.signatures import ReadySeed
from casework.database.prepared import Prepared
from casework.kernel.errors import LogForked
from casework.kernel.ids import Id

_OBJECTS_AT_ONCE = 500
"""How many ids one statement asks for; SQLite refuses too many parameters."""

# Built once: building a statement takes longer than running it.
_HEAD = select(HEADS.c.era, HEADS.c.size, HEADS.c.frontier, HEADS.c.root, HEADS.c.signature).where(
    HEADS.c.commune_id == bindparam("commune")
)
_LOCKED_HEAD, _STANDING_HEAD = Prepared(_HEAD.with_for_update()), Prepared(_HEAD)
_MOVE_HEAD = Prepared(
    update(HEADS).where(HEADS.c.commune_id == bindparam("commune")),
    ("era", "size", "frontier", "root", "signature"),
)
_EVENTS_BETWEEN = Prepared(
    select(EVENTS.c.idx, EVENTS.c.event)
    .where(
        EVENTS.c.commune_id == bindparam("commune"),
        EVENTS.c.idx >= bindparam("start"),
        EVENTS.c.idx < bindparam("stop"),
    )
    .order_by(EVENTS.c.idx)
)
_NEWEST_IN_SESSION = Prepared(
    select(func.max(EVENTS.c.session_seq)).where(
        EVENTS.c.commune_id == bindparam("commune"), EVENTS.c.session == bindparam("session")
    )
)
_INSERT_EVENT, _INSERT_CASE = Prepared(insert(EVENTS)), Prepared(insert(EVENT_CASES))
_INSERT_TIP = insert(TIPS)


def find_head(
    connection: Connection, commune: Id, *, lock: bool = True
) -> tuple[Anchored, bytes] | None:
    """Return the state that the head claims and its signature; None before the first event.

    The row is locked. Raises LogForked if the head contradicts itself; who signed is not asked.
    """
    row = (_LOCKED_HEAD if lock else _STANDING_HEAD).first(connection, commune=commune)
    if row is None:
        return None
    era, size, frontier, root, signature = row
    try:
        head = Anchored(era, tree_from_bytes(size, frontier))
    except ValueError as error:
        raise LogForked("the head's frontier does not fit its size") from error
    if head.root != root:
        raise LogForked("the head's root is not that of its frontier")
    return head, signature


def insert_head(connection: Connection, commune: Id, head: Anchored, key: ReadySeed) -> None:
    """Write the head of a log that begins."""
    values = _head_values(commune, head, key)
    connection.execute(insert(HEADS), {"commune_id": commune, **values})


def leaves_between(connection: Connection, commune: Id, start: int, stop: int) -> list[bytes]:
    """Return the leaf hashes of events start … stop-1, computed from the events themselves.

    Raises LogForked if one of them is missing.
    """
    if start == stop:
        return []
    rows = _EVENTS_BETWEEN.all(connection, commune=commune, start=start, stop=stop)
    if [index for index, _ in rows] != list(range(start, stop)):
        raise LogForked(f"events are missing between {start} and {stop}")
    return [leaf_hash(event) for _, event in rows]


def next_session_seq(connection: Connection, commune: Id, session: Id | None) -> int:
    """Return the number of the session's next event, from 1; 0 without a session."""
    if session is None:
        return 0
    found = _NEWEST_IN_SESSION.first(connection, commune=commune, session=session)
    return 1 if found is None or found[0] is None else int(found[0]) + 1


def newest_versions(
    connection: Connection, commune: Id, objects: Sequence[Id]
) -> dict[tuple[ObjectKind, Id], int]:
    """Return the newest logged version of each of these objects that has one."""
    kinds = list(ObjectKind)  # named, so that the index of kind, object and version answers
    found: dict[tuple[ObjectKind, Id], int] = {}
    for start in range(0, len(objects), _OBJECTS_AT_ONCE):
        rows = connection.execute(
            select(TIPS.c.kind, TIPS.c.object_id, func.max(TIPS.c.version))
            .where(
                TIPS.c.commune_id == commune,
                TIPS.c.kind.in_(kinds),
                TIPS.c.object_id.in_(objects[start : start + _OBJECTS_AT_ONCE]),
            )
            .group_by(TIPS.c.kind, TIPS.c.object_id)
        )
        found.update({(ObjectKind(kind), object_id): top for kind, object_id, top in rows})
    return found


def append(connection: Connection, event: Event, before: Tree, key: ReadySeed) -> Anchored:
    """Insert the event with its cases and tips, move and sign the head, return the new state."""
    data = event.to_bytes()
    leaf = leaf_hash(data)
    head = Anchored(event.era, before.extended([leaf]))
    place: dict[str, Any] = {"commune_id": event.commune, "idx": event.index}
    _INSERT_EVENT.run(
        connection,
        **place,
        event=data,
        leaf=leaf,
        at=event.at,
        actor=event.actor.user,
        unit=event.actor.unit,
        session=event.actor.session,
        session_seq=event.session_seq,
        action=event.action.value,
        outcome=event.outcome.value,
    )
    if event.cases:
        _INSERT_CASE.run_each(connection, [{**place, "case_id": case} for case in event.cases])
    if event.tips:
        connection.execute(_INSERT_TIP, list(_tip_rows(place, event.tips)))
    _MOVE_HEAD.run(connection, commune=event.commune, **_head_values(event.commune, head, key))
    return head


def _tip_rows(place: dict[str, Any], tips: Iterable[Tip]) -> Iterable[dict[str, Any]]:
    for position, tip in enumerate(tips):
        yield {
            **place,
            "position": position,
            "kind": tip.kind.value,
            "object_id": tip.object_id,
            "case_id": tip.case_id,
            "version": tip.version,
            "hash": tip.hash,
            "author": tip.author,
            "signature": tip.signature,
        }


def _head_values(commune: Id, head: Anchored, key: ReadySeed) -> dict[str, Any]:
    return {
        "era": head.era,
        "size": head.size,
        "frontier": head.tree.to_bytes(),
        "root": head.root,
        "signature": sign_head(key, commune, head),
    }
