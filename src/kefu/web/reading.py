"""What a request asks, read strictly: JSON bodies, query strings, and the headers that qualify them.

Raises ``MalformedRequest`` (400) for what cannot be read, ``ValidationFailed`` (422) for what does not fit the message,
``RequestTooLarge`` (413), ``UnsupportedMediaType`` (415) and ``NotAcceptable`` (406).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import uuid4

from marshmallow import Schema, ValidationError
from marshmallow import fields as plain
from werkzeug.datastructures import MIMEAccept, MultiDict
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Request

from kefu.tracing import TRACEPARENT
from kefu_messages.errors import MalformedRequest, NotAcceptable, RequestTooLarge, UnsupportedMediaType, ValidationFailed
from kefu_messages.schema import columns

JSON = "application/json"
RESERVED = "__type__"
DEEPEST = 32
_SCHEMAS: dict[type[Any], Schema] = {}
KEY = re.compile(r"[!-~]{1,128}")
ENTITY_TAG = re.compile(r'"([0-9]{1,15})"')
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def schema_of(message: type[Any]) -> Schema:
    """The message's schema, made once."""
    if message not in _SCHEMAS:
        _SCHEMAS[message] = message()
    return _SCHEMAS[message]


def json_body(request: Request, *, limit: int) -> dict[str, Any]:
    """The JSON object in the body; an absent body is an empty object."""
    content = body_bytes(request, limit=limit)
    if not content.strip():
        return {}
    if request.mimetype != JSON or request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(accepted=JSON)
    value = parsed(content)
    if not isinstance(value, dict):
        raise MalformedRequest(detail="the body must be a JSON object")
    refuse_reserved(value)
    return value


def body_bytes(request: Request, *, limit: int) -> bytes:
    """The whole body, which may be so many bytes at most."""
    if request.content_length is not None and request.content_length > limit:
        raise RequestTooLarge(limit=limit)
    try:
        content = request.environ["wsgi.input"].read(_to_read(request, limit))
    except (OSError, ValueError, ClientDisconnected):
        raise MalformedRequest(detail="the body could not be read") from None
    if len(content) > limit:
        raise RequestTooLarge(limit=limit)
    if request.content_length and len(content) < request.content_length:
        raise MalformedRequest(detail="the body is shorter than announced")
    return bytes(content)


def _to_read(request: Request, limit: int) -> int:
    if request.content_length is not None:
        return request.content_length
    return limit + 1 if "chunked" in request.headers.get("Transfer-Encoding", "").lower() else 0


def parsed(content: bytes) -> Any:
    """The JSON value; whole numbers written as ``87.0`` become whole numbers, names given twice are refused."""
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_float=_number, parse_constant=_refuse_constant)
        if b"\\u" in content:  # half a character can only be written as an escape
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise MalformedRequest(detail="nested too deeply") from None
    except ValueError as failure:
        raise MalformedRequest(detail=f"not JSON: {str(failure)[:120]}".encode("utf-8", "replace").decode()) from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name is given twice")
    return names


def _number(text: str) -> float | int:
    number = float(text)
    if number.is_integer() and abs(number) < 2**53:
        return int(number)
    if number in {float("inf"), float("-inf")}:
        raise ValueError("a number is too large")
    return number


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def refuse_reserved(node: Any, path: str = "", depth: int = 0) -> None:
    """Refuse the name that the bus' own encoding gives a meaning to, wherever it stands."""
    if depth > DEEPEST:
        raise MalformedRequest(detail="nested too deeply")
    if isinstance(node, Mapping):
        for name, inner in node.items():
            here = f"{path}.{name}" if path else name
            if name == RESERVED:
                raise ValidationFailed(fields={here: ["Not allowed as a name."]})
            refuse_reserved(inner, here, depth + 1)
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            refuse_reserved(inner, f"{path}.{number}", depth + 1)


def query_fields(message: type[Any], arguments: MultiDict[str, str], *, without: Iterable[str] = ()) -> dict[str, Any]:
    """The query string as the message's fields: whole numbers and booleans converted, lists from repeated names."""
    known, data, wrong = columns(schema_of(message), "asked"), {}, {}
    for name in arguments:
        if name in without:
            continue
        values, item = arguments.getlist(name), known.get(name)
        if isinstance(item, plain.List):
            data[name] = [_converted(value, item.inner) for value in values]
        elif len(values) > 1:
            wrong[name] = ["Given more than once."]
        else:
            data[name] = _converted(values[0], item)
    if wrong:
        raise ValidationFailed(fields=wrong)
    return data


