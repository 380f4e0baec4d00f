"""Many items in lots, each lot with what was read for it: while one is being dealt with, the next one's is being read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import eventlet

from kefu.store.announced import ROWS
from kefu.store.values import in_lots

Item = TypeVar("Item")
Found = TypeVar("Found")


def read_ahead(items: Iterable[Item], read: Callable[[list[Item]], Found]) -> Iterator[tuple[list[Item], Found]]:
    """Each lot of the items, in order, with what ``read`` has found for it; what that raises is raised in the lot's turn.

    What is read for a lot may or may not hold what was written for the lot before it.
    """
    before: tuple[list[Item], eventlet.greenthread.GreenThread] | None = None
    for lot in in_lots(items, ROWS):
        following = lot, eventlet.spawn(read, lot)
        if before is not None:
            yield before[0], before[1].wait()
        before = following
    if before is not None:
        yield before[0], before[1].wait()
