"""What a service's class is written with: one decorator and a few lines per command, event and schedule.

A decorated method is called with an :class:`Ask` that has been validated, authorised and given the law; what it returns is
validated by the contract too. The host sees to it that it takes effect once: see :func:`_answer`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import wraps
from typing import Any

import eventlet
from nameko.extensions import Entrypoint, register_entrypoint
from pymongo.errors import AutoReconnect

from kefu.ask import Ask, Batch, Row
from kefu.store import AlreadyDone, Collection, Draft, Index, OnceMore, Page, Record, Saved, Shelf
from kefu.store.remembered import trust
from kefu.watching import Figure
from kefu_messages import Command, Event, Query
from kefu_messages.errors import KefuError, StateConflict

__all__ = [
    "Ask",
    "Batch",
    "Collection",
    "Draft",
    "Figure",
    "Index",
    "Page",
    "Record",
    "Row",
    "Saved",
    "Shelf",
    "command",
    "figures",
    "importer",
    "on",
    "query",
    "schedule",
]

TRIES, PAUSE_BETWEEN_TRIES = 8, 0.01
Handler = Callable[..., Any]


class MessageEntrypoint(Entrypoint):  # type: ignore[misc]
    """Where a method of a service is reached by a command or query."""

    def __init__(self, message: type[Any], kind: str, **kwargs: Any) -> None:
        super().__init__(expected_exceptions=(KefuError,), **kwargs)
        self.message, self.kind = message, kind

    def setup(self) -> None:
        self.container.host.answering.add(self)


class EventEntrypoint(Entrypoint):  # type: ignore[misc]
    """Where a method of a service hears an event."""

    def __init__(self, event: type[Event], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event = event

    def setup(self) -> None:
        self.container.host.hearing.add(self.event, self)


class ScheduleEntrypoint(Entrypoint):  # type: ignore[misc]
    """Where a method of a service is called on certain days, or every minute."""

    def __init__(self, rhythm: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rhythm = rhythm

    def setup(self) -> None:
        self.container.host.schedules.add(self.method_name, self.rhythm)


class FiguresEntrypoint(Entrypoint):  # type: ignore[misc]
    """Where a method of a service tells what the department wants to watch."""

    def setup(self) -> None:
        self.container.host.tellers.append(self)


def command(message: type[Command]) -> Callable[[Handler], Handler]:
    """Let the method answer a command."""
    return _answering(message, "command")


def query(message: type[Query]) -> Callable[[Handler], Handler]:
    """Let the method answer a query."""
    return _answering(message, "query")


def importer(message: type[Command]) -> Callable[[Handler], Handler]:
    """Let the method take the rows of an import together, as a :class:`Batch`."""

    def register(method: Handler) -> Handler:
        register_entrypoint(method, MessageEntrypoint(message, "importer"))
        return method

    return register


def on(*events: type[Event]) -> Callable[[Handler], Handler]:
    """Let the method hear events of other services."""

    def register(method: Handler) -> Handler:
        @wraps(method)
        def hear(service: Any, ask: Ask) -> None:
            attempts(lambda again: method(service, again), ask)

        for event in events:
            register_entrypoint(hear, EventEntrypoint(event))
        return hear

    return register


def schedule(rhythm: str) -> Callable[[Handler], Handler]:
    """Let the method be called once per organisation on each day of the rhythm: ``daily``, ``monthly:3``, ``yearly:12-31``.

    With ``minutely`` it is called when a minute begins, and ``ask.now`` is the moment: it looks after what is due by then, by an index.
    """

    def register(method: Handler) -> Handler:
        @wraps(method)
        def due(service: Any, ask: Ask) -> None:
            attempts(lambda again: method(service, again), ask)

        register_entrypoint(due, ScheduleEntrypoint(rhythm))
        return due

    return register


def figures(method: Handler) -> Handler:
    """Let the method be asked once a minute for each organisation what Prometheus shall show: it returns :class:`Figure` objects.

    It reads only; its metrics are named ``kefu_…`` with their unit, its labels have few values.
    """
    register_entrypoint(method, FiguresEntrypoint())
    return method


def _answering(message: type[Any], kind: str) -> Callable[[Handler], Handler]:
    def register(method: Handler) -> Handler:
        @wraps(method)
        def answer(service: Any, ask: Ask) -> Any:
            return _answer(method, service, ask)

        register_entrypoint(answer, MessageEntrypoint(message, kind))
        return answer

    return register


def _answer(method: Handler, service: Any, ask: Ask) -> Any:
    """Run the handler until it has taken effect once, and answer as its contract says.

    A record that already holds the operation ends it with the first answer; a record that somebody else changed meanwhile is
    read and decided again, unless the caller insisted on a version (If-Match).
    """
    try:
        reply = attempts(lambda again: method(service, again), ask)
    except AlreadyDone as done:
        return done.reply or {}
    return reply if isinstance(reply, Saved) else ask.dump(reply)


class Contended(StateConflict):
    """Others change the record all the time."""


def attempts(act: Callable[[Ask], Any], ask: Ask) -> Any:
    """Act, and again on fresh records while others change them; gives up as ``state_conflict``.

    A refusal on remembered records is judged once more on those that the store holds. Once also when the store broke off: a record
    that has taken the operation tells so.
    """
    line: AbstractContextManager[Any] = nullcontext()
    broke_off = False
    for attempt in range(1, TRIES + 1):
        again = replace(ask, attempt=attempt, recalled={})
        try:
            with line, ask.host.asking(again):
                reply = act(again)
        except KefuError:
            if not again.recalled:
                raise
        except AutoReconnect:
            if broke_off:
                raise
            broke_off = True
        except OnceMore as met:
            line = met.line
            eventlet.sleep(random.uniform(0, PAUSE_BETWEEN_TRIES) * attempt)  # noqa: S311 - so that those who met do not meet again
        else:
            if trust(again):
                return reply
    raise Contended(state="contended")
