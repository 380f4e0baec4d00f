"""Pages of long lists, the newest entries first, that read a bounded number of documents however many there are.

Not every store stops reading at a page's limit, but all read only what a closed range of an index holds. So time is walked back in
windows that widen: six hours, a day, four days … up to four months, so many of them at most; a window that holds too many is halved.
A page may then be short, and its cursor goes on from there; the page of a list that holds few, by its nature or as far as was walked,
ends with one window for all that is older.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from kefu.service import Ask, Page, Record
from kefu.store import BoundShelf
from kefu_messages.errors import MalformedRequest

FARTHEST = 10**11 - 1  # seconds after 1970 that nothing comes near: counted back from there, the newest comes first
HOUR = 3600
FIRST, WIDENING, WIDEST, MOST_WINDOWS = 6 * HOUR, 4, 128 * 24 * HOUR, 16
MOST_AT_ONCE, MOST_LOOKED_AT = 1_000, 2_000  # records of one window, of one page
LAST_OF_SECOND, AFTER = "-\U0010ffff", "\x01"
PLACE = re.compile(r"[0-9]{11}-.+", re.DOTALL)


def position(at: datetime, *, number: str) -> str:
    """Where something of that moment stands in every list: the newest first."""
    return f"{FARTHEST - int(at.timestamp()):011d}-{number}"


def newest(
    shelf: BoundShelf, ask: Ask, *, equals: Mapping[str, Any], narrow: bool, wanted: Callable[[Record], bool] = lambda _: True
) -> Page:
    """One page of the records with an indexed field and a ``position``; ``narrow`` lists hold few by their nature."""
    if ask.cursor and not PLACE.fullmatch(ask.cursor):
        raise MalformedRequest(detail="cursor")
    found: list[Record] = []
    looked_at, following = 0, ask.cursor
    walk = windows(ask.now, cursor=ask.cursor, narrow=narrow)
    while looked_at < MOST_LOOKED_AT:
        window = next(walk, None)
        if window is None and (not following or looked_at >= MOST_AT_ONCE):
            break
        if window is None:  # years without much: what is older is not much either
            walk = windows(ask.now, cursor=following, narrow=True, first=FARTHEST)
            continue
        low, high, following = window
        inside, reached = _newest_part(shelf, ask, equals, low, high)
        if reached != high:
            dense = min(max(_second(reached) - _second(low), 1), FIRST)
            following, walk = reached, windows(ask.now, cursor=reached, narrow=narrow, first=dense)
        looked_at += len(inside)
        found += sorted(filter(wanted, inside), key=lambda one: str(one["position"]))
        if len(found) > ask.limit:
            found = found[: ask.limit]
            following = str(found[-1]["position"])
            break
    return Page([shelf.public(one) for one in found], next=following or None)


def _newest_part(shelf: BoundShelf, ask: Ask, equals: Mapping[str, Any], low: str, high: str) -> tuple[list[Record], str]:
    """The records of a window and its end; of one with too many the newest part that has fewer, or one second, and its end."""
    while True:
        inside = shelf.find(ask.organisation, limit=MOST_AT_ONCE + 1, **equals, position=(low, high))
        last = _second(high)
        first = _second(low) or last - WIDEST  # the newest window begins before all time, nearly nothing lies that far ahead of now
        if len(inside) <= MOST_AT_ONCE:
            return inside, high
        if first == last:
            return shelf.find(ask.organisation, **equals, position=(low, high)), high
        high = f"{(first + last) // 2:011d}{LAST_OF_SECOND}"


def _second(place: str) -> int:
    return int(place.partition("-")[0].rstrip(AFTER))


def windows(now: datetime, *, cursor: str | None, narrow: bool, first: int = FIRST) -> Iterator[tuple[str, str, str]]:
    """Closed ranges of positions from the newest on: lowest, highest, and the cursor after it (empty after the last one).

    ``first`` is how many seconds the first one spans.
    """
    start = _second(cursor) if cursor else FARTHEST - int(now.timestamp())
    low, width = f"{cursor}{AFTER}" if cursor else f"{0:011d}", first
    for count in range(1, MOST_WINDOWS + 1):
        last = count == MOST_WINDOWS
        end = FARTHEST if last and narrow else min(start + width, FARTHEST)
        high = f"{end:011d}{LAST_OF_SECOND}"
        yield low, high, "" if end == FARTHEST else high
        if end == FARTHEST:
            return
        start, low, width = end, f"{end + 1:011d}", min(width * WIDENING, WIDEST)
