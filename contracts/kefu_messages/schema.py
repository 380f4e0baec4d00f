"""Messages as JSON Schema (2020-12): the same fields, as precise as what validation accepts and what services say.

Three uses of one field differ: what is **asked** is strict and may write a decimal as a whole number; what is **answered** is
open for additions and any value may be null unless it is required; what is **said** (an event's data) is strict and dumped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from marshmallow import RAISE, Schema, validate
from marshmallow import fields as plain

from kefu_messages import fields
from kefu_messages.fields import DAY, LARGEST_INTEGER, MOMENT

Use = Literal["asked", "answered", "said"]
JsonSchema = dict[str, Any]
LARGEST_DECIMAL = 10**15 - 1


class Components:
    """The named schemas of one document; a schema is named by its service, class and use."""

    def __init__(self, prefix: str = "#/components/schemas/") -> None:
        self.prefix = prefix
        self.schemas: dict[str, JsonSchema] = {}

    def ref(self, schema: type[Schema], use: Use) -> JsonSchema:
        """A reference to the schema, which is added to the document."""
        name = component_name(schema, use)
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name] = of_schema(schema(), use, self)
        return {"$ref": self.prefix + name}


def component_name(schema: type[Schema], use: Use) -> str:
    """``metering.Reading``; a part of a request that is no message itself is ``metering.Line.asked``."""
    room = schema.__module__.removeprefix("kefu_messages.").partition(".")[0]
    suffix = ".asked" if use == "asked" and not hasattr(schema, "route") else ""
    return f"{room}.{schema.__name__}{suffix}"


def of_schema(schema: Schema, use: Use, components: Components, *, without: tuple[str, ...] = ()) -> JsonSchema:
    """The object a schema describes, leaving out some of its fields."""
    chosen = {key: item for key, item in columns(schema, use).items() if key not in without}
    required = sorted(key for key, item in chosen.items() if item.required)
    said = (type(schema).__doc__ or "").strip()
    return {
        "type": "object",
        **({"description": said} if said and type(schema).__module__.startswith("kefu_messages") else {}),
        "properties": {key: of_field(item, use, components) for key, item in chosen.items()},
        **({"required": required} if required else {}),
        **({"additionalProperties": False} if use == "asked" and schema.unknown == RAISE else {}),
    }


def columns(schema: Schema, use: Use) -> dict[str, plain.Field[Any]]:
    """The fields as they are named on the wire."""
    chosen = schema.load_fields if use == "asked" else schema.dump_fields
    return {item.data_key or name: item for name, item in chosen.items()}


def of_field(item: plain.Field[Any], use: Use, components: Components) -> JsonSchema:
    """What a field takes or gives."""
    described = _type_of(item, use, components)
    if use != "answered":
        for rule in _rules(item.validators):
            described |= _keywords(rule, described)
    else:
        described |= next((_keywords(rule, described) for rule in _rules(item.validators) if isinstance(rule, validate.OneOf)), {})
    if item.allow_none or (use == "answered" and not item.required):
        described = _nullable(described)
    description = item.metadata.get("description")
    return {**described, **({"description": description} if description else {})}


def _type_of(item: plain.Field[Any], use: Use, components: Components) -> JsonSchema:
    if isinstance(item, plain.Nested):
        return _nested(item, use, components)
    if isinstance(item, plain.List):
        return {"type": "array", "items": of_field(item.inner, use, components)}
    if isinstance(item, fields._Decimal):  # noqa: SLF001 - one of our own
        return _decimal(item, use)
    if type(item).__name__ == "AnyValue" or isinstance(item, plain.Raw):
        return {}
    if isinstance(item, plain.Dict):
        return _mapping(item, use, components)
    return _scalar(item, use)


def _scalar(item: plain.Field[Any], use: Use) -> JsonSchema:
    if isinstance(item, plain.Boolean):
        return {"type": "boolean"}
    if isinstance(item, plain.Integer):
        return {"type": "integer", **({} if use == "answered" else {"minimum": -LARGEST_INTEGER, "maximum": LARGEST_INTEGER})}
    if isinstance(item, fields.Date):
        return {"type": "string", "format": "date", **({} if use == "answered" else {"pattern": f"^{DAY}$"})}
    if isinstance(item, fields.Instant):
        return {"type": "string", **({} if use == "answered" else {"pattern": f"^{MOMENT}$"})}
    if isinstance(item, plain.String):
        return {"type": "string"}
    return {}


def _decimal(item: Any, use: Use) -> JsonSchema:
    if use == "answered":
        return {"type": "string", "format": "decimal"}
    places = item.places if item.places is not None else 6
    text = {"pattern": rf"^{'-?' if item.negative else ''}[0-9]{{1,15}}(?:\.[0-9]{{1,{places}}})?$", "format": "decimal"}
    if use == "said":
        return {"type": "string", **text}
    return {"type": ["string", "integer"], **text, "minimum": -LARGEST_DECIMAL if item.negative else 0, "maximum": LARGEST_DECIMAL}


def _nested(item: plain.Nested, use: Use, components: Components) -> JsonSchema:
    schema = item.schema
    one = of_schema(schema, use, components) if schema.only or schema.exclude else components.ref(type(schema), use)
    return {"type": "array", "items": one} if item.many else one


def _mapping(item: plain.Dict, use: Use, components: Components) -> JsonSchema:
    values = getattr(item, "value_field", None)
    return {
        "type": "object",
        **({"additionalProperties": of_field(values, use, components)} if values is not None else {}),
        **({"propertyNames": {"not": {"const": "__type__"}}} if use == "asked" else {}),
    }


def _rules(validators: Any) -> Iterator[Any]:
    for rule in validators:
        if isinstance(rule, validate.And):
            yield from _rules(rule.validators)
        else:
            yield rule


def _keywords(rule: Any, described: JsonSchema) -> JsonSchema:
    if isinstance(rule, validate.ContainsOnly):
        return {"items": {**described.get("items", {}), "enum": list(rule.choices)}}
    if isinstance(rule, validate.OneOf):
        return {"enum": list(rule.choices)}
    if isinstance(rule, validate.Regexp):
        return {"pattern": str(rule.regex.pattern).replace(r"\Z", "$")}
    return _bounds(rule, described)


def _bounds(rule: Any, described: JsonSchema) -> JsonSchema:
    if isinstance(rule, validate.Equal):
        return {"const": rule.comparable}
    if isinstance(rule, validate.Length):
        return _length(rule, {"array": "Items", "object": "Properties"}.get(str(described.get("type")), "Length"))
    if isinstance(rule, validate.Range) and described.get("type") == "integer":
        return _range(rule)
    return {}


def _length(rule: validate.Length, of: str) -> JsonSchema:
    least, most = (rule.equal, rule.equal) if rule.equal is not None else (rule.min, rule.max)
    return {**({f"min{of}": least} if least is not None else {}), **({f"max{of}": most} if most is not None else {})}


def _range(rule: validate.Range) -> JsonSchema:
    least = "minimum" if rule.min_inclusive else "exclusiveMinimum"
    most = "maximum" if rule.max_inclusive else "exclusiveMaximum"
    return {**({least: rule.min} if rule.min is not None else {}), **({most: rule.max} if rule.max is not None else {})}


def _nullable(described: JsonSchema) -> JsonSchema:
    if "$ref" in described:
        return {"anyOf": [described, {"type": "null"}]}
    kind = described.get("type")
    if kind is None:
        return described
    kinds = [*kind, "null"] if isinstance(kind, list) else [kind, "null"]
    return {**described, "type": kinds, **({"enum": [*described["enum"], None]} if "enum" in described else {})}
