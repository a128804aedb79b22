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
from casework.kernel.errors import LogForked
from casework.kernel.ids import Id

_OBJECTS_AT_ONCE = 500
"""How many ids one statement asks for; SQLite refuses too many parameters."""

# Built once: building a statement takes longer than running it.
_HEAD = select(HEADS.c.era, HEADS.c.size, HEADS.c.frontier, HEADS.c.root, HEADS.c.signature).where(
    HEADS.c.commune_id == bindparam("commune")
)
_LOCKED_HEAD = _HEAD.with_for_update()
_MOVE_HEAD = update(HEADS).where(HEADS.c.commune_id == bindparam("commune"))
_EVENTS_BETWEEN = (
    select(EVENTS.c.idx, EVENTS.c.event)
    .where(
        EVENTS.c.commune_id == bindparam("commune"),
        EVENTS.c.idx >= bindparam("start"),
        EVENTS.c.idx < bindparam("stop"),
    )
    .order_by(EVENTS.c.idx)
)
_NEWEST_IN_SESSION = select(func.max(EVENTS.c.session_seq)).where(
    EVENTS.c.commune_id == bindparam("commune"), EVENTS.c.session == bindparam("session")
)
_INSERT_EVENT, _INSERT_CASE, _INSERT_TIP = insert(EVENTS), insert(EVENT_CASES), insert(TIPS)


def find_head(
    connection: Connection, commune: Id, *, lock: bool = True
) -> tuple[Anchored, bytes] | None:
    """Return the state that the head claims and its signature; None before the first event.

    The row is locked. Raises LogForked if the head contradicts itself; who signed is not asked.
    """
    row = connection.execute(_LOCKED_HEAD if lock else _HEAD, {"commune": commune}).first()
    if row is None:
        return None
    try:
        head = Anchored(row.era, tree_from_bytes(row.size, row.frontier))
    except ValueError as error:
        raise LogForked("the head's frontier does not fit its size") from error
    if head.root != row.root:
        raise LogForked("the head's root is not that of its frontier")
    return head, row.signature


def insert_head(connection: Connection, commune: Id, head: Anchored, seed: bytes) -> None:
    """Write the head of a log that begins."""
    values = _head_values(commune, head, seed)
    connection.execute(insert(HEADS), {"commune_id": commune, **values})


def leaves_between(connection: Connection, commune: Id, start: int, stop: int) -> list[bytes]:
    """Return the leaf hashes of events start … stop-1, computed from the events themselves.

    Raises LogForked if one of them is missing.
    """
    if start == stop:
        return []
    among = {"commune": commune, "start": start, "stop": stop}
    rows = connection.execute(_EVENTS_BETWEEN, among).all()
    if [row.idx for row in rows] != list(range(start, stop)):
        raise LogForked(f"events are missing between {start} and {stop}")
    return [leaf_hash(row.event) for row in rows]


def next_session_seq(connection: Connection, commune: Id, session: Id | None) -> int:
    """Return the number of the session's next event, from 1; 0 without a session."""
    if session is None:
        return 0
    own = {"commune": commune, "session": session}
    newest = connection.execute(_NEWEST_IN_SESSION, own).scalar()
    return 1 if newest is None else int(newest) + 1


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


def append(connection: Connection, event: Event, before: Tree, seed: bytes) -> Anchored:
    """Insert the event with its cases and tips, move and sign the head, return the new state."""
    data = event.to_bytes()
    leaf = leaf_hash(data)
    head = Anchored(event.era, before.extended([leaf]))
    key: dict[str, Any] = {"commune_id": event.commune, "idx": event.index}
    connection.execute(
        _INSERT_EVENT,
        {
            **key,
            "event": data,
            "leaf": leaf,
            "at": event.at,
            "actor": event.actor.user,
            "unit": event.actor.unit,
            "session": event.actor.session,
            "session_seq": event.session_seq,
            "action": event.action.value,
            "outcome": event.outcome.value,
        },
    )
    if event.cases:
        connection.execute(_INSERT_CASE, [{**key, "case_id": case} for case in event.cases])
    if event.tips:
        connection.execute(_INSERT_TIP, list(_tip_rows(key, event.tips)))
    connection.execute(
        update(HEADS).where(HEADS.c.commune_id == event.commune),
        _head_values(event.commune, head, seed),
    )
    return head


def _tip_rows(key: dict[str, Any], tips: Iterable[Tip]) -> Iterable[dict[str, Any]]:
    for position, tip in enumerate(tips):
        yield {
            **key,
            "position": position,
            "kind": tip.kind.value,
            "object_id": tip.object_id,
            "case_id": tip.case_id,
            "version": tip.version,
            "hash": tip.hash,
            "author": tip.author,
            "signature": tip.signature,
        }


def _head_values(commune: Id, head: Anchored, seed: bytes) -> dict[str, Any]:
    return {
        "era": head.era,
        "size": head.size,
        "frontier": head.tree.to_bytes(),
        "root": head.root,
        "signature": sign_head(seed, commune, head),
    }
