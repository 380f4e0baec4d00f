"""The fund of months that payroll has closed: what is known otherwise later moves the open month (DIS-39, DIS-40; doc 4 l.345-346)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kefu.calendar import months_after
from kefu_discipline.rules.outcomes import Line

FIRST = ""  # before every month
Kind = tuple[str, str]


@dataclass(frozen=True)
class ClosedMonth:
    """A month that was closed, with a person's lines of the fund as they were then, earlier months' that were never closed among them."""

    month: str
    lines: tuple[Line, ...] = ()


def open_month(month: str, *, closed: Sequence[str]) -> str:
    """The month in which the fund moves for what is found of the month: that month, or the first one after those closed."""
    last = max(closed, default=FIRST)
    return month if month > last else months_after(last, 1)


def as_closed(lines: Sequence[Line], *, closed: Sequence[ClosedMonth]) -> tuple[Line, ...]:
    """A person's lines of the fund: those of closed months as they were closed, and in the open month what they differ by now."""
    owed = [line for line in lines if line.fund]
    if not closed:
        return tuple(owed)
    kept, last = list(_kept(closed)), max(item.month for item in closed)
    later = [line for line in owed if line.month > last]
    return (*kept, *later, *_corrections(kept, [line for line in owed if line.month <= last], month=months_after(last, 1)))


def _kept(closed: Sequence[ClosedMonth]) -> Iterator[Line]:
    """Each closed month's own lines; what one heard too early kept of the month before it is that month's to say."""
    before = FIRST
    for item in sorted(closed, key=lambda item: item.month):
        yield from (line for line in item.lines if before < line.month <= item.month)
        before = item.month


def _corrections(kept: Sequence[Line], owed: Sequence[Line], *, month: str) -> Iterator[Line]:
    """What is owed for closed months beside what they kept, by the fact that it comes from."""
    difference: defaultdict[Kind, Decimal] = defaultdict(Decimal)
    like: dict[Kind, Line] = {}
    for sign, lines in ((-1, kept), (1, owed)):
        for line in lines:
            difference[line.file, line.source] += sign * line.amount
            like[line.file, line.source] = line
    for kind, amount in sorted(difference.items()):
        if amount:
            yield replace(like[kind], month=month, amount=amount)
