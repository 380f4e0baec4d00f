"""Safety publicity in gas-using complexes and its coverage over a year (CUS-69, CUS-70; doc 5.3 l.433, l.442)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid

SAFETY = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.DEPARTMENT_HEAD, roles.SAFETY_INSPECTOR, roles.COUNTER_CLERK})
PUBLICITY_FORMS = ("revisit", "leaflets", "display_board", "consultation_desk")
MEASURES = ("campaign", "phone_revisit", "safety_material", "emergency_phone")


class YearDiffers(ContentInvalid):
    code = "year_differs"
    text = {"zh-Hant": "{day} 不在 {year} 年內", "en": "{day} is not in {year}"}


class SafetyActivity(Schema):
    activity_no = fields.Identifier()
    form = fields.Choice(*PUBLICITY_FORMS)
    held_on = fields.Date()
    reach = fields.Integer()
    measures = fields.List(fields.String())


class SafetyYear(Schema):
    """What was done for the safety of one complex in a calendar year; ``missing`` measures are still to come."""

    complex_no = fields.Identifier()
    year = fields.Integer()
    activities = fields.List(fields.Nested(SafetyActivity))
    measures = fields.Dict(keys=fields.String(), values=fields.Date())
    missing = fields.List(fields.String())
    covered = fields.Boolean()
    version = fields.Integer()


class RecordSafetyPublicity(Command):
    """Record a publicity activity in a complex: its form, day and reach (CUS-69; doc 5.3 l.433)."""

    route = POST("/safety-years/{year}/{complex_no}/activities")
    roles = SAFETY
    reply = SafetyYear
    errors = (YearDiffers, AlreadyExists)
    status = 201
    example = {"complex_no": "XQ-03", "year": 2025, "activity_no": "AQ-1", "form": "leaflets", "held_on": "2025-03-15", "reach": 240}
    complex_no = fields.Identifier(required=True)
    year = fields.Year(required=True)
    activity_no = fields.Identifier(required=True)
    form = fields.Choice(*PUBLICITY_FORMS, required=True)
    held_on = fields.Date(required=True)
    reach = fields.Integer(required=True, validate=validate.Range(min=0), metadata={"description": "persons or households reached"})


class RecordSafetyMeasure(Command):
    """Record that one of the four measures was taken for a complex (CUS-70; doc 5.3 l.442)."""

    route = POST("/safety-years/{year}/{complex_no}/measures")
    roles = SAFETY
    reply = SafetyYear
    errors = (YearDiffers,)
    example = {"complex_no": "XQ-03", "year": 2025, "measure": "emergency_phone", "taken_on": "2025-03-20"}
    complex_no = fields.Identifier(required=True)
    year = fields.Year(required=True)
    measure = fields.Choice(*MEASURES, required=True)
    taken_on = fields.Date(required=True)


class SafetyCoverage(Schema):
    """Every complex registered by the end of the year, with its missing measures (CUS-70)."""

    year = fields.Integer()
    complexes = fields.Integer()
    covered = fields.Integer()
    missing = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class GetSafetyCoverage(Query):
    """Which gas-using complexes have had all four measures in the year (CUS-70)."""

    route = GET("/safety-coverage/{year}")
    roles = SAFETY | {roles.REPORTING, roles.SERVICE}
    reply = SafetyCoverage
    example = {"year": 2025}
    year = fields.Year(required=True)


class SafetyMeasureTaken(Event):
    """A complex has had a safety activity or measure."""

    subject = "complex_no"
    example = {
        "complex_no": "XQ-03", "year": 2025, "measures": ["safety_material"], "form": "leaflets", "taken_on": "2025-03-15", "reach": 240,
        "missing": ["campaign", "phone_revisit", "emergency_phone"], "because": ["CUS-69"],
    }  # fmt: skip
    complex_no = fields.Identifier(required=True)
    year = fields.Year(required=True)
    measures = fields.List(fields.String(), required=True)
    form = fields.Text(allow_none=True)
    taken_on = fields.Date(required=True)
    reach = fields.Integer(allow_none=True)
    missing = fields.List(fields.String(), required=True)
