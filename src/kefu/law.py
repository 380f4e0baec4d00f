"""Law as data: dated, cited values per organisation, and the decisions that cite them.

A service's ``law.yaml`` has two parts. ``values`` are numbers, lists and words that rules read; each holds, per
organisation (``"*"`` for all others), a list of entries with the day from which they are in force and their reference.
``clauses`` are what rules cite when no value is involved. Both carry a title in Traditional Chinese and English, in our own
words. An organisation may adopt its own values at run time (``attendance``'s ``AdoptPolicy``): :meth:`Law.with_adopted`.

Raises :class:`LawBroken` when the file is not law: no reference, a duplicate key, a float, overlapping dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml

from kefu_messages.errors import ValueNotInForce

Outcome = TypeVar("Outcome")
EVERYONE = "*"


class LawBroken(Exception):
    """The law file cannot be read as law; the message says where."""


@dataclass(frozen=True)
class Citation:
    """One clause or value that decided something; ``value`` and ``since`` are None for a clause."""

    id: str
    title: Mapping[str, str]
    reference: str
    rules: tuple[str, ...] = ()
    value: Any = None
    since: date | None = None
    assumption: bool = False


@dataclass(frozen=True)
class Decision(Generic[Outcome]):
    """What was decided, the citations that decided it, and the facts they were applied to."""

    outcome: Outcome
    because: tuple[Citation, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def clauses(self) -> list[str]:
        """The ids of what decided it, for an event's ``because``."""
        return [citation.id for citation in self.because]


def decide(outcome: Outcome, *because: Citation, **facts: Any) -> Decision[Outcome]:
    """A decision with its citations and the facts they were applied to."""
    return Decision(outcome, because, facts)


@dataclass(frozen=True)
class Entry:
    """A value in force from a day until the next entry."""

    since: date
    value: Any
    reference: str
    assumption: bool = False


@dataclass(frozen=True)
class Value:
    """A named value of the law with its entries per organisation, each list in order of ``since``."""

    id: str
    title: Mapping[str, str]
    unit: str
    rules: tuple[str, ...]
    entries: Mapping[str, tuple[Entry, ...]]


@dataclass(frozen=True)
class LawBook:
    """All values and clauses of one service."""

    version: str
    values: Mapping[str, Value]
    clauses: Mapping[str, Citation]

    def of(self, organisation: str, *, like: str | None = None) -> Law:
        """The law as it applies to the organisation; where the book does not name it, as to the one it is ``like``."""
        return Law(book=self, organisation=organisation, like=like)


@dataclass(frozen=True)
class Law:
    """A law book as it applies to one organisation, its own adopted values included."""

    book: LawBook
    organisation: str
    adopted: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    like: str | None = None

    @property
    def version(self) -> str:
        """The version of the book, with the number of adopted values when there are any."""
        return self.book.version + (f"+{sum(map(len, self.adopted.values()))}" if self.adopted else "")

    def value(self, name: str, *, on: date) -> Citation:
        """The value in force on the day, as a citation whose ``value`` is what rules compute with.

        Raises ``ValueNotInForce`` (``not_in_force``) before its first day, ``KeyError`` when the book has no such value.
        """
        value = self.book.values[name]
        entries = self._entries(value)
        current = next((entry for entry in reversed(entries) if entry.since <= on), None)
        if current is None:
            raise ValueNotInForce(value=name, organisation=self.organisation, day=on.isoformat())
        return Citation(
            id=name,
            title=value.title,
            reference=current.reference,
            rules=value.rules,
            value=current.value,
            since=current.since,
            assumption=current.assumption,
        )

    def clause(self, rule: str) -> Citation:
        """The clause with that rule id; raises ``KeyError`` when the book does not hold it."""
        return self.book.clauses[rule]

    def entries(self, name: str) -> tuple[Entry, ...]:
        """Every entry of the value that applies to the organisation, the earliest first."""
        return self._entries(self.book.values[name])

    def _entries(self, value: Value) -> tuple[Entry, ...]:
        written = next((found for name in (self.organisation, self.like, EVERYONE) if name and (found := value.entries.get(name))), ())
        own = self.adopted.get(value.id, ())
        return tuple(entry for entry in written if not own or entry.since < own[0].since) + tuple(own)

    def with_adopted(self, adopted: Mapping[str, Sequence[Entry]]) -> Law:
        """The same law in which the organisation's own values follow the book's from their first day."""
        own = {name: tuple(entries) for name, entries in adopted.items() if name in self.book.values}
        return Law(self.book, self.organisation, own, self.like)


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise LawBroken(f"line {node.start_mark.line + 1}: {sorted(map(str, twice))} stands there twice")
        return super().construct_mapping(node, deep)


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


def of_package(package: Path) -> LawBook:
    """The law in a service's package: ``law.yaml`` and every file of ``law/``; an empty book when there is neither."""
    files = [package / "law.yaml", *sorted((package / "law").glob("*.yaml"))]
    return merged([load(file) for file in files if file.exists()])


def as_table(law: Law, *, on: date, language: str) -> list[dict[str, Any]]:
    """Every value in force for the law's organisation on the day, with its title in the language."""
    rows = []
    for name, value in sorted(law.book.values.items()):
        try:
            current = law.value(name, on=on)
        except ValueNotInForce:
            continue
        rows.append(
            {
                "id": name,
                "title": value.title.get(language) or value.title["zh-Hant"],
                "unit": value.unit,
                "rules": list(value.rules),
                "value": current.value,
                "since": current.since,
                "reference": current.reference,
                "assumption": current.assumption,
            }
        )
    return rows


def _value(name: str, body: Mapping[str, Any]) -> Value:
    entries = {organisation: _entries(f"{name}/{organisation}", listed) for organisation, listed in _needed(body, "entries", name).items()}
    return Value(name, _title(body, name), str(_needed(body, "unit", name)), tuple(_needed(body, "rules", name)), entries)


def _entries(place: str, listed: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
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
    return Citation(
        id=rule,
        title=_title(body, rule),
        reference=str(_needed(body, "reference", rule)),
        rules=(rule,),
        assumption=bool(body.get("assumption", False)),
    )


def _title(body: Mapping[str, Any], place: str) -> Mapping[str, str]:
    title = _needed(body, "title", place)
    return {language: str(_needed(title, language, place)) for language in ("zh-Hant", "en")}


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
