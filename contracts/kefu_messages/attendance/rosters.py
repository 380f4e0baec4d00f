"""The roster: who is to work when, and public holidays that nobody covers (ATT-37, ATT-47)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, validate

from kefu_messages import GET, PATCH, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import ContentInvalid, EnteredTooLate, NotAllowed, NotInLine, SelfApproval, StateConflict, UnknownStaff

SHIFT_KINDS, PLACES = ("work", "rest", "holiday_duty"), ("office", "customer_site")
SUPERIORS = frozenset(
    {
        roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER, roles.DEPARTMENT_HEAD,
        roles.BUSINESS_CENTRE_TEAM_LEADER, roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR, roles.DEPARTMENT_MANAGER,
        roles.PROJECT_LEADER, roles.PROPERTY_MANAGER,
    }
)  # fmt: skip
ATTENDANCE_READERS = frozenset({roles.HR, roles.ADMIN_HR})  # who reads everybody's
ATTENDANCE_CLERKS = ATTENDANCE_READERS | {roles.SYSTEM_ADMINISTRATOR}  # who enters papers; whoever migrates reads nobody's
PLANNERS = SUPERIORS | ATTENDANCE_CLERKS
HOURS = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z"


def hours(**more: Any) -> fields.String:
    """A time of the day, ``HH:MM``, local to the organisation."""
    return fields.String(validate=validate.Regexp(HOURS), **more)


def late_reason() -> fields.Text:
    """Why the personnel department enters an act only now; kept in the decision."""
    return fields.Text(metadata={"description": "by HR alone: why what was done longer ago is entered only now; kept in the decision"})


class OthersMonth(NotAllowed):
    """Attendance is personal: HR, the superiors and the person itself read it."""

    code = "others_attendance"
    text = {"zh-Hant": "只有人事、上級和本人可查看 {staff_no} 的考勤", "en": "Only HR, superiors and {staff_no} read this attendance"}


class OthersPaper(NotAllowed):
    """Everybody enters his own acts; what others did on paper only HR enters, afterwards with a reason, or as rows of a file."""

    code = "others_paper"
    text = {
        "zh-Hant": "各人只登記本人的行為;他人的紙本由人事事後註明原因補登,或整批匯入",
        "en": "Everybody enters his own acts; papers of others are entered by HR, afterwards with a late_reason, or as rows of a file",
    }


class NotInService(ContentInvalid):
    """Nobody is planned, or on leave, on days on which he is not employed."""

    code = "not_in_service"
    depends_on = "others"
    text = {
        "zh-Hant": "{staff_no} 在 {from_date} 至 {to_date} 不在職",
        "zh-Hans": "{staff_no} 在 {from_date} 至 {to_date} 不在职",
        "en": "{staff_no} is not in service from {from_date} to {to_date}",
    }


class RosterNotByManager(ContentInvalid):
    """Duty on a public holiday is planned by one post only (ATT-47)."""

    code = "roster_not_by_manager"
    depends_on = "sender"
    text = {"zh-Hant": "公休日值班不是由{planner}安排", "en": "Duty on a public holiday is planned by the {planner}"}


class ShiftHoursInvalid(ContentInvalid):
    """A working day needs a start before its end; a rest day has none."""

    code = "shift_hours_invalid"
    text = {"zh-Hant": "班次時間不正確:{detail}", "en": "The hours of the shift are not valid: {detail}"}


class ShiftBegun(ContentInvalid):
    """A superior plans ahead; a shift that has begun is corrected by HR, with the reason."""

    code = "shift_begun"
    depends_on = "sender"
    text = {
        "zh-Hant": "{date} 的班次已開始:須由人事說明原因後更正",
        "en": "The shift of {date} has begun: HR corrects it, with a reason",
    }


class ShiftExists(StateConflict):
    """The roster holds another shift of that number, or of that person and day."""

    code = "shift_exists"
    text = {"zh-Hant": "班次 {shift_id} 已排定", "en": "The roster holds a shift already: {shift_id}"}


class RosteredShift(Schema):
    """A row of the roster as it stands: ``swapped_in`` names the swap that brought it, ``swapped_out`` the one that gave it away."""

    shift_id = fields.Identifier()
    staff_no = fields.Identifier()
    date = fields.Date()
    kind = fields.Choice(*SHIFT_KINDS)
    start = fields.Text(allow_none=True)
    end = fields.Text(allow_none=True)
    place = fields.Text(allow_none=True)
    rostered_by = fields.Identifier(allow_none=True)
    swapped_in = fields.Identifier(allow_none=True)
    swapped_out = fields.Identifier(allow_none=True)
    version = fields.Integer()


class RosterShift(Command):
    """Put a person on the roster for a day, ahead (ATT-37, ATT-47); rest days are rows too.

    A superior plans his people, HR anybody, nobody himself; shifts that have begun are HR's, with a reason or as rows.
    """

    route = POST("/shifts")
    roles = PLANNERS
    reply = RosteredShift
    errors = (
        UnknownStaff, RosterNotByManager, ShiftHoursInvalid, ShiftExists, SelfApproval, NotInLine, EnteredTooLate, ShiftBegun,
        OthersPaper, RecordsDestroyed, NotInService,
    )  # fmt: skip
    status = 201
    bulk = Bulk("/shifts:import", key="shift_id")
    example = {
        "shift_id": "SH250620-E006", "staff_no": "E006", "date": "2025-06-20", "kind": "work", "start": "09:00", "end": "18:00",
        "place": "office",
    }  # fmt: skip
    shift_id = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    kind = fields.Choice(*SHIFT_KINDS, required=True)
    start = hours(allow_none=True)
    end = hours(allow_none=True)
    place = fields.Choice(*PLACES, allow_none=True)
    rostered_by = fields.Identifier(allow_none=True, metadata={"description": "who planned it, from a paper; the caller when not given"})
    late_reason = late_reason()


class ChangeShift(Command):
    """Plan a shift anew; what stood there before stays on record. A superior plans his people ahead, HR corrects what has begun."""

    route = PATCH("/shifts/{shift_id}")
    roles = PLANNERS
    reply = RosteredShift
    errors = (RosterNotByManager, ShiftHoursInvalid, SelfApproval, NotInLine, EnteredTooLate, ShiftBegun)
    example = {"shift_id": "SH250620-E006", "kind": "rest", "reason": "swap of weekends"}
    shift_id = fields.Identifier(required=True)
    kind = fields.Choice(*SHIFT_KINDS, required=True)
    start = hours(allow_none=True)
    end = hours(allow_none=True)
    place = fields.Choice(*PLACES, allow_none=True)
    reason = fields.Text(required=True, metadata={"description": "kept; of a shift that has begun only HR may give one"})


class ListShifts(Query):
    """The roster of a person and month as it stands, swaps included; the team and who plans see the hours, not the swaps behind them."""

    route = GET("/shifts")
    roles = roles.EVERYBODY
    paged = True
    reads_confidential = True
    errors = (OthersMonth,)
    reply = RosteredShift
    example = {"staff_no": "E006", "month": "2025-06"}
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)


class RosterGap(Schema):
    """A public holiday with nobody on duty (ATT-47)."""

    date = fields.Date()
    because = fields.List(fields.Text())


class ListRosterGaps(Query):
    """Public holidays that nobody covers, of one month or of all rostered ones (ATT-47)."""

    route = GET("/roster-gaps")
    roles = PLANNERS
    paged = True
    reply = RosterGap
    example = {"month": "2025-06"}
    month = fields.Month()


class RosterFinding(Schema):
    """What is wrong with a roster: ``error`` or ``warning``."""

    date = fields.Date()
    kind = fields.Text()
    level = fields.Choice("error", "warning")
    staff_no = fields.Identifier(allow_none=True)
    start = fields.Text(allow_none=True)
    end = fields.Text(allow_none=True)
    because = fields.List(fields.Text())


class CheckRoster(Query):
    """What a month's roster leaves uncovered or plans wrongly: counter days, service hours, card clerks on Sundays (ATT-37, ATT-51)."""

    route = GET("/rosters/{month}/findings")
    roles = PLANNERS
    paged = True
    reply = RosterFinding
    example = {"month": "2025-06"}
    month = fields.Month(required=True)


