"""``kefu acceptance``: replay a folder of past data and compare what the platform reports with what it should."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kefu.acceptance.comparison import Difference, differences
from kefu.acceptance.folder import Folder, FolderUnusable
from kefu.acceptance.gas import GasMonth
from kefu.acceptance.gateway import Gateway, GatewayRefused
from kefu.acceptance.operator import operator_token
from kefu.acceptance.settling import NeverSettled
from kefu.local import Instance, NotReady

SERVICES = ("attendance", "billing", "customers", "gateway", "metering", "reporting")
WORKING = tuple(service for service in SERVICES if service != "gateway")
EXPECTED = "expected.json"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the platform's figures to this file.")
@click.option("--gateway", "address", help="Replay on this gateway (its scheduler off) instead of a throw-away instance; needs --token.")
@click.option("--token", envvar="KEFU_TOKEN", help="Bearer token for --gateway, of the folder's organisation.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Run the instance in this folder and leave its data there.")
def acceptance(folder: Path, out: Path | None, address: str | None, token: str | None, keep: Path | None) -> None:
    """Replay FOLDER day by day and print every difference from its expected.json.

    Exits with 1 when there is a difference, with 2 when the folder or the platform cannot be used.
    """
    try:
        source = Folder(folder)
        expected = _expected(folder)
        _ = source.organisation
        with _platform(source, address, token, keep) as gateway:
            figures = GasMonth(source, gateway=gateway, services=WORKING, say=_say).replay()
    except (FolderUnusable, GatewayRefused, NeverSettled, NotReady) as problem:
        raise _Unusable(str(problem)) from None
    _write(figures, out)
    found = differences(expected, figures) if expected is not None else []
    _report(found, compared=expected)
    if found:
        raise SystemExit(1)


class _Unusable(click.ClickException):
    exit_code = 2


def _expected(folder: Path) -> dict[str, Any] | None:
    """The expected figures; None when the folder has none."""
    source = folder / EXPECTED
    if not source.is_file():
        return None
    try:
        content = json.loads(source.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as problem:
        raise FolderUnusable(f"{source}: {problem}") from None
    if not isinstance(content, dict):
        raise FolderUnusable(f"{source}: no JSON object")
    return content


@contextmanager
def _platform(folder: Folder, address: str | None, token: str | None, keep: Path | None) -> Iterator[Gateway]:
    """The gateway to replay on, and for as long as that takes."""
    if address:
        if not token:
            raise FolderUnusable("--gateway needs --token (or KEFU_TOKEN)")
        yield Gateway(address, token=token)
        return
    with tempfile.TemporaryDirectory(prefix="kefu-acceptance-") as throw_away:
        home = keep or Path(throw_away)
        with Instance(home, services=SERVICES, environment={"KEFU_SCHEDULER": "off"}) as instance:
            _say("starting")
            instance.wait_ready()
            yield Gateway(instance.gateway_url, token=operator_token(instance.home, folder.organisation["id"]))


def _write(figures: dict[str, Any], out: Path | None) -> None:
    if out:
        out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _report(found: list[Difference], *, compared: dict[str, Any] | None) -> None:
    rule = None
    for difference in found:
        if difference.rule != rule:
            rule = difference.rule
            click.echo(rule)
        click.echo(f"  {difference}")
    if compared is None:
        click.echo(f"no {EXPECTED}: nothing to compare with")
    elif found:
        click.echo(f"{len(found)} differences in {len({difference.rule for difference in found})} of {_size(compared)} keys")
    else:
        click.echo(f"no difference in {_size(compared)} keys")


def _size(expected: dict[str, Any]) -> int:
    return len(expected.get("rules", {})) + len(expected.keys() - {"rules"})


def _say(what: str) -> None:
    click.echo(what, err=True)
