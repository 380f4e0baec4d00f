"""What owners answer when they are asked whether they are satisfied (CUS-63; doc 5.2 l.389)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields
from kefu_messages.customers.households import READERS
from kefu_messages.customers.units import IMPORTERS
from kefu_messages.errors import AlreadyExists, ChannelNotAllowed, ContentInvalid, UnknownUnit


class AnswerMissing(ContentInvalid):
    code = "answer_missing"
    text = {"zh-Hant": "問卷 {survey_no} 沒有答覆", "en": "Survey {survey_no} has no answer"}


class OwnerSurvey(Schema):
    survey_no = fields.Identifier()
    unit_no = fields.Identifier()
    area = fields.Identifier(allow_none=True)
    channel = fields.Identifier()
    answered_on = fields.Date()
    satisfied = fields.Boolean()
    remark = fields.Text(allow_none=True)
    version = fields.Integer()


class RecordOwnerSurvey(Command):
    """Record an owner's answer, taken at home or by phone; the unit gives the area (CUS-63; doc 5.2 l.389)."""

    route = POST("/owner-surveys")
    roles = IMPORTERS
    reply = OwnerSurvey
    errors = (UnknownUnit, ChannelNotAllowed, AnswerMissing, AlreadyExists)
    status = 201
    bulk = Bulk("/owner-surveys:import", key="survey_no", every_row=("survey_no",))
    example = {"survey_no": "DC0001", "unit_no": "A06-103", "channel": "phone", "answered_on": "2024-11-02", "satisfied": True}
    survey_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(load_default="")
    channel = fields.Identifier(load_default="")
    answered_on = fields.Date(required=True)
    satisfied = fields.Boolean()
    remark = fields.Text()


class Satisfaction(Schema):
    answers = fields.Integer()
    satisfied = fields.Integer()
    percent = fields.Number(allow_none=True, metadata={"description": "percent, half-up, 4 places; null without answers"})


class OwnerSatisfaction(Schema):
    """Satisfaction of a year, overall (never the mean of the areas) and per area (CUS-63)."""

    year = fields.Integer()
    overall = fields.Nested(Satisfaction)
    areas = fields.Dict(keys=fields.String(), values=fields.Nested(Satisfaction))


class GetOwnerSatisfaction(Query):
    """Owners' satisfaction in a year (CUS-63)."""

    route = GET("/owner-satisfaction/{year}")
    roles = READERS
    reply = OwnerSatisfaction
    example = {"year": 2024}
    year = fields.Year(required=True)


class OwnerSurveyed(Event):
    """An owner has said whether the service satisfies."""

    subject = "survey_no"
    example = {
        "survey_no": "DC0001", "unit_no": "A06-103", "area": "AC", "channel": "phone", "answered_on": "2024-11-02", "satisfied": True,
        "because": ["survey_channels"],
    }  # fmt: skip
    survey_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    area = fields.Identifier(allow_none=True)
    channel = fields.Identifier(required=True)
    answered_on = fields.Date(required=True)
    satisfied = fields.Boolean(required=True)
