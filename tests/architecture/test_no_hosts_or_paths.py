"""A clone builds anywhere: no file names a package host or a path of somebody's machine."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files, relative

# Written in two halves, for this file is read by its own rule.
HOSTS = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "debian" + ".org",
    "ubuntu" + ".com",
    "pkg" + ".dev",
    "artifact" + "ory",
)
HOST = re.compile("|".join(re.escape(host) for host in HOSTS), re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(home|root|work|workspace|Users|mnt)/[\w.]")


def find_places(root: Path) -> list[str]:
    """Say which line of which text file names a host or a machine's path."""
    found = []
    for path in files("*", "**/*", root=root):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture or a font
        for number, line in enumerate(lines, start=1):
            if HOST.search(line) or MACHINE_PATH.search(line):
                found.append(f"{relative(path, root)}:{number}")
    return sorted(set(found))


def test_no_file_names_a_package_host_or_a_machines_path() -> None:
    assert not find_places(ROOT)


@pytest.mark.parametrize(
    "line",
    ["--index-url https://" + HOSTS[0] + "/simple", "open('/" + "work/x')", "/" + "root/.x"],
)
def test_a_planted_line_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(f"first\n{line}\n")

    assert find_places(tmp_path) == ["a.txt:2"]


def test_an_address_of_our_own_is_no_machines_path(tmp_path: Path) -> None:
    inner = "/".join(("casework", "work", "x"))  # spelt apart: it must not look like one itself
    (tmp_path / "a.txt").write_text(f"/referrals/1/accept {inner} https://example.test/home/a")

    assert not find_places(tmp_path)
