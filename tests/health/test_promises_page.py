"""Every page of the health desk, full as it gets, keeps the promises that every page keeps."""

from __future__ import annotations

from tests.architecture.test_pages import (
    check_body,
    check_head,
    check_titles,
    check_weight,
    read,
)
from tests.factories.commune import TestCommune
from tests.factories.whole_file import whole_file
from tests.health.pages import issue, joined, text_of, write_certificate, write_visit

FULL = {
    "findings": "Họng đỏ, nuốt đau, nói khàn (mẫu). " * 40,
    "suicidal": "PLAN",
    "sexual": "YES",
    "next_at": "23/11/2026 17:00",
    **{f"injuries-{n}-region": "NECK" for n in range(20)},
    **{f"injuries-{n}-note": f"vết thứ {n} (mẫu)" for n in range(20)},
}


def test_every_page_of_care_keeps_the_promises_of_a_page(commune: TestCommune) -> None:
    case_id = whole_file(commune.house, commune.hand("hung"))
    joined(commune, case_id)
    client, case = commune.client("mai"), text_of(case_id)
    visits = [write_visit(client, case, **FULL) for _ in range(7)]
    certificate = write_certificate(client, case)
    issue(client, certificate)
    seen = [visits[0], f"/cases/{case}", f"/cases/{case}/visits", f"/cases/{case}/visits/new", "/"]
    seen += [certificate, f"{certificate}/look", f"{certificate}/print"]
    seen += [f"/cases/{case}/certificates/new?visit={visits[0].rpartition('/')[2]}"]
    router = commune.app.url_map.bind("localhost")
    pages = [
        read(client, str(router.match(address.partition("?")[0])[0]), address) for address in seen
    ]
    for page in pages:
        assert page is not None
        check_head(page)
        check_body(page, signed_in=True)
        check_weight(page)
    check_titles([page for page in pages if page is not None])
