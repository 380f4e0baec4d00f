"""What a closed payroll month held stays in it: what is found otherwise later enters the month in which it is found (DIS-39, DIS-40)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from kefu.law import Law
from kefu_discipline.rules.facts import File
from kefu_discipline.rules.fines import closing_day, payroll_month
from kefu_discipline.rules.outcomes import Line

Place = tuple[str, str, str, bool]
LinesOf = Callable[[File, date], Sequence[Line]]


def kept_in_closed_months(lines: Sequence[Line], *, file: File, until: date, lines_of: LinesOf, law: Law) -> tuple[Line, ...]:
    """The lines, with what a complaint found otherwise on a later day has changed in closed months moved to that day's month.

    A function of the dated facts: for each such day the file is judged with and without what was found on it.
    """
    moved = [line for day in _found_otherwise(file, until=until) for line in _moved(file, day, lines_of=lines_of, law=law)]
    return tuple(_summed((*lines, *moved))) if moved else tuple(lines)


def _found_otherwise(file: File, *, until: date) -> list[date]:
    """The days on which a complaint was investigated once more after it had been confirmed."""
    days = set()
    for complaint in file.complaints:
        confirmed = False
        for finding in complaint.findings:
            if confirmed and finding.on is not None and finding.on <= until:
                days.add(finding.on)
            confirmed = confirmed or finding.confirmed
    return sorted(days)


def _moved(file: File, day: date, *, lines_of: LinesOf, law: Law) -> Iterator[Line]:
    eve = day - timedelta(days=1)
    before = replace(file, complaints=tuple(item.known_by(eve) for item in file.complaints))
    change: defaultdict[Place, Decimal] = defaultdict(Decimal)
    because: dict[Place, tuple[str, ...]] = {}
    for sign, found in ((1, lines_of(file, day)), (-1, lines_of(before, day))):
        for line in found:
            change[_place(line)] += sign * line.amount
            because[_place(line)] = line.because
    for place, amount in sorted(change.items()):
        month, file_name, source, fund = place
        if amount and closing_day(month, law=law) < day:
            yield Line(month, source, -amount, because[place], fund, file_name)
            yield Line(payroll_month(day, law=law), source, amount, because[place], fund, file_name)


def _summed(lines: Iterable[Line]) -> Iterator[Line]:
    total: dict[Place, Line] = {}
    for line in lines:
        known = total.get(_place(line))
        total[_place(line)] = replace(known, amount=known.amount + line.amount) if known else line
    return (line for line in total.values() if line.amount)


def _place(line: Line) -> Place:
    return line.month, line.file, line.source, line.fund
