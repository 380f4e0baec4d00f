"""``kefu import``: one file into one collection, through the gateway, with progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kefu.acceptance.folder import FolderUnusable, Row, read_rows
from kefu.acceptance.gateway import Gateway, GatewayRefused

AT_ONCE = 500


@click.command("import")
@click.argument("collection")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--gateway", "address", envvar="KEFU_GATEWAY", required=True, help="Where the HTTP API is.")
@click.option("--token", envvar="KEFU_TOKEN", required=True, help="Bearer token of whoever imports.")
@click.option("--at-once", type=click.IntRange(1, 10_000), default=AT_ONCE, show_default=True, help="Rows per request.")
def importing(collection: str, file: Path, address: str, token: str, at_once: int) -> None:
    """Import the CSV rows of FILE into COLLECTION (readings, payments, …).

    Prints every refused row with its line and reason; exits with 1 when there was one. Doing it again changes nothing.
    """
    try:
        rows = read_rows(file.read_bytes(), file=file.stem)
        refused = _import(Gateway(address, token=token), f"/{collection.strip('/')}:import", rows, at_once)
    except (FolderUnusable, GatewayRefused) as problem:
        raise click.ClickException(f"{file}: {problem}") from None
    except OSError as problem:
        raise click.ClickException(f"{file}: {problem.strerror or problem}") from None
    click.echo(f"{len(rows) - refused} of {len(rows)} rows accepted")
    if refused:
        raise SystemExit(1)


def _import(gateway: Gateway, path: str, rows: Sequence[Row], at_once: int) -> int:
    refused = done = 0
    for part in parts(rows, at_once):
        for refusal in gateway.send(path, part):
            refused += 1
            click.echo(f"line {refusal.line} {refusal.key}: {refusal.reason}")
        done += len(part)
        click.echo(f"{path}: {done} of {len(rows)}", err=True)
    return refused


def parts(rows: Sequence[Row], at_once: int) -> Iterator[Sequence[Row]]:
    """The rows in order, so many at a time, each part of consecutive lines."""
    start = 0
    for position in range(1, len(rows) + 1):
        broken = position == len(rows) or rows[position].line != rows[position - 1].line + 1
        if broken or position - start == at_once:
            yield rows[start:position]
            start = position
