"""Compensatory rest: earned by duty on a day of rest, used as a rest day, never against lateness where that is forbidden (ATT-09)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.attendance.approvals import StepDecided
from kefu_messages.attendance.leave import LeaveReasonsReply
from kefu_messages.attendance.rosters import ATTENDANCE_CLERKS, OthersPaper
from kefu_messages.destroying import RecordsDestroyed
from kefu_messages.errors import AlreadyExists, ContentInvalid, EnteredTooLate, SelfApproval, UnknownStaff, WrongApprover

COMPENSATORY_USES = ("rest_day", "offset_lateness", "offset_early_leave")
COMPENSATORY_STATES = ("open", "approved", "rejected")


class OffsetForbidden(ContentInvalid):
    """Lateness and early leave are not made up for by compensatory rest (ATT-09; doc 1 l.108)."""

    code = "offset_forbidden"
    text = {"zh-Hant": "遲到、早退不得以補休抵銷", "en": "Lateness and early leave cannot be made up for by compensatory rest"}


class RestNotEarned(ContentInvalid):
    """Rest is earned by duty before it is used; a day on which nobody was on duty earns none (ATT-25)."""

    code = "rest_not_earned"
    text = {"zh-Hant": "{earned_on} 未有可換補休的值勤", "en": "No duty of {earned_on} earns this rest"}


class CompensatoryRest(Schema):
    """A rest earned and how it is used."""

    request_no = fields.Identifier()
    staff_no = fields.Identifier()
    earned_on = fields.Date()
    hours = fields.Number()
    use = fields.Choice(*COMPENSATORY_USES)
    use_date = fields.Date()
    approved_by = fields.Identifier(allow_none=True)
    state = fields.Choice(*COMPENSATORY_STATES)
    duty_hours = fields.Number(allow_none=True, metadata={"description": "hours on the roster of the day on which it was earned"})
    claimed_hours = fields.Number(allow_none=True, metadata={"description": "hours asked for in return for that day, this rest included"})
    because = fields.List(fields.Text())
    version = fields.Integer()


class RequestCompensatoryRest(Command):
    """Ask, ahead, for rest in return for duty on a day of rest (ATT-09, ATT-25); rows of HR are papers with the approval on them."""

    route = POST("/compensatory-rest")
    roles = roles.EVERYBODY
    reply = CompensatoryRest
    errors = (
        UnknownStaff, OffsetForbidden, RestNotEarned, SelfApproval, WrongApprover, OthersPaper, EnteredTooLate, AlreadyExists,
        RecordsDestroyed,
    )  # fmt: skip
    status = 201
    bulk = Bulk("/compensatory-rest:import", key="request_no", roles=ATTENDANCE_CLERKS)
    example = {"request_no": "C003", "earned_on": "2025-06-01", "hours": "8", "use": "rest_day", "use_date": "2025-06-15"}
    request_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(metadata={"description": "whose rest; the caller's when not given, others' only in rows"})
    earned_on = fields.Date(required=True)
    hours = fields.Number(required=True, negative=False, validate=validate.Range(min=0, max=24, min_inclusive=False))
    use = fields.Choice(*COMPENSATORY_USES, required=True)
    use_date = fields.Date(required=True)
    approved_by = fields.Identifier(metadata={"description": "from a paper: only in rows"})


class DecideCompensatoryRest(Command):
    """Approve or reject a rest; nobody decides on his own."""

    route = POST("/compensatory-rest/{request_no}:decide")
    roles = roles.EVERYBODY
    reply = CompensatoryRest
    errors = (SelfApproval, WrongApprover, StepDecided, RestNotEarned)
    example = {"request_no": "C003", "decision": "approved"}
    request_no = fields.Identifier(required=True)
    decision = fields.Choice("approved", "rejected", required=True)


class ListCompensatoryRests(Query):
    """The rests of a person, of a month of use or of both; others' only for HR and their superiors."""

    route = GET("/compensatory-rest")
    roles = roles.EVERYBODY
    paged = True
    reply = CompensatoryRest
    example = {"staff_no": "E012"}
    staff_no = fields.Identifier()
    month = fields.Month(metadata={"description": "of the day of use"})


class WhyCompensatoryRest(Query):
    """The clauses and facts behind a rest."""

    route = GET("/compensatory-rest/{request_no}/why")
    roles = roles.EVERYBODY
    reply = LeaveReasonsReply
    example = {"request_no": "C003"}
    request_no = fields.Identifier(required=True)


class CompensatoryRestDecided(Event):
    """A rest was approved or rejected: approved, its day of use is a day off, or where allowed makes up for lateness or early leave."""

    subject = "request_no"
    version = 1
    example = {
        "request_no": "C003", "staff_no": "E012", "earned_on": "2025-06-01", "hours": "8", "use": "rest_day", "use_date": "2025-06-15",
        "state": "approved", "approved_by": "E003", "because": ["ATT-25"],
    }  # fmt: skip
    request_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    earned_on = fields.Date(required=True)
    hours = fields.Number(required=True)
    use = fields.Choice(*COMPENSATORY_USES, required=True)
    use_date = fields.Date(required=True)
    state = fields.Choice(*COMPENSATORY_STATES, required=True)
    approved_by = fields.Identifier(allow_none=True)
