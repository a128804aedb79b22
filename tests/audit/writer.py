"""A process of its own that writes entries, for tests of races and of sudden death.

`python -m tests.audit.writer URL ANCHOR COUNT [tips]` prints a dot after each receipt.
"""

import sys
from pathlib import Path

from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.kernel.errors import DatabaseBusy
from casework.kernel.ids import new_id
from tests.audit.logs import make_tip, open_log


def main(url: str, anchor: str, count: str) -> None:
    """Write `count` entries, each with tips; whoever is kept waiting too long tries again."""
    log = open_log(url, Path(anchor))
    actor = Actor(session=new_id())
    done = 0
    while done < int(count):
        try:
            with log.ledger.entry(actor, Action.RECORD_WRITE) as entry:
                entry.lists([b"c" * 16])
                for _ in range(3):
                    entry.tip(make_tip(new_id(), case_id=b"c" * 16))
        except DatabaseBusy:
            continue
        receipts = [entry.receipt]
        sys.stdout.write("." * len(receipts))
        sys.stdout.flush()
        done += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
