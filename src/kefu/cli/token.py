"""``kefu token``: a token of the local issuer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from kefu.cli._bearer import bearer_options
from kefu.cli._home import home_option
from kefu.identity import LocalIssuer


@click.command()
@home_option
@bearer_options
@click.option("--hours", type=click.FloatRange(min=0, min_open=True), default=12.0, show_default=True, help="How long it is valid.")
def token(home: Path, *, roles: tuple[str, ...], staff_no: str, organisation: str, name: str, hours: float) -> None:
    """Print a bearer token that the instance in this folder accepts; in production the OIDC provider issues them."""
    issuer = LocalIssuer(home)
    click.echo(issuer.token(staff_no=staff_no, organisation=organisation, roles=roles, name=name, valid_for=timedelta(hours=hours)))
