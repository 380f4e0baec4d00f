"""``kefu status``: what runs on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from kefu.cli._home import home_option
from kefu.local import Instance
from kefu.local.plan import GATEWAY


@click.command()
@home_option
def status(home: Path) -> None:
    """Show every process, whether it is ready and how often it was started; exits 1 when one is not ready."""
    instance = Instance(home)
    if not instance.is_running:
        raise click.ClickException(f"Kefu is not running in {instance.home}")
    unready, running, ports = instance.unready(), instance.running, instance.plan.ports
    for name in (*instance.plan.private_servers, *instance.plan.processes):
        process = running.get(name)
        state = "waiting" if process is None else "not ready" if name in unready else "ready"
        pid = process.pid if process else "-"
        click.echo(f"{name:<14} {state:<10} pid {pid:<8} port {ports[name]:<6} started {instance.starts(name)} times")
    if GATEWAY in instance.plan.services:
        click.echo(f"gateway        {instance.gateway_url}")
    if unready:
        raise SystemExit(1)
