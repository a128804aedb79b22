"""A case that was judged is not judged again while every tip and every row of it are the same.

What is compared is everything that the database has of the case, value by value, at each reading:
a row that was altered, added, put back or taken out differs, and is judged and refused as ever.
Nothing is opened or kept open here: rows are kept as they lie in the database, sealed.
"""

from __future__ import annotations

from collections import OrderedDict
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from casework.crypto.signatures import Verified
from casework.kernel.ids import Id
from casework.vault.rosters import Roster
from casework.vault.survey import Evidence, gather, judge
from casework.vault.surveyed import Survey


@dataclass(frozen=True, repr=False)
class _Judged:
    """A survey, and all that it follows from."""

    roster: Roster
    evidence: Evidence
    at: datetime
    survey: Survey

    def answers(self, roster: Roster, evidence: Evidence, at: datetime) -> bool:
        """Say whether judging anew would find the same."""
        ends_at = self.survey.ends_at
        return (
            self.roster is roster
            and self.at <= at
            and (ends_at is None or at < ends_at)
            and self.evidence == evidence
        )


class CaseMemory:
    """The surveys of the cases read last, as many as ``capacity``; threads may share it.

    For reading only: whoever writes surveys the case anew, and may do with it what it likes.
    """

    def __init__(self, verified: Verified, capacity: int) -> None:
        self._verified = verified
        self._capacity = capacity
        self._judged: OrderedDict[Id, _Judged] = OrderedDict()
        self._lock = Lock()

    def survey(self, db: Session, roster: Roster, case_id: Id, at: datetime) -> Survey:
        """Return what `survey_case` returns, for a reader; raises as that does."""
        evidence = gather(db, case_id)
        known = self._judged.get(case_id)
        if known is None or not known.answers(roster, evidence, at):
            survey = judge(roster, self._verified, evidence, at)
            known = _Judged(roster, evidence, at, survey)
        with self._lock:
            self._judged[case_id] = known
            self._judged.move_to_end(case_id)
            if len(self._judged) > self._capacity:
                self._judged.popitem(last=False)
        return copy(known.survey)
