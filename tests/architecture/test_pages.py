"""Every page that every role can reach keeps the promises of a page, and its weight."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from casework.cases.parts import PARTS
from casework.demo.cast import CAST, Player
from casework.kernel.ids import Id, id_to_text
from casework.web.assets import FOLDER, load_assets
from casework.web.guard import declared
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.whole_file import whole_file

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_PAGE = {"/healthz", "/audit/export"}
"""Addresses that answer with something else than a page."""

TELLING = ("bạo lực", "xâm hại", "hiếp", "đánh", "nạn nhân", "tạm lánh", "nguy hiểm", "cưỡng")
"""Words that a title, which stands in the browser's history, never says."""

KILO = 1024
HTML_BYTES, CSS_BYTES, JS_BYTES = 14 * KILO, 12 * KILO, 12 * KILO
COLD_BYTES, COLD_REQUESTS, WARM_BYTES = 40 * KILO, 4, 8 * KILO
HOLE = re.compile(r"<(?:[^:<>]+:)?([a-z_]+)>")


@dataclass
class Page(HTMLParser):
    """What a test asks of a page: its title, its tags in order, and what weighs on the line."""

    endpoint: str
    address: str
    html: str
    zipped: int
    headers: dict[str, str]
    title: str = ""
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.path.append(tag)
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.path and self.path[-1] == "title" and not self.title:
            self.title = data.strip()

    def named(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every such tag, in order."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def main_actions(self) -> list[str]:
        """The filled buttons after the page's head: what this page is for."""
        begin = next(place for place, (tag, _) in enumerate(self.tags) if tag == "main")
        found = (attributes.get("class", "").split() for _, attributes in self.tags[begin:])
        tones = {"quiet", "plain", "danger", "small"}
        return [" ".join(names) for names in found if "button" in names and not tones & {*names}]

    @property
    def files(self) -> set[str]:
        """The files that a browser fetches for it, each once."""
        found = {a.get("href", "") for a in self.named("link")}
        found |= {a.get("src", "") for a in [*self.named("script"), *self.named("img")]}
        found |= {a.get("href", "").split("#")[0] for a in self.named("use")}
        return {address for address in found if address}

    @property
    def links(self) -> set[str]:
        """The pages of ours that it leads to."""
        found = {attributes.get("href", "").split("#")[0] for attributes in self.named("a")}
        return {address for address in found if address.startswith("/")}


def addresses(commune: TestCommune, case: Id) -> Iterator[tuple[str, str]]:
    """Yield endpoint and address of every GET page; one with a hole gets the whole file's id."""
    for door in declared(commune.app):
        if "GET" in door.methods and not door.address.startswith("/static/"):
            for slug in [part.slug for part in PARTS] if "<slug>" in door.address else [""]:
                filled = HOLE.sub(id_to_text(case), door.address.replace("<slug>", slug))
                if filled not in NO_PAGE:
                    yield door.endpoint, filled


def walk(commune: TestCommune, client: FlaskClient, case: Id) -> Iterator[Page]:
    """Yield every page that this client can reach: by its address, or by a link of such a page."""
    router = commune.app.url_map.bind("localhost")
    waiting = dict.fromkeys(addresses(commune, case))
    seen: set[str] = set()
    while waiting:
        endpoint, address = next(iter(waiting))
        del waiting[endpoint, address]
        if address in seen:
            continue
        seen.add(address)
        page = read(client, endpoint, address)
        if page is not None:
            yield page
            new = page.links - seen - NO_PAGE
            waiting |= dict.fromkeys((router.match(urlsplit(a).path)[0], a) for a in sorted(new))


def read(client: FlaskClient, endpoint: str, address: str) -> Page | None:
    """Return the page as it comes over the line, or None where this role has none."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    if answer.status_code != 200:
        return None
    zipped = answer.get_data()
    assert answer.headers["Content-Encoding"] == "gzip", address
    html = gzip.decompress(zipped).decode()
    return Page(endpoint, address, html, len(zipped), dict(answer.headers))


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return whole_file(commune.house, commune.hand("hung"))


@pytest.fixture
def pages(commune: TestCommune, case: Id, player: Player | None) -> list[Page]:
    client = commune.client(None if player is None else player.username)
    return list(walk(commune, client, case))


@pytest.mark.parametrize("player", [None, *CAST], ids=lambda p: p.username if p else "stranger")
def test_every_page_keeps_the_promises_of_a_page(pages: list[Page], player: Player | None) -> None:
    assert len(pages) >= 4
    for page in pages:
        check_head(page)
        check_body(page, signed_in=player is not None)
        check_weight(page)
    check_titles(pages)


def check_head(page: Page) -> None:
    """The headers are exact, and nothing is inline."""
    assert page.headers["Content-Security-Policy"] == POLICY, page.address
    assert page.headers["Cache-Control"] == "no-store", page.address
    assert page.named("html")[0]["lang"] == "vi", page.address
    assert page.named("style") == [], page.address
    assert all("src" in attributes for attributes in page.named("script")), page.address
    for _, attributes in page.tags:
        assert not [a for a in attributes if a == "style" or a.startswith("on")], page.address
    assert all(address.startswith("/static/") for address in page.files), page.address


def check_body(page: Page, *, signed_in: bool) -> None:
    """One heading, at most one main action, and the lock where it always is."""
    where = (page.address, page.main_actions)
    assert len(page.named("h1")) == 1, where
    assert len(page.main_actions) <= 1, where
    if signed_in:
        # The lock is the first form of every page, in its head, before anything else.
        first = page.named("form")[0]
        assert (first.get("id"), first.get("action")) == ("lock", "/lock"), where
        assert page.named("button")[0]["class"] == "button", where


def check_weight(page: Page) -> None:
    """The budgets of a line of 120 kbit/s, compressed."""
    where = (page.address, page.zipped)
    assets = {asset.address: len(asset.zipped) for asset in load_assets(FOLDER).values()}
    assert page.zipped <= HTML_BYTES, where
    assert page.zipped <= WARM_BYTES, where
    assert page.zipped + sum(assets[address] for address in page.files) <= COLD_BYTES, where
    assert 1 + len(page.files) <= COLD_REQUESTS, where


def check_titles(pages: list[Page]) -> None:
    """A title names the kind of page and nobody; two kinds of page never share one."""
    seen: dict[str, str] = {}
    staff = {player.name.split(" (")[0].split()[-1].lower() for player in CAST}
    for page in pages:
        assert page.title.endswith(" · Casework"), page.address
        said = page.title.removesuffix(" · Casework").lower()
        assert not [word for word in TELLING if word in said], page.title
        assert not staff & {*said.split()}, page.title
        assert SURVIVOR.split(" (")[0].lower() not in said, page.title
        assert seen.setdefault(page.title, page.endpoint) == page.endpoint, page.title


def test_style_and_script_stay_within_their_budgets() -> None:
    assets = load_assets(FOLDER)
    assert len(assets["css/casework.css"].zipped) <= CSS_BYTES
    assert len(assets["js/casework.js"].zipped) <= JS_BYTES


PLAIN = (
    '<html lang="vi"><title>Hồ sơ · Casework</title><form id="lock" action="/lock">'
    '<button class="button"></button></form><main><h1>Hồ sơ</h1>'
    '<a class="button" href="/a">Ghi</a></main></html>'
)


def planted(html: str, policy: str = POLICY, zipped: int = 900) -> Page:
    """Return a page as if it had come over the line."""
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return Page("x.y", "/x", html, zipped, headers)


def check(page: Page) -> None:
    """Check one page in every respect."""
    check_head(page)
    check_body(page, signed_in=True)
    check_weight(page)
    check_titles([page])


def test_a_plain_page_passes() -> None:
    check(planted(PLAIN))


@pytest.mark.parametrize(
    ("text", "planting"),
    [
        ('lang="vi"', 'lang="en"'),
        ("Hồ sơ · Casework", "Y Blơi (mẫu) · Casework"),
        ("Hồ sơ · Casework", "Bị bạo lực · Casework"),
        ("<h1>", "<h1></h1><h1>"),
        ("<h1>", '<h1 style="color: red">'),
        ("<h1>", '<h1 onclick="go()">'),
        ("<h1>", "<script>go()</script><h1>"),
        ("<h1>", '<img src="https://cdn.test/x.png"><h1>'),
        ("</main>", '<button class="button">Gửi</button></main>'),
        ('id="lock" action="/lock"', 'action="/search"'),
    ],
)
def test_a_planted_breach_is_found(text: str, planting: str) -> None:
    with pytest.raises(AssertionError):
        check(planted(PLAIN.replace(text, planting)))


def test_a_heavy_page_and_a_loose_policy_are_found() -> None:
    with pytest.raises(AssertionError):
        check(planted(PLAIN, zipped=WARM_BYTES + 1))
    with pytest.raises(AssertionError):
        check(planted(PLAIN, policy=f"{POLICY}; script-src 'unsafe-inline'"))
