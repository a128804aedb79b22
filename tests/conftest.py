"""What every test stands on: a database of its own, no network, and no silent skip in CI."""

import os
import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page

from tests.browser import chromium, find_chromium, window
from tests.factories.commune import PreparedCommune, TestCommune, make_commune
from tests.haste import worked_out_once
from tests.servers import DatabaseServer, SqliteFolder, Templates, postgres_cluster

# A slow machine is no failure, and what lands does not depend on luck; `long` explores.
settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=2000, deadline=None)

IN_CI = os.environ.get("CI") == "true"
LOOPBACK = ("127.", "::1", "localhost")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of database."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="which database the tests run on (sqlite)",
    )


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database this run is on."""
    return f"database: {config.getoption('--database')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the journeys, so that no worker is left alone with one; and run nothing again
    on PostgreSQL that does not ask for this run's database: it would be the same run.
    """
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)
    if config.getoption("--database") == "sqlite":
        return
    same: list[pytest.Item] = []
    other: list[pytest.Item] = []
    for item in items:
        names = getattr(item, "fixturenames", ())
        (other if "database_server" in names else same).append(item)
    items[:] = other
    config.hook.pytest_deselected(items=same)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let nothing go unrun in CI: there a skipped test has failed."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Not run, and CI runs everything: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    lookup = socket.getaddrinfo

    def refuse_strangers(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name and not str(name).startswith(LOOPBACK):
            raise PermissionError(f"Tests have no network, and this would reach {name!r}")

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX:
                refuse_strangers(address[0])
            return original(self, address)

        return call

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_strangers(host)
        return lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_work_twice() -> Iterator[None]:
    with worked_out_once():
        yield


@pytest.fixture(scope="session")
def database_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DatabaseServer]:
    """The place where this run's databases live."""
    if request.config.getoption("--database") == "sqlite":
        yield SqliteFolder(tmp_path_factory.mktemp("databases"))
    else:
        with postgres_cluster() as cluster:
            yield cluster


@pytest.fixture(scope="session")
def _all_templates(database_server: DatabaseServer) -> Templates:
    return Templates(database_server)


@pytest.fixture
def templates(_all_templates: Templates) -> Iterator[Templates]:
    """Prepared databases: `templates.copy_of("commune", prepare)` prepares once, then copies."""
    yield _all_templates
    _all_templates.drop_copies()


@pytest.fixture
def database_url(templates: Templates) -> str:
    """The URL of a database with nothing in it, for this test alone."""
    return templates.empty()


@pytest.fixture(scope="session")
def _prepared_commune(tmp_path_factory: pytest.TempPathFactory) -> PreparedCommune:
    return PreparedCommune(tmp_path_factory.mktemp("prepared") / "instance")


@pytest.fixture
def commune(
    templates: Templates, _prepared_commune: PreparedCommune, tmp_path: Path
) -> Iterator[TestCommune]:
    """A founded commune with its cast, for this test alone."""
    made = make_commune(templates, _prepared_commune, tmp_path / "instance")
    yield made
    made.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; only tests marked `journey` ask for it."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with chromium(path) as running:
        yield running


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A desktop-sized page in a profile of its own."""
    if request.node.get_closest_marker("journey") is None:
        pytest.fail("A test that opens a browser is marked @pytest.mark.journey")
    with window(browser) as opened:
        yield opened
