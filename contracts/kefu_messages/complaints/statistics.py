"""The messenger's hours and the month's statistics (CMP-31, CMP-33; doc 4 l.259, l.286)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.complaints.shared import AGENTS, LEADERS, DatesOutOfOrder, NotForThisRole
from kefu_messages.errors import EnteredTooLate, NotInLine, StateConflict
from kefu_messages.platform import AnyValue


class MonthNotOver(StateConflict):
    code = "statistics_month_not_over"
    text = {"zh-Hant": "{month} 尚未結束", "en": "{month} is not over"}


class MessengerDay(Schema):
    """When a service messenger account was offline in service hours on a day, and its first responses; all in open minutes."""

    account = fields.Identifier()
    day = fields.Date()
    offline_minutes = fields.Integer()
    responses = fields.List(fields.Dict(), metadata={"description": "asked_at, answered_at, minutes, in_time"})
    findings = fields.List(fields.String())
    version = fields.Integer()


class Offline(Schema):
    since = fields.Instant(required=True)
    until = fields.Instant(required=True)


class FirstResponse(Schema):
    asked_at = fields.Instant(required=True)
    answered_at = fields.Instant(required=True)


class RecordMessengerDay(Command):
    """Record when the service messenger was offline and how fast it answered (CMP-33; doc 4 l.286)."""

    route = POST("/messenger-days")
    roles = AGENTS
    reply = MessengerDay
    errors = (DatesOutOfOrder, NotInLine, EnteredTooLate)
    status = 201
    example = {
        "account": "qq-8008", "day": "2025-05-06", "staff_no": "J013",
        "offline": [{"since": "2025-05-06T09:30", "until": "2025-05-06T09:50"}],
        "responses": [{"asked_at": "2025-05-06T10:00", "answered_at": "2025-05-06T10:04"}],
    }  # fmt: skip
    account = fields.Identifier(required=True)
    day = fields.Date(required=True)
    staff_no = fields.Identifier(required=True)
    offline = fields.List(fields.Nested(Offline), load_default=list)
    responses = fields.List(fields.Nested(FirstResponse), load_default=list)


class ServiceStatistics(Schema):
    """A month's service: cases by kind, channel and state, handled and revisited; verified by the director."""

    month = fields.Month()
    services = fields.Integer(metadata={"description": "finished jobs with a service record"})
    cases = fields.Integer()
    by_kind = AnyValue()
    by_channel = AnyValue()
    handled = fields.Integer()
    unhandled = fields.List(fields.Identifier(), metadata={"description": "numbers of feedback nobody has dealt with, 200 at most"})
    verified = fields.Boolean()
    verified_by = fields.Identifier(allow_none=True)
    verified_on = fields.Date(allow_none=True)
    version = fields.Integer()


class GetServiceStatistics(Query):
    """The month's statistics: as verified, or as they are now (CMP-31; doc 4 l.259)."""

    route = GET("/service-statistics/{month}")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE}
    reply = ServiceStatistics
    example = {"month": "2025-03"}
    month = fields.Month(required=True)


class VerifyServiceStatistics(Command):
    """Compile and verify the month's statistics; for who is responsible for them (CMP-31; doc 4 l.259)."""

    route = POST("/service-statistics/{month}:verify")
    roles = LEADERS
    reply = ServiceStatistics
    errors = (NotForThisRole, MonthNotOver, EnteredTooLate)
    example = {"month": "2025-03", "verified_on": "2025-04-02"}
    month = fields.Month(required=True)
    verified_on = fields.Date(required=True)


class MessengerOffline(Event):
    """A service messenger account was offline, or answered too late, in service hours."""

    subject = "account"
    example = {
        "account": "qq-8008", "staff_no": "J013", "day": "2025-05-06", "offline_minutes": 20, "late_responses": 0, "because": ["CMP-33"],
    }  # fmt: skip
    account = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    day = fields.Date(required=True)
    offline_minutes = fields.Integer(required=True)
    late_responses = fields.Integer(required=True)


class ServiceStatisticsVerified(Event):
    """The month's service statistics are verified."""

    subject = "month"
    example = {
        "month": "2025-03", "services": 120, "cases": 88, "by_kind": {"complaint": 12}, "by_channel": {"call": 60}, "handled": 80,
        "verified_by": "J001", "verified_on": "2025-04-02", "because": ["CMP-31"],
    }  # fmt: skip
    month = fields.Month(required=True)
    services = fields.Integer(required=True)
    cases = fields.Integer(required=True)
    by_kind = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_channel = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    handled = fields.Integer(required=True)
    verified_by = fields.Identifier(required=True)
    verified_on = fields.Date(required=True)
