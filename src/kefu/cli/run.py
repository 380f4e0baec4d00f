"""``kefu run``: one service in this process, for containers."""

from __future__ import annotations

import os
import sys

import click

from kefu import registry


@click.command()
@click.argument("service")
def run(service: str) -> None:
    """Run SERVICE with the settings of its environment (docs/operations.md names them)."""
    if service not in registry.services():
        raise click.ClickException(f"no service '{service}' is installed; there are: {', '.join(registry.services()) or 'none'}")
    # a fresh process: eventlet must patch before anything this command has imported
    os.execv(sys.executable, [sys.executable, "-m", "kefu.runner", service])  # noqa: S606
