"""What was published and waits for the broker's word: confirmed, refused, returned as unroutable, or lost with its connection."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import takewhile
from typing import Any

from amqp import Message
from eventlet.event import Event

REFUSED = "refused by the broker"
LOST = "the connection was lost before the broker confirmed"


class BrokerUnavailable(Exception):
    """The broker did not take, confirm or route a message within the deadline."""


class Unroutable(BrokerUnavailable):
    """No queue is bound for the message: nobody would ever receive it."""


class Confirms:
    """The messages of one channel, numbered as the broker numbers them, and whom their returns concern."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[int, Event] = OrderedDict()
        self._returns: dict[str, Callable[[], None]] = {}
        self._published = 0

    def watch(self, channel: Any) -> None:
        """Ask the broker for confirms on the channel, and hear them."""
        channel.confirm_select()
        channel.events["basic_ack"].add(lambda tag, multiple: self._told(tag, multiple=multiple, failure=None))
        channel.events["basic_nack"].add(lambda tag, multiple: self._told(tag, multiple=multiple, failure=REFUSED))
        channel.events["basic_return"].add(self._returned)

    def count(self, *, awaited: bool, mandatory: bool, message_id: str, on_return: Callable[[], None] | None) -> Event | None:
        """Number the message that is about to be written; what is waited on when its confirm is awaited.

        A message that is both awaited and mandatory is marked as unroutable when it comes back, unless somebody wants to be called.
        """
        self._published += 1
        waiting = Event() if awaited else None
        if waiting is not None:
            waiting.unroutable, waiting.message_id = False, message_id
            self._waiting[self._published] = waiting
        if mandatory and message_id:
            self._returns[message_id] = on_return or (lambda: setattr(waiting, "unroutable", True))
        return waiting

    def forget_return(self, message_id: str) -> None:
        """No longer call back for that message."""
        self._returns.pop(message_id, None)

    def give_up(self) -> None:
        """The connection is gone: who waits is told, and the next channel counts from one."""
        self._published = 0
        waiting, self._waiting = self._waiting, OrderedDict()
        for event in waiting.values():
            event.send(LOST)
        self._returns.clear()

    def _told(self, tag: int, *, multiple: bool, failure: str | None) -> None:
        tags = list(takewhile(lambda known: known <= tag, self._waiting)) if multiple else [tag]
        for known in tags:
            waiting = self._waiting.pop(known, None)
            if waiting is not None:
                self._returns.pop(waiting.message_id, None)
                waiting.send(failure)

    def _returned(self, _exc: Exception, _exchange: str, _key: str, message: Message) -> None:
        callback = self._returns.pop(message.properties.get("message_id", ""), None)
        if callback is not None:
            callback()
