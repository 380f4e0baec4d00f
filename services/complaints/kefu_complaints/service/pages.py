"""Pages of cases, the newest first, that read a bounded number of documents however many there are.

Not every store stops reading at a page's limit, but all read only what a closed range of an index holds. So time is walked back in
windows that widen while they are empty enough: six hours, a day, four days … A window of a list that may hold everything never spans
more than two months and a page looks at so many of them at most: it may then be short, and its cursor goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from kefu.service import Ask, Page, Record
from kefu.store import BoundShelf
from kefu_complaints.rules import FARTHEST

HOUR = 3600
FIRST, WIDENING, WIDEST, MOST_WINDOWS = 6 * HOUR, 4, 64 * 24 * HOUR, 40
LAST_OF_SECOND, AFTER = "-\U0010ffff", "\x01"


def newest(
    cases: BoundShelf, ask: Ask, *, equals: Mapping[str, str], narrow: bool, wanted: Callable[[Record], bool] = lambda _: True
) -> Page:
    """One page of the cases with an indexed field and ``position``, the newest first; ``narrow`` lists hold few by their nature."""
    found: list[Record] = []
    following = ""
    for low, high, reached in windows(ask.now, cursor=ask.cursor, narrow=narrow):
        following = reached
        inside = cases.find(ask.organisation, **equals, position=(low, high))
        found += sorted(filter(wanted, inside), key=lambda case: str(case["position"]))
        if len(found) > ask.limit:
            shown = found[: ask.limit]
            return Page([cases.public(case) for case in shown], next=str(shown[-1]["position"]))
    return Page([cases.public(case) for case in found], next=following or None)


def windows(now: datetime, *, cursor: str | None, narrow: bool) -> Iterator[tuple[str, str, str]]:
    """Closed ranges of positions from the newest on: lowest, highest, and the cursor after it (empty after the last one)."""
    start = FARTHEST - int(now.timestamp())
    low = f"{cursor}{AFTER}" if cursor else f"{0:011d}"
    if cursor:
        start = int(cursor.partition("-")[0])
    width, count = FIRST, 0
    while True:
        end = min(start + width, FARTHEST)
        count += 1
        done = end >= FARTHEST
        yield low, f"{end:011d}{LAST_OF_SECOND}", "" if done else f"{end:011d}{LAST_OF_SECOND}"
        if done or (count >= MOST_WINDOWS and not narrow):
            return
        start, low = end, f"{end + 1:011d}"
        width = width * WIDENING if narrow else min(width * WIDENING, WIDEST)
