"""What a service's class is written with: one decorator and a few lines per command, event and schedule.

A decorated method is called with an :class:`Ask` that has been validated, authorised and given the law; what it returns is
validated by the contract too. The host sees to it that it takes effect once: see :func:`_answer`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, missing
from marshmallow.fields import Field
from nameko.extensions import Entrypoint, register_entrypoint

from kefu import clock
from kefu.calendar import Calendar
from kefu.identity import Identity
from kefu.law import Law
from kefu.store import AlreadyDone, Collection, Draft, Index, OnceMore, Page, Record, Saved, Shelf, digest
from kefu_messages import Command, Event, Happening, Query
from kefu_messages.errors import KefuError, MalformedRequest, StateConflict, ValidationFailed
from kefu_messages.fields import Instant

if TYPE_CHECKING:
    from kefu.host import Host

__all__ = ["Ask", "Batch", "Collection", "Draft", "Index", "Page", "Record", "Row", "Saved", "Shelf", "command", "importer", "on", "query", "schedule"]

_log = logging.getLogger(__name__)
TRIES = 8
DIGITS_OF_A_CURSOR = 15
Handler = Callable[..., Any]


@dataclass(frozen=True)
class Row:
    """A line of an imported file: its number, its cells as written, and what is wrong with each invalid one."""

    line: int
    raw: Mapping[str, str]
    invalid: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """What is asked, by whom, when, and under which law; a mapping of the message's fields by ``ask["field"]``."""

    message: type[Any]
    data: Mapping[str, Any]
    organisation: str
    identity: Identity
    operation: str
    digest: str
    law: Law
    calendar: Calendar
    now: datetime
    host: Host
    today: date
    language: str = "zh-Hant"
    if_match: int | None = None
    cursor: str | None = None
    limit: int = 50
    event_time: datetime | None = None
    sequence: int = 0
    row: Row | None = None
    attempt: int = 1
    context: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The field's value, or the default when it was not given."""
        return self.data.get(name, default)

    @property
    def line(self) -> int:
        """The number of the row's line; 0 when there is no row."""
        return self.row.line if self.row else 0

    @property
    def verb(self) -> str:
        """The message's name on the bus."""
        return str(self.message.verb())

    @property
    def key(self) -> str:
        """The operation's id."""
        return self.operation

    @property
    def after(self) -> int:
        """The number that the cursor of a numbered list stands for, 0 at its beginning; raises ``MalformedRequest`` for anything else."""
        cursor = self.cursor or "0"
        if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= DIGITS_OF_A_CURSOR):
            raise MalformedRequest(detail="cursor")
        return int(cursor)

    @property
    def recorded_at(self) -> datetime:
        """When it is written down: the machine's clock, for the record only and never for a rule."""
        return datetime.now(UTC)

    @property
    def replayable(self) -> bool:
        """Whether a second try is answered with the first answer: commands of people, not events or rows."""
        return self.row is None and issubclass(self.message, Command)

    @property
    def of_many(self) -> bool:
        """Whether one ask may change many records: an event or a schedule."""
        return not issubclass(self.message, Command)

    def dump(self, reply: Any) -> Any:
        """A reply as the message's contract writes it."""
        if not hasattr(self.message, "reply"):
            return {}
        schema = _reply_schema(self.message)
        if isinstance(reply, Page):
            return {"items": schema.dump(reply.items, many=True), "next": reply.next}
        return schema.dump(reply)

    def envelope(self, happening: Happening, *, id: str, sequence: int) -> dict[str, Any]:  # noqa: A002 - CloudEvents' own word
        """The CloudEvent that tells what has happened."""
        return {
            "specversion": "1.0", "id": id, "source": f"/kefu/{happening.event.service}", "type": happening.event.type(),
            "subject": happening.subject, "time": self.recorded_at.isoformat(), "datacontenttype": "application/json",
            "organisation": self.organisation, "sequence": sequence, "causationid": self.operation,
            "correlationid": str(self.context.get("correlation") or self.operation),
            **({"traceparent": self.context["traceparent"]} if self.context.get("traceparent") else {}),
            "data": happening.data,
        }

    def audit(self, subject: str, **more: Any) -> None:
        """Write down that something confidential was read, before it is shown."""
        self.host.audit.record(by=self.identity.staff_no, what=self.verb, subject=subject, organisation=self.organisation,
                               at=self.recorded_at.isoformat(), **more)


class Batch:
    """Rows of one import that came together; every row is to be accepted or refused, in any order."""

    def __init__(self, command: type[Command], rows: Sequence[Ask], host: Host) -> None:
        self.command, self.host = command, host
        self.rows = list(rows)
        self.outcomes: dict[int, KefuError | None] = {}

    @property
    def organisation(self) -> str:
        """Whose rows they are."""
        return self.rows[0].organisation

    @property
    def law(self) -> Law:
        """The law that applies to them."""
        return self.rows[0].law

    def accept(self, row: Ask) -> None:
        """The row has taken effect."""
        self.outcomes[_line(row)] = None

    def refuse(self, row: Ask, error: KefuError) -> None:
        """The row has changed nothing."""
        self.outcomes[_line(row)] = error

    def already(self, row: Ask, record: Record | None) -> bool:
        """Whether the record holds the row's operation: the file is sent again, and the row counts as accepted."""
        return record is not None and record.operation(row.operation) is not None


