"""Hearing events: each effect once, a bounded number of tries, and what cannot be handled is parked, never lost and never in the way.

* Not an event of its queue (garbage, a broken contract, said by another service than it names): parked at once.
* A handler that fails: tried again after each of the configured delays, then parked with its error in the headers.
* The store or another service away: the message is held, unacknowledged, and tried until it is back; nothing is parked for that.
  The same for a record that others change all the time.
* A handler that kills the process: the broker counts deliveries and parks it (``x-delivery-limit``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import eventlet
from amqp import Message
from eventlet.greenpool import GreenPool
from eventlet.semaphore import Semaphore
from pymongo.errors import AutoReconnect, ConnectionFailure, ExecutionTimeout

from kefu import topology, tracing
from kefu.bus import BrokerUnavailable
from kefu.checking import request_schema
from kefu.rpc import Garbage, decode
from kefu.service import Contended, EventEntrypoint, attempts
from kefu_messages import Event
from kefu_messages.errors import ServiceUnavailable

if TYPE_CHECKING:
    from kefu.host import Host

_log = logging.getLogger(__name__)
AWAY = (ConnectionFailure, AutoReconnect, ExecutionTimeout, ServiceUnavailable, BrokerUnavailable, Contended)
LONGEST_HOLD = 5.0
AT_WORK = 10  # handlers at a time: those who ask and wait come first at the store
ENVELOPE = ("id", "type", "source", "time", "organisation", "sequence", "data")
Listener = EventEntrypoint | Callable[..., None]


class Hearing:
    """Consumes the queues of everything the service listens to."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._listeners: dict[type[Event], list[Listener]] = {}
        self._channels: dict[str, Any] = {}
        self._pool = GreenPool(size=1000)
        self._at_work = Semaphore(AT_WORK)
        self._stopping = False
        self.running = 0
        self.handled = 0
        host.listening.on_open(self._consume)

    def add(self, event: type[Event], listener: Listener) -> None:
        """Call the listener for every such event; several listeners of one event are called in the order they came."""
        self._listeners.setdefault(event, []).append(listener)

    @property
    def queues(self) -> list[str]:
        """The queues that are consumed."""
        return [topology.event_queue(self._host.service, event) for event in self._listeners]

    def stop(self) -> None:
        """Take nothing further."""
        self._stopping = True
        for queue, channel in self._channels.items():
            self._host.listening.cancel(channel, queue)

    def _consume(self) -> None:
        link = self._host.listening
        for event in self._listeners:
            queue = topology.declare_event_queue(link, self._host.service, event)
            self._host.metrics.parked.labels(queue=queue)  # both begin at nought: the first one is an increase
            self._host.metrics.retried.labels(event=queue)
            self._channels[queue] = link.consume(queue, self._taker(event, queue, link.generation), prefetch=self._host.config.prefetch)

    def _taker(self, event: type[Event], queue: str, generation: int) -> Callable[[Message], None]:
        def take(message: Message) -> None:
            self.running += 1
            self._pool.spawn_n(self._handle, event, queue, message, generation)

        return take

    def _handle(self, event: type[Event], queue: str, message: Message, generation: int) -> None:
        accept, requeue = True, False
        try:
            envelope = self._read(event, message)
            self._hear(event, queue, message, envelope)
        except Garbage as failure:
            _log.warning("parked what is no event", extra={"queue": queue, "error": str(failure)})
            self._host.metrics.parked.labels(queue=queue).inc()
            accept = False
        except BrokerUnavailable:
            accept, requeue = False, True
        finally:
            self.running -= 1
            self.handled += 1
            self._host.listening.settle_delivery(message, generation=generation, accept=accept, requeue=requeue)

    def _read(self, event: type[Event], message: Message) -> dict[str, Any]:
        envelope = decode(message)
        missing = [name for name in ENVELOPE if name not in envelope]
        kinds = {"data": dict, "sequence": int, "organisation": str}
        if missing or not all(isinstance(envelope[name], kind) for name, kind in kinds.items()):
            raise Garbage(f"no event: {missing or 'wrong types'}")
        if envelope["type"] != event.type():
            raise Garbage(f"type {envelope['type']!r}")
        exchange, before = message.delivery_info["exchange"], topology.retry_exchange(self._host.service)
        if not topology.is_said_by(envelope, topology.events_exchange(event.service) if exchange == before else exchange):
            self._host.metrics.refused.labels(exchange=exchange).inc()
            raise Garbage(f"of {envelope['source']!r} by {exchange!r}")
        wrong = request_schema(event).validate(envelope["data"])
        if wrong:
            raise Garbage(f"breaks its contract: {wrong}")
        try:
            datetime.fromisoformat(str(envelope["time"]))
        except ValueError:
            raise Garbage("no time") from None
        return envelope

    def _hear(self, event: type[Event], queue: str, message: Message, envelope: dict[str, Any]) -> None:
        started, outcome = time.monotonic(), "done"
        name = f"{self._host.service} hears {event.service}.{event.verb()}"
        try:
            with tracing.span(name, kind="consumer", parent=envelope.get("traceparent")) as traceparent:
                self._until_back(event, {**envelope, "traceparent": traceparent})
        except Exception as failure:  # noqa: BLE001 - whatever a handler raises, its message must not be in the way of others
            outcome = self._put_aside(queue, message, failure)
        self._host.metrics.heard.labels(event=event.verb(), outcome=outcome).observe(time.monotonic() - started)

    def _until_back(self, event: type[Event], envelope: dict[str, Any]) -> None:
        wait = 0.2
        while True:
            try:
                for listener in self._listeners[event]:
                    self._call(listener, event, envelope)
            except AWAY as failure:
                if self._stopping:
                    raise BrokerUnavailable("stopping") from None
                _log.warning("an event is held", extra={"event": event.verb(), "id": envelope["id"], "error": str(failure)[:200]})
                eventlet.sleep(wait)
                wait = min(wait * 2, LONGEST_HOLD)
            else:
                return

    def _call(self, listener: Listener, event: type[Event], envelope: dict[str, Any]) -> None:
        with self._at_work:
            ask = self._host.admission.event(event, envelope)
            if isinstance(listener, EventEntrypoint):
                self._host.answering.in_worker(listener, ask)
            else:
                attempts(listener, ask)

    def _put_aside(self, queue: str, message: Message, failure: Exception) -> str:
        if isinstance(failure, BrokerUnavailable):
            raise failure
        delays, service = self._host.config.retry_delays, self._host.service
        headers = dict(message.properties.get("application_headers") or {})
        tried = int(headers.get("x-kefu-tries", 0)) + 1
        headers.update({"x-kefu-tries": tried, "x-kefu-error": f"{type(failure).__name__}: {failure}"[:500]})
        exchange = f"{service}.delay.{delays[tried - 1]}" if tried <= len(delays) else f"{service}.parked"
        outcome = "retried" if tried <= len(delays) else "parked"
        _log.log(
            logging.WARNING if outcome == "retried" else logging.ERROR,
            "an event was %s",
            outcome,
            exc_info=failure,
            extra={"queue": queue, "id": message.properties.get("message_id"), "tries": tried},
        )
        self._send_on(message, exchange=exchange, queue=queue, headers=headers)
        (self._host.metrics.retried.labels(event=queue) if outcome == "retried" else self._host.metrics.parked.labels(queue=queue)).inc()
        return outcome

    def _send_on(self, message: Message, *, exchange: str, queue: str, headers: dict[str, Any]) -> None:
        """Send a heard message on to one of the service's own waiting rooms, and wait until the broker has it."""
        kept = {name: message.properties[name] for name in ("content_type", "message_id", "correlation_id") if name in message.properties}
        self._host.speaking.publish(message.body, exchange=exchange, key=queue, seconds=10, headers=headers, **kept)
