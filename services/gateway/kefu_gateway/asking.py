"""A request that the gateway is answering: who asks, in which language, by which means the services are reached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from werkzeug.wrappers import Request, Response

from kefu.identity import Identity
from kefu.web import reading
from kefu.web.access import Access
from kefu_gateway import binary
from kefu_gateway.settings import Settings
from kefu_messages import Command


class Asks(Protocol):
    """Whoever reaches the services: the host's ``Caller``."""

    def call(self, service: str, verb: str, body: Mapping[str, Any], *, context: Mapping[str, Any], deadline_seconds: float) -> Any:
        """What the service answers; raises its error, or ``ServiceUnavailable``."""


@dataclass(frozen=True)
class Asking:
    """One authenticated request."""

    request: Request
    identity: Identity
    token: str
    language: str
    caller: Asks
    settings: Settings
    access: Access

    def context(self, **more: Any) -> dict[str, Any]:
        """What travels with every call to a service."""
        return {"token": self.token, "language": self.language, "traceparent": self.access.trace, **more}


def answer_message(asking: Asking, message: type[Any], in_path: Mapping[str, str]) -> Response:
    """Ask the message's service and answer as the contract says."""
    reads = message.route.method == "GET"
    downloads = getattr(message, "download", None) is not None
    media_type = reading.JSON if downloads else reading.acceptable(asking.request, reading.JSON)
    paged = getattr(message, "paged", False)
    given = _query(asking, message, paged=paged) if reads else _body(asking, message)
    for name in in_path:
        if name in given:
            raise reading.ValidationFailed(fields={name: ["Unknown field."]})
    data = {**given, **reading.path_fields(message, in_path)}
    reading.valid(message, data)
    context, key = _qualified(asking, message, paged=paged)
    seconds = getattr(message, "seconds", asking.settings.deadline)
    reply = asking.caller.call(message.service, message.verb(), data, context=context, deadline_seconds=seconds)
    if downloads:
        return binary.file_answer(asking.request, message, reply)
    return _reply(asking, message, reply, media_type=media_type, key=key)


def _query(asking: Asking, message: type[Any], *, paged: bool) -> dict[str, Any]:
    return reading.query_fields(message, asking.request.args, without=("cursor", "limit") if paged else ())


def _body(asking: Asking, message: type[Any]) -> dict[str, Any]:
    if binary.is_file(asking.request, message):
        return binary.file_fields(asking.request, message)
    if asking.request.args:
        raise reading.ValidationFailed(fields={name: ["Unknown field."] for name in asking.request.args})
    limit = asking.settings.body_limit + getattr(message, "largest_upload", 0) * 4 // 3
    return reading.json_body(asking.request, limit=limit)


def _qualified(asking: Asking, message: type[Any], *, paged: bool) -> tuple[dict[str, Any], str | None]:
    if not issubclass(message, Command):
        return asking.context(**(reading.paging(asking.request.args) if paged else {})), None
    key, key_given = reading.idempotency_key(asking.request)
    return asking.context(key=key, key_given=key_given, if_match=reading.if_match(asking.request)), key


def _reply(asking: Asking, message: type[Any], reply: Any, *, media_type: str, key: str | None) -> Response:
    version = reply.get("version") if isinstance(reply, dict) else None
    tag = f'"{version}"' if isinstance(version, int) and not isinstance(version, bool) else None
    if tag and key is None and binary.has_version(asking.request, tag):
        answer = Response(status=304)
    else:
        status = message.status if issubclass(message, Command) else 200
        answer = Response(json.dumps(reply, ensure_ascii=False) + "\n", status=status, content_type=media_type)
    if tag:
        answer.headers["ETag"] = tag
    if key is not None:
        answer.headers["Idempotency-Key"] = key
    return answer
