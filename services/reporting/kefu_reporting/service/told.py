"""The facts of reports as they are read: by kind and year, those of the generation that counts.

A generation is a whole set of facts of one organisation. The first has no name; one that is built beside it bears a number in the
keys and kinds of its facts, and counts from the moment at which the organisation's rebuild says so (``service/rebuilding.py``).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import cattrs
from nameko.extensions import DependencyProvider

from kefu.service import Ask, Shelf
from kefu.store import BoundShelf
from kefu.store.records import identity_of
from kefu_reporting.rules.telling import EVER, Fact
from kefu_reporting.store import FACTS, LAST, REBUILDS

Made = TypeVar("Made")
FIRST_GENERATION, MARK = 0, "~"
KNOWN_FOR = 1.0  # seconds for which a process that hears events goes by the generation it knows


class Generations(DependencyProvider):  # type: ignore[misc]
    """Which generation of facts counts."""

    def setup(self) -> None:
        """Find the collection."""
        self._rebuilds = self.container.host.database[REBUILDS.name]
        self._known: dict[str, tuple[int, float]] = {}

    def get_dependency(self, worker_ctx: Any) -> Generations:  # noqa: ARG002 - nameko's signature
        """What the handler gets."""
        return self

    def now(self, organisation: str) -> int:
        """The one that counts now."""
        found = self._rebuilds.find_one({"_id": identity_of(organisation, LAST)}, {"generation": 1}) or {}
        generation = int(found.get("generation") or FIRST_GENERATION)
        self._known[organisation] = generation, time.monotonic()
        return generation

    def lately(self, organisation: str) -> int:
        """The one that counts, or did a second ago: what is written to it then is read again by who builds the next."""
        generation, looked_at = self._known.get(organisation, (FIRST_GENERATION, float("-inf")))
        return generation if time.monotonic() - looked_at < KNOWN_FOR else self.now(organisation)


def kept_as(fact: Fact, *, generation: int) -> tuple[str, str]:
    """Key and kind of a fact in its generation."""
    if generation == FIRST_GENERATION:
        return fact.key, fact.kind
    return f"{generation}{MARK}{fact.key}", f"{fact.kind}{MARK}{generation}"


def kind_in(kind: str, generation: int) -> str:
    """How a kind of fact is called in a generation."""
    return kind if generation == FIRST_GENERATION else f"{kind}{MARK}{generation}"


def generation_of(kind: str) -> int:
    """The generation that a stored kind belongs to."""
    _, _, generation = kind.partition(MARK)
    return int(generation) if generation else FIRST_GENERATION


class ReadsFacts:
    """Whoever makes reports of facts."""

    facts: BoundShelf = Shelf(FACTS)
    generations = Generations()

    def _told(self, ask: Ask) -> Told:
        return Told(self.facts, ask.organisation, generation=self.generations.now(ask.organisation))


class Told:
    """The facts of one organisation, as they are when they are read."""

    def __init__(self, shelf: BoundShelf, organisation: str, *, generation: int) -> None:
        self._shelf, self._organisation, self._generation = shelf, organisation, generation

    def of(self, kind: str, *years: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Number and content of every fact of the kind, of these years or, without any, of those that hold at any time; by number."""
        found = self._shelf.every(self._organisation, kind=kind_in(kind, self._generation), year=list(years or (EVER,)))
        yield from sorted(((record.key.partition(":")[2], record["content"]) for record in found), key=lambda item: item[0])

    def made(self, into: type[Made], kind: str, /, *years: int, number: str = "", **renamed: str) -> list[Made]:
        """The facts as facts of the rules; ``number`` names the field for their number, ``renamed`` fields by what they were told as."""
        return [structured(into, content, number={number: key} if number else {}, **renamed) for key, content in self.of(kind, *years)]


def structured(into: type[Made], content: Mapping[str, Any], /, *, number: Mapping[str, Any] | None = None, **renamed: str) -> Made:
    """A stored mapping as a fact of the rules; what the rules do not know is left out."""
    known = frozenset(into.__dataclass_fields__)  # type: ignore[attr-defined]
    values = {**content, **{name: content.get(told) for name, told in renamed.items()}, **(number or {})}
    given = {name: value for name, value in values.items() if name in known and value is not None}
    return _converter().structure(given, into)


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(str(value)))
    converter.register_structure_hook(date, lambda value, _: value if isinstance(value, date) else date.fromisoformat(value))
    return converter


def keyed(items: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Mapping[str, Any]]:
    """The facts by number."""
    return dict(items)
