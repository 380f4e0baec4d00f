"""What is said of cases; personal data stay in the service."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import Event, fields
from kefu_messages.complaints.shared import KINDS


class _CaseTold(Schema):
    """What reports and other services need of every case; personal data stay here."""

    case_no = fields.Identifier(required=True)
    kind = fields.Choice(*KINDS, required=True)
    channel = fields.Identifier(required=True, allow_none=True)
    category = fields.Identifier(required=True, allow_none=True)
    handling = fields.Identifier(allow_none=True, metadata={"description": "of a civil repair"})
    area = fields.Text(required=True, allow_none=True)
    unit_no = fields.Identifier(required=True, allow_none=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    received_on = fields.Date(required=True)


_TOLD = {
    "case_no": "WX00001", "kind": "repair", "channel": "phone", "category": "water_electric", "handling": None, "area": "DC",
    "unit_no": "D06-504", "customer_no": None, "received_on": "2024-01-01",
}  # fmt: skip


class CaseOpened(_CaseTold, Event):
    """Something has come in from a customer: every kind of case, complaints and tickets included."""

    subject = "case_no"
    example = {**_TOLD, "priority": "normal", "severity": None, "similar": [], "because": ["CMP-51"]}
    priority = fields.Identifier(required=True)
    severity = fields.Identifier(required=True, allow_none=True)
    similar = fields.List(fields.Identifier(), required=True, metadata={"description": "earlier cases that look alike"})


class CaseHandled(_CaseTold, Event):
    """What a case was about has been dealt with; it still has to be revisited."""

    subject = "case_no"
    example = {**_TOLD, "handled_on": "2024-01-01", "handled_by": None, "in_time": True, "because": ["CMP-51"]}
    handled_on = fields.Date(required=True)
    handled_by = fields.Identifier(required=True, allow_none=True, metadata={"description": "never the one who asks the customer about it"})
    in_time = fields.Boolean(required=True, allow_none=True, metadata={"description": "within its term; null where no clock ran"})


class CaseRevisited(_CaseTold, Event):
    """The customer of a handled case was asked about the result."""

    subject = "case_no"
    example = {**_TOLD, "revisited_on": "2024-01-04", "satisfied": None, "because": ["CMP-51"]}
    revisited_on = fields.Date(required=True)
    satisfied = fields.Boolean(required=True, allow_none=True)


class CaseClosed(_CaseTold, Event):
    """A case is over."""

    subject = "case_no"
    example = {
        **_TOLD, "closed_on": "2024-01-04", "handled_on": "2024-01-01", "outcome": "revisited", "satisfied": True, "days_open": 3,
        "because": ["CMP-51"],
    }  # fmt: skip
    closed_on = fields.Date(required=True)
    handled_on = fields.Date(required=True, allow_none=True)
    outcome = fields.Identifier(required=True)
    satisfied = fields.Boolean(required=True, allow_none=True)
    days_open = fields.Integer(required=True, metadata={"description": "calendar days from receipt to closing"})


class ComplaintClosed(Event):
    """A complaint is over: what it held up goes on."""

    subject = "complaint_no"
    example = {"complaint_no": "C5", "closed_on": "2025-05-12", "customer_no": "U7", "disputes_billing": True, "outcome": "accepted"}
    complaint_no = fields.Identifier(required=True)
    closed_on = fields.Date(required=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    disputes_billing = fields.Boolean(required=True)
    outcome = fields.Identifier(required=True)


class PraiseReceived(Event):
    """A customer has praised the service or a person."""

    subject = "case_no"
    example = {"case_no": "P1", "staff_no": "E017", "customer_no": None, "received_on": "2025-06-04", "channel": "letter"}
    case_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True, allow_none=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    received_on = fields.Date(required=True)
    channel = fields.Identifier(required=True)


class CaseAssigned(Event):
    """A case has an owner, or a new one."""

    subject = "case_no"
    example = {"case_no": "C5", "owner": "E017", "queue": None, "assigned_at": "2025-05-06T10:05:00+08:00", "because": ["CMP-05"]}
    case_no = fields.Identifier(required=True)
    owner = fields.Identifier(required=True, allow_none=True)
    queue = fields.Identifier(required=True, allow_none=True)
    assigned_at = fields.Instant(required=True)


class CaseEscalated(Event):
    """A case has gone to somebody higher: by its severity, its customer, a rejected proposal, refusing departments or a missed term."""

    subject = "case_no"
    example = {
        "case_no": "C20", "reason": "difficult_customer", "to_role": "customer_service_supervisor", "level": None,
        "escalated_at": "2025-05-06T11:00:00+08:00", "due_at": None, "because": ["CMP-06"],
    }  # fmt: skip
    case_no = fields.Identifier(required=True)
    reason = fields.Identifier(required=True)
    to_role = fields.Identifier(required=True)
    level = fields.Integer(required=True, allow_none=True, metadata={"description": "of a missed term"})
    escalated_at = fields.Instant(required=True, metadata={"description": "of a missed term the moment at which the level was due"})
    due_at = fields.Instant(allow_none=True, metadata={"description": "when the level of a missed term was due, however late it is told"})


class CaseOverdue(Event):
    """A term of a case has passed: response, solution, follow-up, contact, assignment or feedback."""

    subject = "case_no"
    example = {
        "case_no": "C5", "term": "stale", "due_at": "2025-05-08T17:30:00+08:00", "to_role": "customer_service_supervisor", "owner": "E017",
        "level": 1, "because": ["CMP-05", "stale_after_working_days"],
    }  # fmt: skip
    case_no = fields.Identifier(required=True)
    term = fields.Identifier(required=True)
    level = fields.Integer(metadata={"description": "of escalation; the first is the end of the term itself"})
    due_at = fields.Instant(required=True)
    to_role = fields.Identifier(required=True)
    owner = fields.Identifier(required=True, allow_none=True)
