"""Whether anything was changed since somebody looked: how long the log was, what it told since."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from casework.audit.models import HEADS, TIPS
from casework.database.prepared import Prepared

_SIZE = Prepared(select(HEADS.c.size).where(HEADS.c.commune_id == bindparam("commune")))
_TOLD_FROM = Prepared(
    select(TIPS.c.idx)
    .where(TIPS.c.commune_id == bindparam("commune"), TIPS.c.idx >= bindparam("index"))
    .limit(1)
)


def log_size(db: Session) -> int:
    """Return how many events there are, as the log's head says it; the place of the next one."""
    found = _SIZE.first(db.connection(), commune=db.info["commune"])
    return 0 if found is None else int(found[0])


def is_told_since(db: Session, size: int) -> bool:
    """Say whether anything that a tip binds was changed since the log had this size."""
    commune = db.info["commune"]
    return _TOLD_FROM.first(db.connection(), commune=commune, index=size) is not None
