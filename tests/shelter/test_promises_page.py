"""Every page of shelter, full as it gets, keeps the promises that every page keeps."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask.testing import FlaskClient

from casework.kernel.ids import id_to_text
from tests.architecture.test_pages import (
    HTML_BYTES,
    Page,
    check_body,
    check_head,
    check_titles,
    check_weight,
)
from tests.architecture.test_pages import read as read_page
from tests.factories.commune import TestCommune
from tests.factories.pages import read, text
from tests.shelter.pages import WHO, choose, fill, standing, stay_address
from tests.shelter.scenes import added_house, day, placed, union_case

HOUSES = 12


def test_every_page_of_a_stay_keeps_the_promises_of_a_page(commune: TestCommune) -> None:
    ha = commune.hand("ha")
    houses = [
        added_house(commune.house, ha, name=f"Nhà mẫu số {n}", note="ghi thêm mẫu " * 30, beds=9)
        for n in range(HOUSES)
    ]
    for house in houses:
        placed(commune.house, ha, union_case(commune.house, ha), house)
    case = union_case(commune.house, ha)
    union, stay = commune.client("ha"), stay_address(case)
    edit = f"/shelter/houses/{id_to_text(houses[0].house_id)}"
    seen = look(commune, union, "/", "/shelter", "/shelter/houses/new", edit, stay, f"{stay}/new")
    assert choose(union, case, houses[0]).status_code == 303
    seen += look(commune, union, stay, f"{stay}/arrive", f"{stay}/leave", f"{stay}/tell")
    fill(union, f"{stay}/arrive")
    for _ in range(8):
        fill(union, f"{stay}/give", supplies=["FOOD", "MILK"], note="Bữa cơm mẫu")
    seen += look(commune, union, stay, f"{stay}/give", f"{stay}/extend", f"/cases/{stay[7:39]}")
    for page in seen:
        check_head(page)
        check_body(page, signed_in=True)
        check_weight(page)
    check_titles(seen)


def look(commune: TestCommune, client: FlaskClient, *addresses: str) -> list[Page]:
    """Return these pages, as they come over the line."""
    router = commune.app.url_map.bind("localhost")
    pages = [read_page(client, str(router.match(urlsplit(one).path)[0]), one) for one in addresses]
    assert all(page is not None for page in pages)
    return [page for page in pages if page is not None]


def test_choosing_among_many_houses_stays_light(commune: TestCommune) -> None:
    ha = commune.hand("ha")
    for n in range(HOUSES):
        added_house(commune.house, ha, name=f"Nhà mẫu số {n}", closed_from=day(n % 3))
    union, case = commune.client("ha"), union_case(commune.house, ha)
    address = f"{stay_address(case)}/new"
    form = standing(read(union, address)) | WHO | {"go": "house"}
    answer = union.post(address, data=form, headers={"Accept-Encoding": "gzip"})
    assert len(answer.get_data()) <= HTML_BYTES
    assert answer.headers["Content-Encoding"] == "gzip"
    page = text(union.post(address, data=form))
    assert page.count("Nhà không nhận đêm") == HOUSES
