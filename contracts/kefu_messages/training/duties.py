"""What is to be taught every month and year, and teachings without a sign-in sheet (TRN-17, TRN-26, TRN-29)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists
from kefu_messages.training.shared import OFFICE


class Teaching(Schema):
    """Something taught at a meeting or by mail, without a sign-in sheet."""

    teaching_no = fields.Identifier()
    subject = fields.Identifier()
    channel = fields.Text()
    taught_on = fields.Date()
    title = fields.Text()
    version = fields.Integer()


class RecordTeaching(Command):
    """Take down what was taught at the monthly meeting or by mail (TRN-29; doc 5.1 l.365)."""

    route = POST("/teachings")
    roles = OFFICE
    reply = Teaching
    errors = (AlreadyExists, *LATE)
    status = 201
    example = {"teaching_no": "F-2024-05-1", "subject": "fraud_cases", "channel": "meeting", "taught_on": "2024-05-10", "title": "假案件"}
    teaching_no = fields.Identifier(required=True)
    subject = fields.Identifier(required=True)
    channel = fields.Choice("meeting", "mail", required=True)
    taught_on = fields.Date(required=True)
    title = fields.Text(required=True)
    late_reason = late_reason()


class Duty(Schema):
    """A duty of a month or year: met, partly, gap, attendance_missing, or open while the period is not over."""

    rule = fields.String()
    subject = fields.Text()
    state = fields.String()
    held = fields.Dict()


class Duties(Schema):
    """The duties of a period."""

    period = fields.Text()
    duties = fields.List(fields.Nested(Duty))
    because = fields.List(fields.String())


class GetMonthlyDuties(Query):
    """What a month asked to be taught, and what was (TRN-17, TRN-29)."""

    route = GET("/training-duties/{month}")
    roles = OFFICE
    reply = Duties
    example = {"month": "2024-05"}
    month = fields.Month(required=True)


class GetYearlyDuties(Query):
    """The courses that heads of department have to attend in a year (TRN-26)."""

    route = GET("/training-years/{year}/duties")
    roles = OFFICE
    reply = Duties
    example = {"year": 2025}
    year = fields.Year(required=True)


class TrainingDutyMissed(Event):
    """A month has ended without what it asked to be taught."""

    subject = "duty"
    example = {"duty": "2024-05:fraud_cases", "month": "2024-05", "taught": "fraud_cases", "state": "gap", "because": ["TRN-29"]}
    duty = fields.Identifier(required=True)
    month = fields.Month(required=True)
    taught = fields.Text(required=True)
    state = fields.String(required=True)
