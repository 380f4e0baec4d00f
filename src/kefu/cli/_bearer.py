"""Who a made token speaks for: the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from kefu_messages import roles as posts

ROLE = click.Choice(sorted(posts.EVERYBODY))
OPTIONS = (
    click.option("--role", "roles", multiple=True, required=True, type=ROLE, metavar="ROLE", help="Repeatable."),
    click.option("--staff", "staff_no", required=True, help="Staff number."),
    click.option("--organisation", required=True),
    click.option("--name", default="", help="The member of staff's name."),
)


def bearer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options ``--role``, ``--staff``, ``--organisation`` and ``--name``, shown in this order."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
