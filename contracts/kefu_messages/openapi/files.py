"""Bodies that are files, as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from kefu_messages.schema import JsonSchema

FILE: JsonSchema = {"*/*": {"schema": {"type": "string", "format": "binary"}}}


def file_body(message: type[Any]) -> JsonSchema:
    """The raw body that a command takes beside JSON; nothing for most."""
    return FILE if getattr(message, "upload", None) else {}


def file_note(message: type[Any]) -> str:
    """What the description says of the raw body."""
    if not getattr(message, "upload", None):
        return ""
    most = f"(at most {message.largest_upload} bytes); the other fields then stand in the query string."
    return f"\n\nA raw body is the file {most}"


def file_parameters(message: type[Any], described: dict[str, JsonSchema]) -> list[JsonSchema]:
    """The fields that stand in the query string beside a raw body; in JSON they stand in the body."""
    if not getattr(message, "upload", None):
        return []
    return [{**item, "required": False} for name, item in described.items() if name != message.upload]
