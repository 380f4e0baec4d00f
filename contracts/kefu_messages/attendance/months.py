"""A person's month as judged, the closing of months, corrections afterwards, and what would differ under another law."""

from __future__ import annotations

from marshmallow import Schema
from marshmallow import fields as plain

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS, PLANNERS, OthersMonth
from kefu_messages.errors import StateConflict

MONTH_STATES = ("not_served", "not_begun", "running", "over")


class MonthClosed(StateConflict):
    """The month has been closed before."""

    code = "month_closed"
    text = {"zh-Hant": "{month} 的考勤已鎖定", "en": "The attendance of {month} is closed already"}


class MonthNotOver(StateConflict):
    """A month is closed after its last day; nobody confirms it, or hands in its papers, before that day."""

    depends_on = "moment"

    code = "month_not_over"
    text = {"zh-Hant": "{month} 尚未結束", "en": "{month} is not over yet"}


class LateEarlyEvent(Schema):
    """A lateness or early leave; ``points`` come off the monthly score."""

    date = fields.Date()
    kind = fields.Choice("late", "early_leave")
    minutes = fields.Integer()
    free = fields.Boolean()
    points = fields.Number()
    because = fields.List(fields.Text())


class AbsenceOfDay(Schema):
    """Absence without leave on a day, in days."""

    date = fields.Date()
    days = fields.Number(metadata={"description": "at most 4 places, half-up"})
    exactly = fields.Text(metadata={"description": "the same unrounded, where that is something else: 1/3"})
    sources = fields.List(fields.Text())
    because = fields.List(fields.Text())


class LeaveOfType(Schema):
    """Leave of one type: scheduled days, and hours of part-days."""

    days = fields.Integer()
    hours = fields.Number()
    because = fields.List(fields.Text())


class NotedEvent(Schema):
    """Something noted that costs nothing by itself."""

    date = fields.Date()
    kind = fields.Text()
    minutes = fields.Integer(allow_none=True)
    source = fields.Text(allow_none=True)
    because = fields.List(fields.Text())


class AttendanceFigures(Schema):
    """The figures of a person's month."""

    late_early = fields.List(fields.Nested(LateEarlyEvent))
    late_early_count = fields.Integer()
    free_used = fields.Integer()
    extra_points = fields.Number()
    points = fields.Number()
    absences = fields.List(fields.Nested(AbsenceOfDay))
    absence_days = fields.Number()
    leave = fields.Dict(keys=fields.Text(), values=fields.Nested(LeaveOfType))
    other_events = fields.List(fields.Nested(NotedEvent))
    performance_score = fields.Number(
        allow_none=True,
        metadata={
            "description": "base score less points; null where there are none, and of a month that has not begun or is not of service"
        },
    )
    because = fields.List(fields.Text())


class AttendanceMonth(AttendanceFigures):
    """A person's month: the figures as of a day; of a closed month those it was closed with."""

    staff_no = fields.Identifier()
    month = fields.Month()
    as_of = fields.Date(metadata={"description": "the last day judged"})
    state = fields.Choice(*MONTH_STATES, metadata={"description": "not_served, not_begun: nothing is judged of the month"})
    closed = fields.Boolean()
    adjustments = fields.Integer(metadata={"description": "how many corrections came after it was closed"})
    version = fields.Integer()


class ListAttendanceMonths(Query):
    """The months of all staff, of one month or of all rostered ones; as of yesterday when no day is given (ATT-54)."""

    route = GET("/attendance-months")
    roles = PLANNERS
    paged = True
    reply = AttendanceMonth
    example = {"month": "2025-06"}
    reads_confidential = True
    month = fields.Month()
    as_of = fields.Date()


class GetAttendanceMonth(Query):
    """One person's month, for HR, superiors and the person itself."""

    route = GET("/staff/{staff_no}/months/{month}")
    roles = roles.EVERYBODY
    reply = AttendanceMonth
    errors = (OthersMonth,)
    example = {"staff_no": "E006", "month": "2025-06"}
    reads_confidential = True
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    as_of = fields.Date()


class Adjustment(Schema):
    """A correction of a closed month, listed in the first month that was open when it became known."""

    staff_no = fields.Identifier()
    month = fields.Month(metadata={"description": "the closed month it corrects"})
    listed_in = fields.Month()
    found_on = fields.Date()
    differences = fields.Dict(metadata={"description": "figure by figure [before, after]"})
    because = fields.List(fields.Text())


class AttendanceReasons(Schema):
    """Decisions in the reader's language: the month's and each day's, with facts, clauses and values; of a closed month as closed."""

    decisions = fields.List(fields.Dict())
    closed = fields.Boolean(metadata={"description": "the decisions are those that the month was closed with"})
    adjustments = fields.List(fields.Dict(), metadata={"description": "corrections since the closing, each with its differences"})
    judged_now = fields.List(fields.Dict(), metadata={"description": "decisions that would come out otherwise by what is known now"})


class WhyAttendanceMonth(Query):
    """Why a person's month came out as it did."""

    route = GET("/staff/{staff_no}/months/{month}/why")
    roles = roles.EVERYBODY
    reply = AttendanceReasons
    errors = (OthersMonth,)
    example = {"staff_no": "E006", "month": "2025-06"}
    reads_confidential = True
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)


class WhyAttendanceDay(Query):
    """Why a day of a person came out as it did."""

    route = GET("/staff/{staff_no}/days/{date}/why")
    roles = roles.EVERYBODY
    reply = AttendanceReasons
    errors = (OthersMonth,)
    example = {"staff_no": "E006", "date": "2025-06-12"}
    reads_confidential = True
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)


class ClosedMonth(Schema):
    """A month that is locked."""

    month = fields.Month()
    closed_at = fields.Instant()
    closed_by = fields.Identifier()
    version = fields.Integer()


class CloseAttendanceMonth(Command):
    """Lock a month once its sheet is agreed (ATT-02): from now on nothing in it changes, corrections come as adjustments."""

    route = POST("/attendance-months/{month}:close")
    roles = ATTENDANCE_CLERKS
    reply = ClosedMonth
    errors = (MonthClosed, MonthNotOver)
    example = {"month": "2025-05"}
    month = fields.Month(required=True)


class ListAdjustments(Query):
    """The corrections of closed months that are listed in a month."""

    route = GET("/attendance-months/{month}/adjustments")
    roles = PLANNERS
    paged = True
    reply = Adjustment
    example = {"month": "2025-06"}
    month = fields.Month(required=True)


class ReplayedMonth(Schema):
    """A person whose month would come out otherwise: figure by figure ``[as it is, as it would be]``."""

    staff_no = fields.Identifier()
    month = fields.Month()
    differences = fields.Dict()


class ReplayAttendanceMonths(Query):
    """Judge a month again under other values, or as another organisation's regulation would; nothing is written."""

    route = POST("/staff-months:replay")
    roles = PLANNERS
    paged = True
    reply = ReplayedMonth
    example = {"month": "2025-06", "as_organisation": "jinyang"}
    month = fields.Month(required=True)
    as_of = fields.Date()
    as_organisation = fields.Identifier(metadata={"description": "judge by the book's values of that organisation"})
    law_on = fields.Date(metadata={"description": "judge by what is in force on that day"})
    adopted = plain.Dict(
        keys=fields.Identifier(), load_default=dict, metadata={"description": "values to judge by, by id; decimals as strings"}
    )
