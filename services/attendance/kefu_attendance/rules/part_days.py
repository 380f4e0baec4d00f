"""What is left of a scheduled day beside granted leave for part of it: nobody is absent while on leave (ATT-08, ATT-18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from decimal import Decimal

from kefu.figures import rounded
from kefu_attendance.rules.results import WHOLE_DAY
from kefu_attendance.rules.spans import GRANTED, LeaveSpan, Shift


def share_left(shift: Shift, *, leave: Iterable[LeaveSpan], noon: Mapping[str, str] | None) -> Decimal:
    """The share of the shift's hours, the noon break left out, that no granted part-day leave covers; four decimals."""
    hours = _minutes(shift.start, shift.end)
    hours -= _minutes(*(time.fromisoformat(noon[name]) for name in ("start", "end"))) if noon else set()
    on_leave = [_minutes(span.from_time, span.to_time) for span in leave if span.part_of_day and span.outcome in GRANTED]
    left = hours.difference(*on_leave)
    return rounded(Decimal(len(left)) / len(hours), places=4).normalize() if len(left) < len(hours) else WHOLE_DAY


def _minutes(begin: time | None, end: time | None) -> set[int]:
    """The minutes of the day from one time to the other."""
    if begin is None or end is None:
        return set()
    return set(range(begin.hour * 60 + begin.minute, end.hour * 60 + end.minute))
