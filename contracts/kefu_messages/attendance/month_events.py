"""What is said of people's months: figures, absences, rights and calls that nobody answered."""

from __future__ import annotations

from typing import Any

from kefu_messages import Event, fields
from kefu_messages.attendance.months import AttendanceFigures

FIGURES: dict[str, Any] = {
    "late_early": [], "late_early_count": 0, "free_used": 0, "extra_points": "0", "points": "0", "absence_days": "0.125",
    "absences": [{"date": "2025-06-05", "days": "0.125", "sources": ["missed_meeting"], "because": ["ATT-19"]}],
    "leave": {"annual": {"days": 1, "hours": "0", "because": ["ATT-23"]}}, "other_events": [], "performance_score": "100",
}  # fmt: skip
OF_THE_MONTH = {"staff_month": "E008:2025-06", "staff_no": "E008", "month": "2025-06"}


class AttendanceMonthChanged(Event, AttendanceFigures):
    """A person's month has come out otherwise than last said; the figures are complete, as of the end of ``as_of``.

    Of a closed month nothing more is said: see ``AttendanceAdjusted``.
    """

    subject = "staff_month"
    version = 1
    example = {**OF_THE_MONTH, "as_of": "2025-06-30", **FIGURES, "because": ["ATT-54"]}
    staff_month = fields.Identifier(required=True, metadata={"description": "staff_no:month"})
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    as_of = fields.Date(required=True)


class AbsenceRecorded(Event):
    """A day of absence without leave, or its size or source has changed (ATT-17 to ATT-19)."""

    subject = "absence"
    version = 1
    example = {
        "absence": "E008:2025-06-10", "staff_no": "E008", "date": "2025-06-10", "days": "1", "sources": ["no_show"],
        "self_criticism_required": True, "because": ["ATT-18", "ATT-55"],
    }  # fmt: skip
    absence = fields.Identifier(required=True, metadata={"description": "staff_no:date"})
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    days = fields.Number(required=True)
    sources = fields.List(fields.Text(), required=True)
    self_criticism_required = fields.Boolean(metadata={"description": "whether a written self-criticism is due (ATT-21)"})


class AbsenceWithdrawn(Event):
    """A day said to be absence is none: a punch, a paper or an approval came in later."""

    subject = "absence"
    version = 1
    example = {"absence": "E008:2025-06-10", "staff_no": "E008", "date": "2025-06-10", "because": ["ATT-54"]}
    absence = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)


class StaffUnreachable(Event):
    """A call in working hours was not answered and not returned in time (ATT-48, ATT-56)."""

    subject = "attempt_no"
    version = 1
    example = {
        "attempt_no": "CA001",
        "staff_no": "J012",
        "date": "2025-06-03",
        "attempted_at": "2025-06-03T10:00:00+08:00",
        "because": ["ATT-48", "ATT-56"],
    }
    attempt_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    attempted_at = fields.Instant(required=True)


class StaffUnreachableWithdrawn(Event):
    """A call said to be unanswered was returned in time, or fell outside the shift, as is known now."""

    subject = "attempt_no"
    version = 1
    example = {"attempt_no": "CA001", "staff_no": "J012", "date": "2025-06-03", "because": ["ATT-48", "ATT-56"]}
    attempt_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)


class TerminationRightArisen(Event):
    """Absence has reached what gives the right to end the contract (ATT-20); a right, nothing happens by itself."""

    subject = "right"
    version = 1
    example = {
        "right": "E018:2025-01-02", "staff_no": "E018", "date": "2025-01-02", "basis": ["consecutive_days"],
        "because": ["ATT-20", "DIS-52"],
    }  # fmt: skip
    right = fields.Identifier(required=True, metadata={"description": "staff_no:date"})
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    basis = fields.List(fields.Choice("consecutive_days", "days_in_year"), required=True)


class TerminationRightWithdrawn(Event):
    """The right does not exist: what was absence is none, as is known now."""

    subject = "right"
    version = 1
    example = {"right": "E018:2025-01-02", "staff_no": "E018", "date": "2025-01-02", "because": ["ATT-20"]}
    right = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)


class AttendanceMonthClosed(Event):
    """A month is locked: its figures no longer change."""

    subject = "month"
    version = 1
    example = {"month": "2025-05", "closed_by": "H01", "because": ["ATT-02"]}
    month = fields.Month(required=True)
    closed_by = fields.Identifier(required=True)


class AttendanceAdjusted(Event):
    """A closed month would come out otherwise by what is known now: the difference is listed in the next open month."""

    subject = "staff_month"
    version = 1
    example = {
        **OF_THE_MONTH, "listed_in": "2025-07", "found_on": "2025-07-04", "differences": {"absence_days": ["1", "0"]},
        "because": ["ATT-02"],
    }  # fmt: skip
    staff_month = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    listed_in = fields.Month(required=True)
    found_on = fields.Date(required=True)
    differences = fields.Dict(required=True)
