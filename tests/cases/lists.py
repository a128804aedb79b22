"""The shipped code lists, read once."""

from pathlib import Path

from casework.kernel.codes import load_codes

CODES = load_codes(Path(__file__).resolve().parents[2] / "config" / "codes")
