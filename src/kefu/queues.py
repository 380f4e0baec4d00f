"""How many messages wait in queues, asked on a connection of its own that is kept open between two looks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import eventlet
from eventlet.semaphore import Semaphore
from kombu import Connection

from kefu_messages.errors import ServiceUnavailable

SLOWEST_ANSWER = 5.0


class QueueCounts:
    """Counts what waits in the service's queues, and looks at it without taking it."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._looking = Semaphore(1)
        self._channel: Any = None

    def waiting(self, queues: Sequence[str]) -> int:
        """How many messages wait there, those that are being handled left out; raises ``ServiceUnavailable``."""
        with self._looking:
            try:
                with eventlet.Timeout(SLOWEST_ANSWER):
                    if self._channel is None:
                        self._channel = Connection(self._uri, connect_timeout=3).channel()
                    return sum(self._channel.queue_declare(queue, passive=True).message_count for queue in queues)
            except (Exception, eventlet.Timeout):  # noqa: BLE001 - whatever ends a look, the next one opens anew
                self._channel = None
                raise ServiceUnavailable(service="broker") from None

    def peek(self, queues: Sequence[str]) -> list[dict[str, Any]]:
        """What lies there, as JSON objects: handed back when the channel closes; raises ``ServiceUnavailable``."""
        try:
            with eventlet.Timeout(SLOWEST_ANSWER), Connection(self._uri, connect_timeout=3) as connection:
                return [found for queue in queues for found in _messages(connection, queue)]
        except (Exception, eventlet.Timeout):  # noqa: BLE001 - whatever ends a look
            raise ServiceUnavailable(service="broker") from None


def _messages(connection: Connection, queue: str) -> Iterator[dict[str, Any]]:
    with connection.channel() as channel:
        for _ in range(channel.queue_declare(queue, passive=True).message_count):
            message = channel.basic_get(queue)
            found = _object(message.body) if message else None
            if found:
                yield found


def _object(body: bytes | str) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
