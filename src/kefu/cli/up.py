"""``kefu up``: start everything on this machine."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from kefu.cli._home import home_option
from kefu.local import Instance, NotReady

PREFERRED_PORT = 8080


@click.command()
@home_option
@click.option("--detach", is_flag=True, help="Return when all is ready and leave it running (`kefu down` ends it).")
@click.option("--replicas", type=click.IntRange(1, 20), default=1, show_default=True, help="Processes per service.")
@click.option("--auth/--no-auth", default=True, show_default=True, help="A broker and a database user of its own for each service.")
@click.option("--port", type=int, default=PREFERRED_PORT, show_default=True, help="The gateway's port, if it is free.")
@click.option("--wait", "seconds", type=int, default=180, show_default=True, help="Seconds until all must be ready.")
@click.option("--broker", "amqp_uri", envvar="AMQP_URI", help="Use this RabbitMQ instead of a private one.")
@click.option("--store", "mongo_uri", envvar="MONGO_URI", help="Use this MongoDB instead of the embedded server.")
def up(
    home: Path, *, detach: bool, replicas: int, auth: bool, port: int, seconds: int, amqp_uri: str | None, mongo_uri: str | None
) -> None:
    """Start the servers and every service; one that runs already is found and left as it is."""
    instance = Instance(home, replicas=replicas, auth=auth, gateway_port=port, amqp_uri=amqp_uri, mongo_uri=mongo_uri)
    if instance.is_running:
        click.echo(f"Kefu runs already in {instance.home}")
    try:
        instance.start(detached=detach).wait_ready(seconds, told=lambda missing: click.echo(f"waiting for {', '.join(missing)}"))
    except NotReady as problem:
        raise click.ClickException(f"{problem}\nAll logs: {instance.home / 'log'}") from None
    click.echo(f"Kefu is ready: {instance.gateway_url} (people: /desk, programmers: /docs)")
    if not detach:
        _until_interrupted()
        instance.stop()


def _until_interrupted() -> None:
    over = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: over.set())
    click.echo("Ctrl-C stops it.")
    over.wait()
