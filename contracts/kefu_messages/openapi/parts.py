"""What the operations of the OpenAPI document share: schemas of problems and imports, headers, parameters."""

from __future__ import annotations

from kefu_messages import fields
from kefu_messages.schema import Components, JsonSchema, of_field

PROBLEM: JsonSchema = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "stable; what programs rely on"},
        "params": {"type": "object", "description": "what fills the text"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "messages"],
                "properties": {"field": {"type": "string"}, "messages": {"type": "array", "items": {"type": "string"}}},
            },
        },
    },
}
ROW: JsonSchema = {
    "type": "object",
    "required": ["line", "key", "state", "reason", "detail"],
    "properties": {
        "line": {"type": "integer"},
        "key": {"type": ["string", "null"]},
        "state": {"enum": ["accepted", "refused"]},
        "reason": {"type": ["string", "null"]},
        "detail": {},
    },
}
SUMMARY: JsonSchema = {
    "type": "object",
    "required": ["accepted", "refused", "by_reason", "ignored_columns", "complete"],
    "properties": {
        "accepted": {"type": "integer"},
        "refused": {"type": "integer"},
        "by_reason": {"type": "object", "additionalProperties": {"type": "integer"}},
        "ignored_columns": {"type": "array", "items": {"type": "string"}},
        "complete": {"type": "boolean", "description": "false when a batch failed: send the file again"},
        "last_line": {"type": ["integer", "null"], "description": "up to where rows were judged"},
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}


def path_parameter(name: str) -> JsonSchema:
    """A name in a path that is no field of a message."""
    return {"name": name, "in": "path", "required": True, "schema": of_field(fields.Identifier(), "asked", Components())}


def _header(name: str, schema: JsonSchema, says: str) -> JsonSchema:
    return {"name": name, "in": "header", "required": False, "schema": schema, "description": says}


KEY = _header(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
    "the same key with the same body takes effect once and gives the same answer; made up when absent",
)
IF_MATCH = _header("If-Match", {"type": "string", "pattern": '^"[0-9]{1,15}"$'}, "change this version of the record or none")
IF_NONE_MATCH = _header("If-None-Match", {"type": "string"}, "304 while the record still has this version")
CURSOR: JsonSchema = {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string", "minLength": 1, "maxLength": 500}}
LIMIT: JsonSchema = {
    "name": "limit",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
}
FIRST_LINE: JsonSchema = {
    "name": "first_line",
    "in": "query",
    "required": False,
    "description": "the line number of the first row",
    "schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000_000},
}
