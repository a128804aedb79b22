"""What a careful forger does to a log: other events, and every hash that can be made to fit."""

from typing import Any

from sqlalchemy import Connection, select, update

from casework.audit.events import event_from_bytes
from casework.audit.merkle import Tree, leaf_hash
from casework.audit.models import EVENTS, HEADS
from tests.audit.logs import head_of


def event_at(connection: Connection, index: int) -> Any:
    """Return the row of one event."""
    return connection.execute(select(EVENTS).where(EVENTS.c.idx == index)).one()


def rehash(connection: Connection) -> None:
    """Make leaves and head fit the events again, as a careful forger would."""
    rows = connection.execute(select(EVENTS.c.idx, EVENTS.c.event).order_by(EVENTS.c.idx)).all()
    for row in rows:
        change = update(EVENTS).where(EVENTS.c.idx == row.idx)
        connection.execute(change.values(leaf=leaf_hash(row.event)))
    tree = Tree().extended(leaf_hash(row.event) for row in rows)
    connection.execute(update(HEADS).values(**head_of(tree)))


def replace_event(connection: Connection, index: int, **changes: Any) -> None:
    """Put another event in its place, with open columns that agree."""
    event = event_from_bytes(event_at(connection, index).event)
    forged = type(event)(**{**event.__dict__, **changes})
    connection.execute(
        update(EVENTS)
        .where(EVENTS.c.idx == index)
        .values(event=forged.to_bytes(), action=forged.action.value, actor=forged.actor.user)
    )
