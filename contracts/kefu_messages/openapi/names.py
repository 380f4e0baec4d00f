"""Which names the OpenAPI document shows to people: of messages, resources, fields and choices, by service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from kefu_messages.message import rooms
from kefu_messages.openapi import document

OF_ALL = ""  # names of what belongs to no single service: problems, imports, the platform's answers
METHODS = frozenset({"get", "post", "put", "patch", "delete"})

ByService = dict[str, set[str]]


@dataclass(frozen=True)
class Names:
    """Per service, its verbs, the first segments of its routes, the properties and parameters it takes or gives, and their choices."""

    messages: ByService = field(default_factory=lambda: defaultdict(set))
    resources: ByService = field(default_factory=lambda: defaultdict(set))
    fields: ByService = field(default_factory=lambda: defaultdict(set))
    choices: ByService = field(default_factory=lambda: defaultdict(set))

    def users(self, section: str, name: str) -> set[str]:
        """The services that use the name, ``""`` where it is everybody's."""
        by_service: ByService = getattr(self, section)
        return {service for service, names in by_service.items() if name in names}


@cache
def names() -> Names:
    """The names in the contracts of every service that is there."""
    return names_in(document())


def names_in(described: Mapping[str, Any]) -> Names:
    """The names in an OpenAPI document."""
    found, known = Names(), {*rooms(), "gateway"}
    for name, schema in described["components"]["schemas"].items():
        room = name.partition(".")[0]
        _walk(schema, room if room in known else OF_ALL, found)
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                _operation(path, operation, found)
    return found


def _operation(path: str, operation: Mapping[str, Any], found: Names) -> None:
    service, verb, *imported = operation["operationId"].split(".")
    if not imported:
        found.messages[service].add(verb)
    found.resources[service].add(path.split("/")[1].partition(":")[0])
    for parameter in operation.get("parameters", ()):
        if parameter["in"] in {"query", "path"}:
            found.fields[service].add(parameter["name"])
            _walk(parameter["schema"], service, found)
    for schema in _bodies(operation):
        _walk(schema, service, found)


def _bodies(operation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for said in (operation.get("requestBody", {}), *operation.get("responses", {}).values()):
        for content in said.get("content", {}).values():
            yield content.get("schema", {})


def _walk(schema: Mapping[str, Any], service: str, found: Names) -> None:
    """The properties and choices in a schema; a reference is walked where it stands."""
    found.fields[service].update(schema.get("properties", ()))
    found.choices[service].update(item for item in schema.get("enum", ()) if isinstance(item, str))
    within = [*schema.get("properties", {}).values(), *schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    for inner in (*within, schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, Mapping):
            _walk(inner, service, found)
