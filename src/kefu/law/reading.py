"""Reads law files; raises :class:`LawBroken` for what is not law: no reference, a duplicate key, a float, overlapping dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from kefu.law.book import MANAGEMENT, Citation, Entry, LawBook, Value
from kefu.law.shapes import derived, misfit

LANGUAGES = ("zh-Hant", "en")


class LawBroken(Exception):
    """The law file cannot be read as law; the message says where."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml's where it is: ten times as fast
    """YAML that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise LawBroken(f"line {node.start_mark.line + 1}: {sorted(map(str, twice))} stands there twice")
        return dict(super().construct_mapping(node, deep))


def load(path: Path) -> LawBook:
    """The law book in the file; raises :class:`LawBroken` naming the place."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> LawBook:
    """The law book in the text; raises :class:`LawBroken` naming the place."""
    raw = yaml.load(text, Loader=_Loader) or {}  # noqa: S506 - a SafeLoader
    _refuse_floats(raw, "law")
    return LawBook(
        version=str(_needed(raw, "version", "law")),
        values={name: _value(name, body) for name, body in (raw.get("values") or {}).items()},
        clauses={rule: _clause(rule, body) for rule, body in (raw.get("clauses") or {}).items()},
    )


def merged(books: Sequence[LawBook]) -> LawBook:
    """Several books as one; raises :class:`LawBroken` when two of them hold the same value or clause."""
    values: dict[str, Value] = {}
    clauses: dict[str, Citation] = {}
    for book in books:
        twice = (values.keys() & book.values.keys()) | (clauses.keys() & book.clauses.keys())
        if twice:
            raise LawBroken(f"{sorted(twice)} stand in two books")
        values.update(book.values)
        clauses.update(book.clauses)
    return LawBook(version=max((book.version for book in books), default="0"), values=values, clauses=clauses)


@cache
def of_package(package: Path) -> LawBook:
    """The law in a service's package: ``law.yaml`` and every file of ``law/``; an empty book when there is neither."""
    files = [package / "law.yaml", *sorted((package / "law").glob("*.yaml"))]
    return merged([load(file) for file in files if file.exists()])


def _value(name: str, body: Mapping[str, Any]) -> Value:
    entries = {organisation: _entries(f"{name}/{organisation}", listed) for organisation, listed in _needed(body, "entries", name).items()}
    unit, rules = str(_needed(body, "unit", name)), tuple(_needed(body, "rules", name))
    _only(body, ("title", "unit", "rules", "entries", "takes", "optional", "adopted_by"), place=name)
    held = [entry.value for listed in entries.values() for entry in listed]
    takes = body.get("takes") or derived(held, unit=unit)
    takes = {"any_of": [takes, "none"]} if body.get("optional") else takes
    unfit = next((found for content in held if (found := misfit(content, takes))), None)
    if unfit:
        raise LawBroken(f"{name}{unfit[0]}: the book's own content does not fit {unfit[1]}")
    return Value(name, _title(body, name), unit, rules, entries, takes, str(body.get("adopted_by", MANAGEMENT)))


def _entries(place: str, listed: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
    for item in listed:
        _only(item, ("from", "value", "reference", "assumption"), place=place)
    entries = tuple(
        Entry(
            since=_needed(item, "from", place),
            value=exact(_needed(item, "value", place)),
            reference=str(_needed(item, "reference", place)),
            assumption=bool(item.get("assumption", False)),
        )
        for item in listed
    )
    days = [entry.since for entry in entries]
    if any(not isinstance(day, date) for day in days):
        raise LawBroken(f"{place}: 'from' must be a day")
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise LawBroken(f"{place}: two entries are in force at once")
    return entries


def _clause(rule: str, body: Mapping[str, Any]) -> Citation:
    _only(body, ("title", "reference", "assumption"), place=rule)
    return Citation(
        id=rule,
        title=_title(body, rule),
        reference=str(_needed(body, "reference", rule)),
        rules=(rule,),
        assumption=bool(body.get("assumption", False)),
    )


def _title(body: Mapping[str, Any], place: str) -> Mapping[str, str]:
    """The title in both languages; in ``{en: a, b}`` the comma ends the text, and what comes after it stands there as another key."""
    title = _needed(body, "title", place)
    written = {language: str(_needed(title, language, place)) for language in LANGUAGES}
    _only(title, LANGUAGES, place=place)
    return written


def _only(body: Mapping[str, Any], keys: Sequence[str], *, place: str) -> None:
    more = sorted(map(str, body.keys() - set(keys)))
    if more:
        raise LawBroken(f"{place}: {more} stands there besides {', '.join(keys)}; a text with a comma is quoted")


def _needed(body: Mapping[str, Any], key: str, place: str) -> Any:
    if not isinstance(body, Mapping) or body.get(key) in (None, ""):
        raise LawBroken(f"{place}: '{key}' is missing")
    return body[key]


def _refuse_floats(node: Any, place: str) -> None:
    if isinstance(node, float):
        raise LawBroken(f"{place}: {node} is a float; write it as a quoted decimal")
    if isinstance(node, Mapping):
        for key, child in node.items():
            _refuse_floats(child, f"{place}/{key}")
    elif isinstance(node, list):
        for child in node:
            _refuse_floats(child, place)


def exact(value: Any) -> Any:
    """Quoted decimals as ``Decimal``, everything else as it is, lists and mappings included."""
    if isinstance(value, str) and value.replace(".", "", 1).lstrip("-").isdigit():
        return Decimal(value)
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, Mapping):
        return {key: exact(item) for key, item in value.items()}
    return value
