"""Reads the stream ``kefu.events``: everything that was ever said, from any place, as often as wanted.

A reader has a connection of its own and keeps its place itself; when the connection goes, whoever reads begins again there.
A service keeps it in its collection ``places``, document ``reader``: ``next``, and ``shift``, what the numbers of the running stream
are ahead of its own offsets. A restored department has a new stream, which begins at 0: its numbers go on where the lost one's ended.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from amqp.exceptions import AMQPError
from kombu import Connection

from kefu import topology
from kefu.bus import BrokerUnavailable

if TYPE_CHECKING:
    from kefu.metrics import Metrics

_log = logging.getLogger(__name__)
FIRST, NEXT = "first", "next"
Place = int | str | datetime
PLACES, READER = "places", "reader"
HEARTBEAT = 30
AT_HAND = 0.005  # seconds: what came together with the first is read with it


@dataclass(frozen=True)
class Entry:
    """One event and its number: its offset in the stream, and the reader's shift."""

    offset: int
    envelope: dict[str, Any]


class Stream:
    """A reader of the stream, from ``since`` on: a number, a moment, ``first`` or ``next``.

    ``begins_at`` is the number of its first entry, ``reached`` the one after the last that was read. What somebody says in another's
    name is skipped, told in the log and counted. Raises :class:`BrokerUnavailable` when the broker goes away.
    """

    def __init__(self, uri: str, *, name: str, since: Place, prefetch: int = 200, shift: int = 0, metrics: Metrics | None = None) -> None:
        self._shift, self._metrics = shift, metrics
        self.begins_at = shift
        self.reached: int | None = None
        start = max(since - shift, 0) if isinstance(since, int) else since
        self._waiting: deque[Any] = deque()
        try:
            kombu = Connection(
                uri, heartbeat=HEARTBEAT, connect_timeout=5, transport_options={"client_properties": {"connection_name": name}}
            )
            self._connection = kombu.transport.establish_connection()
            self._channel = self._connection.channel()
            self._channel.basic_qos(0, prefetch, False)
            self._channel.basic_consume(topology.STREAM, callback=self._waiting.append, arguments={"x-stream-offset": start})
        except (OSError, AMQPError) as failure:
            raise BrokerUnavailable(f"{name}: {failure}") from None

    def take(self, *, most: int, seconds: float) -> list[Entry]:
        """What has come, at most so many; waits for the first so many seconds, for no other. What is no event is left out."""
        end = time.monotonic() + seconds
        try:
            while not self._waiting and (left := end - time.monotonic()) > 0:
                self._read(left)
            while self._waiting and len(self._waiting) < most and self._read(AT_HAND):
                continue
            messages = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            if messages:
                self.reached = _number(messages[-1]) + self._shift + 1
                self._channel.basic_ack(messages[-1].delivery_info["delivery_tag"], multiple=True)
        except (OSError, AMQPError) as failure:
            raise BrokerUnavailable(str(failure)) from None
        return list(self._entries(messages))

    def close(self) -> None:
        """Let go of the broker."""
        try:
            self._connection.close()
        except (OSError, AMQPError, AttributeError):
            return

    def _read(self, seconds: float) -> bool:
        """Whether something came within the time."""
        try:
            self._connection.drain_events(timeout=min(seconds, HEARTBEAT / 4))
        except TimeoutError:
            self._connection.heartbeat_tick()
            return False
        return True

    def _entries(self, messages: list[Any]) -> Iterator[Entry]:
        for message in messages:
            try:
                envelope = json.loads(message.body)
            except (ValueError, TypeError):
                envelope = None
            if not (isinstance(envelope, dict) and {"id", "type", "subject", "organisation", "time"} <= envelope.keys()):
                continue
            exchange = str(message.delivery_info.get("exchange"))
            if topology.is_said_by(envelope, exchange):
                yield Entry(_number(message) + self._shift, envelope)
            else:
                self._refuse(envelope, exchange)

    def _refuse(self, envelope: dict[str, Any], exchange: str) -> None:
        said = {name: str(envelope.get(name))[:200] for name in ("id", "type", "source")}
        _log.error("somebody speaks in another's name", extra={"exchange": exchange, **said})
        if self._metrics is not None:
            self._metrics.refused.labels(exchange=exchange).inc()


def _number(message: Any) -> int:
    return int(message.headers["x-stream-offset"])
