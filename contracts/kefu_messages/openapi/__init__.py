"""The HTTP API as one OpenAPI 3.1 document, made of the contracts alone: ``python -m kefu_messages.snapshot`` writes it down."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import Any

from kefu_messages import errors
from kefu_messages.message import Command, Query, messages, rooms
from kefu_messages.openapi.files import FILE, file_body, file_note, file_parameters
from kefu_messages.openapi.held import HELD, HELD_OF_CUSTOMER, held_of_customer_operation, held_operation
from kefu_messages.openapi.parts import CURSOR, FIRST_LINE, IF_MATCH, IF_NONE_MATCH, KEY, LIMIT, PROBLEM, ROW, SUMMARY, path_parameter
from kefu_messages.schema import Components, JsonSchema, columns, of_field, of_schema

OVERVIEW = "/customers/{customer_no}/overview"
COMMON: tuple[type[errors.KefuError], ...] = (
    errors.MalformedRequest,
    errors.NotAuthenticated,
    errors.NotAllowed,
    errors.WrongOrganisation,
    errors.NotFound,
    errors.NotAcceptable,
    errors.ValidationFailed,
    errors.ValueNotInForce,
    errors.TooManyRequests,
    errors.ServiceUnavailable,
)
COMMON_OF_COMMANDS: tuple[type[errors.KefuError], ...] = (
    errors.StateConflict,
    errors.VersionConflict,
    errors.RequestTooLarge,
    errors.UnsupportedMediaType,
    errors.IdempotencyConflict,
)


def document() -> JsonSchema:
    """The whole document; the same contracts give the same document, key by key."""
    components = Components()
    paths: dict[str, JsonSchema] = {}
    for message in [*messages(Command), *messages(Query)]:
        paths.setdefault(message.route.path, {})[message.route.method.lower()] = operation(message, components)
        if issubclass(message, Command) and message.bulk:
            paths.setdefault(message.bulk.path, {})["post"] = bulk_operation(message)
    parts = overview_parts()
    if parts:
        paths.setdefault(OVERVIEW, {})["get"] = overview_operation(parts, components)
    paths.setdefault(HELD, {})["get"] = held_operation(components, _problems(COMMON))
    paths.setdefault(HELD_OF_CUSTOMER, {})["get"] = held_of_customer_operation(components, _problems(COMMON))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kefu",
            "version": "1",
            "description": "A customer-service department whose regulations are executable.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "tags": [{"name": room, "description": _first_line(importlib.import_module(f"kefu_messages.{room}").__doc__)} for room in rooms()],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {"Problem": PROBLEM, "ImportRow": ROW, "ImportSummary": SUMMARY, **dict(sorted(components.schemas.items()))},
            "responses": _shared_responses(),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def overview_parts() -> list[type[Query]]:
    """The queries that together say what is known of a customer: those marked ``part_of_overview``."""
    return [query for query in messages(Query) if getattr(query, "part_of_overview", False)]


def operation(message: type[Any], components: Components) -> JsonSchema:
    """One message's route."""
    asked, in_path = message(), message.route.path_fields
    own = {key: item for key, item in columns(asked, "asked").items() if key not in in_path}
    reads = message.route.method == "GET"
    parameters = [_parameter(key, columns(asked, "asked")[key], "path", components, message.example) for key in in_path]
    if reads:
        parameters += [_parameter(key, item, "query", components, message.example) for key, item in own.items()]
    described: JsonSchema = {
        "operationId": f"{message.service}.{message.verb()}",
        "tags": [message.service],
        "summary": _first_line(message.__doc__),
        "description": f"{(message.__doc__ or '').strip()}\n\nRoles: {', '.join(sorted(message.roles))}.".strip(),
        "x-roles": sorted(message.roles),
        "parameters": parameters + _headers(message) + _paging(message),
        "responses": responses(message, components),
    }
    if not reads:
        example = {key: value for key, value in message.example.items() if key not in in_path}
        described["requestBody"] = {
            "required": any(item.required for item in own.values()),
            "content": {
                "application/json": {"schema": of_schema(asked, "asked", components, without=in_path), "example": example},
                **file_body(message),
            },
        }
        described["parameters"] += file_parameters(message, {key: _parameter(key, own[key], "query", components, {}) for key in own})
        described["description"] += file_note(message)
    return described


