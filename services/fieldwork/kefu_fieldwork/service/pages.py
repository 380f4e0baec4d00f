"""Pages of lists, the newest first, that read a bounded number of documents however many there are.

Not every store stops reading at a page's limit, but all read only what a closed range of an index holds. So time is walked back in
windows that widen: a day, four days … up to four months, so many of them at most. A page may then be short, and its cursor goes on from
there; the page of a list that holds few by its nature ends with one window for all that is older.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kefu.service import Ask, Page, Record
from kefu.store import BoundShelf

DAY = 24 * 3600
FIRST, WIDENING, WIDEST, MOST_WINDOWS = DAY, 4, 128 * DAY, 16
FARTHEST = 32_503_680_000  # the year 3000
LAST_OF_SECOND, AFTER = "-\U0010ffff", "\x01"


def position(at: datetime, *, number: str) -> str:
    """Where something of that moment stands in every list: the newest first."""
    return f"{FARTHEST - int(at.timestamp()):011d}-{number}"


def newest(shelf: BoundShelf, ask: Ask, *, name: str, narrow: bool) -> Page:
    """One page of a list, the newest first; ``narrow`` lists hold few by their nature."""
    found: list[Record] = []
    following = ""
    for low, high, reached in windows(ask.now, cursor=ask.cursor, narrow=narrow):
        following = reached
        found += sorted(shelf.find(ask.organisation, lists=name, position=(low, high)), key=lambda one: str(one["position"]))
        if len(found) > ask.limit:
            shown = found[: ask.limit]
            return Page([shelf.public(one) for one in shown], next=str(shown[-1]["position"]))
    return Page([shelf.public(one) for one in found], next=following or None)


def windows(now: datetime, *, cursor: str | None, narrow: bool) -> Iterator[tuple[str, str, str]]:
    """Closed ranges of positions from the newest on: lowest, highest, and the cursor after it (empty after the last one)."""
    start = int(cursor.partition("-")[0]) if cursor else FARTHEST - int(now.timestamp())
    low, width = f"{cursor}{AFTER}" if cursor else f"{0:011d}", FIRST
    for count in range(1, MOST_WINDOWS + 1):
        last = count == MOST_WINDOWS
        end = FARTHEST if last and narrow else min(start + width, FARTHEST)
        high = f"{end:011d}{LAST_OF_SECOND}"
        yield low, high, "" if end == FARTHEST else high
        if end == FARTHEST:
            return
        start, low, width = end, f"{end + 1:011d}", min(width * WIDENING, WIDEST)
