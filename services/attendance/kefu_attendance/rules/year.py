"""What a year's absences come to: the right to end the contract, and the first absence (ATT-20, ATT-26)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kefu.law import Decision, Law, decide
from kefu_attendance.rules.results import NO_DAYS, WHOLE_DAY, Day


@dataclass(frozen=True)
class TerminationRight:
    """The company may end the contract from that day on; a right, nothing happens by itself."""

    date: date
    basis: tuple[str, ...]
    because: tuple[str, ...] = ("ATT-20", "DIS-52")


@dataclass(frozen=True)
class JudgedDay:
    """A judged day as the year looks at it: whether the person was to work, and the days of absence."""

    date: date
    scheduled: bool
    absence: Fraction

    @classmethod
    def of(cls, day: Day) -> JudgedDay:
        """The day without its details."""
        return cls(day.date, day.scheduled, day.absence)


def termination_rights(days: Sequence[JudgedDay], *, law: Law) -> Decision[tuple[TerminationRight, ...]]:
    """The days on which the right arises: so many scheduled days of absence in a row, also across New Year, or in a calendar year.

    A leave day or a day worked ends a run, rest days do not; the total of a year fires once, on the day that reaches it.
    """
    ordered = sorted(days, key=lambda day: day.date)
    on = ordered[-1].date if ordered else date.max
    row, total = law.value("termination_consecutive_days", on=on), law.value("termination_days_in_year", on=on)
    found: dict[date, list[str]] = {}
    for day in _runs(ordered, length=int(row.value or 0)):
        found.setdefault(day, []).append("consecutive_days")
    for day in _totals(ordered, limit=Fraction(total.value or 0)):
        found.setdefault(day, []).append("days_in_year")
    rights = tuple(TerminationRight(day, tuple(basis)) for day, basis in sorted(found.items()))
    return decide(rights, law.clause("ATT-20"), law.clause("DIS-52"), row, total, days=len(ordered))


def _runs(days: Iterable[JudgedDay], *, length: int) -> Iterable[date]:
    run = 0
    for day in days:
        if not length or not day.scheduled:
            continue
        run = run + 1 if day.absence >= WHOLE_DAY else 0
        if run == length:
            yield day.date


def _totals(days: Iterable[JudgedDay], *, limit: Fraction) -> Iterable[date]:
    totals: dict[int, Fraction] = {}
    for day in days:
        before = totals.get(day.date.year, NO_DAYS)
        totals[day.date.year] = before + day.absence
        if limit and before < limit <= totals[day.date.year]:
            yield day.date


def first_absence(days: Sequence[JudgedDay], *, year: int) -> date | None:
    """The year's first day with any absence without leave, which excludes from the election of the excellent agent (ATT-26)."""
    return min((day.date for day in days if day.date.year == year and day.absence > 0), default=None)