def bulk_operation(message: type[Any]) -> JsonSchema:
    """The route on which a command is taken row by row."""
    who = sorted(message.importers())
    rows = {"text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}}}
    answer = {
        "type": "object",
        "required": ["summary", "refused", "refused_omitted"],
        "properties": {
            "summary": {"$ref": "#/components/schemas/ImportSummary"},
            "refused_omitted": {"type": "integer"},
            "refused": {"type": "array", "items": {"$ref": "#/components/schemas/ImportRow"}},
        },
    }
    return {
        "operationId": f"{message.service}.{message.verb()}.import",
        "tags": [message.service],
        "summary": f"Import: {_first_line(message.__doc__)}",
        "description": "Each row is accepted or refused by itself; sending a file again changes nothing. CSV with a header row, UTF-8,"
        f" or one JSON object per line. Columns: {', '.join(columns(message(), 'asked'))}.\n\nRoles: {', '.join(who)}.",
        "x-roles": who,
        "parameters": [path_parameter(name) for name in _names(message.bulk.path)] + [FIRST_LINE, KEY],
        "requestBody": {"required": True, "content": rows},
        "responses": {
            "200": {
                "description": "A line per row and a summary, or the summary with the refused rows.",
                "content": {"application/x-ndjson": {"schema": {"type": "string"}}, "application/json": {"schema": answer}},
            },
            **_problems([*COMMON, *COMMON_OF_COMMANDS]),
        },
    }


def overview_operation(parts: Iterable[type[Query]], components: Components) -> JsonSchema:
    """Everything about one customer at once; what does not answer in time is marked as missing, what the role may not see as withheld."""
    by_service: dict[str, JsonSchema] = {}
    for part in parts:
        by_service.setdefault(part.service, {})[part.verb()] = _reply(part, components)
    shown = {service: {"type": "object", "properties": verbs} for service, verbs in by_service.items()}
    missing = {
        "type": "object",
        "required": ["service", "verb", "code"],
        "properties": {"service": {"type": "string"}, "verb": {"type": "string"}, "code": {"type": "string"}},
    }
    answer = {
        "type": "object",
        "required": ["customer_no", "parts", "missing"],
        "properties": {
            "customer_no": {"type": "string"},
            "parts": {"type": "object", "properties": shown},
            "missing": {"type": "array", "items": missing},
            "withheld": {"type": "array", "items": missing},
        },
    }
    return {
        "operationId": "gateway.customer_overview",
        "tags": ["customers"],
        "summary": "Everything about one customer",
        "description": "Asks every service at once and answers by its deadline; `missing` names what could not be had and why.",
        "parameters": [path_parameter("customer_no")],
        "responses": {"200": {"description": "Success", "content": {"application/json": {"schema": answer}}}, **_problems(COMMON)},
    }


def responses(message: type[Any], components: Components) -> JsonSchema:
    """Success and every refusal a message can meet, its own codes named."""
    status = str(message.status if issubclass(message, Command) else 200)
    headers = (
        {"ETag": {"schema": {"type": "string"}, "description": "the record's version"}}
        if "version" in columns(message.reply(), "answered")
        else {}
    )
    answer = {"description": "Success", "content": _content(message, components)}
    common = [*COMMON, *(COMMON_OF_COMMANDS if issubclass(message, Command) else ())]
    reads = bool(headers) and not issubclass(message, Command)
    unchanged = {"304": {"description": "The reader has this version", "headers": headers}} if reads else {}
    return {status: {**answer, **({"headers": headers} if headers else {})}, **unchanged, **_problems(common, message.errors)}


def _content(message: type[Any], components: Components) -> JsonSchema:
    if getattr(message, "download", None) is not None:
        return FILE
    return {"application/json": {"schema": _reply(message, components)}}


def _reply(message: type[Any], components: Components) -> JsonSchema:
    one = components.ref(message.reply, "answered")
    if not getattr(message, "paged", False):
        return one
    following = {"type": ["string", "null"], "description": "the cursor of the next page"}
    return {"type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": one}, "next": following}}


def _problems(common: Iterable[type[errors.KefuError]], own: Iterable[type[errors.KefuError]] = ()) -> JsonSchema:
    by_status: dict[int, list[str]] = {}
    for error in [*own, *common]:
        by_status.setdefault(error.status, []).append(error.code)
    mine = {error.status for error in own}
    described: JsonSchema = {
        str(status): _problem(codes) if status in mine else {"$ref": f"#/components/responses/{status}"}
        for status, codes in sorted(by_status.items())
    }
    return {**described, "default": {"$ref": "#/components/responses/default"}}


def _problem(codes: Iterable[str]) -> JsonSchema:
    listed = list(dict.fromkeys(codes))
    return {
        "description": ", ".join(listed),
        "x-codes": listed,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _shared_responses() -> JsonSchema:
    by_status: dict[int, list[str]] = {}
    for error in (*COMMON, *COMMON_OF_COMMANDS):
        by_status.setdefault(error.status, []).append(error.code)
    shared = {str(status): _problem(codes) for status, codes in sorted(by_status.items())}
    return {**shared, "default": _problem(["error"])}


def _headers(message: type[Any]) -> list[JsonSchema]:
    versioned = "version" in columns(message.reply(), "answered")
    if issubclass(message, Command):
        return [KEY, *([IF_MATCH] if versioned else [])]
    return [IF_NONE_MATCH] if versioned and not message.paged else []


def _paging(message: type[Any]) -> list[JsonSchema]:
    return [CURSOR, LIMIT] if getattr(message, "paged", False) else []


def _parameter(key: str, item: Any, place: str, components: Components, example: Any) -> JsonSchema:
    schema = of_field(item, "asked", components)
    if schema.get("type") == ["string", "integer"]:
        schema["type"] = "string"
    shown = {"example": example[key]} if key in example and not isinstance(example[key], list | dict) else {}
    return {"name": key, "in": place, "required": place == "path" or item.required, "schema": schema, **shown}


def _names(path: str) -> Iterator[str]:
    yield from (part.partition("}")[0] for part in path.split("{")[1:])


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]
