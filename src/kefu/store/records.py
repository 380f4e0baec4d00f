"""Collections and the records in them, as services declare and see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kefu.law import Decision
from kefu.store.values import digest
from kefu_messages import Happening

if TYPE_CHECKING:
    from kefu.service import Ask

OPS_KEPT, HEARD_KEPT = 50, 200
PERSON = "staff_no"
ABOUT = frozenset({PERSON, "staff_a", "staff_b"})
HOSTS_OWN = frozenset({"_id", "organisation", "version", "ops", "keyed", "heard", "outbox", "decisions", "claims"})


@dataclass(frozen=True)
class Index:
    """Fields that queries may ask for, led by ``organisation``."""

    fields: tuple[str, ...]
    unique: bool = False

    def __init__(self, *fields: str, unique: bool = False) -> None:
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "unique", unique)

    @property
    def keys(self) -> list[tuple[str, int]]:
        """The index as MongoDB is told it."""
        return [("organisation", 1), *((name, 1) for name in self.fields)]

    def orders(self, order: str, *, given: frozenset[str]) -> bool:
        """Whether it delivers in the order of a field once the ``given`` fields are fixed."""
        before = self.fields[: self.fields.index(order)] if order in self.fields else None
        return before is not None and given.issuperset(before)


@dataclass(frozen=True)
class Collection:
    """The documents of one kind: its name, the field that is its key, and the indexes its queries use.

    ``days`` come back as dates; ``claims`` are names that only one document may hold; ``commands`` is False for mere copies.

    A collection about staff has the key ``staff_no``, an index led by it, or says which field names whom a record is about (``whose``).
    Which other fields may name somebody says ``people`` (dotted within lists), or ``nobody`` for what reason none does.
    ``secret`` fields are shown by nothing but the first answer of the command that makes them: neither the trail nor a remembered answer
    holds them.
    """

    name: str
    key: str
    indexes: Sequence[Index] = ()
    days: frozenset[str] | set[str] = frozenset()
    claims: bool = False
    commands: bool = True
    whose: frozenset[str] | set[str] = frozenset()
    people: frozenset[str] | set[str] = frozenset()
    nobody: str = ""
    secret: frozenset[str] | set[str] = frozenset()

    def __post_init__(self) -> None:
        """Index whose the records are."""
        led = {index.fields[0] for index in self.indexes}
        object.__setattr__(self, "indexes", (*self.indexes, *(Index(name) for name in sorted(self.whose - led))))

    @property
    def about(self) -> list[str]:
        """The fields, first of an index, that name the person a record is about; none when its key does."""
        return [] if self.key == PERSON else sorted({*({index.fields[0] for index in self.indexes} & ABOUT), *self.whose})

    @property
    def says_whom_it_names(self) -> bool:
        """Whether it is declared what a search for a person has to look at."""
        return self.key == PERSON or bool(self.about or self.people or self.nobody)

    def index_for(self, order: str, *, given: frozenset[str]) -> list[tuple[str, int]] | None:
        """The index that lists in the order of the field, the one with most of the given fields; None when there is none."""
        fitting = [index for index in self.indexes if index.orders(order, given=given)]
        return max(fitting, key=lambda index: index.fields.index(order)).keys if fitting else None


class Record(Mapping[str, Any]):
    """A document as it was read, or an empty one about to be written; a mapping of its fields."""

    def __init__(self, organisation: str, key: str, document: Mapping[str, Any] | None, *, collection: Collection) -> None:
        self.organisation, self.key, self._collection = organisation, key, collection.name
        self._document = dict(document or {})
        self.version: int = self._document.get("version", 0)
        self._fields = {name: value for name, value in self._document.items() if name not in HOSTS_OWN}
        for name in collection.days & self._fields.keys():
            if isinstance(self._fields[name], str):
                self._fields[name] = date.fromisoformat(self._fields[name])

    @property
    def identity(self) -> str:
        """The document's ``_id``."""
        return identity_of(self.organisation, self.key)

    @property
    def exists(self) -> bool:
        """Whether it has ever been written."""
        return self.version > 0

    @property
    def claims(self) -> list[str]:
        """The unique names it holds."""
        return list(self._document.get("claims", ()))

    @cached_property
    def decisions(self) -> Mapping[str, Any]:
        """The last stored decision of each name."""
        return {name: _decision(kept) for name, kept in self._document.get("decisions", {}).items()}

    def operation(self, key: str) -> Mapping[str, Any] | None:
        """The operation with that id, if it was applied to this record."""
        if key in self._document.get("heard", ()):
            return {"key": key, "digest": None, "reply": None}
        return next((op for op in self._document.get("ops", ()) if op["key"] == key), None)

    @property
    def forgets(self) -> bool:
        """Whether it was changed so often that it no longer remembers every operation: the trail does."""
        return len(self._document.get("ops", ())) >= OPS_KEPT or len(self._document.get("heard", ())) >= HEARD_KEPT

    def has_unsent(self, entry: str) -> bool:
        """Whether the entry still waits in its outbox, so that the trail may not hold it yet."""
        return any(waiting["id"] == entry for waiting in self._document.get("outbox", ()))

    def entry_of(self, operation: str) -> str:
        """The id of what leaves with the operation's write, the same for every try: on the trail it tells that it was applied."""
        return digest([operation, self._collection, self.identity])

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(frozen=True)
class Page:
    """Part of a list and, when there is more, the ``cursor`` of the next part."""

    items: Sequence[Mapping[str, Any]]
    next: str | None = None

    def of(self, shape: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Page:
        """The same page with every item in another shape."""
        return Page([shape(item) for item in self.items], self.next)


class Saved(dict[str, Any]):
    """The reply of a command as it was stored with the operation: JSON values, sent as they are."""


@dataclass(frozen=True)
class Draft:
    """A record about to be saved: what asks for it, what changes, what is said of it and what decided it."""

    record: Record
    row: Ask
    changes: Mapping[str, Any]
    events: Sequence[Happening] = ()
    decisions: Mapping[str, Decision[Any]] = field(default_factory=dict)
    claims: Sequence[str] = ()


def _decision(kept: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """A stored decision, also one from before they were text."""
    if not isinstance(kept, str):
        return kept
    decision: dict[str, Any] = json.loads(kept)
    return {**decision, "at": datetime.fromisoformat(decision["at"])}


def identity_of(organisation: str, key: str) -> str:
    """The ``_id`` of the document with that key."""
    return f"{organisation}/{key}"


def key_of(document: Mapping[str, Any]) -> str:
    """The key of a document."""
    return str(document["_id"]).partition("/")[2]
