"""Imports run down only (the contracts in pyproject.toml), and no room reads another's tables."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT, imported_modules, parse, python_files, relative

ABOVE_ROOMS = frozenset({"app", "cli"})

READERS: dict[tuple[str, str], str] = {
    # (room, the room whose models it reads): why
    ("vault", "audit"): "a version is what the log's tip says it is, read in the same query",
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter with the project's contracts on the packages in a folder."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-logo", "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def find_foreign_models(root: Path) -> list[str]:
    """Say which room imports another room's models."""
    found = []
    for path in python_files("casework", root=root):
        room = path.relative_to(root / "casework").parts[0].removesuffix(".py")
        if room in ABOVE_ROOMS:
            continue
        for name in sorted(set(imported_modules(parse(path)))):
            package, other, module = [*name.split("."), "", ""][:3]
            foreign = (package, module) == ("casework", "models") and other != room
            if foreign and (room, other) not in READERS:
                found.append(f"{relative(path, root)} imports {name}")
    return found


def test_every_contract_about_imports_is_kept() -> None:
    done = lint_imports(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_planted_import_upwards_is_found(tmp_path: Path) -> None:
    for room in ("kernel", "access", "crypto", "audit", "vault", "web", "accounts"):
        (tmp_path / "casework" / room).mkdir(parents=True)
        (tmp_path / "casework" / room / "__init__.py").touch()
    for module in ("__init__", "app", "cli"):
        (tmp_path / "casework" / f"{module}.py").touch()
    assert lint_imports(tmp_path).returncode == 0

    (tmp_path / "casework" / "vault" / "rules.py").write_text("import casework.web\n")

    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert "casework.vault is not allowed to import casework.web" in done.stdout


def test_no_room_reads_another_rooms_models() -> None:
    assert not find_foreign_models(ROOT), "Rooms meet through service.py and ids"


def test_a_planted_import_of_foreign_models_is_found(tmp_path: Path) -> None:
    for room, line in (("cases", "from casework.referrals import models"), ("referrals", "")):
        (tmp_path / "casework" / room).mkdir(parents=True)
        (tmp_path / "casework" / room / "store.py").write_text(f"{line}\n")

    assert find_foreign_models(tmp_path) == [
        "casework/cases/store.py imports casework.referrals.models"
    ]
