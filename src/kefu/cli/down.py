"""``kefu down``: stop everything on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from kefu.cli._home import home_option
from kefu.local import Instance


@click.command()
@home_option
def down(home: Path) -> None:
    """Stop the services, then the servers; their data stay."""
    instance = Instance(home)
    was_running = instance.is_running
    instance.stop()
    click.echo("Kefu has stopped." if was_running else "Kefu was not running.")
