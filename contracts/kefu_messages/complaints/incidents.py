"""Incidents in the hall and errors in serving a customer (CMP-28, CMP-29; doc 2 l.199, l.202)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import POST, Command, fields
from kefu_messages.complaints.shared import AGENTS, DatesOutOfOrder, TextMissing
from kefu_messages.errors import AlreadyExists, ContentInvalid, EnteredTooLate, NotInLine


class ApologyMissing(ContentInvalid):
    code = "error_without_apology"
    text = {"zh-Hant": "業務差錯須立即致歉並更正", "en": "An error calls for an apology and its correction at once"}


class HallIncident(Schema):
    """Something that disturbed the order of the hall, and who guided the customers."""

    incident_no = fields.Identifier()
    happened_at = fields.Instant()
    what = fields.Text()
    guided_by = fields.List(fields.Identifier())
    version = fields.Integer()


class LogHallIncident(Command):
    """Log an incident in the hall (CMP-28; doc 2 l.199)."""

    route = POST("/hall-incidents")
    roles = AGENTS
    reply = HallIncident
    errors = (AlreadyExists, TextMissing)
    status = 201
    example = {"incident_no": "DT-1", "happened_at": "2025-05-06T09:40", "what": "queue dispute", "guided_by": ["C01"]}
    incident_no = fields.Identifier(required=True)
    happened_at = fields.Instant(required=True)
    what = fields.Text(required=True, blank_by_rule=True)
    guided_by = fields.List(fields.Identifier(), required=True)


class ServiceError(Schema):
    """An error in serving a customer, with apology and correction."""

    error_no = fields.Identifier()
    customer_no = fields.Identifier(allow_none=True)
    staff_no = fields.Identifier()
    what = fields.Text()
    happened_at = fields.Instant()
    apology = fields.Boolean()
    corrected_at = fields.Instant()
    version = fields.Integer()


class RecordServiceError(Command):
    """Record an error with its apology and correction, both at once (CMP-29; doc 2 l.202)."""

    route = POST("/service-errors")
    roles = AGENTS
    reply = ServiceError
    errors = (ApologyMissing, AlreadyExists, DatesOutOfOrder, NotInLine, EnteredTooLate)
    status = 201
    example = {
        "error_no": "CC-1", "customer_no": "SH1", "what": "發錯卡", "happened_at": "2025-05-06T09:40", "apology": True,
        "corrected_at": "2025-05-06T09:45",
    }  # fmt: skip
    error_no = fields.Identifier(required=True)
    customer_no = fields.Identifier()
    staff_no = fields.Identifier(metadata={"description": "who erred; the caller when not given"})
    what = fields.Text(required=True)
    happened_at = fields.Instant(required=True)
    apology = fields.Boolean(required=True)
    corrected_at = fields.Instant()
