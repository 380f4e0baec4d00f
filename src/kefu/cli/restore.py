"""``kefu restore``: bring back what ``kefu backup`` has written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from pymongo import MongoClient

from kefu.backup import BackupImpossible
from kefu.backup import restore as bring_back
from kefu.cli._home import home_option
from kefu.cli.backup import folder_argument, report, store_option, told
from kefu.local import Instance
from kefu.local.plan import SERVERS

SECONDS_TO_START = 60.0


@click.command()
@folder_argument
@store_option
@home_option
def restore(folder: Path, uri: str | None, home: Path) -> None:
    """Bring the databases in FOLDER back into an empty store, or into a --home that holds no data; start the services afterwards."""
    with told():
        if uri:
            with MongoClient[Any](uri) as client:
                report(bring_back(client, folder))
        else:
            _into(home, folder)


def _into(home: Path, folder: Path) -> None:
    if any((home / server / "data").exists() for server in SERVERS):
        raise BackupImpossible(f"{home} holds data already: restore into a new --home")
    with Instance(home, services=(), servers=[server for server in SERVERS if server != "broker"]) as instance:
        instance.wait_ready(SECONDS_TO_START)
        with instance.databases() as client:
            report(bring_back(client, folder))
