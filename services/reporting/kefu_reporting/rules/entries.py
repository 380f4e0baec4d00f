"""Facts that are entered by hand: what an entry of each kind needs (REP-14 to REP-20, REP-57 to REP-78)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kefu.law import Decision, Law, decide
from kefu_messages.reporting import EntryIncomplete


@dataclass(frozen=True)
class Entry:
    """One entry; ``until`` is the last day of an employment, ``marks`` what a post has."""

    entry_no: str
    kind: str
    on: date
    until: date | None = None
    name: str | None = None
    line: str | None = None
    source: str | None = None
    state: str | None = None
    area: str | None = None
    staff_no: str | None = None
    amount: Decimal | None = None
    quantity: int | None = None
    part: int | None = None
    whole: int | None = None
    approximate: bool = False
    marks: tuple[str, ...] = ()
    note: str | None = None


def entry_taken(entry: Entry, *, law: Law) -> Decision[str]:
    """An entry that has what its kind needs; raises ``entry_incomplete`` with what is missing."""
    fields = law.value("entry_fields", on=entry.on)
    needed = fields.value.get(entry.kind, ())
    missing = [name for name in needed if getattr(entry, name) in {None, ""}]
    if missing:
        raise EntryIncomplete(kind=entry.kind, missing=", ".join(missing))
    return decide(entry.kind, fields, kind=entry.kind, on=entry.on)
