"""What organisations may adopt, gathered from every law book: ``attendance``, which takes it down, holds its own book alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kefu.law.book import EVERYONE, LawBook, Value
from kefu.law.reading import LawBroken

REGULATIONS, BOOK_OF = "regulations", "book_of"
VALUE_BY_VALUE = "/policies (value by value)"  # whose book it is holds for every day, so it is said when the organisation is entered


def adoptable(books: Iterable[LawBook]) -> dict[str, Any]:
    """Every value with what each service takes and who adopts it, the organisations the books name, and whose regulation is which.

    Raises ``LawBroken`` where two services do not agree who adopts a value.
    """
    values: dict[str, list[Value]] = {}
    for book in books:
        for value in book.values.values():
            values.setdefault(value.id, []).append(value)
    organisations = sorted({name for held in values.values() for value in held for name in value.entries} - {EVERYONE})
    host = {BOOK_OF: {"takes": [{"one_of": organisations}], "adopted_by": VALUE_BY_VALUE}}
    return {
        "organisations": organisations,
        REGULATIONS: _regulations(values.get(REGULATIONS, [])),
        "values": {name: _entry(held) for name, held in values.items()} | host,
    }


def _entry(held: list[Value]) -> dict[str, Any]:
    by = {value.adopted_by for value in held}
    if len(by) > 1:
        raise LawBroken(f"{held[0].id} is adopted by {' and by '.join(sorted(by))}")
    takes = [value.takes for number, value in enumerate(held) if value.takes not in [earlier.takes for earlier in held[:number]]]
    return {"takes": takes, "adopted_by": by.pop()}


def _regulations(held: list[Value]) -> dict[str, str]:
    """By the regulation's name, the organisation whose book it is."""
    named = {name: entries for value in held for name, entries in value.entries.items() if name != EVERYONE}
    return {str(document): name for name, entries in named.items() for document in entries[-1].value}
