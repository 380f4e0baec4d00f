"""``kefu secrets``: the passwords, keys and users of a deployment, made once."""

from __future__ import annotations

from pathlib import Path

import click

from kefu import registry
from kefu.deployment import write_secrets


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--rotate", multiple=True, metavar="SERVICE", help="Give this service new passwords and a new token (repeatable).")
def secrets(folder: Path, rotate: tuple[str, ...]) -> None:
    """Write into FOLDER what docker compose and the charts mount; secrets that are there stay (docs/operations.md)."""
    unknown = sorted(set(rotate) - set(registry.services()))
    if unknown:
        raise click.ClickException(f"no such service: {', '.join(unknown)}")
    for path in write_secrets(folder, tuple(registry.services()), rotate=rotate):
        click.echo(path)
