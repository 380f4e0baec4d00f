"""What a year of absences comes to: rights, exclusions, and the self-criticism that each asks for (ATT-20, ATT-21, ATT-26)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS, PLANNERS, OthersMonth, late_reason
from kefu_messages.errors import EnteredTooLate, NotInLine, SelfApproval

HEADS = frozenset({roles.GENERAL_MANAGER, roles.CUSTOMER_SERVICE_MANAGER, roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER})


class TerminationRight(Schema):
    """The right to end a contract for absence (ATT-20); a right, nothing happens by itself."""

    staff_no = fields.Identifier()
    kind = fields.Text()
    date = fields.Date()
    basis = fields.List(fields.Text())
    because = fields.List(fields.Text())


class ListTerminationRights(Query):
    """The rights that stand, of one year or of all (ATT-20)."""

    route = GET("/termination-rights")
    roles = ATTENDANCE_CLERKS | HEADS
    paged = True
    reads_confidential = True
    reply = TerminationRight
    example = {"year": 2025}
    year = fields.Year()


class AbsenceYear(Schema):
    """A person's absences of a calendar year: the first one excludes from the election of the excellent agent (ATT-26)."""

    staff_no = fields.Identifier()
    year = fields.Integer()
    absence_days = fields.Number()
    first_absence = fields.Date(allow_none=True)
    excluded = fields.Boolean()
    because = fields.List(fields.Text())


class GetAbsenceYear(Query):
    """A person's absences of a year up to a day (ATT-20, ATT-26)."""

    route = GET("/staff/{staff_no}/absence-years/{year}")
    roles = roles.EVERYBODY
    reply = AbsenceYear
    errors = (OthersMonth,)
    example = {"staff_no": "E006", "year": 2025}
    staff_no = fields.Identifier(required=True)
    year = fields.Year(required=True)
    until = fields.Date()


class SelfCriticism(Schema):
    """The written self-criticism that an absence asks for (ATT-21)."""

    staff_no = fields.Identifier()
    date = fields.Date()
    handed_in_on = fields.Date(allow_none=True)
    attitude = fields.Text(allow_none=True)
    because = fields.List(fields.Text())


class RecordSelfCriticism(Command):
    """Note that the self-criticism for an absence was handed in, and the attitude shown: somebody above the person or HR does (ATT-21)."""

    route = POST("/staff/{staff_no}/self-criticisms")
    roles = PLANNERS
    reply = SelfCriticism
    errors = (SelfApproval, NotInLine, EnteredTooLate)
    status = 201
    example = {"staff_no": "E008", "date": "2025-06-10", "handed_in_on": "2025-06-12", "attitude": "sincere"}
    staff_no = fields.Identifier(required=True)
    date = fields.Date(required=True, metadata={"description": "day of the absence"})
    handed_in_on = fields.Date(required=True)
    attitude = fields.Text(allow_none=True)
    late_reason = late_reason()


class ListSelfCriticismsDue(Query):
    """The absences of a month whose self-criticism has not been handed in (ATT-21)."""

    route = GET("/self-criticisms-due")
    roles = PLANNERS
    paged = True
    reads_confidential = True
    reply = SelfCriticism
    example = {"month": "2025-06"}
    month = fields.Month(required=True)
