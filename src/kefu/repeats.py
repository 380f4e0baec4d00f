"""Rows of a file that agree in what names them: where every row counts, each is told from the others by its place among them.

The first is told as a single command would be; a file that is sent again gives each row its place, and so its answer, again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kefu.ask import Ask
from kefu_messages import Command


class Repeats:
    """Counts the rows of one file, in the order in which they are judged, by the columns that name them."""

    def __init__(self, message: type[Command]) -> None:
        self._columns = message.bulk.every_row if message.bulk else ()
        self._seen: Counter[tuple[str, ...]] = Counter()

    def place(self, raw: Mapping[str, str]) -> dict[str, int]:
        """``{"nth": 2}`` for the second of its kind; nothing for the first."""
        if not self._columns:
            return {}
        name = tuple(raw.get(column, "") for column in self._columns)
        self._seen[name] += 1
        return {"nth": self._seen[name]} if self._seen[name] > 1 else {}


def nth(ask: Ask) -> int:
    """Which of the rows of its file that agree in what names them; 1 of a single command."""
    return ask.row.nth if ask.row else 1


def told_apart(number: str, ask: Ask) -> str:
    """The number of a record of its own: as it is written, and with its place for the second and later rows with it."""
    return number if nth(ask) == 1 else f"{number}~{nth(ask)}"
