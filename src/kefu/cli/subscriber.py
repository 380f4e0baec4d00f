"""``kefu subscriber``: an account for a system outside that listens to events (docs/events.md)."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import click

from kefu.cli._home import home_option
from kefu.local import Instance
from kefu.local.broker import control, rights_of_subscriber
from kefu.local.plan import VHOST
from kefu.local.ports import LOCALHOST

NAME = re.compile(r"sub-[a-z0-9-]{1,40}")


@click.command()
@home_option
@click.argument("name")
@click.option("--show", is_flag=True, help="Only print the rights, for a broker of your own.")
def subscriber(home: Path, name: str, *, show: bool) -> None:
    """Make the account NAME (sub-…) on the instance's broker, or give it a new password, and print its address."""
    if not NAME.fullmatch(name):
        raise click.ClickException("a subscriber's name begins with 'sub-' and holds small letters, digits and hyphens")
    rights = rights_of_subscriber(name)
    if show:
        for right, pattern in rights.items():
            click.echo(f"{right:<10} {pattern}")
        return
    instance, password = Instance(home), secrets.token_hex(24)
    if not instance.is_running or "broker" not in instance.plan.private_servers:
        raise click.ClickException(f"no broker of its own runs in {instance.home}; see --show")
    known = any(line.split()[:1] == [name] for line in control(instance.plan, "--quiet", "list_users").splitlines())
    control(instance.plan, "change_password" if known else "add_user", name, password)
    control(instance.plan, "set_permissions", "-p", VHOST, name, rights["configure"], rights["write"], rights["read"])
    click.echo(f"amqp://{name}:{password}@{LOCALHOST}:{instance.plan.ports['broker']}/{VHOST}")
