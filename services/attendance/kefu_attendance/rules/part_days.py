"""What is left of a scheduled day beside granted leave for part of it: nobody is absent while on leave (ATT-08, ATT-18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from fractions import Fraction

from kefu_attendance.rules.results import NO_DAYS, WHOLE_DAY
from kefu_attendance.rules.spans import GRANTED, LeaveSpan, Shift

MINUTES_OF_AN_HOUR = 60


def share_left(shift: Shift, *, leave: Iterable[LeaveSpan], noon: Mapping[str, str] | None) -> Fraction:
    """The share of the shift's hours, the noon break left out, that no granted part-day leave covers."""
    hours = _minutes(shift.start, shift.end)
    hours -= _minutes(*(time.fromisoformat(noon[name]) for name in ("start", "end"))) if noon else set()
    on_leave = [_minutes(span.from_time, span.to_time) for span in leave if span.part_of_day and span.outcome in GRANTED]
    left = hours.difference(*on_leave)
    return Fraction(len(left), len(hours)) if len(left) < len(hours) else WHOLE_DAY


def hours_beside(span: LeaveSpan, others: Iterable[LeaveSpan]) -> Fraction:
    """The hours of leave for part of a day that no other granted leave covers: no hour is on leave twice (ATT-25)."""
    there = [other for other in others if other.request_no != span.request_no and other.covers(span.from_date)]
    if any(not other.part_of_day for other in there):
        return NO_DAYS
    hours = _minutes(span.from_time, span.to_time).difference(*(_minutes(other.from_time, other.to_time) for other in there))
    return Fraction(len(hours), MINUTES_OF_AN_HOUR)


def _minutes(begin: time | None, end: time | None) -> set[int]:
    """The minutes of the day from one time to the other."""
    if begin is None or end is None:
        return set()
    return set(range(begin.hour * 60 + begin.minute, end.hour * 60 + end.minute))