def path_fields(message: type[Any], in_path: Mapping[str, str]) -> dict[str, Any]:
    """The values in the path as the message's fields: whole numbers converted."""
    known = columns(schema_of(message), "asked")
    return {name: _converted(value, known.get(name)) for name, value in in_path.items()}


def _converted(text: str, item: plain.Field[Any] | None) -> Any:
    if isinstance(item, plain.Boolean):
        return {"true": True, "false": False}.get(text, text)
    if isinstance(item, plain.Integer) and re.fullmatch(r"-?[0-9]{1,16}", text):
        return int(text)
    return text


def valid(message: type[Any], data: Mapping[str, Any]) -> None:
    """Raise ``ValidationFailed`` unless the JSON values fit the message, naming every wrong field."""
    wrong = wrong_types(schema_of(message), data)
    try:
        schema_of(message).load(data)
    except ValidationError as failure:
        wrong = {**wrong, **failure.normalized_messages()}  # type: ignore[no-untyped-call]
    if wrong:
        raise ValidationFailed(fields=wrong)


def wrong_types(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields written as another JSON type than their own, which marshmallow would convert: ``"5"`` is no integer."""
    known = columns(schema, "asked")
    return {name: wrong for name, value in data.items() if name in known and (wrong := _wrong(known[name], value))}


def _wrong(item: plain.Field[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(item, plain.Boolean):
        return None if isinstance(value, bool) else ["Not a valid boolean."]
    if isinstance(item, plain.Integer):
        return None if isinstance(value, int) and not isinstance(value, bool) else ["Not a valid integer."]
    if isinstance(item, plain.Nested):
        return _wrong_nested(item, value)
    if isinstance(item, plain.List) and isinstance(value, list):
        return {number: wrong for number, one in enumerate(value) if (wrong := _wrong(item.inner, one))}
    return None


def _wrong_nested(item: plain.Nested, value: Any) -> dict[Any, Any]:
    if item.many and isinstance(value, list):
        return {number: wrong for number, one in enumerate(value) if isinstance(one, Mapping) and (wrong := wrong_types(item.schema, one))}
    return wrong_types(item.schema, value) if isinstance(value, Mapping) else {}


def paging(arguments: MultiDict[str, str]) -> dict[str, Any]:
    """The cursor and limit (1 to 200, 50 when not given) of a paged query."""
    wrong: dict[str, list[str]] = {}
    limits, cursors = arguments.getlist("limit"), arguments.getlist("cursor")
    if len(limits) > 1 or (limits and not (re.fullmatch("[0-9]{1,3}", limits[0]) and 1 <= int(limits[0]) <= 200)):  # noqa: PLR2004
        wrong["limit"] = ["Must be one of: 1 … 200."]
    if len(cursors) > 1 or (cursors and not 0 < len(cursors[0]) <= 500):  # noqa: PLR2004
        wrong["cursor"] = ["Length must be between 1 and 500."]
    if wrong:
        raise ValidationFailed(fields=wrong)
    return {"limit": int(limits[0]) if limits else 50, **({"cursor": cursors[0]} if cursors else {})}


def idempotency_key(request: Request) -> tuple[str, bool]:
    """The caller's key or a fresh one, and whether it was given."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return uuid4().hex, False
    if not KEY.fullmatch(given):
        raise MalformedRequest(detail="Idempotency-Key: 1 to 128 printable characters")
    return given, True


def if_match(request: Request) -> int | None:
    """The version that If-Match insists on; None for any."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    found = ENTITY_TAG.fullmatch(given)
    if not found:
        raise MalformedRequest(detail='If-Match: one version, as "7"')
    return int(found[1])


def traceparent(request: Request) -> str:
    """The caller's W3C trace context, empty when there is none."""
    given = request.headers.get("Traceparent", "").strip()
    return given if TRACEPARENT.fullmatch(given) else ""


def request_id(request: Request) -> str:
    """The caller's request id when it is harmless, else a new one."""
    given = request.headers.get("X-Request-Id", "")
    return given if REQUEST_ID.fullmatch(given) else uuid4().hex


def acceptable(request: Request, *offered: str) -> str:
    """The media type to answer with: the first one offered when the caller does not care."""
    best = _best_of(request.headers.get("Accept", ""), offered)
    if best is None:
        raise NotAcceptable(offered=", ".join(offered))
    return best


@lru_cache(maxsize=256)
def _best_of(wished: str, offered: tuple[str, ...]) -> str | None:
    accepted = parse_accept_header(wished, MIMEAccept)
    return accepted.best_match(offered) if accepted else offered[0]
