"""The insurer's claims: suspected fraud by its kind, and quotations for repair (OTH-09, OTH-10; doc 5.1 l.365, l.370)."""

from __future__ import annotations

from marshmallow import Schema, validate

from kefu_messages import GET, POST, Command, Event, Query, fields
from kefu_messages.contracts.shared import CLERKS, LEADERS, READERS, Why, means
from kefu_messages.errors import AlreadyExists

FRAUD_KINDS = ("fictitious_object", "invented_accident", "invented_cause", "deliberate_accident")


class FraudCase(Schema):
    """A claim that was found to be fraud."""

    case_no = fields.Identifier()
    kind = fields.Choice(*FRAUD_KINDS)
    claim_no = fields.Identifier()
    found_on = fields.Date()
    facts = fields.Text(longest=2000)
    prevented = fields.Money(allow_none=True, metadata=means("yuan that were not paid"))
    recorded_by = fields.Identifier()
    version = fields.Integer()


class RecordFraudCase(Command):
    """Record a fraudulent claim by its kind (OTH-09; doc 5.1 l.365)."""

    route = POST("/fraud-cases")
    roles = CLERKS
    reply = FraudCase
    errors = (AlreadyExists,)
    status = 201
    example = {
        "case_no": "DJ-1", "kind": "invented_cause", "claim_no": "LP-77", "found_on": "2025-05-06", "facts": "事故原因與現場不符",
        "prevented": "12000.00",
    }  # fmt: skip
    case_no = fields.Identifier(required=True)
    kind = fields.Choice(*FRAUD_KINDS, required=True)
    claim_no = fields.Identifier(required=True)
    found_on = fields.Date(required=True)
    facts = fields.Text(longest=2000, required=True, validate=validate.Length(min=1, max=2000))
    prevented = fields.Money(negative=False)


class FraudMonth(Schema):
    """The fraud cases of a month by kind."""

    month = fields.Month()
    cases = fields.Integer()
    by_kind = fields.Dict(keys=fields.String(), values=fields.Integer())
    prevented = fields.Money()
    because = fields.List(fields.String())


class GetFraudMonth(Query):
    """How many fraud cases of each kind a month had (OTH-09)."""

    route = GET("/fraud-cases/months/{month}")
    roles = READERS | LEADERS
    reply = FraudMonth
    example = {"month": "2025-05"}
    month = fields.Month(required=True)


class FraudFound(Event):
    """A fraudulent claim was found; training takes it up at the month's meeting."""

    subject = "case_no"
    example = {"case_no": "DJ-1", "kind": "invented_cause", "found_on": "2025-05-06", "because": ["OTH-09"]}
    case_no = fields.Identifier(required=True)
    kind = fields.Choice(*FRAUD_KINDS, required=True)
    found_on = fields.Date(required=True)


class Quotation(Schema):
    """What the repair of a car costs: parts and labour, for the vehicle at hand."""

    quotation_no = fields.Identifier()
    vehicle = fields.Identifier(allow_none=True)
    parts = fields.Money(allow_none=True)
    labour = fields.Money(allow_none=True)
    total = fields.Money(allow_none=True, metadata=means("null while something is missing"))
    complete = fields.Boolean()
    missing = fields.List(fields.String())
    quoted_on = fields.Date()
    version = fields.Integer()


class QuoteRepair(Command):
    """Quote a repair, or complete a quotation, from vehicle, parts and labour (OTH-10; doc 5.1 l.370)."""

    route = POST("/quotations/{quotation_no}")
    roles = CLERKS
    reply = Quotation
    example = {"quotation_no": "BJ-1", "vehicle": "蒙A00001", "parts": "800.00", "labour": "200.00", "quoted_on": "2025-05-06"}
    quotation_no = fields.Identifier(required=True)
    vehicle = fields.Identifier()
    parts = fields.Money(negative=False)
    labour = fields.Money(negative=False)
    quoted_on = fields.Date(required=True)


class GetQuotation(Query):
    """One quotation."""

    route = GET("/quotations/{quotation_no}")
    roles = READERS
    reply = Quotation
    example = {"quotation_no": "BJ-1"}
    quotation_no = fields.Identifier(required=True)


class WhyQuotation(Query):
    """Why a quotation is complete or not."""

    route = GET("/quotations/{quotation_no}/why")
    roles = READERS
    reply = Why
    example = {"quotation_no": "BJ-1"}
    quotation_no = fields.Identifier(required=True)
