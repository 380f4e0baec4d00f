"""``kefu secrets``: the passwords, keys and users of a deployment, made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from kefu import registry
from kefu.deployment import servers_of, write_secrets


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--rotate", multiple=True, metavar="SERVICE", help="Give this service new passwords and a new token (repeatable).")
@click.option("--broker", metavar="HOST:PORT", help="Where services find RabbitMQ (compose: broker:5672).")
@click.option("--store", metavar="HOST:PORT[,…]", help="Where services find MongoDB, one address or all members' (compose: store:27017).")
@click.option("--replica-set", metavar="NAME", help="MongoDB's replica set (compose: kefu).")
@click.option("--tls/--no-tls", default=None, help="Speak TLS with both.")
@click.option(
    "--tokens/--no-tokens", default=None, help="Make service tokens of the local issuer, for trials; or put your own issuer's there."
)
def secrets(folder: Path, rotate: tuple[str, ...], **said: Any) -> None:
    """Write into FOLDER what docker compose and the charts mount; secrets that are there stay (docs/operations.md).

    What is said of the servers is kept in FOLDER and counts until it is said anew.
    """
    unknown = sorted(set(rotate) - set(registry.services()))
    if unknown:
        raise click.ClickException(f"no such service: {', '.join(unknown)}")
    servers = replace(servers_of(folder), **{name: value for name, value in said.items() if value is not None})
    for path in write_secrets(folder, tuple(registry.services()), rotate=rotate, servers=servers):
        click.echo(path)
