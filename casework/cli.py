"""The commands of an operator: found, verify, export, tick; none of them holds a key to a case."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup

from casework.accounts import founding
from casework.accounts.founding import CommunePlan, Papers
from casework.audit.events import Actor
from casework.audit.export import export_lines
from casework.demo.command import demo
from casework.keeper import keep
from casework.kernel.clock import Clock
from casework.kernel.errors import BadSettings, CaseworkError
from casework.kernel.kinds import UnitKind
from casework.kernel.settings import Settings, masked
from casework.oversight.service import export_log
from casework.oversight.verification import verify_everything
from casework.vault.credentials import UnitPapers, UnitPlan
from casework.vault.house import House, assemble_house, open_house

group = AppGroup("casework", help="Casework: found a commune, look after it, prove its log.")
audit = AppGroup("audit", help="Verify the log, or take a copy of it away.")
group.add_command(audit)
group.add_command(demo)

_LOG = logging.getLogger(__name__)
_SERVER = Actor(None, None, None, None)

USUAL_UNITS = (
    (UnitKind.POLICE, "Công an xã"),
    (UnitKind.HEALTH, "Trạm Y tế xã"),
    (UnitKind.WOMENS_UNION, "Hội Liên hiệp Phụ nữ xã"),
    (UnitKind.COORDINATION, "Phòng Văn hóa – Xã hội"),
    (UnitKind.LEADERSHIP, "Thường trực UBND xã"),
    (UnitKind.OVERSIGHT, "Tổ giám sát"),
    (UnitKind.ADMINISTRATION, "Quản trị kỹ thuật"),
)


def _settings() -> Settings:
    return cast(Settings, current_app.config["CASEWORK_SETTINGS"])


def _clock() -> Clock:
    return cast(Clock, current_app.config["CASEWORK_CLOCK"])


def _case_code(_context: click.Context, _option: click.Parameter, code: str) -> str:
    if not re.fullmatch("[A-Z]{1,4}", code):
        raise click.BadParameter("write 1 to 4 capital letters A to Z")
    return code


@contextmanager
def _closing(house: House) -> Iterator[House]:
    """Let go of the house's connections when a command is done with it."""
    try:
        yield house
    finally:
        house.database.close()


def _unit(text: str) -> UnitPlan:
    kind, _, name = text.partition("=")
    kinds = [kind for kind in UnitKind if kind is not UnitKind.SHELTER]  # the union founds houses
    if kind not in kinds or not name.strip():
        raise click.BadParameter(f"{text!r}: write KIND=NAME, KIND one of {', '.join(kinds)}")
    return UnitPlan(UnitKind(kind), name.strip())


@group.command()
@click.option("--name", required=True, help="the commune, as people read it: 'xã Ngọk Mẫu'")
@click.option(
    "--code",
    required=True,
    callback=_case_code,
    help="1 to 4 capital letters that begin case numbers: NM",
)
@click.option("--phone", default="", help="whom users call when something is wrong")
@click.option("--unit", "units", multiple=True, metavar="KIND=NAME", help="a unit; may be repeated")
@click.option(
    "--villages",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a list of villages to begin with; each is marked until somebody has checked it",
)
def init(name: str, code: str, phone: str, units: tuple[str, ...], villages: Path | None) -> None:
    """Found a commune and print its papers, once; they stand nowhere else."""
    chosen = [_unit(unit) for unit in units] or [UnitPlan(*unit) for unit in USUAL_UNITS]
    with _failing_in_one_line():
        proposed = () if villages is None else founding.village_names(villages)
        plan = CommunePlan(name, code, phone, chosen, proposed)
        papers = founding.found_instance(_settings(), plan, _clock(), demo=False)
    for page in _pages(name, papers):
        click.echo(page)
        click.echo("\f", nl=False)


def _pages(commune: str, papers: Papers) -> Iterator[str]:
    """Yield one sheet of paper each: the root, its shares, then three kinds for each unit."""
    rule = "=" * 72
    yield (
        f"{rule}\nHỆ THỐNG HỒ SƠ CỦA {commune.upper()}\n{rule}\n\n"
        f"TÁM TỪ NHẬN DẠNG (không bí mật, dán ở trụ sở):\n\n    {papers.fingerprint}\n\n"
        "Khi mở đơn vị, tám từ trên màn hình phải giống hệt tám từ này, cả thứ tự.\n"
        "Các tờ sau chỉ in ra lần này. In xong, xóa khỏi máy. Mỗi tờ đưa đúng người.\n"
    )
    yield from _shares("KHÓA GỐC CỦA XÃ", papers.root_shares, rule)
    for unit in papers.units:
        yield _code_sheet(unit, papers.fingerprint, rule)
        yield from _shares(f"KHÓA DỰ PHÒNG: {unit.name}", unit.recovery_shares, rule)