class DutyOfWrongPost(ContentInvalid):
    """The hall's duty clerk of the weekday is one of another post (ATT-36)."""

    code = "duty_of_wrong_post"
    text = {"zh-Hant": "{date} 應由{expected}值班", "en": "On {date} the duty clerk is a {expected}"}


class Duty(Schema):
    """Who is the hall's duty clerk on a day."""

    date = fields.Date()
    staff_no = fields.Identifier()
    because = fields.List(fields.Text())
    version = fields.Integer()


class AssignDuty(Command):
    """Name the hall's duty clerk of a day: a charging clerk from Saturday to Wednesday, a card clerk on Thursday and Friday (ATT-36)."""

    route = POST("/duties")
    roles = PLANNERS
    reply = Duty
    errors = (UnknownStaff, DutyOfWrongPost, SelfApproval, NotInLine, EnteredTooLate)
    status = 201
    example = {"date": "2025-06-12", "staff_no": "G010"}
    date = fields.Date(required=True)
    staff_no = fields.Identifier(required=True)
    late_reason = late_reason()


class GetDuty(Query):
    """The hall's duty clerk of a day (ATT-36)."""

    route = GET("/duties/{date}")
    roles = roles.EVERYBODY
    reply = Duty
    example = {"date": "2025-06-12"}
    date = fields.Date(required=True)


class RosterChanged(Event):
    """Shifts of a person's month were planned, planned anew or swapped."""

    subject = "staff_month"
    version = 1
    example = {"staff_month": "E006:2025-06", "staff_no": "E006", "month": "2025-06", "because": ["ATT-01"]}
    staff_month = fields.Identifier(required=True, metadata={"description": "staff_no:month"})
    staff_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
