"""On PostgreSQL a second wall stands behind the ORM's filter: a row shows to its commune only.

The application's role owns nothing and bypasses nothing; FORCE makes the owner obey as well. A
transaction without `casework.commune` sees no row (SECURITY §9).
"""

from collections.abc import Iterable, Iterator

_POLICY = "casework_commune"
_OWN = "commune_id = decode(current_setting('casework.commune'), 'hex')"


def enable_statements(tables: Iterable[str]) -> Iterator[str]:
    """Yield the PostgreSQL statements that wall off each table by commune."""
    for table in tables:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY {_POLICY} ON {table} USING ({_OWN}) WITH CHECK ({_OWN})"


def disable_statements(tables: Iterable[str]) -> Iterator[str]:
    """Yield the PostgreSQL statements that take the wall down again."""
    for table in tables:
        yield f"DROP POLICY {_POLICY} ON {table}"
        yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
