"""Checks what arrives against its contract and makes Python values of it: requests, events, rows of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, missing
from marshmallow.fields import Field

from kefu import clock
from kefu.ask import Row
from kefu.store.values import digest
from kefu_messages import Event
from kefu_messages.errors import ValidationFailed
from kefu_messages.fields import Instant


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
