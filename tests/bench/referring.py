"""A referral from her answer to its taking back, over the pages that a browser walks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from casework.kernel.clock import LOCAL
from casework.kernel.ids import Id, id_to_text
from tests.bench.clients import Answer, Fields, Line
from tests.bench.figures import Figure
from tests.factories.pages import carried

SHARED = 2
"""How many sections she agrees to share."""

_SECTION = re.compile(r'name="sections" value="([0-9a-f]{32})"')
_REFERRAL = {"service": "MEDICAL", "urgency": "URGENT", "asks": "Khám tay, giữ lại đêm nay (mẫu)"}


def referring(desk: Line, files: Sequence[str], receiver: Id) -> Iterator[Figure]:
    """Yield what recording her yes and sending the referral take together, and taking it back.

    ``files`` are addresses of files that ``desk`` holds, each used once.  Measured are the forms
    that write; the pages that lead to them are walked untimed.
    """
    recorded, sent, taken_back = [], [], []
    for file in files:
        consent, seconds = _record(desk, file, receiver)
        recorded.append(seconds * 1000)
        sent.append(_send(desk, file, consent) * 1000)
        taken_back.append(_take_back(desk, file, consent) * 1000)
    both = [one + other for one, other in zip(recorded, sent, strict=True)]
    parts = f"her yes {_most(recorded):.0f} ms, the referral {_most(sent):.0f} ms"
    yield Figure(f"refer {SHARED} sections, p95", _most(both), 60, "ms", measured=parts)
    yield Figure("withdraw, p95", _most(taken_back), 80, "ms", measured=f"{len(files)} files")


def _most(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _record(desk: Line, file: str, receiver: Id) -> tuple[str, float]:
    """Walk the conversation with her; return the consent's id and the seconds of the last form."""
    address = f"{file}/consents/new"
    now = datetime.now(LOCAL)
    page = desk.page(address)
    page = _next(desk, address, page, recipient=id_to_text(receiver), alone="YES")
    page = _next(desk, address, page, told_who_can_open="YES", audience="UNIT")
    sections = _SECTION.findall(page.body.decode())[:SHARED]
    if len(sections) != SHARED:
        raise RuntimeError(f"{address} offers {len(sections)} sections")
    until = f"{now + timedelta(days=30):%d/%m/%Y}"
    chosen: Fields = {"sections": sections, "purpose_referral": "YES", "until_on": until}
    page = _next(desk, address, page, **chosen)
    page = _next(
        desk,
        address,
        page,
        told_limits="YES",
        told_help_goes_on="YES",
        survivor_answer="YES",
        held_at=f"{now - timedelta(minutes=5):%d/%m/%Y %H:%M}",
        how="SPOKEN",
        witness="Chị hàng xóm (mẫu)",
    )
    (consent,) = carried(page.body.decode())["consent_id"]
    return consent, _post(desk, address, page, 303).seconds


def _send(desk: Line, file: str, consent: str) -> float:
    """Send a referral on her yes; return the seconds of the last form."""
    address = f"{file}/referrals/new"
    given = {**_REFERRAL, "consent": consent}
    page = _next(desk, address, desk.page(address), go="look", **given)
    return _post(desk, address, page, 303, go="send").seconds


def _take_back(desk: Line, file: str, consent: str) -> float:
    """Take her yes back, and with it the referral; return the seconds of the form."""
    address = f"{file}/consents/{consent}/withdraw"
    return _post(desk, address, desk.page(address), 303).seconds


def _next(desk: Line, address: str, page: Answer, **fields: str | Sequence[str]) -> Answer:
    return _post(desk, address, page, 200, **fields)


def _post(
    desk: Line, address: str, page: Answer, wanted: int, **fields: str | Sequence[str]
) -> Answer:
    """Send the form of a page with what it carries unseen; raises RuntimeError if it is refused."""
    answer = desk.post(address, {**carried(page.body.decode()), **fields})
    if answer.status != wanted:
        raise RuntimeError(f"{address} answers {answer.status}")
    return answer
