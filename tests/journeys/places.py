"""Every place where the running system writes: files, its server's log, the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from tests.attacks.canaries import files_below
from tests.attacks.writer import DatabaseWriter, all_tables
from tests.journeys.site import Site


def everything_written(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield each place with its bytes; at the end of a journey, for it lifts the log's locks."""
    yield from files_below(site.commune.folder)
    yield str(site.log), site.log.read_bytes()
    url = make_url(site.commune.url)
    if url.get_backend_name() == "sqlite" and url.database:
        path = Path(url.database)
        yield from ((str(p), p.read_bytes()) for p in sorted(path.parent.glob(f"{path.name}*")))
    commune = site.commune.house.settings.commune.id
    assert commune is not None
    writer = DatabaseWriter(site.commune.url, commune)
    try:
        for table in all_tables():
            values = (value for row in writer.rows(table) for value in row.values())
            yield table, b"\0".join(v if isinstance(v, bytes) else str(v).encode() for v in values)
    finally:
        writer.close()
        site.commune.close()
