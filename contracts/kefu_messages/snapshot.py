"""Contracts only widen: what they were is written down in ``contracts/snapshots``, and what they are is compared with it.

``python -m kefu_messages.snapshot`` writes the snapshots, the examples, ``openapi.json`` and ``asyncapi.json``; it refuses to
forget a promise unless it is told ``--break MESSAGE`` for each message whose promise is broken on purpose.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kefu_messages import asyncapi, openapi
from kefu_messages.message import Event, messages, rooms
from kefu_messages.schema import Components, JsonSchema, of_schema

ROOT = Path(__file__).resolve().parent.parent
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
Snapshot = dict[str, Any]


def snapshot(message: type[Any]) -> Snapshot:
    """What a message promises: its fields, its answer, its address."""
    inline = _Inline()
    if issubclass(message, Event):
        said = _bare(of_schema(message(), "said", inline))
        return {"kind": "event", "type": message.type(), "subject": message.subject, "said": said}
    taken = {
        "kind": "query" if message.route.method == "GET" else "command",
        "route": f"{message.route.method} {message.route.path}",
        "asked": _bare(of_schema(message(), "asked", inline)),
        "answered": _bare(of_schema(message.reply(), "answered", inline)),
    }
    bulk, paged = getattr(message, "bulk", None), getattr(message, "paged", False)
    return {**taken, **({"import": bulk.path} if bulk else {}), **({"paged": True} if paged else {})}


def _bare(schema: Any) -> Any:
    """The schema without its words, which may change."""
    if isinstance(schema, dict):
        return {key: _bare(item) for key, item in schema.items() if key != "description" or isinstance(item, dict)}
    return [_bare(item) for item in schema] if isinstance(schema, list) else schema


def current() -> dict[str, dict[str, Snapshot]]:
    """The snapshots of all contracts as they are, by service and message."""
    taken: dict[str, dict[str, Snapshot]] = {room: {} for room in rooms()}
    for message in messages():
        taken[message.service][message.__name__] = snapshot(message)
    return taken


def stored(root: Path = ROOT) -> dict[str, dict[str, Snapshot]]:
    """The snapshots that were written down."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((root / "snapshots").glob("*.json"))}


def narrowed(before: Mapping[str, Mapping[str, Snapshot]], after: Mapping[str, Mapping[str, Snapshot]]) -> list[str]:
    """Every promise of ``before`` that ``after`` does not keep, one sentence each, beginning with ``service.Message``."""
    return [
        f"{service}.{name}: {complaint}"
        for service, known in before.items()
        for name, old in known.items()
        for complaint in _complaints(old, after.get(service, {}).get(name))
    ]


def _complaints(old: Snapshot, new: Snapshot | None) -> Iterator[str]:
    if new is None:
        yield "is gone; it may only be added to"
        return
    for part, says in (("route", "route"), ("type", "type"), ("subject", "subject"), ("import", "import"), ("paged", "paging")):
        if part in old and old[part] != new.get(part):
            yield f"its {says} was {old[part]!r} and is {new.get(part)!r}"
    for part in ("asked", "answered", "said"):
        if part in old:
            yield from _schema_complaints(old[part], new.get(part, {}), part, "")


def _schema_complaints(old: JsonSchema, new: JsonSchema, use: str, path: str) -> Iterator[str]:
    place = path or "the message"
    yield from _type_complaints(old, new, use, place)
    yield from _bound_complaints(old, new, use, place)
    yield from _required_complaints(old, new, use, path)
    before, now = old.get("properties", {}), new.get("properties", {})
    for name, item in before.items():
        inner = f"{path}.{name}" if path else name
        if name not in now:
            yield f"{use} {inner} is gone"
        else:
            yield from _schema_complaints(item, now[name], use, inner)
    for key in ("items", "additionalProperties"):
        if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
            yield from _schema_complaints(old[key], new[key], use, f"{path}[]")


def _required_complaints(old: JsonSchema, new: JsonSchema, use: str, path: str) -> Iterator[str]:
    before, now = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(now - before if use == "asked" else before - now):
        if use == "asked":
            yield f"asked {path + '.' if path else ''}{name} is required now and was not"
        elif name in new.get("properties", {}):
            yield f"{use} {path + '.' if path else ''}{name} was always there and need not be now"


