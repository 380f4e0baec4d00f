"""How much leave of each type a person has in a year, against what the organisation grants (ATT-23, ATT-25, ATT-27)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kefu.calendar import Calendar, days
from kefu.law import Decision, Law, decide
from kefu_attendance.rules.leave_facts import LeaveOutcome, LeaveRequest
from kefu_attendance.rules.results import NO_DAYS
from kefu_attendance.rules.spans import Shift


@dataclass(frozen=True)
class TypeOfLeave:
    """Leave of one type in a year: whole scheduled days, hours of part-days, and the days granted where there is a limit."""

    type: str
    days: int
    hours: Fraction
    entitlement: Decimal | None = None

    @property
    def left(self) -> Decimal | None:
        """Days left; below zero when more was granted than the organisation gives."""
        return None if self.entitlement is None else self.entitlement - self.days


def leave_of_year(
    year: int, *, decided: Sequence[tuple[LeaveRequest, LeaveOutcome]], roster: Sequence[Shift], calendar: Calendar, law: Law,
) -> Decision[tuple[TypeOfLeave, ...]]:  # fmt: skip
    """The granted leave of the year by the type under which it counts, planned leave included.

    Days count where the person was to work: by the roster, on days that nobody has planned yet by the calendar of working days.
    """
    granted = law.value("leave_entitlement_days", on=date(year, 12, 31))
    limits = granted.value or {}
    excused = [(request, outcome) for request, outcome in decided if outcome.excused]
    types = sorted({outcome.counts_as for _, outcome in excused} | set(limits))
    return decide(
        tuple(_of_type(kind, year, excused=excused, roster=roster, calendar=calendar, limit=limits.get(kind)) for kind in types),
        law.clause("ATT-25"), granted, year=year,
    )  # fmt: skip


def _of_type(
    kind: str, year: int, *, excused: Sequence[tuple[LeaveRequest, LeaveOutcome]], roster: Sequence[Shift], calendar: Calendar,
    limit: object,
) -> TypeOfLeave:  # fmt: skip
    requests = [request for request, outcome in excused if outcome.counts_as == kind]
    whole = {day for request in requests if not request.part_of_day for day in _days(request, year)}
    hours = sum((request.hours or NO_DAYS for request in requests if request.from_date.year == year), NO_DAYS)
    return TypeOfLeave(kind, _worked(whole, roster=roster, calendar=calendar), hours, None if limit is None else Decimal(str(limit)))


def _days(request: LeaveRequest, year: int) -> Iterator[date]:
    first, last = max(request.from_date, date(year, 1, 1)), min(request.to_date, date(year, 12, 31))
    return days(first, last)


def _worked(wanted: Iterable[date], *, roster: Sequence[Shift], calendar: Calendar) -> int:
    planned = {shift.day: shift.scheduled for shift in roster}
    return sum(planned[day] if day in planned else calendar.working_day(day) for day in wanted)
