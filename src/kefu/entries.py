"""Lists within one record: they grow to a declared length and no further, so that no document grows without bound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from kefu_messages.errors import TooManyEntries

Entry = TypeVar("Entry")


def one_more(entries: Iterable[Entry], entry: Entry, *, most: int, what: str) -> list[Entry]:
    """The entries with one more at the end; raises ``too_many_entries`` when there are so many already."""
    there = list(entries)
    if len(there) >= most:
        raise TooManyEntries(what=what, most=most)
    return [*there, entry]
