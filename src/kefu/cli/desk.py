"""``kefu desk``: a link that opens the desk as somebody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from kefu.cli._bearer import bearer_options
from kefu.cli._home import home_option
from kefu.identity import LocalIssuer
from kefu.language import LANGUAGES
from kefu.local import Instance


@click.command()
@home_option
@bearer_options
@click.option("--language", type=click.Choice(LANGUAGES), help="The page's language; else the browser's.")
def desk(home: Path, *, roles: tuple[str, ...], staff_no: str, organisation: str, name: str, language: str | None) -> None:
    """Print a link that opens the desk of the running instance signed in, for twelve hours."""
    token = LocalIssuer(home).token(staff_no=staff_no, organisation=organisation, roles=roles, name=name, valid_for=timedelta(hours=12))
    wished = f"?lang={language}" if language else ""
    click.echo(f"{Instance(home).gateway_url}/desk{wished}#token={token}")
