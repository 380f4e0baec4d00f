"""Bodies that are files: a command's raw body becomes base64 in one of its fields, a query's base64 goes out as the bytes it stands for."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from kefu.web import reading
from kefu_messages.errors import NotAcceptable

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def is_file(request: Request, message: type[Any]) -> bool:
    """Whether the request's body is a file for the message, and not the message itself."""
    return getattr(message, "upload", None) is not None and request.mimetype != reading.JSON


def file_fields(request: Request, message: type[Any]) -> dict[str, Any]:
    """The message's fields: those of the query string, and the body in base64; raises ``RequestTooLarge``."""
    content = reading.body_bytes(request, limit=message.largest_upload)
    given = reading.query_fields(message, request.args)
    if message.upload in given:
        raise reading.ValidationFailed(fields={message.upload: ["Unknown field."]})
    return {**given, message.upload: base64.b64encode(content).decode()}


def acceptable_file(request: Request, media_type: str) -> None:
    """Raise ``NotAcceptable`` where the caller does not take such a file."""
    if request.accept_mimetypes and not request.accept_mimetypes[media_type]:
        raise NotAcceptable(offered=media_type)


def has_version(request: Request, tag: str) -> bool:
    """Whether the reader has this version already (weak comparison)."""
    known = [item.strip().removeprefix("W/") for item in request.headers.get("If-None-Match", "").split(",")]
    return tag in known or "*" in known


def file_answer(request: Request, message: type[Any], reply: dict[str, Any]) -> Response:
    """The bytes in the reply with its ``media_type`` and ``file_name``; a reader who has them already is told so."""
    acceptable_file(request, reply["media_type"])
    content = base64.b64decode(reply[message.download])
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    name = reply["file_name"]
    headers = {
        "ETag": tag,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": POLICY,
    }
    if has_version(request, tag):
        return Response(status=304, headers={"ETag": tag})
    return Response(content, content_type=reply["media_type"], headers=headers)
