"""A settings file holds nothing but known keys of the right type, or is refused in one line."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casework.kernel.errors import BadSettings

_KINDS = {str: "text", int: "a whole number", bool: "true or false"}


def read_toml(path: Path) -> dict[str, Any]:
    """Return the file's tables. Raises BadSettings, quoting nothing of the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        # The cause may quote the file, and the file may hold a password.
        reason = error.strerror if isinstance(error, OSError) else "not valid TOML"
        raise BadSettings(f"cannot read {path.name}: {reason}") from None


def override(tables: dict[str, Any], own: Mapping[str, Any]) -> None:
    """Lay `own` over `tables`, in place. Raises BadSettings for a key that is not there yet."""
    for name, value in own.items():
        if name not in tables:
            raise BadSettings(f"unknown setting {name}")
        if isinstance(tables[name], dict) and isinstance(value, dict):
            _override_group(name, tables[name], value)
        else:
            tables[name] = value


def _override_group(name: str, table: dict[str, Any], own: dict[str, Any]) -> None:
    for key, value in own.items():
        if key not in table:
            raise BadSettings(f"unknown setting {name}.{key}")
        table[key] = value


def expect(name: str, table: object, kinds: Mapping[str, type]) -> dict[str, Any]:
    """Return the table if it has exactly these keys, of these types. Raises BadSettings."""
    prefix = f"{name}." if name else ""
    if not isinstance(table, dict):
        raise BadSettings(f"{name} must be a table")
    if wrong := set(table) ^ set(kinds):
        raise BadSettings(f"unknown or missing setting {prefix}{min(wrong)}")
    for key, kind in kinds.items():
        # `type`, not `isinstance`: true is a whole number to Python.
        if type(table[key]) is not kind:
            raise BadSettings(f"{prefix}{key} must be {_KINDS[kind]}")
    return table
