"""What a handler is given: one ask with its law and clock, or a batch of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from marshmallow import Schema

from kefu.calendar import Calendar
from kefu.identity import Identity
from kefu.law import Law
from kefu.store.records import Page, Record
from kefu_messages import Command, Happening
from kefu_messages.errors import KefuError, MalformedRequest
from kefu_messages.fields import SHOWN_IN

if TYPE_CHECKING:
    from kefu.host import Host
    from kefu.store.remembered import Remembered

DIGITS_OF_A_CURSOR = 15
Made = TypeVar("Made")


def per_message(make: Callable[[type[Any]], Made]) -> Callable[[type[Any]], Made]:
    """Remember what the function makes of each message."""
    return cast("Callable[[type[Any]], Made]", cache(make))


@dataclass(frozen=True)
class Row:
    """A line of an imported file: its number, its cells as written, and what is wrong with each invalid one.

    ``nth`` is its place among the rows of the file that agree in what names them, where each of them counts (``kefu.repeats``).
    """

    line: int
    raw: Mapping[str, str]
    invalid: Mapping[str, str] = field(default_factory=dict)
    nth: int = 1


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
    recalled: dict[tuple[Remembered, str], int] = field(default_factory=dict)
    trespasses: list[str] = field(default_factory=list)

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
    def raw(self) -> Mapping[str, str]:
        """The row's cells as written; empty when there is no row."""
        return self.row.raw if self.row else {}

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
    def caught_up(self) -> date:
        """Of a scheduled day: the last day that the same run goes on to, the day itself when none is missing."""
        until: date = self.context.get("until") or self.today
        return max(until, self.today)

    @property
    def replayable(self) -> bool:
        """Whether a second try is answered with the first answer: commands of people, not events or rows."""
        return self.row is None and issubclass(self.message, Command)

    @property
    def may_be_a_repetition(self) -> bool:
        """Whether it may have been asked before: with a caller's own key, by a row of a file, or by a broker that delivers again."""
        return not self.of_many and bool(self.row is not None or self.context.get("key_given") or self.context.get("redelivered"))

    @property
    def may_recall(self) -> bool:
        """Whether it may be judged by remembered records at first: a single command that nobody has asked before, on its first try."""
        return self.attempt == 1 and self.row is None and self.if_match is None and not self.of_many and not self.may_be_a_repetition

    @property
    def of_many(self) -> bool:
        """Whether one ask may change many records: an event or a schedule."""
        return not issubclass(self.message, Command)

    def dump(self, reply: Any) -> Any:
        """A reply as the message's contract writes it, moments in the organisation's zone wherever they were kept."""
        if not hasattr(self.message, "reply"):
            return {}
        schema, before = _reply_schema(self.message), SHOWN_IN.set(self.now.tzinfo)
        try:
            if isinstance(reply, Page):
                return {"items": schema.dump(reply.items, many=True), "next": reply.next}
            return schema.dump(reply)
        finally:
            SHOWN_IN.reset(before)

    def envelope(self, happening: Happening, *, id: str, sequence: int) -> dict[str, Any]:  # noqa: A002 - CloudEvents' own word
        """The CloudEvent that tells what has happened."""
        return {
            "specversion": "1.0",
            "id": id,
            "source": f"/kefu/{happening.event.service}",
            "type": happening.event.type(),
            "subject": happening.subject,
            "time": self.recorded_at.isoformat(),
            "datacontenttype": "application/json",
            "organisation": self.organisation,
            "sequence": sequence,
            "causationid": self.operation,
            "correlationid": str(self.context.get("correlation") or self.operation),
            **({"traceparent": self.context["traceparent"]} if self.context.get("traceparent") else {}),
            "data": happening.data,
        }

    def audit(self, subject: str, *, refused: bool = False, **more: Any) -> None:
        """Write down that something confidential was read, before it is shown; or that it was refused, as a trespass is."""
        if refused:
            self.trespasses.append(subject)
        self.host.audit.record(
            by=self.identity.staff_no,
            what=f"refused:{self.verb}" if refused else self.verb,
            subject=subject,
            organisation=self.organisation,
            at=self.recorded_at.isoformat(),
            **more,
        )


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
        self.outcomes[row.line] = None

    def refuse(self, row: Ask, error: KefuError) -> None:
        """The row has changed nothing."""
        self.outcomes[row.line] = error

    def already(self, row: Ask, record: Record | None) -> bool:
        """Whether the record holds the row's operation: the file is sent again, and the row counts as accepted."""
        return record is not None and self.host.was_applied(record, row.operation)


@per_message
def _reply_schema(message: type[Any]) -> Schema:
    return message.reply()  # type: ignore[no-any-return]
