"""Monthly papers and the confirmation of everybody's attendance (ATT-01 to ATT-04)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields
from kefu_messages.attendance.months import MonthNotOver
from kefu_messages.attendance.rosters import PLANNERS, OthersPaper, late_reason
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import AlreadyExists, ContentInvalid, EnteredTooLate, SelfApproval, UnknownStaff

PAPERS = ("attendance_sheet", "bonus_table", "leave_papers")
PAPER_STATES = ("on_time", "late", "missing", "not_due", "complete", "incomplete")


class OwnAttendance(ContentInvalid):
    """Nobody confirms the own attendance (ATT-01)."""

    depends_on = "sender"

    code = "own_attendance"
    text = {"zh-Hant": "{staff_no} 不得確認本人的考勤", "en": "{staff_no} cannot confirm his own attendance"}


class NotDirectSuperior(ContentInvalid):
    """Attendance is confirmed by the direct superior (ATT-01)."""

    depends_on = "sender"

    code = "not_direct_superior"
    text = {"zh-Hant": "{confirmed_by} 不是 {staff_no} 的直屬上級", "en": "{confirmed_by} is not the direct superior of {staff_no}"}


class TeamMissing(ContentInvalid):
    """Leave papers are handed in by team (ATT-04)."""

    code = "team_missing"
    text = {"zh-Hant": "休假單據須註明小組", "en": "Leave papers are handed in by a team: name it"}


class Submission(Schema):
    """A paper handed in."""

    month = fields.Month()
    document = fields.Choice(*PAPERS)
    team = fields.Text(allow_none=True)
    submitted_at = fields.Instant()
    submitted_by = fields.Identifier()
    version = fields.Integer()


class RecordSubmission(Command):
    """Note that a monthly paper reached HR (ATT-02, ATT-03, ATT-04): HR does, or today whoever hands it in; the earliest counts."""

    route = POST("/submissions")
    roles = PLANNERS
    reply = Submission
    errors = (UnknownStaff, TeamMissing, EnteredTooLate, SelfApproval, OthersPaper, MonthNotOver)
    status = 201
    bulk = Bulk("/submissions:import", key="month")
    example = {"month": "2025-05", "document": "attendance_sheet", "submitted_at": "2025-06-03T17:00", "submitted_by": "E003"}
    month = fields.Month(required=True)
    document = fields.Choice(*PAPERS, required=True)
    team = fields.Text(allow_none=True)
    submitted_at = fields.Instant(required=True)
    submitted_by = fields.Identifier(metadata={"description": "a row of past papers may leave it out"})
    late_reason = late_reason()


class MonthlyPaper(Schema):
    """A paper of a month and whether it came in time; ``missing_teams`` of leave papers only."""

    month = fields.Month()
    document = fields.Choice(*PAPERS)
    due = fields.Date(allow_none=True)
    submitted_at = fields.Instant(allow_none=True)
    status = fields.Choice(*PAPER_STATES)
    days_late = fields.Integer(allow_none=True, metadata={"description": "calendar days"})
    missing_teams = fields.List(fields.Text(), allow_none=True)
    because = fields.List(fields.Text())


class ListMonthlyPapers(Query):
    """The papers of a month, or of every rostered month (ATT-02, ATT-03, ATT-04)."""

    route = GET("/monthly-papers")
    roles = PLANNERS
    paged = True
    reply = MonthlyPaper
    example = {"month": "2025-05"}
    month = fields.Month()
    as_of = fields.Date()


class MonthlyPaperSubmitted(Event):
    """A monthly paper has reached HR."""

    subject = "month"
    version = 1
    example = {
        "month": "2025-05", "document": "attendance_sheet", "team": None, "submitted_at": "2025-06-03T17:00:00+08:00", "status": "on_time",
        "days_late": 0, "because": ["ATT-02"],
    }  # fmt: skip
    month = fields.Month(required=True)
    document = fields.Choice(*PAPERS, required=True)
    team = fields.Text(allow_none=True)
    submitted_at = fields.Instant(required=True)
    status = fields.Choice(*PAPER_STATES, required=True)
    days_late = fields.Integer(allow_none=True)


class MonthlyPaperLate(Event):
    """The last day for a monthly paper is over and it has not come (ATT-02, ATT-03)."""

    subject = "month"
    version = 1
    example = {"month": "2025-04", "document": "attendance_sheet", "due": "2025-05-03", "because": ["ATT-02"]}
    month = fields.Month(required=True)
    document = fields.Choice(*PAPERS, required=True)
    due = fields.Date(required=True)


class AttendanceConfirmation(Schema):
    """Whether a person's attendance of a month was confirmed, and by whom."""

    confirmation_no = fields.Identifier(allow_none=True)
    staff_no = fields.Identifier()
    month = fields.Month()
    status = fields.Choice("confirmed", "missing")
    confirmed_by = fields.Identifier(allow_none=True)
    confirmed_at = fields.Instant(allow_none=True)
    because = fields.List(fields.Text())
    version = fields.Integer()


class ConfirmAttendance(Command):
    """Confirm a person's attendance of a month: the direct superior does, never the person itself (ATT-01)."""

    route = POST("/attendance-confirmations")
    roles = PLANNERS
    reply = AttendanceConfirmation
    errors = (
        UnknownStaff, OwnAttendance, NotDirectSuperior, EnteredTooLate, AlreadyExists, SelfApproval, OthersPaper, MonthNotOver,
        RecordsDestroyed,
    )  # fmt: skip
    status = 201
    bulk = Bulk("/attendance-confirmations:import", key="confirmation_no")
    example = {
        "confirmation_no": "AC001",
        "staff_no": "E006",
        "month": "2025-06",
        "confirmed_by": "E003",
        "confirmed_at": "2025-07-01T10:00",
    }
    confirmation_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    confirmed_by = fields.Identifier(metadata={"description": "from a paper, which HR enters; else the caller"})
    confirmed_at = fields.Instant(metadata={"description": "now when not given"})
    late_reason = late_reason()


class ListAttendanceConfirmations(Query):
    """Everybody with shifts in the month, confirmed or missing (ATT-01)."""

    route = GET("/attendance-confirmations")
    roles = PLANNERS
    paged = True
    reads_confidential = True
    reply = AttendanceConfirmation
    example = {"month": "2025-06"}
    month = fields.Month(required=True)


class AttendanceConfirmed(Event):
    """A superior has confirmed a person's attendance of a month."""

    subject = "staff_month"
    version = 1
    example = {"staff_month": "E006:2025-06", "staff_no": "E006", "month": "2025-06", "confirmed_by": "E003", "because": ["ATT-01"]}
    staff_month = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    confirmed_by = fields.Identifier(required=True)
