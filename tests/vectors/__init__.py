"""Frozen known answers: a changed byte here is a changed format, and old data no longer opens."""

import json
from pathlib import Path
from typing import Any


def load(name: str) -> Any:
    """Return what `name`.json holds; bytes stand in it as hexadecimal."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))


def named(vector: Any) -> str:
    """Return what a vector calls itself, for pytest's list of cases."""
    return str(vector["name"])
