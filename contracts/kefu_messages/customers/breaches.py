"""Breaches of confidentiality and safety, as facts for discipline (CUS-39, CUS-55; doc 2 l.187, doc 4 l.241)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed

REPORTERS = frozenset(
    {
        roles.BUSINESS_CENTRE_TEAM_LEADER, roles.DEPARTMENT_HEAD, roles.CUSTOMER_SERVICE_SUPERVISOR, roles.SERVICE_MANAGER,
        roles.SERVICE_DIRECTOR, roles.PROPERTY_MANAGER,
    }
)  # fmt: skip
BREACH_KINDS = ("customer_data_disclosure", "confidentiality_breach", "safety_breach")


class SanctionNotSelectable(ContentInvalid):
    code = "sanction_not_selectable"
    text = {"zh-Hant": "處分種類 {sanction} 不可選,只能選 {selectable}", "en": "{sanction} cannot be chosen here, only {selectable}"}


class OwnBreach(NotAllowed):
    code = "own_breach"
    text = {"zh-Hant": "不得由本人登記自己的違規", "en": "Nobody reports or judges an own breach"}


class Breach(Schema):
    """A breach as a violation record; ``amount`` is unknown (null): the regulations name none."""

    breach_no = fields.Identifier()
    kind = fields.Choice(*BREACH_KINDS)
    staff_no = fields.Identifier()
    customer_no = fields.Identifier(allow_none=True)
    happened_on = fields.Date()
    description = fields.Text()
    reported_by = fields.Identifier()
    amount = fields.Money(allow_none=True)
    sanctions = fields.List(fields.String(), metadata={"description": "the sanction kinds that may be chosen"})
    proposed_sanction = fields.String(allow_none=True)
    version = fields.Integer()


class ReportBreach(Command):
    """Record that a member of staff disclosed customer data or broke confidentiality or safety rules (CUS-39, CUS-55)."""

    route = POST("/confidentiality-breaches")
    roles = REPORTERS
    reply = Breach
    errors = (SanctionNotSelectable, OwnBreach, AlreadyExists)
    status = 201
    example = {
        "breach_no": "XM-2025-01", "kind": "confidentiality_breach", "staff_no": "E2", "happened_on": "2025-05-06",
        "description": "將客戶資料交給第三方", "proposed_sanction": "warning",
    }  # fmt: skip
    breach_no = fields.Identifier(required=True)
    kind = fields.Choice(*BREACH_KINDS, required=True)
    staff_no = fields.Identifier(required=True)
    customer_no = fields.Identifier()
    happened_on = fields.Date(required=True)
    description = fields.Text(required=True)
    proposed_sanction = fields.Identifier()


class GetBreach(Query):
    """One breach."""

    route = GET("/confidentiality-breaches/{breach_no}")
    roles = REPORTERS
    reply = Breach
    example = {"breach_no": "XM-2025-01"}
    breach_no = fields.Identifier(required=True)


class ConfidentialityBreachReported(Event):
    """A breach stands in the record; discipline may sanction it with one of the kinds, no amount being fixed."""

    subject = "breach_no"
    example = {
        "breach_no": "XM-2025-01", "kind": "confidentiality_breach", "staff_no": "E2", "happened_on": "2025-05-06",
        "amount": None, "sanctions": ["warning", "penalty", "advised_resignation", "dismissal"], "proposed_sanction": None,
        "reported_by": "M1", "because": ["CUS-55"],
    }  # fmt: skip
    breach_no = fields.Identifier(required=True)
    kind = fields.Choice(*BREACH_KINDS, required=True)
    staff_no = fields.Identifier(required=True)
    happened_on = fields.Date(required=True)
    amount = fields.Money(required=True, allow_none=True)
    sanctions = fields.List(fields.String(), required=True)
    proposed_sanction = fields.String(allow_none=True)
    reported_by = fields.Identifier(required=True)
