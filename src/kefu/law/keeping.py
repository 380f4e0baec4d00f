"""The law of a period as text: what is closed is corrected by the law under which it was closed, whatever is adopted or written later."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from kefu.law.book import Entry, Law
from kefu.law.reading import exact


def kept(law: Law, *, until: date) -> str:
    """Every value with its entries up to a day, as they apply to the organisation."""
    entries = {name: [_written(entry) for entry in law.entries(name) if entry.since <= until] for name in law.book.values}
    return json.dumps({name: listed for name, listed in entries.items() if listed}, ensure_ascii=False, default=str)


def as_kept(law: Law, text: str) -> Law:
    """The law as it was kept; a value that the book did not hold then is as it is now."""
    own = {name: tuple(map(_read, listed)) for name, listed in json.loads(text).items()}
    return Law(law.book, law.organisation, {}, law.like).with_adopted(own)


def _written(entry: Entry) -> dict[str, Any]:
    return {"since": entry.since.isoformat(), "value": entry.value, "reference": entry.reference, "assumption": entry.assumption}


def _read(written: dict[str, Any]) -> Entry:
    return Entry(date.fromisoformat(written["since"]), exact(written["value"]), written["reference"], written["assumption"])
