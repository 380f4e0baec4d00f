"""Accidents, days without one, and the safety target of a year (FLD-14, FLD-30)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.fieldwork.shared import FIELD_STAFF, LEADERS, READERS, DuplicateNumber, means
from kefu_messages.platform import AnyValue

SEVERITIES = ("minor", "major")


class Accident(Schema):
    """An accident."""

    accident_no = fields.Identifier()
    happened_on = fields.Date()
    severity = fields.Choice(*SEVERITIES)
    area = fields.Text(allow_none=True)
    description = fields.Text(longest=2000)
    counts = fields.Boolean(metadata=means("false once it was withdrawn: it was none"))
    version = fields.Integer()


class RecordAccident(Command):
    """Record an accident: the days without one begin anew (FLD-30; doc 5.3 l.426)."""

    route = POST("/accidents")
    roles = FIELD_STAFF
    reply = Accident
    errors = (DuplicateNumber,)
    status = 201
    example = {"accident_no": "SG-1", "happened_on": "2024-03-01", "severity": "major", "description": "管道挖斷"}
    accident_no = fields.Identifier(required=True)
    happened_on = fields.Date(required=True)
    severity = fields.Choice(*SEVERITIES, required=True)
    area = fields.Text()
    description = fields.Text(required=True, longest=2000)


class WithdrawAccident(Command):
    """What was taken for an accident was none; it stays on record."""

    route = POST("/accidents/{accident_no}:withdraw")
    roles = LEADERS
    reply = Accident
    example = {"accident_no": "SG-1", "reason": "誤報"}
    accident_no = fields.Identifier(required=True)
    reason = fields.Text(required=True)


class SafetyDays(Schema):
    """Days without accident on a day."""

    as_of = fields.Date()
    counted_from = fields.Date(allow_none=True)
    days = fields.Integer()
    last_accident_on = fields.Date(allow_none=True)


class GetSafetyDays(Query):
    """Days without accident up to a day, since the last one or the given first day (FLD-30)."""

    route = GET("/safety-days")
    roles = READERS
    reply = SafetyDays
    example = {"since": "2024-01-01", "as_of": "2024-12-31"}
    since = fields.Date(metadata=means("first day counted where there was no accident; 1 January of the year when not given"))
    as_of = fields.Date(metadata=means("today when not given"))


class SafetyYear(Schema):
    """The year's general inspection and its target."""

    year = fields.Integer()
    inspections = fields.Integer(metadata=means("general inspections in the months of the rule"))
    held = fields.Boolean()
    findings = fields.Integer()
    closed = fields.Integer()
    major_accidents = fields.Integer()
    target_met = fields.Boolean()
    accidents = AnyValue()


class GetSafetyYear(Query):
    """The general fire and safety inspection of a year and whether its target is met (FLD-14; doc 5.2 l.418)."""

    route = GET("/safety-years/{year}")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE, roles.AREA_STEWARD}
    reply = SafetyYear
    example = {"year": 2024}
    year = fields.Year(required=True)


class AccidentRecorded(Event):
    """An accident happened, or what was taken for one was none."""

    subject = "accident_no"
    example = {"accident_no": "SG-1", "happened_on": "2024-03-01", "severity": "major", "area": None, "counts": True, "because": ["FLD-30"]}
    accident_no = fields.Identifier(required=True)
    happened_on = fields.Date(required=True)
    severity = fields.Choice(*SEVERITIES, required=True)
    area = fields.Text(required=True, allow_none=True)
    counts = fields.Boolean(required=True)
