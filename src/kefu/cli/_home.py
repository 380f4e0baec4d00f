"""Which instance the commands mean: ``--home`` or ``KEFU_HOME``, else ``.kefu`` in the current folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

home_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--home", envvar="KEFU_HOME", default=".kefu", show_default=True, type=click.Path(path_type=Path, file_okay=False),
    help="The instance's folder.",
)  # fmt: skip
