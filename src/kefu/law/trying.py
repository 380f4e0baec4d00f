"""The law as it might be, for what-if questions, which write nothing: another organisation's, that of another day, with other values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kefu.law.book import Entry, Law, LawBook, Value
from kefu.law.reading import exact
from kefu_messages.errors import ValidationFailed

EVER = date(1900, 1, 1)


def tried(law: Law, *, values: Mapping[str, Any], organisation: str | None = None, on: date | None = None) -> Law:
    """The law to judge by instead: the book's of an organisation, what is in force on a day, and values by id, as if they always had been.

    An organisation that the book does not name works by what is written for all. Raises ``validation_failed`` for a float, for a
    value the book does not hold and for one of another kind than the book's: a text where it has a number.
    """
    _known(law.book, values)
    base = law.book.of(organisation) if organisation else law
    on_that_day = _standing(base, on) if on else {}
    own = {name: (Entry(EVER, exact(value), "what if"),) for name, value in values.items()}
    return base.with_adopted({**base.adopted, **on_that_day, **own})


def _known(book: LawBook, values: Mapping[str, Any]) -> None:
    unknown = sorted(values.keys() - book.values.keys())
    if _inexact(dict(values)):
        raise ValidationFailed(fields={"values": "decimals are written as strings"})
    if unknown:
        raise ValidationFailed(fields={"values": f"no such value: {', '.join(unknown)}"})
    for name, value in values.items():
        kinds = {_kind(entry.value) for entries in book.values[name].entries.values() for entry in entries}
        if kinds and _kind(exact(value)) not in kinds:
            raise ValidationFailed(fields={"values": f"{name} is {' or '.join(sorted(kinds))}"})


def _standing(law: Law, on: date) -> dict[str, tuple[Entry, ...]]:
    """What is in force on the day, as if it always had been; a value that is not, as it is."""
    found = {name: _entry(law, value, on) for name, value in law.book.values.items()}
    return {name: (Entry(EVER, entry.value, entry.reference, entry.assumption),) for name, entry in found.items() if entry}


def _entry(law: Law, value: Value, on: date) -> Entry | None:
    return next((entry for entry in reversed(law.entries(value.id)) if entry.since <= on), None)


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else "yes or no"
    if isinstance(value, int | Decimal):
        return "a number"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else "a text"


def _inexact(value: Any) -> bool:
    """Whether a float is anywhere in it."""
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return isinstance(value, float) or any(_inexact(child) for child in children)
