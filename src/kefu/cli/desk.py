"""``kefu desk``: a link that opens the desk as somebody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from kefu.cli._home import home_option
from kefu.cli.token import ROLE
from kefu.identity import LocalIssuer
from kefu.local import Instance


@click.command()
@home_option
@click.option("--role", "roles", multiple=True, required=True, type=ROLE, metavar="ROLE", help="Repeatable.")
@click.option("--staff", "staff_no", required=True, help="Staff number.")
@click.option("--organisation", required=True)
@click.option("--name", default="", help="The member of staff's name.")
@click.option("--language", type=click.Choice(["zh-Hant", "zh-Hans", "en"]), help="The page's language; else the browser's.")
def desk(home: Path, *, roles: tuple[str, ...], staff_no: str, organisation: str, name: str, language: str | None) -> None:
    """Print a link that opens the desk of the running instance signed in, for twelve hours."""
    token = LocalIssuer(home).token(staff_no=staff_no, organisation=organisation, roles=roles, name=name, valid_for=timedelta(hours=12))
    wished = f"?lang={language}" if language else ""
    click.echo(f"{Instance(home).gateway_url}/desk{wished}#token={token}")
