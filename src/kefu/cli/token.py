"""``kefu token``: a token of the local issuer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from kefu.cli._home import home_option
from kefu.identity import LocalIssuer
from kefu_messages import roles as posts

ROLE = click.Choice(sorted(posts.EVERYBODY))


@click.command()
@home_option
@click.option("--role", "roles", multiple=True, required=True, type=ROLE, metavar="ROLE", help="Repeatable.")
@click.option("--staff", "staff_no", required=True, help="Staff number.")
@click.option("--organisation", required=True)
@click.option("--name", default="", help="The member of staff's name.")
@click.option("--hours", type=click.FloatRange(min=0, min_open=True), default=12.0, show_default=True, help="How long it is valid.")
def token(home: Path, *, roles: tuple[str, ...], staff_no: str, organisation: str, name: str, hours: float) -> None:
    """Print a bearer token that the instance in this folder accepts; in production the OIDC provider issues them."""
    issuer = LocalIssuer(home)
    click.echo(issuer.token(staff_no=staff_no, organisation=organisation, roles=roles, name=name, valid_for=timedelta(hours=hours)))
