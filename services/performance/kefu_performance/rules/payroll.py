"""What payroll is told: deductions and scores of a period, and what closed periods turned out to owe (DIS-39, POL-08.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kefu.calendar import last_day, months_after
from kefu.law import Decision, Law, decide
from kefu_messages.performance import EarlierPeriodOpen, LaterPeriodClosed, PayrollPeriodClosed, PayrollPeriodNotOver

ZERO = Decimal(0)
SCORE = "score"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Due:
    """What a month owes by what is known: yuan off the wage from a source, or the month's score (``source`` ``score``)."""

    staff_no: str
    month: str
    source: str
    value: Decimal
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """One line of a period as it was handed to payroll."""

    staff_no: str
    kind: str
    for_month: str
    source: str
    value: Decimal
    found_on: date | None = None
    because: tuple[str, ...] = ()


def may_close(month: str, *, closed_on: date, closed: Sequence[str], law: Law) -> Decision[str]:
    """A period is closed once, from its closing day on, else once it is over, and in order (POL-08.5 payroll_closes_on_day; doc 4 l.345).

    Raises ``payroll_period_closed``, ``payroll_period_not_over``, ``earlier_period_open`` and ``later_period_closed``.
    """
    day = law.value("payroll_closes_on_day", on=closed_on)
    if month in closed:
        raise PayrollPeriodClosed(month=month, because=["DIS-39"])
    end = last_day(month)
    earliest = end.replace(day=min(day.value, end.day)) if day.value else end + timedelta(days=1)
    if closed_on < earliest:
        raise PayrollPeriodNotOver(month=month, because=["DIS-39"])
    if closed and max(closed) > month:
        raise LaterPeriodClosed(month=month, later=max(closed), because=["DIS-39"])
    if closed and max(closed) != months_after(month, -1):
        raise EarlierPeriodOpen(month=month, earlier=months_after(max(closed), 1), because=["DIS-39"])
    return decide(month, law.clause("DIS-39"), day, closed_on=closed_on)


def period_lines(
    month: str, *, due: Sequence[Due], handed_over: Sequence[Exported], closed: Sequence[str], found_on: date, law: Law
) -> Decision[tuple[Exported, ...]]:
    """The lines of an open period: its own, and for months before it the difference between what is due now and what was handed over.

    Scores are corrected of closed months only; a deduction of any earlier month that was never handed over is. A function of what is
    due and what was handed over: asked again nothing differs, and what is reversed twice is paid back once.
    """
    own = [_of_period(item) for item in due if item.month == month and (item.value or item.source == SCORE)]
    corrections = _corrections(month, due=due, handed_over=handed_over, closed=closed, found_on=found_on)
    return decide(in_order((*own, *corrections)), law.clause("DIS-39"), law.clause("ATT-03"), month=month, closed=sorted(closed))


def in_order(lines: Sequence[Exported]) -> tuple[Exported, ...]:
    """The lines as a period lists them: its own by person, then its corrections."""
    return tuple(sorted(lines, key=lambda line: (line.kind == "adjustment", line.staff_no, line.for_month, line.source)))


def _of_period(item: Due) -> Exported:
    kind = SCORE if item.source == SCORE else "deduction"
    return Exported(item.staff_no, kind, item.month, item.source, item.value, None, item.because)


def _corrections(
    period: str, *, due: Sequence[Due], handed_over: Sequence[Exported], closed: Sequence[str], found_on: date
) -> list[Exported]:  # fmt: skip
    told: defaultdict[Key, Decimal] = defaultdict(lambda: ZERO)
    for line in handed_over:
        told[line.staff_no, line.for_month, line.source] += line.value
    owed: defaultdict[Key, Decimal] = defaultdict(lambda: ZERO)
    because: dict[Key, tuple[str, ...]] = {}
    for item in due:
        key = (item.staff_no, item.month, item.source)
        owed[key] += item.value
        because[key] = item.because
    earlier = {key for key in {*told, *owed} if key[1] in closed or (key[1] < period and key[2] != SCORE)}
    differing = sorted(key for key in earlier if told[key] != owed[key])
    return [
        Exported(staff_no, "adjustment", month, source, owed[key] - told[key], found_on, because.get(key, ()))
        for key in differing
        for staff_no, month, source in (key,)
    ]


def summed(lines: Sequence[Due]) -> tuple[Due, ...]:
    """Amounts told one by one, as one per person, month and source: amounts of one source that came to nothing are left at zero."""
    total: defaultdict[Key, Decimal] = defaultdict(lambda: ZERO)
    because: defaultdict[Key, dict[str, None]] = defaultdict(dict)
    for line in lines:
        key = (line.staff_no, line.month, line.source)
        total[key] += line.value
        because[key] |= dict.fromkeys(line.because)
    return tuple(Due(*key, value=value, because=tuple(because[key])) for key, value in sorted(total.items()))


def as_rows(lines: Sequence[Exported]) -> list[Mapping[str, str]]:
    """The lines as the file writes them."""
    return [
        {
            "staff_no": line.staff_no, "kind": line.kind, "for_month": line.for_month, "source": line.source,
            "amount": "" if line.source == SCORE else str(line.value.quantize(Decimal("0.01"))),
            "score": format(line.value.normalize(), "f") if line.source == SCORE else "",
            "found_on": line.found_on.isoformat() if line.found_on else "", "because": " ".join(line.because),
        }
        for line in lines
    ]  # fmt: skip
