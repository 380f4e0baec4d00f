"""Pages of long lists on the embedded store, which reads all that matches before it takes the first of them, in whatever form it is asked.

Every hundredth value of a list that was paged through is remembered as a mark; a page is then read from one mark to the next, by closed
ranges, until it is full. Marks only say where to divide: whatever was added or taken away since, the pieces are the whole list.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import eventlet
from pymongo.collection import Collection as Documents
from pymongo.errors import PyMongoError

SPAN, MOST_LISTS, LEARN_AGAIN_AFTER = 100, 100, 60.0
Range = tuple[str | None, str | None]


@dataclass
class _List:
    marks: list[str] = field(default_factory=list)
    looked_at: float = float("-inf")


class Marks:
    """The marks of one collection's lists, each list named by its condition and order."""

    def __init__(self, documents: Documents[dict[str, Any]]) -> None:
        self._documents = documents
        self._lists: OrderedDict[tuple[Any, ...], _List] = OrderedDict()

    def read(
        self, condition: Mapping[str, Any], order: str, *, after: str | None, limit: int, without: Mapping[str, int]
    ) -> list[dict[str, Any]]:
        """The first documents of the list after that value, in the order of the field."""
        listed = self._list(condition, order)
        found: list[dict[str, Any]] = []
        for low, high in _pieces(listed.marks, after):
            piece = self._documents.find(_within(condition, order, low, high), without).sort(order, 1).limit(limit - len(found))
            found += piece
            if len(found) >= limit:
                if high is None:
                    self._learn_soon(listed, condition, order)
                break
        return found

    def _list(self, condition: Mapping[str, Any], order: str) -> _List:
        name = (order, *sorted((field, str(value)) for field, value in condition.items()))
        listed = self._lists.setdefault(name, _List())
        self._lists.move_to_end(name)
        if len(self._lists) > MOST_LISTS:
            self._lists.popitem(last=False)
        return listed

    def _learn_soon(self, listed: _List, condition: Mapping[str, Any], order: str) -> None:
        """Mark what lies behind the last mark, once a minute at most: that is where lists grow."""
        if time.monotonic() - listed.looked_at > LEARN_AGAIN_AFTER:
            listed.looked_at = time.monotonic()
            eventlet.spawn_n(self._learn, listed, condition, order)

    def _learn(self, listed: _List, condition: Mapping[str, Any], order: str) -> None:
        last = listed.marks[-1] if listed.marks else None
        try:
            found = self._documents.find(_within(condition, order, last, None), {"_id": 0, order: 1})
            values = [document.get(order) for document in found]
        except PyMongoError:
            return  # the next page asks again
        texts = sorted(value for value in values if isinstance(value, str))
        if len(texts) == len(values):
            listed.marks += texts[SPAN - 1 : -SPAN : SPAN]


def _pieces(marks: list[str], after: str | None) -> Iterator[Range]:
    """The ranges between the marks behind that value, the last of them open."""
    ahead = list(marks) if after is None else marks[bisect_right(marks, after) :]
    yield from zip([after, *ahead], [*ahead, None], strict=True)


def _within(condition: Mapping[str, Any], order: str, low: str | None, high: str | None) -> dict[str, Any]:
    bounds = {**({"$gt": low} if low is not None else {}), **({"$lte": high} if high is not None else {})}
    return {**condition, **({order: bounds} if bounds else {})}
