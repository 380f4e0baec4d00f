"""A supervised AMQP connection that many green threads share, and on which nothing waits longer than its deadline.

One green thread reads the socket; anybody may write, one at a time. Publisher confirms and returned messages are matched to
their waiters, so that a hundred publishers share a connection without waiting for each other. When the broker goes away the
link reconnects by itself (0.2 s to 3 s apart) and tells its ``on_open`` callbacks, which declare and consume again. When the
broker freezes, a write or a wait past its deadline shuts the socket: nothing else ends a blocked system call.

Raises :class:`BrokerUnavailable` when the broker does not take or confirm a message in time.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

import eventlet
from amqp import Message, spec
from eventlet.event import Event
from eventlet.semaphore import Semaphore
from kombu import Connection

from kefu.bus.confirms import BrokerUnavailable, Confirms, Unroutable
from kefu.bus.wire import in_one_piece, read_ahead

_log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = 0.2, 3.0
SLOWEST_OPENING = 60.0
Headers = dict[str, Any]
Callback = Callable[[Message], None]


class Link:
    """One connection with one channel for publishing and one per consumed queue."""

    def __init__(self, uri: str, *, name: str, heartbeat: int = 20, ssl: Any = False) -> None:
        self.name = name
        self.user = unquote(urlsplit(uri).username or "guest")
        self.connected = False
        self._uri, self._heartbeat, self._ssl = uri, heartbeat, ssl
        self._on_open: list[Callable[[], None]] = []
        self._on_lost: list[Callable[[], None]] = []
        self._writing = Semaphore(1)
        self._opened = Event()
        self._stopping = False
        self._connection: Any = None
        self._publisher: Any = None
        self._confirms = Confirms()
        self._threads: list[Any] = []
        self.generation = 0

    def on_open(self, callback: Callable[[], None]) -> None:
        """Call back after every (re)connection, before anything is read: the place to declare and consume."""
        self._on_open.append(callback)

    def on_lost(self, callback: Callable[[], None]) -> None:
        """Call back whenever the connection is gone: what was under way on it will not be answered."""
        self._on_lost.append(callback)

    def start(self) -> None:
        """Connect in the background, and stay connected until :meth:`stop`."""
        self._threads = [eventlet.spawn(self._supervise), eventlet.spawn(self._beat)]

    def stop(self) -> None:
        """Close the connection without waiting for the broker."""
        self._stopping = True
        self._shut()
        for thread in self._threads:
            thread.kill()

    def wait_open(self, seconds: float) -> bool:
        """Whether the link is connected within so many seconds."""
        if self.connected:
            return True
        with eventlet.Timeout(seconds, False):
            while not self.connected:
                self._opened.wait()
        return self.connected

    def channel(self) -> Any:
        """A new channel; only inside an ``on_open`` callback, where its replies are still read synchronously."""
        return self._connection.channel()

    def consume(self, queue: str, callback: Callback, *, prefetch: int, no_ack: bool = False) -> Any:
        """Consume a queue on a channel of its own; only inside an ``on_open`` callback."""
        channel = self.channel()
        channel.basic_qos(0, prefetch, False)
        channel.basic_consume(queue, no_ack=no_ack, callback=callback, consumer_tag=f"kefu.{queue}")
        return channel

    def publish(self, body: bytes, *, seconds: float, **how: Any) -> None:
        """Like :meth:`send`, and wait until the broker has confirmed.

        Raises :class:`Unroutable` for a mandatory message without a queue, :class:`BrokerUnavailable` past the deadline.
        """
        waiting = self.send(body, seconds=seconds, **how)
        if waiting is not None:
            self.settle(waiting, seconds=seconds)

    def send(self, body: bytes, *, seconds: float, **how: Any) -> Event | None:
        """Send a message; returns what :meth:`settle` waits for when ``confirm``: many can be under way at once.

        ``how`` are ``exchange``, ``key``, ``confirm``, ``mandatory``, ``persistent``, ``headers`` and AMQP's properties. ``on_return`` is
        called when a mandatory message is unroutable and no confirm is awaited (``message_id`` must be given).
        """
        with self._turn(seconds):
            return self._put(body, **how)

    def send_all(self, messages: Iterable[tuple[bytes, Mapping[str, Any]]], *, seconds: float) -> list[Event]:
        """Send messages, each with how :meth:`send` is to do it, together; returns what :meth:`settle` waits for, one for each."""
        with self._turn(seconds), in_one_piece(self._connection.transport):
            return [waiting for body, how in messages if (waiting := self._put(body, **how)) is not None]

    def settle(self, waiting: Event, *, seconds: float) -> None:
        """Wait until the broker has confirmed; raises as :meth:`publish` does."""
        with eventlet.Timeout(seconds, False):
            failure = waiting.wait()
            if failure is not None:
                raise BrokerUnavailable(f"{self.name}: {failure}")
            if waiting.unroutable:
                raise Unroutable(f"{self.name}: no queue is bound")
            return
        self._shut()
        raise BrokerUnavailable(f"{self.name}: the broker does not confirm")

    def forget_return(self, message_id: str) -> None:
        """No longer call back for that message."""
        self._confirms.forget_return(message_id)

    def settle_delivery(self, message: Message, *, generation: int, accept: bool, requeue: bool = False) -> None:
        """Acknowledge or reject; does nothing when the connection it came on is gone (the broker delivers it again).

        What is delivered while the link is still being opened (a queue that is full when its service comes back) waits until it is open.
        """
        if generation == self.generation and not self._stopping:
            self.wait_open(SLOWEST_OPENING)
        if generation != self.generation or not self.connected:
            return
        tag = message.delivery_info["delivery_tag"]
        method, args = (spec.Basic.Ack, ("Lb", (tag, False))) if accept else (spec.Basic.Reject, ("Lb", (tag, requeue)))
        self._write(lambda: message.channel.send_method(method, *args))

    def cancel(self, channel: Any, queue: str) -> None:
        """Stop receiving from the queue; what was delivered can still be settled."""
        if self.connected:
            self._write(lambda: channel.send_method(spec.Basic.Cancel, "sb", (f"kefu.{queue}", True)))

    @contextmanager
    def _turn(self, seconds: float) -> Iterator[None]:
        """Publish within the block, for so many seconds at most; whatever goes wrong there ends the connection, whose count is off."""
        end = time.monotonic() + seconds
        self.wait_open(seconds)
        self._require_connection()
        if not self._writing.acquire(timeout=max(end - time.monotonic(), 0.001)):
            self._shut()
            raise BrokerUnavailable(f"{self.name}: the broker takes nothing")
        try:
            self._require_connection()
            with eventlet.Timeout(max(end - time.monotonic(), 0.001)):
                yield
        except BrokerUnavailable:
            raise
        except (eventlet.Timeout, OSError, AttributeError) as failure:
            self._shut()
            raise BrokerUnavailable(f"{self.name}: {type(failure).__name__} while publishing") from None
        except Exception:
            self._shut()
            raise
        finally:
            self._writing.release()

    def _require_connection(self) -> None:
        if not self.connected:
            raise BrokerUnavailable(f"{self.name}: no connection to the broker")

    def _put(
        self,
        body: bytes,
        *,
        exchange: str,
        key: str,
        confirm: bool = True,
        mandatory: bool = False,
        persistent: bool = True,
        headers: Headers | None = None,
        on_return: Callable[[], None] | None = None,
        **properties: Any,
    ) -> Event | None:
        message = Message(body, delivery_mode=2 if persistent else 1, application_headers=headers or {}, **properties)
        message_id = properties.get("message_id", "")
        waiting = self._confirms.count(awaited=confirm, mandatory=mandatory, message_id=message_id, on_return=on_return)
        self._publisher.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, key, mandatory, False), message)
        return waiting

    def _write(self, act: Callable[[], None], seconds: float = 5.0) -> None:
        if not self._writing.acquire(timeout=seconds):
            self._shut()
            return
        try:
            with eventlet.Timeout(seconds):
                act()
        except (eventlet.Timeout, OSError, AttributeError):
            self._shut()
        finally:
            self._writing.release()

    def _supervise(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping:
            try:
                self._open()
                wait = FIRST_WAIT
                while True:
                    self._connection.blocking_read()
            except (Exception, eventlet.Timeout) as failure:  # noqa: BLE001 - whatever ends a connection, the answer is a new one
                if not self._stopping:
                    _log.warning("broker connection lost", extra={"link": self.name, "error": f"{type(failure).__name__}: {failure}"[:300]})
            self._lost()
            eventlet.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _open(self) -> None:
        with eventlet.Timeout(SLOWEST_OPENING):
            kombu = Connection(
                self._uri,
                heartbeat=self._heartbeat,
                connect_timeout=5,
                ssl=self._ssl,
                transport_options={"confirm_publish": False, "client_properties": {"connection_name": self.name}},
            )
            self._connection = kombu.transport.establish_connection()
            read_ahead(self._connection.transport)
            self.generation += 1
            self._publisher = self.channel()
            self._confirms.watch(self._publisher)
            for callback in self._on_open:
                callback()
        self.connected = True
        opened, self._opened = self._opened, Event()
        opened.send()

    def _lost(self) -> None:
        self.connected = False
        self._shut()
        self._connection = self._publisher = None
        self._confirms.give_up()
        for callback in self._on_lost:
            callback()

    def _shut(self) -> None:
        """End the connection by its socket: the only thing that also ends a blocked read or write."""
        self.connected = False
        transport = getattr(self._connection, "transport", None)
        sock = getattr(transport, "sock", None)
        if sock is None:
            return
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    def _beat(self) -> None:
        while not self._stopping:
            eventlet.sleep(max(self._heartbeat / 4, 0.5))
            connection = self._connection
            if self.connected and connection is not None:
                try:
                    self._write(connection.heartbeat_tick)
                except Exception:  # noqa: BLE001 - too many heartbeats missed: whatever it is called, the broker is gone
                    self._shut()
