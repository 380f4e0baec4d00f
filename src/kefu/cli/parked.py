"""``kefu parked``: the messages a service could not handle."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import amqp
import click
from kombu.utils.url import parse_url

from kefu import registry, topology
from kefu.cli._home import home_option
from kefu.local import Instance
from kefu_messages import Event, messages

OURS_AND_THE_BROKERS = ("x-kefu-", "x-death", "x-first-death", "x-delivery-count")

broker_option = click.option("--broker", "uri", help="AMQP address; default: AMQP_URI, else the instance in --home.")
queue_argument = click.argument("queue")
count_option = click.option("--count", type=click.IntRange(min=1), help="At most so many; default: all that are there now.")


@click.group()
def parked() -> None:
    """List, retry or drop parked messages. QUEUE is the queue they were parked from."""


@parked.command("list")
@home_option
@broker_option
def listed(home: Path, uri: str | None) -> None:
    """Show each queue with parked messages, their number, and what ailed the first."""
    with _connected(uri, home) as connection:
        for queue in candidates():
            count = _count(connection, queue)
            if count:
                click.echo(f"{queue}  {count}  {_first_error(connection, queue)}")


@parked.command()
@home_option
@broker_option
@queue_argument
@count_option
def retry(home: Path, uri: str | None, queue: str, count: int | None) -> None:
    """Put the parked events of QUEUE back at its end, their tries forgotten."""
    if not queue.startswith("evt."):
        raise click.ClickException("only events can be retried: the sender of a request has long been answered")
    with _connected(uri, home) as connection:
        click.echo(f"{_move(connection, queue, count, back=True)} put back into {queue}")


@parked.command()
@home_option
@broker_option
@queue_argument
@count_option
@click.confirmation_option(prompt="Dropped messages are gone for good. Go on?")
def drop(home: Path, uri: str | None, queue: str, count: int | None) -> None:
    """Delete the parked messages of QUEUE, printing each."""
    with _connected(uri, home) as connection:
        click.echo(f"{_move(connection, queue, count, back=False)} dropped from {queue}")


def candidates() -> Iterator[str]:
    """Every queue that could have parked messages: requests, and each event, of each installed service."""
    for service in registry.services():
        yield topology.rpc_queue(service)
        for event in messages(Event):
            yield topology.event_queue(service, event)


@contextmanager
def _connected(uri: str | None, home: Path) -> Iterator[amqp.Connection]:
    address = parse_url(uri or os.environ.get("AMQP_URI") or Instance(home, services=()).amqp_uri())
    connection = amqp.Connection(
        f"{address['hostname']}:{address['port'] or 5672}", userid=address["userid"], password=address["password"],
        virtual_host=address["virtual_host"] or "/", confirm_publish=True, connect_timeout=10,
    )  # fmt: skip
    try:
        connection.connect()
    except (OSError, amqp.AMQPError) as problem:
        raise click.ClickException(f"no broker at {address['hostname']}:{address['port']}: {problem}") from None
    with connection:
        yield connection


def _count(connection: amqp.Connection, queue: str) -> int:
    try:
        with connection.channel() as channel:
            return int(channel.queue_declare(f"{queue}.parked", passive=True).message_count)
    except amqp.NotFound:
        return 0


def _first_error(connection: amqp.Connection, queue: str) -> str:
    with connection.channel() as channel:  # unacknowledged: it goes back when the channel closes
        first = channel.basic_get(f"{queue}.parked")
        return _error(first) if first else ""


def _error(message: Any) -> str:
    headers = message.headers or {}
    deaths = headers.get("x-death") or [{}]
    return str(headers.get("x-kefu-error") or deaths[0].get("reason") or "-")


def _move(connection: amqp.Connection, queue: str, count: int | None, *, back: bool) -> int:
    there = _count(connection, queue)
    moved = 0
    with connection.channel() as channel:
        while moved < min(there, count or there):
            message = channel.basic_get(f"{queue}.parked")
            if message is None:
                break
            if back:
                _put_back(channel, queue, message)
            else:
                click.echo(json.dumps({"error": _error(message), "body": _text(message.body)}, ensure_ascii=False))
            channel.basic_ack(message.delivery_tag)
            moved += 1
    return moved


def _put_back(channel: Any, queue: str, message: Any) -> None:
    kept = {name: value for name, value in (message.headers or {}).items() if not name.startswith(OURS_AND_THE_BROKERS)}
    properties = {name: value for name, value in message.properties.items() if name != "application_headers"}
    again = amqp.Message(message.body, application_headers=kept, **properties)
    service = queue.split(".")[1]
    channel.basic_publish_confirm(again, exchange=f"{service}.retry", routing_key=queue, mandatory=True)


def _text(body: Any) -> str:
    return body.decode("utf-8", "backslashreplace") if isinstance(body, bytes) else str(body)
