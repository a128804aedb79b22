"""The states of a consent and of a referral, and whose hand may take each step.

Rules ask before a step is signed, and readers ask again of every version that stands in a case.
"""

from __future__ import annotations

from enum import StrEnum


class ConsentState(StrEnum):
    """Where a consent, a refusal or a legal ground stands."""

    GIVEN = "GIVEN"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"


class ReferralState(StrEnum):
    """Where a referral stands; the codes of ``referral_statuses``."""

    DRAFT = "DRAFT"
    SENT = "SENT"
    RECEIVED = "RECEIVED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    IN_SERVICE = "IN_SERVICE"
    COMPLETED = "COMPLETED"
    WITHDRAWN = "WITHDRAWN"


UNANSWERED = (ReferralState.SENT, ReferralState.RECEIVED)
OPEN = (*UNANSWERED, ReferralState.ACCEPTED, ReferralState.IN_SERVICE)
"""What still asks something of the receiver."""
JOINED = (ReferralState.ACCEPTED, ReferralState.IN_SERVICE, ReferralState.COMPLETED)
"""With these the receiver works on the case itself."""


class Hands(StrEnum):
    """Who takes a step."""

    WRITER = "writer"
    """The unit that recorded the consent, or sends the referral."""
    RECEIVER = "receiver"
    SECOND = "second"
    """Another person than the one who asked."""
    ANY_DESK = "any desk"
    """Every desk that works on the case."""


_C, _R = ConsentState, ReferralState

CONSENT_STEPS: dict[tuple[ConsentState | None, ConsentState], Hands] = {
    (None, _C.GIVEN): Hands.WRITER,
    (None, _C.REFUSED): Hands.WRITER,
    (_C.GIVEN, _C.WITHDRAWN): Hands.ANY_DESK,
    (_C.GIVEN, _C.EXPIRED): Hands.WRITER,
}

LAW_STEPS: dict[tuple[ConsentState | None, ConsentState], Hands] = {
    (None, _C.ASKED): Hands.WRITER,
    (_C.ASKED, _C.CONFIRMED): Hands.SECOND,
    (_C.ASKED, _C.REFUSED): Hands.SECOND,
    (_C.CONFIRMED, _C.EXPIRED): Hands.WRITER,
}

REFERRAL_STEPS: dict[tuple[ReferralState | None, ReferralState], Hands] = {
    (None, _R.DRAFT): Hands.WRITER,
    (None, _R.SENT): Hands.WRITER,
    (_R.DRAFT, _R.DRAFT): Hands.WRITER,
    (_R.DRAFT, _R.SENT): Hands.WRITER,
    (_R.SENT, _R.RECEIVED): Hands.RECEIVER,
    (_R.RECEIVED, _R.ACCEPTED): Hands.RECEIVER,
    (_R.RECEIVED, _R.DECLINED): Hands.RECEIVER,
    (_R.ACCEPTED, _R.IN_SERVICE): Hands.RECEIVER,
    (_R.ACCEPTED, _R.COMPLETED): Hands.RECEIVER,
    (_R.IN_SERVICE, _R.COMPLETED): Hands.RECEIVER,
    **{(state, _R.WITHDRAWN): Hands.ANY_DESK for state in (_R.DRAFT, *OPEN)},
    # The sender notes whom it has reached by phone; the state stays.
    **{(state, state): Hands.WRITER for state in OPEN},
}
"""Every other step is refused, and a row that took one is a forgery."""
