"""Every page of a referral, full as it gets, keeps the promises that every page keeps."""

from __future__ import annotations

import re

from casework.kernel.ids import id_to_text
from casework.referrals.listing import sent
from tests.architecture.test_pages import HTML_BYTES, check_body, check_head, check_titles, read
from tests.factories.commune import TestCommune
from tests.factories.pages import text
from tests.referrals.pages import FILLED, press, sent_by_pages, shared_file, step

SENDER = ("", "/call", "/withdraw")
RECEIVER = ("", "/accept", "/decline")
JOINED = ("", "/answer", "/complete")


def test_every_page_of_a_referral_keeps_the_promises_of_a_page(commune: TestCommune) -> None:
    police, health = commune.client("hung"), commune.client("mai")
    address = sent_by_pages(commune, police)
    case = id_to_text(sent(commune.house, commune.hand("hung"))[0].case_id)
    lists = ("/referrals", "/referrals/sent", "/", "/duty")
    seen = [(police, f"{address}{end}") for end in SENDER]
    seen += [(police, f"/cases/{case}"), (police, f"/cases/{case}/referrals/new")]
    seen += [(health, f"{address}{end}") for end in RECEIVER]
    seen += [(client, one) for client in (police, health) for one in lists]
    pages = [read(client, _endpoint(commune, one), one) for client, one in seen]
    press(health, f"{address}/accept", name="Y (mẫu)")
    pages += [read(health, _endpoint(commune, address + end), address + end) for end in JOINED]

    for page in pages:
        assert page is not None
        check_head(page)
        check_body(page, signed_in=True)
        assert page.zipped <= HTML_BYTES, (page.address, page.zipped)
    check_titles([page for page in pages if page is not None])


def test_each_stage_of_sending_has_one_main_action(commune: TestCommune) -> None:
    police = commune.client("hung")
    case, consent = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"
    given = FILLED | {"consent": id_to_text(consent)}
    start = police.get(address).get_data(as_text=True)
    for go in ("whom", "what", "look"):
        page = text(step(police, address, start, go, **given))
        body = page[page.index("<main") :]
        assert len(re.findall(r'class="button\s*"', body)) == 1, go


def _endpoint(commune: TestCommune, address: str) -> str:
    router = commune.app.url_map.bind("localhost")
    return str(router.match(address)[0])
