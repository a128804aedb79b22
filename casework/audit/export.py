"""A copy of the log that anybody can check without our program and without our database.

JSON lines, UTF-8. The first says what it is: `{"format": "casework-log/1", "commune": <32 hex>,
"log_key": <hex of the Ed25519 public key>, "size": <events>}`. Then one line an event, from the
first on: `{"event": <base64 of its bytes>}`. The last is `{"checkpoint": <signed note>}`. Each
event is a leaf of an RFC 6962 tree; the tree's root is that of the note (docs/formats.md).
An export holds ids, times and actions, and no name.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator

from sqlalchemy import select

from casework.audit.checkpoints import SignedCheckpoint, open_note
from casework.audit.errors import BadCheckpoint
from casework.audit.merkle import Tree, leaf_hash
from casework.audit.models import EVENTS
from casework.database.engine import Database
from casework.kernel.ids import Id, id_to_text

FORMAT = "casework-log/1"

_CHUNK = 1000


def export_lines(database: Database, signed: SignedCheckpoint, log_public: bytes) -> Iterator[str]:
    """Yield the lines of an export up to the checkpoint, each with its newline.

    Read in chunks, each in a transaction of its own: events never change, and a slow download
    must not hold a transaction open.  Raises BadCheckpoint when events are missing.
    """
    checkpoint = signed.checkpoint
    yield _line(
        format=FORMAT,
        commune=id_to_text(checkpoint.commune),
        log_key=log_public.hex(),
        size=checkpoint.size,
    )
    for start in range(0, checkpoint.size, _CHUNK):
        stop = min(start + _CHUNK, checkpoint.size)
        events = _events(database, checkpoint.commune, start, stop)
        if len(events) != stop - start:
            raise BadCheckpoint("events are missing")
        for event in events:
            yield _line(event=base64.b64encode(event).decode())
    yield _line(checkpoint=signed.note)


def _events(database: Database, commune: Id, start: int, stop: int) -> list[bytes]:
    query = (
        select(EVENTS.c.event)
        .where(EVENTS.c.commune_id == commune, EVENTS.c.idx >= start, EVENTS.c.idx < stop)
        .order_by(EVENTS.c.idx)
    )
    with database.read() as db:
        return list(db.execute(query).scalars())


def _line(**content: str | int) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def check_export(lines: Iterable[str], log_public: bytes) -> int:
    """Return the number of events of an export whose tree has the root of its signed checkpoint.

    `log_public` is the log's key as the checker knows it, 32 bytes; the one in the file proves
    nothing.  Raises BadCheckpoint for anything else.
    """
    try:
        parts = [json.loads(line) for line in lines]
        head, events, last = parts[0], parts[1:-1], parts[-1]
        leaves = [leaf_hash(base64.b64decode(part["event"], validate=True)) for part in events]
        note, claimed = str(last["checkpoint"]), (head["format"], head["size"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BadCheckpoint("not an export of a log") from error
    checkpoint = open_note(note, log_public)
    tree = Tree().extended(leaves)
    if claimed != (FORMAT, tree.size) or (tree.size, tree.root()) != (
        checkpoint.size,
        checkpoint.root,
    ):
        raise BadCheckpoint("the events are not those of the checkpoint")
    return tree.size
