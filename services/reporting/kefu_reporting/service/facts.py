"""The facts reports are made of: kept as other services tell them, read by kind and year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import cattrs

from kefu.service import Ask, Shelf, on
from kefu.store import BoundShelf
from kefu_reporting.rules.telling import EVER, TELLINGS, facts_of
from kefu_reporting.store import FACTS

Made = TypeVar("Made")


class Facts:
    """One small document per fact; the newest telling wins."""

    facts: BoundShelf = Shelf(FACTS)

    @on(*TELLINGS)
    def keep_what_is_told(self, ask: Ask) -> None:
        """Keep what reports need of an event."""
        about = {"staff_no": ask["staff_no"]} if ask.get("staff_no") else {}  # so that a person finds what is kept of him
        for fact in facts_of(ask.message, ask.data):
            self.facts.mirror(ask, fact.key, kind=fact.kind, year=fact.year, content=dict(fact.content), **about)


class Told:
    """The facts of one organisation, as they are when they are read."""

    def __init__(self, shelf: BoundShelf, organisation: str) -> None:
        self._shelf, self._organisation = shelf, organisation

    def of(self, kind: str, *years: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Number and content of every fact of the kind, of these years or, without any, of those that hold at any time; by number."""
        found = self._shelf.every(self._organisation, kind=kind, year=list(years or (EVER,)))
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
