"""Leave as it is read: one request, why it came out so, those of a person or month, a year by type; for HR, superiors and the person."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields, roles
from kefu_messages.attendance.leave import LeaveReasonsReply, LeaveRequestReply


class LeaveTypeOfYear(Schema):
    """Granted leave of one type in a calendar year, what is planned included."""

    leave_type = fields.Text(data_key="type")
    days = fields.Integer(metadata={"description": "whole days on which the person was to work"})
    hours = fields.Number(metadata={"description": "of part-days"})
    entitlement = fields.Number(allow_none=True, metadata={"description": "days of the year; null where there is no limit"})
    left = fields.Number(allow_none=True)


class LeaveBalance(Schema):
    """A person's leave of a year by type."""

    staff_no = fields.Identifier()
    year = fields.Integer()
    types = fields.List(fields.Nested(LeaveTypeOfYear))
    because = fields.List(fields.Text())


class GetLeaveRequest(Query):
    """One request as of a day; for the person, the superiors, those who decide it and HR."""

    route = GET("/leave-requests/{request_no}")
    roles = roles.EVERYBODY
    reply = LeaveRequestReply
    reads_confidential = True
    example = {"request_no": "L001", "as_of": "2025-07-15"}
    request_no = fields.Identifier(required=True)
    as_of = fields.Date()


class WhyLeaveRequest(Query):
    """The clauses and facts behind what came of a request."""

    route = GET("/leave-requests/{request_no}/why")
    roles = roles.EVERYBODY
    reply = LeaveReasonsReply
    reads_confidential = True
    example = {"request_no": "L001", "as_of": "2025-07-15"}
    request_no = fields.Identifier(required=True)
    as_of = fields.Date()


class ListLeaveRequests(Query):
    """Requests of a person, of a month or of both, as of a day; others' only for HR and their superiors."""

    route = GET("/leave-requests")
    roles = roles.EVERYBODY
    paged = True
    reply = LeaveRequestReply
    reads_confidential = True
    example = {"staff_no": "E023", "month": "2025-06", "as_of": "2025-07-15"}
    staff_no = fields.Identifier()
    month = fields.Month(metadata={"description": "a month that the leave touches"})
    as_of = fields.Date()


class GetLeaveBalance(Query):
    """A person's leave of a calendar year by type, against what the organisation grants (ATT-23, ATT-25); for HR, superiors, the person."""

    route = GET("/staff/{staff_no}/leave-balance")
    roles = roles.EVERYBODY
    reply = LeaveBalance
    reads_confidential = True
    example = {"staff_no": "E021", "year": 2025}
    staff_no = fields.Identifier(required=True)
    year = fields.Year(metadata={"description": "this year when not given"})
