"""The law as it might be, for what-if questions, which write nothing: another organisation's, that of another day, with other values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.law.book import EVERYONE, Entry, Law, LawBook, Value
from kefu.law.reading import exact
from kefu.law.shapes import misfit
from kefu_messages.attendance.adoptable import all_adoptable
from kefu_messages.errors import ValidationFailed

EVER = date(1900, 1, 1)


def tried(law: Law, *, values: Mapping[str, Any], organisation: str | None = None, on: date | None = None) -> Law:
    """The law to judge by instead: the book's of an organisation, what is in force on a day, and values by id, as if they always had been.

    Another organisation is one that the law books name: what it has adopted itself is its own affair. The caller's own name stands for
    the law he works by. Raises ``validation_failed`` for an organisation that no book names, for a day on which nothing was in force
    yet, for a float, a value the book does not hold and one that it does not take.
    """
    _known(law.book, values)
    base = law if organisation in (None, "", law.organisation) else law.book.of(_named(law.book, str(organisation)))
    on_that_day = _standing(base, on) if on else {}
    if on and not on_that_day:
        raise ValidationFailed(fields={"law_on": f"nothing was in force on {on}"})
    own = {name: (Entry(EVER, exact(value), "what if"),) for name, value in values.items()}
    return base.with_adopted({**base.adopted, **on_that_day, **own})


def _named(book: LawBook, organisation: str) -> str:
    """The organisation, when one of the law books names it."""
    known = all_adoptable().organisations | {name for value in book.values.values() for name in value.entries} - {EVERYONE}
    if organisation not in known:
        raise ValidationFailed(fields={"as_organisation": f"no law book names {organisation}: there are {', '.join(sorted(known))}"})
    return organisation


def _known(book: LawBook, values: Mapping[str, Any]) -> None:
    unknown = sorted(values.keys() - book.values.keys())
    if _inexact(dict(values)):
        raise ValidationFailed(fields={"values": "decimals are written as strings"})
    if unknown:
        raise ValidationFailed(fields={"values": f"no such value: {', '.join(unknown)}"})
    for name, value in values.items():
        found = misfit(exact(value), book.values[name].takes)
        if found:
            raise ValidationFailed(fields={"values": f"{name}{found[0]} takes: {found[1]}"})


def _standing(law: Law, on: date) -> dict[str, tuple[Entry, ...]]:
    """What is in force on the day, as if it always had been; a value that is not, as it is."""
    found = {name: _entry(law, value, on) for name, value in law.book.values.items()}
    return {name: (Entry(EVER, entry.value, entry.reference, entry.assumption),) for name, entry in found.items() if entry}


def _entry(law: Law, value: Value, on: date) -> Entry | None:
    return next((entry for entry in reversed(law.entries(value.id)) if entry.since <= on), None)


def _inexact(value: Any) -> bool:
    """Whether a float is anywhere in it."""
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return isinstance(value, float) or any(_inexact(child) for child in children)
