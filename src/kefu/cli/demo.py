"""``kefu demo``: load the demo department into the instance and show who can sign in."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from kefu import clock
from kefu.acceptance.folder import Folder, FolderUnusable
from kefu.acceptance.gas import GasMonth, enter_organisation
from kefu.acceptance.gateway import Gateway, GatewayRefused, Refusal
from kefu.acceptance.operator import operator_token
from kefu.acceptance.organisations import PEOPLE
from kefu.acceptance.settling import NeverSettled
from kefu.cli._home import home_option
from kefu.demo import gas, people
from kefu.demo.accounts import accounts
from kefu.demo.others import OTHERS
from kefu.local import Instance, NotReady

WORKING = ("attendance", "billing", "customers", "metering", "reporting")
LOADED = "demo-loaded"


@click.command()
@home_option
@click.option("--again", is_flag=True, help="Load it even if it was loaded before (that changes nothing that is there).")
def demo(home: Path, *, again: bool) -> None:
    """Load an invented department into the running instance, once, and print an account per role."""
    instance = Instance(home)
    mark = instance.home / "run" / LOADED
    try:
        address = instance.gateway_url
        if again or not mark.exists():
            _load(address, instance.home)
            mark.touch()
    except (FolderUnusable, GatewayRefused, NeverSettled, NotReady) as problem:
        raise click.ClickException(str(problem)) from None
    _show_accounts(address, home)


def _load(address: str, home: Path) -> None:
    for organisation in OTHERS:
        click.echo(f"demo: {organisation.about['name']} ({organisation.id})", err=True)
        gateway = Gateway(address, token=operator_token(home, organisation.id))
        enter_organisation(gateway, dict(organisation.about))
        for path, rows in {"/staff:import": organisation.staff(), **organisation.rows}.items():
            _tell(path, gateway.send(path, rows))
    for crew in people.CREWS:
        _load_people(address, home, crew)
    click.echo(f"demo: {gas.ORGANISATION}", err=True)
    with tempfile.TemporaryDirectory(prefix="kefu-demo-") as made:
        folder = Folder(gas.write(Path(made), today=clock.today()))
        gateway = Gateway(address, token=operator_token(home, gas.ORGANISATION))
        month = GasMonth(folder, gateway=gateway, services=WORKING, say=lambda day: click.echo(f"  {day}", err=True))
        for file, refused in month.load().items():
            _tell(file, refused)


def _load_people(address: str, home: Path, crew: people.Crew) -> None:
    click.echo(f"demo: the people of {crew.organisation}", err=True)
    with tempfile.TemporaryDirectory(prefix="kefu-demo-") as made:
        folder = Folder(people.write(Path(made), crew, today=clock.today()))
        gateway = Gateway(address, token=operator_token(home, crew.organisation))
        replay = PEOPLE.replay(folder, gateway=gateway, services=PEOPLE.working, say=lambda what: click.echo(f"  {what}", err=True))
        for file, refused in replay.load().items():
            _tell(file, refused)


def _tell(what: str, refused: Sequence[Refusal]) -> None:
    """A row of the demo that is refused is worth knowing: rules and demo have drifted apart."""
    for refusal in refused:
        click.echo(f"  {what} line {refusal.line} {refusal.key}: {refusal.reason}", err=True)


def _show_accounts(address: str, home: Path) -> None:
    click.echo(f"{'organisation':<16} {'staff':<6} role")
    for account in accounts():
        click.echo(f"{account.organisation:<16} {account.staff_no:<6} {account.role}")
    where = "" if str(home) == ".kefu" else f" --home {home}"
    somebody = f"{where} --organisation {gas.ORGANISATION} --staff C01 --role charging_clerk"
    click.echo(f"\nThe desk: kefu desk{somebody}")
    click.echo(f"A token:  kefu token{somebody}")
    click.echo(f'Try:      curl -H "Authorization: Bearer $TOKEN" {address}/accounts')