def _shares(title: str, shares: tuple[str, str, str], rule: str) -> Iterator[str]:
    for number, share in enumerate(shares, start=1):
        words = share.split()
        lines = [
            "    " + "  ".join(f"{at + 1:2}. {word:<10}" for at, word in row)
            for row in _rows(words, 4)
        ]
        yield (
            f"{rule}\n{title}\nMẢNH {number} TRONG 3\n{rule}\n\n" + "\n".join(lines) + "\n\n"
            "Một mảnh không mở được gì. Hai mảnh bất kỳ thì mở được.\n"
            "Bỏ phong bì, niêm phong, ghi tên người giữ. Ba mảnh để ở ba cơ quan khác nhau.\n"
            "Người giữ: ..............................   Ngày: ....................\n"
        )


def _rows(words: list[str], wide: int) -> Iterator[list[tuple[int, str]]]:
    numbered = list(enumerate(words))
    for start in range(0, len(numbered), wide):
        yield numbered[start : start + wide]


def _code_sheet(unit: UnitPapers, fingerprint: str, rule: str) -> str:
    days = founding.FOUNDING_LASTS.days
    return (
        f"{rule}\nGIẤY MỞ ĐƠN VỊ: {unit.name}\n{rule}\n\n"
        f"MÃ (bí mật, dùng một lần, trong {days} ngày):\n\n    {unit.code}\n\n"
        "Người quản lý đầu tiên của đơn vị:\n"
        "  1. Trên máy của đơn vị, mở trang đăng nhập, chọn “Mở một đơn vị mới”.\n"
        "  2. Nhập mã. So tám từ trên màn hình với tám từ này:\n\n"
        f"     {fingerprint}\n\n"
        "  3. Đặt tên và mật khẩu. Xong thì hủy tờ này.\n"
    )


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="for scripts")
def verify(*, as_json: bool) -> None:
    """Verify log and objects; exit 0 if all is sound, 1 if not, and say where."""
    with _failing_in_one_line(), _closing(assemble_house(_settings(), _clock())) as house:
        verdict = verify_everything(house)
    if as_json:
        click.echo(json.dumps(verdict.as_json(), indent=1))
    else:
        for event in verdict.events:
            click.echo(f"BROKEN  {event}")
        for thing in verdict.objects:
            click.echo(f"BROKEN  {thing.kind} {thing.object_id}: {thing.what}")
        state = "sound" if verdict.sound else "broken, writing is halted"
        click.echo(f"{verdict.size} events, root {verdict.root.hex()}: {state}")
    if not verdict.sound:
        raise click.exceptions.Exit(1)


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write a copy of the log with its signed checkpoint to FILE (docs/formats.md)."""
    aside = file.with_name(f"{file.name}.part")
    with (
        _failing_in_one_line(),
        _closing(assemble_house(_settings(), _clock())) as house,
        aside.open("w", encoding="utf-8") as out,
    ):
        aside.chmod(0o600)
        out.writelines(_lines(house))
    aside.replace(file)


def _lines(house: House) -> Iterator[str]:
    """A halted log takes no event of the export, and may be exported all the same: as evidence."""
    if not house.ledger.is_halted:
        return export_log(house, _SERVER)
    click.echo("The log is halted: exported as it stands, and the export is not in it.", err=True)
    with house.database.read() as db:
        log_public = house.roster(db).log_public
    return export_lines(house.database, house.ledger.checkpoint(), log_public)


@group.command()
def tick() -> None:
    """Sweep what has ended, and verify everything once an hour; safe to run at any time."""
    with _failing_in_one_line(), _closing(open_house(_settings(), _clock())) as house:
        keep(house)


@group.command()
def settings() -> None:
    """Print the effective settings, secrets masked."""
    for name, value in masked(_settings()).items():
        click.echo(f"{name} = {value}")


class _failing_in_one_line:  # noqa: N801 - read as a phrase where it is used
    """Turn our own errors into one line and exit 1; anything else is a bug and shows itself."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, BadSettings):
            raise click.ClickException(str(error)) from error
        if isinstance(error, CaseworkError):
            raise click.ClickException(f"{error.code}: {error}") from error
