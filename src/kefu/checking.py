"""Checks what arrives against its contract and makes Python values of it: requests, events, rows of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, missing
from marshmallow.fields import Field

from kefu import clock
from kefu.ask import Ask, Row, per_message
from kefu.store.values import digest
from kefu.written import says_something
from kefu_messages import Event
from kefu_messages.errors import ValidationFailed
from kefu_messages.fields import Boolean, Instant, List, Nested, Text

FIRST_YEAR, LAST_YEAR = 1900, 2999
YES_OR_NO = {"yes": True, "no": False}
MISSING = "Missing data for required field."
NO_MOMENT = "Not an ISO 8601 date and time."
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # control characters, but for tabs and the ends of lines
UNREADABLE = "Holds control characters."


@per_message
def request_schema(message: type[Any]) -> Schema:
    """The schema that checks a message's fields: strict for what is asked, tolerant for what others tell."""
    return message(unknown=EXCLUDE if issubclass(message, Event) else RAISE)  # type: ignore[no-any-return]


@per_message
def _instants(message: type[Any]) -> tuple[str, ...]:
    return tuple(name for name, item in request_schema(message).fields.items() if isinstance(item, Instant))


def checked(message: type[Any], body: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """The message's fields as Python values; raises ``ValidationFailed`` naming every wrong field.

    No text that somebody sends holds control characters, and none that is required only what nobody sees; what services tell is taken as
    it is.
    """
    if not issubclass(message, Event) and (garbled := [name for name, value in body.items() if _garbled(value)]):
        raise ValidationFailed(fields={UNPRINTABLE.sub("", str(name)): [UNREADABLE] for name in garbled})
    try:
        data: dict[str, Any] = request_schema(message).load(body)
    except ValidationError as failure:
        wrong: dict[str, Any] = failure.normalized_messages()  # type: ignore[no-untyped-call]
        raise ValidationFailed(fields=wrong) from None
    if not issubclass(message, Event) and (silent := _silent(request_schema(message), data)):
        raise ValidationFailed(fields=silent)
    outside = _localised(message, data, zone)
    if outside:
        raise ValidationFailed(fields={name: [NO_MOMENT] for name in outside})
    return data


def _silent(schema: Schema, data: dict[str, Any]) -> dict[str, Any]:
    """The required texts that say nothing, as marshmallow names what is missing; what else says nothing becomes empty."""
    found: dict[str, Any] = {}
    for name, item in schema.fields.items():
        value, inner = data.get(name), item.inner if isinstance(item, List) else item
        if isinstance(item, Text) and isinstance(value, str) and not says_something(value):
            data[name] = ""
            found |= {name: [MISSING]} if item.required and not item.blank_by_rule else {}
        elif isinstance(inner, Nested) and value:
            parts = enumerate(value) if isinstance(value, list) else [(None, value)]
            within = {number: wrong for number, part in parts if (wrong := _silent(inner.schema, part))}
            found |= {name: within.get(None, within)} if within else {}
    return found


def _garbled(value: Any) -> bool:
    """Whether any text in a value holds control characters."""
    if isinstance(value, str):
        return UNPRINTABLE.search(value) is not None
    if isinstance(value, Mapping):
        return any(_garbled(part) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple) and any(map(_garbled, value))


def _localised(message: type[Any], data: dict[str, Any], zone: str) -> list[str]:
    """Put the moments in the zone; the names of those that fall there into a year that a message cannot carry."""
    outside = []
    for name in _instants(message):
        if data.get(name) is not None:
            data[name] = clock.localise(data[name], zone)
            if not FIRST_YEAR <= data[name].year <= LAST_YEAR:
                outside.append(name)
    return outside


@per_message
def _columns(message: type[Any]) -> Mapping[str, tuple[str, Field[Any]]]:
    return {item.data_key or name: (name, item) for name, item in request_schema(message).fields.items()}


def read_row(message: type[Any], line: int, raw: Mapping[str, str], zone: str) -> tuple[dict[str, Any], Row]:
    """The valid fields of a row, and the row with what is wrong with the others.

    An empty cell or text that says nothing is not given; of yes-or-no cells only ``yes`` counts as yes, and only ``no`` as no.
    """
    data: dict[str, Any] = {}
    invalid: dict[str, str] = {}
    columns = _columns(message)
    for column, cell in raw.items():
        known = columns.get(column)
        if known is None or cell is None or cell == "":
            continue
        if isinstance(known[1], Text) and not _garbled(cell) and not says_something(cell):
            continue
        if isinstance(known[1], Boolean) and cell not in YES_OR_NO:
            continue
        if _garbled(cell):
            invalid[known[0]] = UNREADABLE
            continue
        try:
            data[known[0]] = YES_OR_NO[cell] if isinstance(known[1], Boolean) else known[1].deserialize(cell)
        except ValidationError as failure:
            invalid[known[0]] = str(failure.messages[0])
    data = {**_defaults(message, besides={*data, *invalid}), **data}
    for name in _localised(message, data, zone):
        invalid[name] = NO_MOMENT
        del data[name]
    return data, Row(line, raw, invalid)


def _defaults(message: type[Any], *, besides: set[str]) -> dict[str, Any]:
    """What the contract says of fields that are not given, as for a single command."""
    absent = {name: item.load_default for name, item in request_schema(message).fields.items() if name not in besides}
    return {name: default() if callable(default) else default for name, default in absent.items() if default is not missing}


def required_missing(message: type[Any], data: Mapping[str, Any]) -> Iterator[str]:
    """The required fields that the data lack."""
    return (name for name, item in request_schema(message).fields.items() if item.required and name not in data)


def wrong_cells(row: Ask, *, required: Iterable[str] | None = None) -> dict[str, str]:
    """What is wrong with a row's cells: required fields (the contract's, when not given) that are missing, and all that cannot be read."""
    needed = _needed(row) if required is None else required
    missed = (name for name in needed if name not in row.data)
    return {**dict.fromkeys(missed, MISSING), **(row.row.invalid if row.row else {})}


def _needed(row: Ask) -> Iterator[str]:
    """The fields that the contract requires of a row."""
    known = row.message.bulk.may_be_empty if row.row and row.message.bulk else ()
    return (name for name in required_missing(row.message, row.data) if name not in known)


def check_cells(row: Ask) -> None:
    """Refuse a row for what a single command would have been refused for; raises ``validation_failed``."""
    wrong = wrong_cells(row)
    if wrong:
        raise ValidationFailed(fields=wrong)


def row_operation(organisation: str, message: type[Any], line: int, raw: Mapping[str, str]) -> tuple[str, str]:
    """The operation id and digest of a row: the same line of the same file is the same operation."""
    content = digest(raw)
    return f"{organisation}/{message.verb()}:{content}:{line}", content
