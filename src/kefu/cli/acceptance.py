"""``kefu acceptance``: replay folders of past data and compare what the platform reports with what it should."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from kefu.acceptance.comparison import Difference
from kefu.acceptance.folder import Folder, FolderUnusable
from kefu.acceptance.gateway import Gateway, GatewayRefused
from kefu.acceptance.operator import operator_token
from kefu.acceptance.organisations import environment_for, kind_of, organisations, services_for
from kefu.acceptance.settling import NeverSettled
from kefu.cli._home import home_option
from kefu.local import Instance, NotReady

EXPECTED = "expected.json"
Connect = Callable[[str], Gateway]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the platform's figures to this file.")
@click.option("--gateway", "address", help="Replay on this gateway (its scheduler off) instead of a throw-away instance.")
@click.option("--token", envvar="KEFU_TOKEN", help="Bearer token for --gateway, of the folder's organisation; not needed for --home's own.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Run the instance in this folder and leave its data there.")
@home_option
def acceptance(  # noqa: PLR0917 - one option each
    folder: Path, out: Path | None, address: str | None, token: str | None, keep: Path | None, home: Path
) -> None:
    """Replay FOLDER, one organisation or a folder of several, day by day; print every difference from each expected.json.

    Exits with 1 when there is a difference, with 2 when a folder or the platform cannot be used.
    """
    try:
        folders = organisations(folder)
        expected = [each.json(EXPECTED) for each in folders]
        with _platform(folders, keep) if not address else _elsewhere(address, token, home) as connect:
            figures = [_replayed(each, connect) for each in folders]
    except (FolderUnusable, GatewayRefused, NeverSettled, NotReady) as problem:
        raise _Unusable(str(problem)) from None
    _write(folder, folders, figures, out)
    outcomes = [_report(*each, alone=len(folders) == 1) for each in zip(folders, expected, figures, strict=True)]
    if not all(outcomes):
        raise SystemExit(1)


class _Unusable(click.ClickException):
    exit_code = 2


def _replayed(folder: Folder, connect: Connect) -> dict[str, Any]:
    return kind_of(folder).figures(folder, connect(folder.organisation["id"]), _say)


@contextmanager
def _platform(folders: Sequence[Folder], keep: Path | None) -> Iterator[Connect]:
    """A throw-away instance to replay on, for as long as that takes."""
    services = services_for(folders)
    with (
        tempfile.TemporaryDirectory(prefix="kefu-acceptance-") as throw_away,
        Instance(keep or Path(throw_away), services=services, environment=environment_for(folders)) as instance,
    ):
        _say("starting")
        instance.wait_ready()
        yield lambda own: Gateway(instance.gateway_url, token=operator_token(instance.home, own))


@contextmanager
def _elsewhere(address: str, token: str | None, home: Path) -> Iterator[Connect]:
    """A gateway that runs already; the local instance's own issuer gives the tokens when it is that one's."""
    if token:
        yield lambda _: Gateway(address, token=token)
    elif _is_of(home, address):
        yield lambda own: Gateway(address, token=operator_token(home, own))
    else:
        raise FolderUnusable(f"--gateway needs --token (or KEFU_TOKEN): it is not the gateway of the instance in {home}")


def _is_of(home: Path, address: str) -> bool:
    try:
        own = urlsplit(Instance(home).gateway_url)
    except NotReady:
        return False
    asked = urlsplit(address)
    return asked.port == own.port and asked.hostname in (own.hostname, "localhost", "127.0.0.1", "::1")


def _write(folder: Path, folders: Sequence[Folder], figures: Sequence[dict[str, Any]], out: Path | None) -> None:
    """One organisation's figures as its ``expected.json``; of several, an object of them by the names of their folders."""
    if out:
        by_name = {each.path.name: figure for each, figure in zip(folders, figures, strict=True)}
        content = figures[0] if folders[0].path == folder else by_name
        out.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=_number) + "\n", encoding="utf-8")


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"no JSON value: {value!r}")


def _report(folder: Folder, expected: dict[str, Any] | None, figures: dict[str, Any], *, alone: bool) -> bool:
    """Print how the figures differ from those expected; whether they do not."""
    if not alone:
        click.echo(f"{folder.organisation['id']}:")
    if expected is None:
        click.echo(f"no {EXPECTED}: nothing to compare with")
        return True
    found = kind_of(folder).differences(expected, figures)
    _show(found)
    size = len(expected.get("rules", {})) + len(expected.keys() - {"rules"})
    differing = len({difference.rule for difference in found})
    click.echo(f"{len(found)} differences in {differing} of {size} keys" if found else f"no difference in {size} keys")
    return not found


def _show(found: Sequence[Difference]) -> None:
    rule = None
    for difference in found:
        if difference.rule != rule:
            rule = difference.rule
            click.echo(rule)
        click.echo(f"  {difference}")


def _say(what: str) -> None:
    click.echo(what, err=True)