def _line(row: Ask) -> int:
    assert row.row is not None
    return row.row.line


class MessageEntrypoint(Entrypoint):  # type: ignore[misc]
    """Where a method of a service is reached by a command or query."""

    def __init__(self, message: type[Any], kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.message, self.kind = message, kind

    def setup(self) -> None:
        self.container.host.serve(self)


class EventEntrypoint(Entrypoint):  # type: ignore[misc]
    """Where a method of a service hears an event."""

    def __init__(self, event: type[Event], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event = event

    def setup(self) -> None:
        self.container.host.hear(self.event, self)


class ScheduleEntrypoint(Entrypoint):  # type: ignore[misc]
    """Where a method of a service is called on certain days."""

    def __init__(self, rhythm: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rhythm = rhythm

    def setup(self) -> None:
        self.container.host.schedules.add(self.method_name, self.rhythm)


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
    """Let the method be called once per organisation on each day of the rhythm: ``daily``, ``monthly:3``, ``yearly:12-31``."""

    def register(method: Handler) -> Handler:
        @wraps(method)
        def due(service: Any, ask: Ask) -> None:
            attempts(lambda again: method(service, again), ask)

        register_entrypoint(due, ScheduleEntrypoint(rhythm))
        return due

    return register


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


def attempts(act: Callable[[Ask], Any], ask: Ask) -> Any:
    """Act, and again on fresh records while others change them; gives up as ``state_conflict``."""
    for attempt in range(1, TRIES + 1):
        again = replace(ask, attempt=attempt)
        try:
            with ask.host.asking(again):
                return act(again)
        except OnceMore:
            continue
    raise StateConflict(state="contended")


@cache
def _reply_schema(message: type[Any]) -> Schema:
    return message.reply()  # type: ignore[no-any-return]


@cache
def request_schema(message: type[Any]) -> Schema:
    """The schema that checks a message's fields: strict for what is asked, tolerant for what others tell."""
    return message(unknown=EXCLUDE if issubclass(message, Event) else RAISE)  # type: ignore[no-any-return]


@cache
def _instants(message: type[Any]) -> tuple[str, ...]:
    return tuple(name for name, item in request_schema(message).fields.items() if isinstance(item, Instant))


def checked(message: type[Any], body: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """The message's fields as Python values; raises ``ValidationFailed`` naming every wrong field."""
    try:
        data: dict[str, Any] = request_schema(message).load(body)
    except ValidationError as failure:
        raise ValidationFailed(fields=failure.normalized_messages()) from None
    return _localised(message, data, zone)


def _localised(message: type[Any], data: dict[str, Any], zone: str) -> dict[str, Any]:
    for name in _instants(message):
        if data.get(name) is not None:
            data[name] = clock.localise(data[name], zone)
    return data


@cache
def _columns(message: type[Any]) -> Mapping[str, tuple[str, Field[Any]]]:
    return {item.data_key or name: (name, item) for name, item in request_schema(message).fields.items()}


def read_row(message: type[Any], line: int, raw: Mapping[str, str], zone: str) -> tuple[dict[str, Any], Row]:
    """The valid fields of a row, and the row with what is wrong with the others; an empty cell is a field not given."""
    data: dict[str, Any] = {}
    invalid: dict[str, str] = {}
    columns = _columns(message)
    for column, cell in raw.items():
        known = columns.get(column)
        if known is None or cell is None or cell == "":
            continue
        try:
            data[known[0]] = known[1].deserialize(cell)
        except ValidationError as failure:
            invalid[known[0]] = str(failure.messages[0])
    return _localised(message, {**_defaults(message, besides={*data, *invalid}), **data}, zone), Row(line, raw, invalid)


def _defaults(message: type[Any], *, besides: set[str]) -> dict[str, Any]:
    """What the contract says of fields that are not given, as for a single command."""
    absent = {name: item.load_default for name, item in request_schema(message).fields.items() if name not in besides}
    return {name: default() if callable(default) else default for name, default in absent.items() if default is not missing}


def required_missing(message: type[Any], data: Mapping[str, Any]) -> Iterator[str]:
    """The required fields that the data lack."""
    return (name for name, item in request_schema(message).fields.items() if item.required and name not in data)


def row_operation(organisation: str, message: type[Any], line: int, raw: Mapping[str, str]) -> tuple[str, str]:
    """The operation id and digest of a row: the same line of the same file is the same operation."""
    content = digest(raw)
    return f"{organisation}/{message.verb()}:{content}:{line}", content
