"""Values and clauses of the law, as they apply to an organisation on a day, and the decisions that cite them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from kefu.language import in_language
from kefu.law.shapes import ANY, Shape
from kefu_messages.errors import ValueNotInForce

Outcome = TypeVar("Outcome")
EVERYONE = "*"
PERSONNEL, MANAGEMENT = "personnel", "management"


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

    def titled(self, language: str) -> str:
        """Its title in the reader's language."""
        return in_language(self.title, language)


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
    """A named value of the law with its entries per organisation, each list in order of ``since``.

    ``takes`` is what an organisation may adopt in its place, ``adopted_by`` who does once people are registered: the management, the
    personnel department too where the book says so, or, where it is an address, nobody: it is amended there.
    """

    id: str
    title: Mapping[str, str]
    unit: str
    rules: tuple[str, ...]
    entries: Mapping[str, tuple[Entry, ...]]
    takes: Shape = ANY
    adopted_by: str = MANAGEMENT


@dataclass(frozen=True)
class LawBook:
    """All values and clauses of one service."""

    version: str
    values: Mapping[str, Value]
    clauses: Mapping[str, Citation]

    @cached_property
    def begins(self) -> date:
        """The day from which on the book knows a law."""
        found = (entry.since for value in self.values.values() for entries in value.entries.values() for entry in entries)
        return min(found, default=date.min)

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

        What is older than the book is judged by what stands in it from its beginning: old papers are entered too, and nobody knows
        another law of theirs. Raises ``ValueNotInForce`` (``not_in_force``) before a value's first day where that is a later one,
        ``KeyError`` when the book has no such value.
        """
        value = self.book.values[name]
        entries = self._entries(value)
        day = max(on, self.book.begins)
        current = next((entry for entry in reversed(entries) if entry.since <= day), None)
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
                "title": in_language(value.title, language),
                "unit": value.unit,
                "rules": list(value.rules),
                "value": current.value,
                "since": current.since,
                "reference": current.reference,
                "assumption": current.assumption,
            }
        )
    return rows
