"""``kefu backup``: every service's database in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from kefu.backup import BackupImpossible, Manifest, back_up
from kefu.cli._home import home_option
from kefu.local import Instance
from kefu.local.broker import control
from kefu.local.plan import VHOST
from kefu.topology import STREAM

OUTSIDE = "sub-"
folder_argument = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
store_option = click.option("--store", "uri", help="MongoDB address of an administrator; default: the instance in --home.")


@click.command()
@folder_argument
@store_option
@home_option
def backup(folder: Path, uri: str | None, home: Path) -> None:
    """Write every service's database into FOLDER while the store runs and nobody works (docs/operations.md)."""
    with told(), MongoClient[Any](uri) if uri else Instance(home, services=()).databases() as client:
        if not uri:
            _nothing_under_way(home)
        report(back_up(client, folder))


@contextmanager
def told() -> Iterator[None]:
    """What is in the way, said to whoever typed the command."""
    try:
        yield
    except (BackupImpossible, PyMongoError, OSError) as problem:
        raise click.ClickException(str(problem)) from None


def report(written: Manifest) -> None:
    """Print each database and how much it holds."""
    for database, collections in written.items():
        click.echo(f"{database:<20} {sum(each['documents'] for each in collections.values()):>9} documents")


def _nothing_under_way(home: Path) -> None:
    """Messages are not in a backup: none may wait in the broker, but in the stream and in the queues of subscribers outside."""
    instance = Instance(home, services=())
    if "broker" not in instance.running:
        return
    listed = control(instance.plan, "list_queues", "-p", VHOST, "--silent", "--no-table-headers", "name", "messages").splitlines()
    queues = {name: int(messages) for name, messages in (line.split() for line in listed)}
    waiting = {name: messages for name, messages in queues.items() if messages and name != STREAM and not name.startswith(OUTSIDE)}
    if waiting:
        shown = ", ".join(f"{name} {messages}" for name, messages in sorted(waiting.items())[:5])
        raise BackupImpossible(f"messages wait, and would not be in the backup: {shown} (`kefu parked` for those put aside)")
