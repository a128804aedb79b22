"""``casework demo``: a commune of synthetic people in a fresh instance; keeps what is there."""

from __future__ import annotations

import os
from datetime import timedelta

import click

from casework.demo.files import open_demo_files
from casework.demo.founding import found_demo, write_accounts
from casework.demo.health import treat_demo_files
from casework.demo.letters import write_demo_letter
from casework.demo.police import tell_demo_chair
from casework.demo.reference import keep_demo_reference
from casework.demo.sharing import share_demo_files
from casework.demo.shelter import shelter_demo_guests
from casework.demo.village import report_from_demo_village
from casework.kernel.clock import FixedClock, SystemClock
from casework.kernel.settings import instance_from, load_settings

ACCOUNTS = "demo-accounts.json"
DEFAULT_CASES = 40
DEFAULT_SEED = 2026
_LATELY = timedelta(hours=4)
"""How long before the demo is first looked at the chair is asked: hours must be left."""


@click.command("demo")
@click.option("--cases", default=DEFAULT_CASES, show_default=True, help="how many files to open")
@click.option("--seed", default=DEFAULT_SEED, show_default=True, help="the same seed, same people")
def demo(cases: int, seed: int) -> None:
    """Found the demo commune in CASEWORK_INSTANCE, unless one stands there already."""
    instance = instance_from(os.environ)
    settings = load_settings(instance, os.environ)
    if settings.commune.id is not None:
        if not settings.demo:
            raise click.ClickException("this instance is a real commune; the demo keeps away")
        click.echo("The demo commune is there already and is kept.")
    else:
        clock = FixedClock(SystemClock().now() - timedelta(days=21))
        founded = found_demo(instance, os.environ, clock)
        write_accounts(instance / ACCOUNTS, founded.accounts)
        keep_demo_reference(founded.house, clock, founded.hands)
        open_demo_files(founded.house, clock, founded.hands, cases, seed)
        share_demo_files(founded.house, clock, founded.hands)
        treat_demo_files(founded.house, clock, founded.hands)
        clock.advance(max(timedelta(0), SystemClock().now() - clock.now() - _LATELY))
        tell_demo_chair(founded.house, clock, founded.hands)
        write_demo_letter(founded.house, clock, founded.hands)
        shelter_demo_guests(founded.house, clock, founded.hands)
        report_from_demo_village(founded.house, clock, founded.hands)
        founded.house.database.close()
        names = ", ".join(account.username for account in founded.accounts)
        click.echo(f"The demo commune is founded. Sign in as: {names}")
    click.echo(f"Passphrases are in {ACCOUNTS} in the instance folder.")