def _type_complaints(old: JsonSchema, new: JsonSchema, use: str, place: str) -> Iterator[str]:
    before, now = _types(old), _types(new)
    lost = before - now if use == "asked" else now - before
    if lost and before and now and not (use == "asked" and now >= before):
        yield f"{use} {place} was {'/'.join(sorted(before))} and is {'/'.join(sorted(now))}"
    if old.get("format") != new.get("format") and "format" in old:
        yield f"{use} {place} was written as {old['format']} and is {new.get('format', 'anything')}"


def _bound_complaints(old: JsonSchema, new: JsonSchema, use: str, place: str) -> Iterator[str]:
    if "enum" in new or "enum" in old:
        yield from _choice_complaints(old, new, use, place)
    if use != "asked":
        return
    for key in AT_LEAST:
        if key in new and new[key] > old.get(key, float("-inf")):
            yield f"asked {place}: {key} was {old.get(key, 'none')} and is {new[key]}"
    for key in AT_MOST:
        if key in new and new[key] < old.get(key, float("inf")):
            yield f"asked {place}: {key} was {old.get(key, 'none')} and is {new[key]}"
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield f"asked {place}: the pattern was {old.get('pattern', 'none')} and is {new['pattern']}"


def _choice_complaints(old: JsonSchema, new: JsonSchema, use: str, place: str) -> Iterator[str]:
    if use == "asked" and "enum" in new:
        missing = [choice for choice in old.get("enum", ()) if choice not in new["enum"]]
        if "enum" not in old or missing:
            yield f"asked {place} no longer takes {', '.join(map(str, missing)) or 'any value'}"
    if use != "asked" and "enum" in old and "enum" not in new:
        yield f"{use} {place} was one of a list and is anything now"


def _types(schema: JsonSchema) -> set[str]:
    if "anyOf" in schema:
        return {kind for option in schema["anyOf"] for kind in _types(option)}
    kind = schema.get("type", [])
    return set(kind) if isinstance(kind, list) else {kind}


class _Inline(Components):
    """Writes named schemas out where they are used, so that a snapshot of a message stands alone; a cycle ends at its name."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[Any] = []

    def ref(self, schema: Any, use: Any) -> JsonSchema:
        if schema in self._open:
            return {"type": "object", "description": f"again {schema.__name__}"}
        self._open.append(schema)
        try:
            return of_schema(schema(), use, self)
        finally:
            self._open.pop()


def files(root: Path = ROOT) -> dict[Path, str]:
    """Every generated file and what it must hold."""
    wanted = {root / "openapi.json": openapi.document(), root / "asyncapi.json": asyncapi.document()}
    for service, taken in current().items():
        wanted[root / "snapshots" / f"{service}.json"] = taken
    for message in messages():
        example = asyncapi.envelope_example(message) if issubclass(message, Event) else dict(message.example)
        wanted[root / "examples" / message.service / f"{message.verb()}.json"] = example
    return {path: json.dumps(content, ensure_ascii=False, indent=1) + "\n" for path, content in wanted.items()}


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write every generated file, or say which promise would be broken and return 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--break", dest="broken", action="append", default=[], metavar="SERVICE.MESSAGE", help="break this promise on purpose"
    )
    allowed = set(parser.parse_args(arguments).broken)
    complaints = [complaint for complaint in narrowed(stored(root), current()) if complaint.partition(":")[0] not in allowed]
    if complaints:
        sys.stderr.write("\n".join(["contracts only widen:", *complaints]) + "\n")
        return 1
    wanted = files(root)
    for stale in generated(root) - set(wanted):
        stale.unlink()
    for path, content in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return 0


def generated(root: Path = ROOT) -> set[Path]:
    """Every file there is in the folders that hold nothing else."""
    return {*(root / "snapshots").glob("*.json"), *(root / "examples").glob("*/*.json")}


if __name__ == "__main__":
    raise SystemExit(main())
