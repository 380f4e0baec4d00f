"""``kefu services``: what is installed."""

from __future__ import annotations

import click

from kefu import registry


@click.command()
def services() -> None:
    """List the installed services and where each comes from."""
    for name, point in registry.services().items():
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else "-"
        click.echo(f"{name:<14} {point.value:<44} {origin}")
