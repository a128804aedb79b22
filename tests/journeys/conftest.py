"""Each journey has a commune of its own behind the real server, founded today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.factories.commune import PreparedCommune
from tests.journeys.site import FoundedToday, Site, make_site
from tests.servers import Templates


@pytest.fixture(scope="session")
def _founded_today(tmp_path_factory: pytest.TempPathFactory) -> FoundedToday:
    return FoundedToday(tmp_path_factory.mktemp("today") / "instance")


@pytest.fixture
def served(
    templates: Templates, _founded_today: PreparedCommune, tmp_path: Path, browser: Browser
) -> Iterator[Site]:
    """The demo commune as its users have it: gunicorn, two workers, the machine's own clock."""
    with make_site(templates, _founded_today, tmp_path / "instance", browser) as site:
        yield site
